package flowtest_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"plaza/flows"
	"plaza/flows/answer"
	"plaza/flows/flowtest"
)

const consultation = `
flow: opinion
title: {en: Opinion}
languages: [en]
start: {en: [OPINION]}
steps:
  - consent: take_part
    required: yes
    keep: 1 year
    text: {en: Agreed?}
  - ask: theme
    text: {en: Which one?}
    options: {parks: {en: Parks}, roads: {en: Roads}}
  - when: theme is roads
    ask: why
    text: {en: Why roads?}
    answer: text
  - say: {en: Thank you.}
`

func opinion(t *testing.T) (*flows.Program, *flows.Library) {
	t.Helper()
	return program(t, consultation)
}

// program compiles a consultation and makes a library of it alone.
func program(t *testing.T, yaml string) (*flows.Program, *flows.Library) {
	t.Helper()
	lex := flows.Lexicon{Words: map[string]answer.Words{"en": {
		Stop: []string{"stop"}, Skip: []string{"skip"}, Yes: []string{"yes"}, No: []string{"no"}, Help: []string{"help"},
		Language: []string{"language"}, Back: []string{"back"}, Status: []string{"status"}, MyData: []string{"my data"}, Erase: []string{"erase"}, Start: []string{"start"},
	}}}
	folder, err := flows.ReadFolder(fstest.MapFS{"flow.yaml": {Data: []byte(yaml)}})
	if err != nil {
		t.Fatal(err)
	}
	f, problems := flows.Parse(folder)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	p, err := flows.Compile(f, flows.Env{Lexicon: lex})
	if err != nil {
		t.Fatal(err)
	}
	lib, err := flows.NewLibrary(lex, p)
	if err != nil {
		t.Fatal(err)
	}
	return p, lib
}

const good = `# One citizen.
channel: sms
language: en

> opinion
< Agreed?
> yes
= take_part: yes
< Which one?
| 1 Parks
| 2 Roads
> purple
! not_understood
< Which ...
> 2
= theme: roads
< Why ...
> Holes
= why: Holes
< Thank you.
. done
`

func TestRun(t *testing.T) {
	p, lib := opinion(t)
	t.Run("OK", func(t *testing.T) {
		r := flowtest.Run(p, lib, "en.chat", []byte(good))
		if !r.OK() {
			t.Fatalf("\n%s", r)
		}
		if string(r.Update) != good {
			t.Errorf("an update changed it:\n%s", r.Update)
		}
		if !r.Covered["theme.roads"] || r.Covered["theme.parks"] || !r.Covered["why"] || !r.Covered["end done"] {
			t.Errorf("got %v covered", r.Covered)
		}
		untested := flowtest.Untested(p.Flow, r.Covered)
		if len(untested) != 1 || untested[0].Message != "no transcript chooses parks for theme" || !untested[0].Warning {
			t.Errorf("got %v untested", untested)
		}
	})
	for _, c := range []struct{ name, old, new, want string }{
		{"another text", "< Thank you.", "< Thanks.", "en.chat:20:1:\n  want < Thanks.\n  got  < Thank you."},
		{"another beginning", "< Which ...", "< What ...", "en.chat:14:1:\n  want < What ...\n  got  < Which one?"},
		{"another option", "| 2 Roads", "| 2 Streets", "en.chat:11:1:\n  want | 2 Streets\n  got  | 2 Roads"},
		{"an option too few", "| 2 Roads\n", "", "en.chat:10:1:\n  want (nothing more)\n  got  | 2 Roads"},
		{"an option too many", "| 2 Roads\n", "| 2 Roads\n| 3 Rivers\n", "en.chat:12:1:\n  want | 3 Rivers\n  got  (nothing)"},
		{"another answer", "= theme: roads", "= theme: parks", "en.chat:16:1:\n  want = theme: parks\n  got  = theme: roads"},
		{"an answer nobody gave", "= why: Holes", "= other: x", "en.chat:19:1:\n  want = other: x\n  got  = other: not asked"},
		{"another sentence", "! not_understood", "! two_fit", "en.chat:13:1:\n  want ! two_fit\n  got  ! not_understood"},
		{"another end", ". done", ". partial", "en.chat:21:1:\n  want . partial\n  got  . done"},
		{"no end", ". done\n", "", "en.chat:18:1:\n  want (nothing more)\n  got  . done"},
		{"a message left over", "< Thank you.\n", "", "en.chat:20:1:\n  want (nothing more)\n  got  < Thank you."},
		{"a message that never comes", ". done", "< Bye.\n. done", "en.chat:21:1:\n  want < Bye.\n  got  (nothing)"},
		{"another question", "< Why ...", "? theme\n< Why ...", "en.chat:17:1:\n  want ? theme\n  got  ? why"},
		{"an event nobody waits for", ". done\n", ". done\n* fault closed\n", `en.chat:22:1:
  want * fault closed
  got  (fault: "fault closed" begins nothing and nobody waits for it)`},
	} {
		t.Run(c.name, func(t *testing.T) {
			src := strings.Replace(good, c.old, c.new, 1)
			r := flowtest.Run(p, lib, "en.chat", []byte(src))
			if got := r.String(); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			if again := flowtest.Run(p, lib, "en.chat", r.Update); !again.OK() && c.name != "an event nobody waits for" {
				t.Errorf("after an update:\n%s\n%s", again, r.Update)
			}
		})
	}
}

// STOP takes back what was agreed to, also for what begins later.
func TestStopTakesConsentBack(t *testing.T) {
	p, lib := program(t, consultation+`
parts:
  more:
    start: {en: [MORE]}
    steps:
      - consent: take_part
      - ask: what
        text: {en: What else?}
        answer: text
`)
	const before = "language: en\n\n> opinion\n< Agreed?\n> yes\n< Which ...\n> 1\n< Thank you.\n. done\n\n"
	for _, c := range []struct{ name, src string }{
		{"it stands", before + "> more\n= take_part: yes\n< What else?\n"},
		{"it does not", before + "> stop\n! stop_done\n> start\n! start_done\n> more\n= take_part: not asked\n< Agreed?\n"},
	} {
		if r := flowtest.Run(p, lib, c.name, []byte(c.src)); !r.OK() {
			t.Errorf("\n%s", r)
		}
	}
}

func TestParse(t *testing.T) {
	for src, want := range map[string]string{
		"chanel: sms\n":                    `a.chat:1:1: a transcript has no "chanel" [chat]` + "\n  hint: did you mean channel?",
		"channel: sms\nat: noon\n":         `a.chat:2:1: "noon" is no time [chat]`,
		"language: en\n\nhello\n":          `a.chat:3:1: nobody says "hello" [chat]`,
		"language: en\n\n> x\n@ tomorrow":  `a.chat:4:1: "tomorrow" moves no clock [chat]`,
		"language: en\n\n> x\n= theme":     "a.chat:4:1: this line says nothing is on record [chat]",
		"language: en\n\n> x\n| Parks":     "a.chat:4:1: this is no option [chat]",
		"language: en\n\n> x\n.":           "a.chat:4:1: this line is empty [chat]",
		"language: en\n\n> x\n@ +3 fishes": `a.chat:4:1: "+3 fishes" moves no clock [chat]`,
	} {
		_, problems := flowtest.Parse("a.chat", []byte(src))
		if len(problems) != 1 || !strings.HasPrefix(problems[0].String(), want) {
			t.Errorf("%q:\ngot  %v\nwant %s", src, problems, want)
		}
	}
	s, problems := flowtest.Parse("a.chat", []byte("# Note\n\nlanguage: es\nwave: 2\ngiven: site=LU07, x=1\n"+
		`have: idea_box code=12, title="More, trees", supports=60`+"\n\n> a\r\n"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if s.Scene.Wave != 2 || s.Scene.Given["site"] != "LU07" || s.Scene.Have[0].Cells["title"] != "More, trees" ||
		s.Scene.Have[0].Cells["supports"] != "60" || len(s.Lines) != 1 || s.Lines[0].Text != "a" {
		t.Errorf("got %+v", s)
	}
}

// What is recorded while somebody talks is a transcript that plays.
func TestRecorder(t *testing.T) {
	p, lib := opinion(t)
	var b strings.Builder
	w := flowtest.NewWorld(p, lib, flowtest.Scene{Channel: "sms", Language: "en"})
	rec := flowtest.NewRecorder(&b, "sms", "en", w.Now)
	w.Seen = rec.Seen
	for _, text := range []string{"opinion", "yes", "green", "the second", "back", "1"} {
		rec.Wrote(text, "")
		w.Write(text)
	}
	if err := rec.Err(); err != nil {
		t.Fatal(err)
	}
	if r := flowtest.Run(p, lib, "rec.chat", []byte(b.String())); !r.OK() {
		t.Errorf("%s\n%s", b.String(), r)
	}
	rec.Moved(time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC))
	if !strings.HasSuffix(b.String(), "@ 2026-01-01 09:00\n") {
		t.Errorf("got %s", b.String())
	}
}
