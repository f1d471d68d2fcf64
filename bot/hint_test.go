package bot_test

import (
	"testing"

	"plaza/channels"
)

// TestAHintOfALanguage is what a network says of somebody who has said nothing
// about it themselves; phones name a country with it.
func TestAHintOfALanguage(t *testing.T) {
	for hint, want := range map[string]string{
		"pt": "Agradecemos", "pt-br": "Agradecemos", "es-MX": "Gracias", "tlh": "Thank you", "": "Thank you",
	} {
		t.Run(hint, func(t *testing.T) {
			w := newWorld(t)
			event := channels.Event{Kind: channels.Message, From: "+1", Ref: "m1", Text: "hello", Lang: hint}
			if err := w.Receive(t.Context(), "sms", event); err != nil {
				t.Fatal(err)
			}
			w.dispatch()
			w.person("+1").hears(want)
		})
	}
}
