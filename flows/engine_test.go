package flows_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"plaza/flows"
)

const small = `
flow: small
title: {en: Small, es: Pequeña}
languages: [en, es]
start: {en: [SMALL]}
again: add
steps:
  - consent: take_part
    required: yes
    keep: 6 months
    text: {en: Agreed?, es: ¿Acepta?}
  - ask: theme
    text: {en: Which?, es: ¿Cuál?}
    shuffle: yes
    options:
      parks: {en: Parks, es: Parques}
      roads: {en: Roads, es: Calles}
      water: {en: Water, es: Agua}
      light: {en: Light, es: Luz}
`

func TestShuffle(t *testing.T) {
	p := written(t, small)
	shown := func(r *run) (ids []string) {
		for _, o := range last(r.out).(flows.Message).Options {
			ids = append(ids, o.ID)
		}
		return ids
	}
	ask := func(id string) *run {
		r := begin(t, p, flows.State{Run: id}, flows.Input{})
		r.says("yes")
		return r
	}
	t.Run("a run keeps its order, and a number is the place shown", func(t *testing.T) {
		r := ask("run-1")
		first := shown(r)
		r.says("purple")
		if again := shown(r); !slices.Equal(again, first) {
			t.Errorf("got %v, want %v again", again, first)
		}
		for place, want := range first {
			r := *r
			r.says(strconv.Itoa(place + 1))
			if got := r.value("theme"); got != want {
				t.Errorf("%d: got %s, want %s", place+1, got, want)
			}
		}
	})
	t.Run("every option comes first for some", func(t *testing.T) {
		firsts := make(map[string]int)
		for n := range 200 {
			firsts[shown(ask("run-" + strings.Repeat("x", n)))[0]]++
		}
		for _, id := range []string{"parks", "roads", "water", "light"} {
			if firsts[id] < 25 {
				t.Errorf("%s came first %d times of 200", id, firsts[id])
			}
		}
	})
}

func TestEarlierWordings(t *testing.T) {
	reword := func(wording int, options string) *flows.Program {
		head, _, _ := strings.Cut(small, "    shuffle")
		p := written(t, head+"    options: "+options+"\n")
		p.Edition, p.Wording = 1, wording
		return p
	}
	old := reword(1, "{parks: {en: Parks, es: Parques}, roads: {en: Roads, es: Calles}, water: {en: Water, es: Agua}}")
	now := reword(2, "{water: {en: Clean water, es: Agua limpia}, parks: {en: Green parks, es: Parques verdes}, roads: {en: Safe roads, es: Calles seguras}}")
	lib := library(t, old, now)

	r := begin(t, old, flows.State{Edition: 1, Run: "r"}, flows.Input{})
	r.says("yes")
	r.p = lib.Program("small", 1)
	t.Run("a reply is read as its question was shown", func(t *testing.T) {
		r := *r
		r.says("1")
		rec := r.out[0].(flows.Recorded)
		if rec.Value != "parks" || rec.Wording != 1 {
			t.Errorf("got %s of wording %d, want parks of 1", rec.Value, rec.Wording)
		}
	})
	t.Run("what is said next has the new words", func(t *testing.T) {
		r := *r
		r.says("purple")
		if got := last(r.out).(flows.Message).Options[0].Label; got != "Clean water" {
			t.Errorf("got %s, want Clean water", got)
		}
		r.says("1")
		if got := r.value("theme"); got != "water" {
			t.Errorf("got %s, want water", got)
		}
	})
	t.Run("a wording nobody knows is read as today's", func(t *testing.T) {
		r := *r
		r.state.Wording = 9
		r.says("1")
		if got := r.value("theme"); got != "water" {
			t.Errorf("got %s, want water", got)
		}
	})
	t.Run("a consent keeps the sentence that was answered", func(t *testing.T) {
		r := begin(t, old, flows.State{Edition: 1, Run: "r", Lang: "es"}, flows.Input{})
		r.p = lib.Program("small", 1)
		r.says("sí")
		c := r.out[0].(flows.Consented)
		if c.Text != "¿Acepta?" || c.Wording != 1 || !c.Yes || c.Keep <= 0 || c.Lang != "es" {
			t.Errorf("got %+v", c)
		}
	})
}

func TestOthers(t *testing.T) {
	p := written(t, strings.Replace(small, "    shuffle: yes\n", "", 1)+
		"  - say: {en: \"Others: {others.theme}.\", es: \"Otros: {others.theme}.\"}\n")
	for _, c := range []struct {
		name string
		in   flows.Input
		want string
	}{
		{"shares, the largest first", flows.Input{Kind: flows.InFound, Rows: []flows.Row{
			{Key: "water", Cells: map[string]string{"count": "5"}}, {Key: "parks", Cells: map[string]string{"count": "10"}},
		}}, "Others: Parks 67 %, Water 33 %."},
		{"too few", flows.Input{Kind: flows.InFound}, "Others: [too_few_others]."},
		{"none to ask", flows.Input{Kind: flows.InRefused}, "Others: {others.theme}."},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := begin(t, p, flows.State{Run: "r"}, flows.Input{})
			r.says("yes")
			r.says("1")
			need, ok := last(r.out).(flows.Need)
			if !ok || need.Query.Others != "theme" {
				t.Fatalf("got %+v, want to need the others' theme", r.out)
			}
			r.step(c.in)
			if got := r.said(); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if len(r.state.Known) != 0 || r.state.Outcome != "done" {
				t.Errorf("got %+v known at the end %q, want nothing at done", r.state.Known, r.state.Outcome)
			}
		})
	}
}

func TestKnown(t *testing.T) {
	p := program(t, "testdata/chat/parts")
	known := map[string]flows.Answer{
		"born":      {Value: "1971"},
		"trust":     {Value: "yes"}, // asked in every run
		"elsewhere": {Value: "x"},   // of another consultation
		"take_part": {Value: "yes"}, // has a text here: asked again
	}
	given := map[string]flows.Row{"project": {Key: "P2", Cells: map[string]string{"title": "School"}}}
	r := begin(t, p, flows.State{Run: "r"}, flows.Input{Known: known, Given: given})
	if r.state.At != "take_part" {
		t.Fatalf("got to %q, want take_part", r.state.At)
	}
	for _, a := range r.state.Known {
		if a.Name == "trust" || a.Name == "elsewhere" {
			t.Errorf("%s is kept", a.Name)
		}
	}
	r.says("yes")
	var names []string
	for _, e := range r.out {
		if rec, ok := e.(flows.Recorded); ok {
			names = append(names, rec.Name+" "+string(rec.Status)+" "+rec.Value)
		}
	}
	if want := []string{"project known P2", "born known 1971"}; !slices.Equal(names, want) {
		t.Errorf("got %v, want %v", names, want)
	}
}

func TestStepIsTotal(t *testing.T) {
	p := written(t, small)
	t.Run("a state of a part that is gone starts over", func(t *testing.T) {
		r := begin(t, p, flows.State{Run: "r"}, flows.Input{})
		r.says("yes")
		r.state.At = "a question of long ago"
		r.says("2")
		if r.state.At != "take_part" || len(r.state.Answers) != 0 {
			t.Errorf("got %q with %v", r.state.At, r.state.Answers)
		}
		if f, ok := r.out[0].(flows.Forgotten); !ok || f.Name != "take_part" {
			t.Errorf("got %+v, want to forget take_part", r.out[0])
		}
	})
	t.Run("after the end nothing happens", func(t *testing.T) {
		for kind := range flows.InEvent + 1 {
			s, out := p.Step(flows.State{Outcome: "done", At: "theme"}, flows.Input{Kind: kind, At: noon})
			if len(out) > 0 || s.Outcome != "done" {
				t.Errorf("input %d: got %v", kind, out)
			}
		}
	})
	t.Run("stop ends it without a word", func(t *testing.T) {
		r := begin(t, p, flows.State{Run: "r"}, flows.Input{})
		r.step(flows.Input{Kind: flows.InStop})
		if len(r.out) != 1 || r.out[0] != (flows.Ended{Outcome: "stopped"}) {
			t.Errorf("got %+v", r.out)
		}
	})
	t.Run("a message in the middle of an exchange asks again", func(t *testing.T) {
		p := program(t, "testdata/chat/tables")
		s := flows.State{Run: "r", Part: flows.MainPart, At: "expensive", Pending: "rows",
			Answers: []flows.Answer{{Name: "department", Status: flows.Answered, Value: "Canelones"}}}
		_, out := p.Step(s, flows.Input{Kind: flows.InText, Text: "1", At: noon})
		if need, ok := last(out).(flows.Need); !ok || need.Query.Bound["department"] != "Canelones" {
			t.Errorf("got %+v, want the rows needed again", out)
		}
	})
}

// The runtime may step the same state twice, when a batch fails and is redone.
func TestStepChangesNothingItWasGiven(t *testing.T) {
	p := program(t, "testdata/chat/correct")
	t.Run("where an answer is added", func(t *testing.T) { stepTwice(t, p, "yes", "water") })
	t.Run("where one is corrected", func(t *testing.T) { stepTwice(t, p, "yes", "water", "A leak", "no", "1") })
}

// stepTwice steps the state that these replies lead to in several ways.
func stepTwice(t *testing.T, p *flows.Program, replies ...string) {
	c := begin(t, p, flows.State{Run: "r"}, flows.Input{})
	for _, text := range replies {
		c.says(text)
	}
	s := c.state
	s.Answers = append(make([]flows.Answer, 0, 20), s.Answers...) // room to write into
	before := string(flows.AppendState(nil, s))
	first, _ := p.Step(s, flows.Input{Kind: flows.InText, Text: "something else", At: noon})
	one := string(flows.AppendState(nil, first))
	for _, text := range []string{"electricity", "water", "purple"} {
		next, _ := p.Step(s, flows.Input{Kind: flows.InText, Text: text, At: noon})
		p.Step(next, flows.Input{Kind: flows.InText, Text: "17", At: noon})
	}
	p.Step(s, flows.Input{Kind: flows.InBack, At: noon})
	if got := string(flows.AppendState(nil, s)); got != before {
		t.Errorf("the state given was changed:\n%s\nwas\n%s", got, before)
	}
	if got := string(flows.AppendState(nil, first)); got != one {
		t.Errorf("a state returned was changed:\n%s\nwas\n%s", got, one)
	}
}

func TestHeld(t *testing.T) {
	p := written(t, `
flow: held
title: {en: Held}
languages: [en]
start: {en: [HELD]}
steps:
  - consent: take_part
    required: yes
    keep: 1 year
    text: {en: Agreed?}
  - ask: many
    text: {en: How many?}
    answer: number
  - ask: voted
    text: {en: Did you vote?}
    answer: yesno
`)
	for rest, want := range map[string]string{"12": "voted", "yes": "many", "": "many"} {
		t.Run("the first ask is offered "+rest, func(t *testing.T) {
			r := begin(t, p, flows.State{Run: "r"}, flows.Input{Text: rest})
			r.says("yes")
			if r.state.At != want || len(r.out) != len(r.state.Answers)+1 {
				t.Errorf("got to %q with %+v, want %q", r.state.At, r.out, want)
			}
			if want == "many" {
				r.says("3")
				if r.state.At != "voted" {
					t.Errorf("the second ask was offered it too: %+v", r.state.Answers)
				}
			}
		})
	}
}

func TestConfirmsBehindEachOther(t *testing.T) {
	p := written(t, `
flow: confirms
title: {en: Confirms}
languages: [en]
start: {en: [CONFIRMS]}
steps:
  - consent: take_part
    required: yes
    keep: 1 year
    text: {en: Agreed?}
  - ask: who
    text: {en: Who?}
    answer: text
  - ask: what
    text: {en: What?}
    answer: text
  - confirm: [who]
    text: {en: "{who}?"}
  - confirm: [what, who]
    text: {en: "{who}, {what}?"}
`)
	r := begin(t, p, flows.State{Run: "r"}, flows.Input{})
	for _, step := range []struct{ says, hears string }{
		{"yes", "Who?"}, {"Ana", "What?"}, {"A leak", "Ana?"}, {"yes", "Ana, A leak?"},
		{"no", "[what_to_change]"}, {"2", "Who?"}, {"Eva", "Eva, A leak?"},
	} {
		if r.says(step.says); r.said() != step.hears {
			t.Fatalf("> %s: got %q, want %q", step.says, r.said(), step.hears)
		}
	}
}

func TestTypedRows(t *testing.T) {
	p := program(t, "testdata/chat/kinds")
	s := flows.State{Run: "r", Part: flows.MainPart, At: "ward", Answers: []flows.Answer{{Name: "take_part", Value: "yes"}}}
	r := &run{t: t, p: p, state: s}
	r.says("karen")
	if m := last(r.out).(flows.Message); m.Key != "which_of_these" || len(m.Options) != 2 || m.Asks != "ward" {
		t.Fatalf("got %+v, want two wards offered", m)
	}
	t.Run("one that was not offered is found all the same", func(t *testing.T) {
		r := *r
		if r.says("Kilimani"); r.value("ward") != "W2" {
			t.Errorf("got %q, want W2", r.value("ward"))
		}
	})
	t.Run("what is nowhere puts the question without them", func(t *testing.T) {
		r := *r
		r.says("Timbuktu")
		if m := last(r.out).(flows.Message); m.Key != "" || len(m.Options) != 0 || len(r.state.Offered) != 0 {
			t.Errorf("got %+v, want the bare question", m)
		}
	})
	t.Run("a number is its place", func(t *testing.T) {
		r := *r
		if r.says("1"); r.value("ward") != "W3" {
			t.Errorf("got %q, want W3", r.value("ward"))
		}
	})
}

func TestReceipt(t *testing.T) {
	a, b := flows.Receipt("run-1"), flows.Receipt("run-2")
	if a == b || a != flows.Receipt("run-1") || len(a) != 9 || strings.ContainsAny(a, "01OIl") {
		t.Errorf("got %s and %s", a, b)
	}
}
