package flows

import (
	"testing"
	"time"
)

// file is a verb that acts in the world, as the civic steps will: it files a
// complaint and is given its code.
type file struct{ name, body string }

func (*file) verb() string { return "file" }

func (v *file) act() *act {
	return &act{name: v.name, thing: v.name, kind: "file", values: map[string]string{"body": v.body}}
}

// The exchange of a step that acts: Step asks with Do and stops, and goes on
// with what the world answered.
func TestAct(t *testing.T) {
	text := func(s string) Text { return Text{In: map[string]Phrase{"en": {Text: s}}} }
	name := func(s string) Name { return Name{Value: s} }
	p := build(&Flow{
		ID: name("act"), Title: text("Act"), Languages: []Name{name("en")},
		Steps: []*Step{
			{Verb: &Ask{Name: name("what"), Text: text("What is wrong?"), Answer: name("text")}},
			{Verb: &file{name: "complaint", body: "what"}},
			{Verb: &Ask{Name: name("more"), Text: text("{complaint.code} is filed. More?"), Answer: name("text")}},
			{Verb: &Say{Text: text("{complaint.code} is {complaint.status}, due {complaint.due}.")}},
		},
	}, Env{})
	at := time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC)
	step := func(s State, in Input) (State, []Effect) {
		in.At = at
		return p.Step(s, in)
	}
	said := func(out []Effect) (texts []string) {
		for _, e := range out {
			if m, ok := e.(Message); ok {
				texts = append(texts, m.Text)
			}
		}
		return texts
	}
	s, _ := step(State{Part: MainPart}, Input{Kind: InBegin})
	s, out := step(s, Input{Kind: InText, Text: "A leak"})
	do, ok := out[len(out)-1].(Do)
	if !ok || do.Kind != "file" || do.Name != "complaint" || do.Values["body"] != "A leak" || s.Pending == "" {
		t.Fatalf("got %+v, want to file the complaint", out)
	}
	t.Run("done, and news of it later", func(t *testing.T) {
		s, out := step(s, Input{Kind: InDone, Thing: map[string]string{"code": "F7", "status": "open"}})
		if got := said(out); len(got) != 1 || got[0] != "F7 is filed. More?" {
			t.Errorf("got %q", got)
		}
		s, _ = step(s, Input{Kind: InEvent, Name: "complaint", Event: "closed", Thing: map[string]string{"status": "closed"}})
		back, _ := step(s, Input{Kind: InBack})
		if back.At != "more" {
			t.Errorf("back went to %q, past what was done", back.At)
		}
		_, out = step(s, Input{Kind: InText, Text: "no"})
		if got := said(out); got[0] != "F7 is closed, due {complaint.due}." {
			t.Errorf("got %q", got)
		}
	})
	t.Run("refused, with the sentence of the reason", func(t *testing.T) {
		_, out := step(s, Input{Kind: InRefused, Why: "too_late"})
		if got := said(out); len(got) != 2 || got[0] != "too_late" || got[1] != "{complaint.code} is filed. More?" {
			t.Errorf("got %q", got)
		}
	})
}

func TestCutText(t *testing.T) {
	for src, want := range map[string]string{
		"plain":               "plain",
		"{a}":                 "<a>",
		"a {b.c} d":           "a <b.c> d",
		"{{not a name}}":      "{not a name}",
		"open { and } closed": "open { and } closed",
		"{}":                  "{}",
		"{a b}":               "{a b}",
		"{a{b}":               "{a<b>",
		"{":                   "{",
		"":                    "",
	} {
		got := ""
		cutText(src, func(s string) { got += s }, func(s string) { got += "<" + s + ">" })
		if got != want {
			t.Errorf("%q: got %q, want %q", src, got, want)
		}
	}
}

func TestPrint(t *testing.T) {
	es := &voice{}
	es.words.Group, es.words.Decimal, es.words.ListAnd = ".", ",", " y "
	ar := &voice{}
	ar.words.Digits = "٠١٢٣٤٥٦٧٨٩"
	for _, c := range []struct{ got, want string }{
		{es.number("1971", ""), "1971"},
		{es.number("1200", "m"), "1.200 m"},
		{es.number("1200000", "EUR"), "1.200.000 EUR"},
		{es.number("-12345.5", ""), "-12.345,5"},
		{es.number("0.25", ""), "0,25"},
		{es.number("a few", "m"), "a few m"},
		{ar.number("2026", ""), "٢٠٢٦"},
		{es.list([]string{"a", "b", "c"}), "a, b y c"},
		{es.list(nil), ""},
		{es.day("2026-03-12"), "2026-03-12"}, // a language without dates
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
