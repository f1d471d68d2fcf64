package bot_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"plaza/store"
)

const anonymous = `
flow: whisper
title: A whisper
languages: [en]
start: {en: [WHISPER]}
record: anonymous
expire: 1 day
steps:
  - ask: who
    text: Who did it?
    answer: text
  - ask: often
    text: How often?
    answer: number
  - say: Thank you.
`

func TestAnonymousRecord(t *testing.T) {
	w := newWorld(t, anonymous)
	ana := w.person("+1").says("WHISPER", "The mayor.", "3").skips()
	ana.onRecord() // nothing under their name
	w.wait(2 * time.Hour)
	found := 0
	err := w.store.View(t.Context(), func(v store.View) error {
		lines, err := v.Transcript(t.Context(), ana.contact(), 100)
		if err != nil {
			return err
		}
		for _, l := range lines {
			if strings.Contains(l.Text, "mayor") || strings.Contains(l.Text, "3") {
				t.Errorf("still in the conversation: %q", l.Text)
			}
		}
		return v.EachRun(t.Context(), "whisper", func(r store.Run, as []store.Answer) error {
			found++
			if r.Contact != "" || !r.BeganAt.Equal(r.BeganAt.Truncate(day)) || !r.EndedAt.Equal(r.EndedAt.Truncate(day)) {
				t.Errorf("the run tells too much: %+v", r)
			}
			if len(as) != 2 {
				t.Errorf("got %+v, want two answers", as)
			}
			for _, a := range as {
				if a.Contact != "" || a.Raw != "" || !a.At.Equal(a.At.Truncate(day)) {
					t.Errorf("the answer tells too much: %+v", a)
				}
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if found != 1 {
		t.Errorf("got %d runs, want one", found)
	}
}

func TestAnonymousRecordThatExpiresKeepsWhatWasAnswered(t *testing.T) {
	w := newWorld(t, anonymous)
	w.person("+1").says("WHISPER", "The mayor.")
	w.wait(2 * day)
	var got []string
	err := w.store.View(t.Context(), func(v store.View) error {
		return v.EachRun(t.Context(), "whisper", func(r store.Run, as []store.Answer) error {
			for _, a := range as {
				got = append(got, r.Outcome+" "+a.Name+"="+a.Value)
			}
			return nil
		})
	})
	if err != nil || len(got) != 1 || got[0] != "partial who=The mayor." {
		t.Errorf("got %q %v, want one partial answer", got, err)
	}
}

func TestOthersAreSilentUnderTen(t *testing.T) {
	w := newWorld(t, `
flow: compare
title: Compare
languages: [en]
start: {en: [COMPARE]}
steps:
  - consent: take_part
    required: yes
    text: May we keep it?
  - ask: water
    text: Is there water?
    answer: yesno
  - say: "So far: {others.water}."
`)
	for i := range 9 {
		w.person(fmt.Sprintf("+1%d", i)).says("COMPARE", "yes", []string{"yes", "yes", "no"}[i%3])
		w.wait(time.Minute)
	}
	tenth := w.person("+2").says("COMPARE", "yes").skips().says("yes")
	if got := w.net.to("+2")[tenth.heard]; strings.Contains(got, "%") {
		t.Errorf("got %q, which speaks of fewer than ten people", got)
	}
	w.wait(time.Minute)
	eleventh := w.person("+3").says("COMPARE", "yes").skips().says("no")
	if got := w.net.to("+3")[eleventh.heard]; !strings.Contains(got, "70%") && !strings.Contains(got, "70 %") {
		t.Errorf("got %q, want 7 of 10 to have said yes", got)
	}
	w.wait(time.Minute)
	twelfth := w.person("+5").says("COMPARE", "yes").skips().says("no")
	if got := w.net.to("+5")[twelfth.heard]; !strings.Contains(got, "70%") && !strings.Contains(got, "70 %") {
		t.Errorf("got %q, want 7 of 10 still: else it tells what the eleventh said", got)
	}
	w.Fewest = 50
	next := w.person("+4").says("COMPARE", "yes").skips().says("no")
	if got := w.net.to("+4")[next.heard]; strings.Contains(got, "%") {
		t.Errorf("got %q, though the operator asks for fifty", got)
	}
}

func TestRememberedAnswerIsNotAskedAgain(t *testing.T) {
	place := func(id string) string {
		return `
flow: ` + id + `
title: Where
languages: [en]
start: {en: [` + strings.ToUpper(id) + `]}
steps:
  - consent: take_part
    required: yes
    text: May we keep it?
  - ask: town
    remember: yes
    text: Where do you live?
    answer: text
  - say: "You live in {town}."
`
	}
	w := newWorld(t, place("here"), place("there"))
	ana := w.person("+1").says("HERE", "yes").hears("May we", "Where do you live?")
	ana.says("Kibra").hears("You live in Kibra.")
	ana.says("THERE").hears("May we").says("yes").hears("You live in Kibra.")
}
