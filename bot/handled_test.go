package bot_test

import (
	"testing"

	"plaza/channels"
)

// TestWhatTheNetworkAnsweredIsNotAnsweredTwice: some networks answer stop,
// start and help by themselves, and tell us that they did.
func TestWhatTheNetworkAnsweredIsNotAnsweredTwice(t *testing.T) {
	w := newWorld(t, streets)
	ana := w.person("+1")
	ana.says("STREETS").hears("May we keep")
	for _, tt := range []struct {
		kind  channels.Kind
		text  string
		hears []string
	}{
		{channels.Message, "HELP", []string{"May we keep"}}, // the question is put again, and no more is said
		{channels.Started, "YES", []string{"What comes"}},   // to Twilio the same as START
		{channels.Message, "STOP", nil},
		{channels.Stopped, "baja", nil},
		{channels.Started, "alta", nil},
		{channels.Stopped, "STOP", nil},
		{channels.Message, "START", nil},
	} {
		e := channels.Event{Kind: tt.kind, From: "+1", Ref: tt.text + string(rune('0'+tt.kind)), Text: tt.text, Handled: true}
		if err := w.Receive(t.Context(), "sms", e); err != nil {
			t.Fatal(err)
		}
		w.dispatch()
		ana.hears(tt.hears...)
	}
}
