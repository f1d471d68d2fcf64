package flows_test

import (
	"strings"
	"testing"

	"plaza/flows"
	"plaza/flows/answer"
)

// routed is a library of two consultations, and somebody in the middle of one.
func routed(t *testing.T) (*flows.Library, *flows.Program) {
	t.Helper()
	opinion := written(t, `
flow: opinion
title: {en: Opinion}
languages: [en, es, fr, pt, sw, ar]
start: {en: [OPINION], es: [OPINA]}
steps:
  - consent: take_part
    required: yes
    keep: 1 year
    text: {en: Agreed?, es: ¿Acepta?, fr: D'accord ?, pt: Aceita?, sw: Unakubali?, ar: هل توافق؟}
  - ask: theme
    text: {en: Which?, es: ¿Cuál?, fr: Lequel ?, pt: Qual?, sw: Ipi?, ar: أيهما؟}
    options:
      first: {en: More parks, es: Más parques, fr: Plus de parcs, pt: Mais parques, sw: Bustani zaidi, ar: حدائق أكثر}
      second:
        text: {en: No more fines, es: No más multas, fr: Plus d'amendes, pt: Chega de multas, sw: Faini basi, ar: كفى غرامات}
        words: {en: [vote]}
  - ask: why
    text: {en: Why?, es: ¿Por qué?, fr: Pourquoi ?, pt: Porquê?, sw: Kwa nini?, ar: لماذا؟}
    answer: text
`)
	vote := written(t, `
flow: city-vote
title: {en: The vote}
languages: [en]
start: {en: [VOTE]}
steps:
  - consent: take_part
    required: yes
    keep: 1 year
    text: {en: Agreed?}
  - ask: idea
    text: {en: What is your idea?}
    answer: text
parts:
  support:
    start: {en: [SUPPORT]}
    steps:
      - consent: take_part
        required: yes
        keep: 1 year
        text: {en: Agreed?}
      - ask: which
        text: {en: Which one?}
        options: {north: {en: North bridge}, south: {en: South bridge}}
`)
	return library(t, opinion, vote), opinion
}

// in is a conversation that waits at one question of the first consultation.
func in(t *testing.T, p *flows.Program, at, lang string) flows.Arrival {
	t.Helper()
	c := begin(t, p, flows.State{Run: "r", Lang: lang}, flows.Input{})
	for n := 0; c.state.At != at; n++ {
		if n == 5 {
			t.Fatalf("got to %q, want %q", c.state.At, at)
		}
		c.says("1")
	}
	return flows.Arrival{Lang: lang, Open: p, State: c.state}
}

func TestRoute(t *testing.T) {
	lib, p := routed(t)
	for _, c := range []struct {
		name string
		at   string // the question that waits; empty when nothing is open
		lang string
		text string
		want flows.Intent
	}{
		// Stop, in every language we know, whoever writes it.
		{"stop in English", "why", "en", "STOP", flows.Intent{Kind: flows.ToStop, Lang: "en"}},
		{"stop with a full stop", "why", "en", " Stop. ", flows.Intent{Kind: flows.ToStop, Lang: "en"}},
		{"stop in Spanish from an English speaker", "why", "en", "parar", flows.Intent{Kind: flows.ToStop, Lang: "es"}},
		{"stop in French", "why", "fr", "arrêter", flows.Intent{Kind: flows.ToStop, Lang: "fr"}},
		{"stop in Portuguese", "theme", "pt", "PARAR", flows.Intent{Kind: flows.ToStop, Lang: "pt"}},
		{"stop in Swahili", "theme", "sw", "acha", flows.Intent{Kind: flows.ToStop, Lang: "sw"}},
		{"stop in Arabic", "theme", "ar", "توقف", flows.Intent{Kind: flows.ToStop, Lang: "ar"}},
		{"stop with nothing open", "", "ar", "stop", flows.Intent{Kind: flows.ToStop}},

		// A longer text that only asks to stop.
		{"please stop", "why", "en", "please stop", flows.Intent{Kind: flows.ToMaybeStop}},
		{"no más mensajes", "why", "es", "no más mensajes", flows.Intent{Kind: flows.ToMaybeStop}},
		{"no más mensajes por favor", "", "es", "no más mensajes por favor", flows.Intent{Kind: flows.ToMaybeStop}},
		{"a sentence about stopping", "why", "en", "We must STOP this bill", flows.Intent{Kind: flows.ToAnswer}},
		{"a sentence about stopping in Spanish", "why", "es", "Hay que parar esta ley", flows.Intent{Kind: flows.ToAnswer}},

		// The other words, in the person's language and in English.
		{"help in Spanish", "why", "es", "ayuda", flows.Intent{Kind: flows.ToHelp, Lang: "es"}},
		{"help in English from a Spanish speaker", "why", "es", "HELP", flows.Intent{Kind: flows.ToHelp, Lang: "en"}},
		{"Spanish help is an answer in Swahili", "why", "sw", "ayuda", flows.Intent{Kind: flows.ToAnswer}},
		{"back", "why", "en", "back", flows.Intent{Kind: flows.ToBack, Lang: "en"}},
		{"skip in French", "why", "fr", "passer", flows.Intent{Kind: flows.ToSkip, Lang: "fr"}},
		{"a text that holds skip", "why", "en", "I would not skip it", flows.Intent{Kind: flows.ToAnswer}},
		{"my data in Spanish", "", "es", "mis datos", flows.Intent{Kind: flows.ToMyData, Lang: "es"}},
		{"language", "theme", "en", "language", flows.Intent{Kind: flows.ToLanguage, Lang: "en"}},
		{"status", "theme", "en", "status", flows.Intent{Kind: flows.ToStatus, Lang: "en"}},

		// An exact fit to the waiting question comes before what follows it.
		{"an option that looks like a wish to stop", "theme", "en", "no more fines", flows.Intent{Kind: flows.ToAnswer}},
		{"an option's word that opens another", "theme", "en", "vote", flows.Intent{Kind: flows.ToAnswer}},
		{"a number", "theme", "ar", "٢", flows.Intent{Kind: flows.ToAnswer}},

		// Start words.
		{"a start word", "", "en", "OPINION", flows.Intent{Kind: flows.ToOpen, Flow: "opinion", Part: "main", Lang: "en"}},
		{"a start word with a sign", "", "en", "Opinión!", flows.Intent{Kind: flows.ToOpen, Flow: "opinion", Part: "main", Lang: "en"}},
		{"one of another language", "", "en", "opina", flows.Intent{Kind: flows.ToOpen, Flow: "opinion", Part: "main", Lang: "es"}},
		{"the first word, the rest is held", "", "en", "vote  more trees,\nplease", flows.Intent{Kind: flows.ToOpen, Flow: "city-vote", Part: "main", Lang: "en", Rest: "more trees,\nplease"}},
		{"a flow's id", "", "en", "city-vote", flows.Intent{Kind: flows.ToOpen, Flow: "city-vote", Part: "main"}},
		{"a deep link to a part", "", "en", "city-vote__support", flows.Intent{Kind: flows.ToOpen, Flow: "city-vote", Part: "support"}},
		{"a start word inside a sentence", "", "en", "my vote is", flows.Intent{Kind: flows.ToAnswer}},
		{"a start word as an answer", "why", "en", "vote", flows.Intent{Kind: flows.ToLeave, Flow: "city-vote", Part: "main", Lang: "en"}},
		{"a sentence that begins with one", "why", "en", "vote for more trees", flows.Intent{Kind: flows.ToAnswer}},
		{"with what fits a closed question", "why", "en", "support the north bridge", flows.Intent{Kind: flows.ToLeave, Flow: "city-vote", Part: "support", Lang: "en", Rest: "the north bridge"}},
		{"with what does not", "why", "en", "support for the poor", flows.Intent{Kind: flows.ToAnswer}},
		{"nothing we know", "", "en", "hello", flows.Intent{Kind: flows.ToAnswer}},
		{"nothing at all", "why", "en", "", flows.Intent{Kind: flows.ToAnswer}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := flows.Arrival{Lang: c.lang}
			if c.at != "" {
				a = in(t, p, c.at, c.lang)
			}
			a.Text = c.text
			got := lib.Route(a)
			if c.want.Kind == flows.ToStop { // several languages may share the word
				got.Lang = c.want.Lang
			}
			if got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
	t.Run("a plan word", func(t *testing.T) {
		known := func(word answer.PlanWord, rest string) bool {
			return word != answer.More && (rest == "" || rest == "4" || rest == "parks")
		}
		for _, c := range []struct {
			name, at, lang, text string
			want                 flows.Intent
		}{
			{"alone", "", "en", "PLAN", flows.Intent{Kind: flows.ToPlan, Lang: "en"}},
			{"with anything behind it", "", "en", "plan the streets better", flows.Intent{Kind: flows.ToPlan, Lang: "en", Rest: "the streets better"}},
			{"of another language", "", "en", "seguir 4", flows.Intent{Kind: flows.ToFollow, Lang: "es", Rest: "4"}},
			{"more, with nothing more", "", "en", "more", flows.Intent{Kind: flows.ToMore, Lang: "en"}},
			{"in an open question", "why", "es", "Dejar de seguir parks", flows.Intent{Kind: flows.ToUnfollow, Lang: "es", Rest: "parks"}},
			{"in English in an open question", "why", "es", "updates", flows.Intent{Kind: flows.ToUpdates, Lang: "en"}},
			{"that begins an answer", "why", "en", "plan the streets better", flows.Intent{Lang: "en", Rest: "the streets better", Else: flows.ToPlan}},
			{"of another language in an open question", "why", "en", "seguir 4", flows.Intent{Lang: "es", Rest: "4", Else: flows.ToFollow}},
			{"more, as an answer", "why", "en", "more", flows.Intent{Lang: "en", Else: flows.ToMore}},
			{"in a closed question", "theme", "en", "follow parks", flows.Intent{Kind: flows.ToFollow, Lang: "en", Rest: "parks"}},
			{"no more fines, an option", "theme", "en", "more parks", flows.Intent{Kind: flows.ToAnswer}},
			{"stop comes first", "why", "en", "STOP", flows.Intent{Kind: flows.ToStop, Lang: "en"}},
		} {
			a := flows.Arrival{Lang: c.lang}
			if c.at != "" {
				a = in(t, p, c.at, c.lang)
			}
			a.Text, a.Promised = c.text, known
			if got := lib.Route(a); got != c.want {
				t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
			}
			if a.Promised = nil; c.want.Kind.Plans() && lib.Route(a).Kind != flows.ToAnswer {
				t.Errorf("%s: got a plan word where nothing was promised", c.name)
			}
		}
	})
	t.Run("yes starts only who had opted out", func(t *testing.T) {
		a := in(t, p, "why", "es")
		a.Text = "sí"
		if got := lib.Route(a); got.Kind != flows.ToAnswer {
			t.Errorf("got %v, want an answer", got.Kind)
		}
		a.Stopped = true
		if got := lib.Route(a); got.Kind != flows.ToStart {
			t.Errorf("got %v, want start", got.Kind)
		}
		a.Text = "yes we must build it"
		if got := lib.Route(a); got.Kind == flows.ToStart {
			t.Errorf("got start of %q", a.Text)
		}
	})
	t.Run("a tap answers the waiting question", func(t *testing.T) {
		a := in(t, p, "theme", "en")
		a.Text, a.Tap = "STOP", "first"
		if got := lib.Route(a); got.Kind != flows.ToAnswer {
			t.Errorf("got %v, want an answer", got.Kind)
		}
	})
	t.Run("a state of nowhere is no conversation", func(t *testing.T) {
		a := flows.Arrival{Text: "vote 1", Lang: "en", Open: p, State: flows.State{Part: "nowhere", At: "x", Outcome: "done"}}
		if got := lib.Route(a); got.Kind != flows.ToOpen {
			t.Errorf("got %v, want to open", got.Kind)
		}
	})
}

func TestLibrary(t *testing.T) {
	_, p := routed(t)
	edition := func(e, w int) *flows.Program {
		q := *p
		q.Edition, q.Wording = e, w
		return &q
	}
	t.Run("the newest wording of each edition", func(t *testing.T) {
		lib := library(t, edition(2, 1), edition(1, 2), edition(1, 3), edition(1, 1))
		if got := lib.Newest("opinion"); got.Edition != 2 || got.Wording != 1 {
			t.Errorf("got %d.%d, want 2.1", got.Edition, got.Wording)
		}
		if got := lib.Program("opinion", 1); got.Wording != 3 {
			t.Errorf("got wording %d, want 3", got.Wording)
		}
		if lib.Program("opinion", 3) != nil || lib.Newest("nobody") != nil {
			t.Error("got a program that is not there")
		}
	})
	t.Run("ErrTwice", func(t *testing.T) {
		if _, err := flows.NewLibrary(lexicon(), edition(1, 1), edition(1, 1)); err == nil {
			t.Error("got no error")
		}
	})
	t.Run("ErrWordTaken", func(t *testing.T) {
		other := written(t, "flow: other\ntitle: {en: Other}\nlanguages: [en]\nstart: {en: [Opinión]}\nrecord: anonymous\nsteps:\n  - say: {en: Hello.}\n")
		_, err := flows.NewLibrary(lexicon(), edition(1, 1), other)
		if err == nil || !strings.Contains(err.Error(), "opinion") {
			t.Errorf("got %v, want an error that names both", err)
		}
	})
	t.Run("a word of two languages tells no language", func(t *testing.T) {
		both := written(t, "flow: both\ntitle: {en: Both, es: Ambos}\nlanguages: [en, es]\nstart: {en: [OGP, PARKS], es: [OGP, PARQUES]}\n"+
			"record: anonymous\nsteps:\n  - say: {en: Hello., es: Hola.}\n")
		lib := library(t, both)
		for word, want := range map[string]string{"ogp": "", "PARKS": "en", "parques": "es", "both": ""} {
			if got := lib.Route(flows.Arrival{Text: word}); got.Lang != want || got.Flow != "both" {
				t.Errorf("%s: got %+v, want language %q", word, got, want)
			}
		}
	})
	t.Run("a pending part begins where what it speaks of was asked", func(t *testing.T) {
		two := func(e int, steps, part string) *flows.Program {
			p := written(t, "flow: later\ntitle: {en: Later}\nlanguages: [en]\nstart: {en: [LATER]}\nsteps:\n"+
				"  - consent: take_part\n    required: yes\n    keep: 1 year\n    text: {en: Agreed?}\n"+
				"  - ask: first\n    required: yes\n    text: {en: First?}\n    answer: text\n"+steps+
				"  - consent: contact_again\n    required: yes\n    text: {en: Again?}\n"+part)
			p.Edition = e
			return p
		}
		after := func(text string) string {
			return "parts:\n  after:\n    begins: 2 days after main\n    steps:\n      - say: {en: \"" + text + "\"}\n"
		}
		asks := "  - ask: second\n    required: yes\n    text: {en: Second?}\n    answer: text\n"
		lib := library(t, two(1, "", after("{first}.")), two(2, "", after("Corrected: {first}.")), two(3, asks, after("{second}.")), two(4, asks, ""))
		for own, want := range map[int]int{1: 2, 2: 2, 3: 3, 4: 3} {
			if got := lib.Part("later", own, "after"); got == nil || got.Edition != want {
				t.Errorf("of edition %d: got %+v, want edition %d", own, got, want)
			}
		}
		if lib.Part("later", 1, "nothing") != nil {
			t.Error("got a program for a part that is nowhere")
		}
	})
	t.Run("openings are what anyone may begin today", func(t *testing.T) {
		lib := library(t, p, program(t, "testdata/chat/parts"), program(t, "testdata/chat/paths"))
		var got []string
		for _, o := range lib.Openings(noon) {
			got = append(got, o.Word("es")+"="+o.Title("es"))
		}
		if want := "OPINA=Opinion SEE=See a public project"; strings.Join(got, " ") != want {
			t.Errorf("got %v, want %s", got, want)
		}
	})
}
