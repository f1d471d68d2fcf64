package answer_test

import (
	"testing"

	"plaza/flows/answer"
)

// BenchmarkRead reads typical replies to a question of five options in three
// languages: it stands on the path of every message.
func BenchmarkRead(b *testing.B) {
	r := newReader(b)
	o := r.Options(themes(), answer.Pick{Min: 1, Max: 2}, []string{"en", "es", "fr"})
	for _, c := range []struct{ name, reply string }{
		{"place", "2"}, {"politely", "la 2 por favor"}, {"word", "el ambiente"}, {"two", "1 y 3"},
		{"label", "Gobernanza digital"}, {"typo", "gobernansa digital"}, {"misfit", "educación"},
		{"sentence", "El río está sucio. Y nadie publica los datos."}, {"other language", "digital governance"},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				o.Read(c.reply, "es", nil)
			}
		})
	}
	b.Run("universal", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			r.Universal("la 2 por favor", "es")
		}
	})
	b.Run("no plan word", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			r.PlanWord("El río está sucio. Y nadie publica los datos.", "es")
		}
	})
	b.Run("asks to stop", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			r.AsksToStop("El río está sucio. Y nadie publica los datos.")
		}
	})
	b.Run("yes or no", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			r.YesNo("claro que sí", "es")
		}
	})
	b.Run("number", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			r.Number("cuatro", "es")
		}
	})
}

// A text that begins with another word is asked one thing, and costs nothing.
func TestAPlanWordIsLookedForAtNoCost(t *testing.T) {
	r := newReader(t)
	if got := testing.AllocsPerRun(100, func() { r.PlanWord("El río está sucio. Y nadie publica los datos.", "es") }); got != 0 {
		t.Errorf("got %v allocations, want none", got)
	}
}

func BenchmarkNewReader(b *testing.B) {
	for b.Loop() {
		newReader(b)
	}
}

func themes() []answer.Option {
	label := func(id, en, es, fr string) answer.Option {
		return answer.Option{ID: id, Labels: map[string]string{"en": en, "es": es, "fr": fr}}
	}
	opts := []answer.Option{
		label("anticorruption", "Anti-corruption", "Anticorrupción", "Anticorruption"),
		label("digital", "Digital governance", "Gobernanza digital", "Gouvernance numérique"),
		label("climate", "Climate and environment", "Clima y medio ambiente", "Climat et environnement"),
		label("participation", "Inclusive participation", "Participación incluyente", "Participation inclusive"),
		label("other", "Something else", "Otro tema", "Un autre thème"),
	}
	opts[2].Words = map[string][]string{"en": {"green", "nature"}, "es": {"ambiente", "naturaleza"}, "fr": {"écologie"}}
	return opts
}
