package channels_test

import (
	"testing"

	"plaza/channels"
)

func TestTransliterate(t *testing.T) {
	for text, want := range map[string]string{
		"":                        "",
		"The river is dirty.":     "The river is dirty.",
		"¿Qué año? ¡Sí, señor!":   "¿Qué año? ¡Si, señor!", // é and ñ are in the alphabet, í is not
		"Não há educação “aqui”…": "Nao ha educacao \"aqui\"...",
		"Garçon, l’œuvre à côté":  "Garcon, l'oeuvre à coté",
		"a\u00a0b\u202fc":         "a b c",
		"\u00adx":                 "x",
		"هل انتهى الإصلاح؟":       "هل انتهى الإصلاح؟",
		"Muy bien 👍":              "Muy bien 👍",
		"Ça va? Ação":             "Ça va? Acao",
	} {
		if got := channels.Transliterate(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// Accents are given up only where a segment is saved by it, only on a channel
// that is paid by segments, and only by a flow that said so.
func TestThrifty(t *testing.T) {
	sms, _ := channels.Network("sms")
	long := "¿Qué tema debería ir primero en la estrategia que el gobierno escribirá el próximo año?"
	for _, tt := range []struct {
		name string
		c    channels.Capabilities
		say  channels.Say
		want string
	}{
		{"it saves one", sms, channels.Say{Text: long, Thrifty: true, Lang: "es"}, channels.Transliterate(long)},
		{"the flow did not say so", sms, channels.Say{Text: long, Lang: "es"}, long},
		{"it saves none", sms, channels.Say{Text: "¿Sí o no?", Thrifty: true, Lang: "es"}, "¿Sí o no?"},
		{"nobody pays by segment", button, channels.Say{Text: long, Thrifty: true, Lang: "es"}, long},
		{"one character needs the large alphabet", sms, channels.Say{Text: long + " 👍", Thrifty: true, Lang: "es"}, long + " 👍"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := channels.Render(tt.c, tt.say); len(got) != 1 || got[0].Text != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	t.Run("its options too", func(t *testing.T) {
		options := buttons([]string{"El dinero público y quién lo recibe", "Escuelas, docentes y comedores de aquí"})
		got := channels.Render(sms, channels.Say{Text: "¿Cuál?", Options: options, Thrifty: true, Lang: "es"})
		want := "¿Cual?\n1 El dinero publico y quién lo recibe\n2 Escuelas, docentes y comedores de aqui"
		if len(got) != 1 || got[0].Text != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if options[0].Label != "El dinero público y quién lo recibe" {
			t.Error("the flow's own options were changed")
		}
	})
}
