package bot_test

import (
	"strings"
	"testing"
	"time"

	"plaza/store"
)

// texts are all texts in and out that the store still has of the person.
func (p *someone) texts() string {
	p.t.Helper()
	var all []string
	err := p.store.View(p.t.Context(), func(v store.View) error {
		lines, err := v.Transcript(p.t.Context(), p.contact(), 1000)
		for _, l := range lines {
			all = append(all, l.Text)
		}
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return strings.Join(all, "\n")
}

// nothingOf holds the store to have none of these words of the person's.
func (p *someone) nothingOf(words ...string) *someone {
	p.t.Helper()
	texts := p.texts() + strings.Join(p.runs(), "\n")
	for _, word := range words {
		if strings.Contains(texts, word) {
			p.t.Errorf("the store still has %q:\n%s", word, texts)
		}
	}
	return p
}

// town holds what follows its word for its question, and ends by saying it.
const town = `
flow: town
title: Your town
languages: [en]
start: {en: [TOWN]}
steps:
  - consent: take_part
    required: yes
    keep: 1 month
    text: May we keep it?
  - ask: town
    text: Where do you live?
    answer: text
  - say: "You live in {town}."
`

// What is written before a run is open and after it has ended speaks of it too.
func TestKeepEndsForTheFirstMessageAndTheLast(t *testing.T) {
	w := newWorld(t, town, parks)
	ana := w.person("+1").says("PARKS", "yes", "3") // kept with no end
	ana.says("TOWN Kibra", "yes").skips()
	w.wait(40 * day)
	ana.nothingOf("Kibra").onRecord("parks/main done trees=3")
}

// Who takes the wish for news back leaves nothing, unless something else keeps
// them: another wish, or a consultation.
func TestWhoUnfollowsLeavesNothing(t *testing.T) {
	w := riverbend(t)
	w.publish(parks)
	gone := w.person("+1").says("FOLLOW 1", "UPDATES weekly", "UNFOLLOW")
	back := w.person("+2").says("FOLLOW 1", "UNFOLLOW", "FOLLOW 4")
	part := w.person("+3").says("PARKS", "yes", "3").says("FOLLOW 1", "UNFOLLOW")
	kept := func() map[store.Contact]bool {
		people := map[store.Contact]bool{}
		err := w.store.View(t.Context(), func(v store.View) error {
			return v.EachMember(t.Context(), store.Wants{Sealed: true}, func(m store.Member) error {
				people[m.Contact] = m.Address != ""
				return nil
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		return people
	}
	if got := kept(); len(got) != 3 {
		t.Fatalf("at once: got %d people, want 3: the answer has to reach them", len(got))
	}
	w.wait(2 * time.Hour)
	got := kept()
	if _, there := got[gone.contact()]; there || !got[back.contact()] || !got[part.contact()] {
		t.Errorf("two hours later: got %v, want %s gone, and %s and %s", got, gone.contact(), back.contact(), part.contact())
	}
	gone.nothingOf("FOLLOW")
	part.onRecord("parks/main done trees=3")
}

func TestAnonymousRecordForgetsTheFirstMessageAndTheLast(t *testing.T) {
	w := newWorld(t, parks, `
flow: hush
title: Hush
languages: [en]
start: {en: [HUSH]}
record: anonymous
steps:
  - ask: who
    text: Who did it?
    answer: text
  - say: "You wrote {who}."
`)
	ana := w.person("+1").says("PARKS", "yes", "3").says("HUSH the mayor").skips()
	w.wait(2 * time.Hour)
	ana.nothingOf("mayor")
}

// A run with no name on it cannot be kept for somebody to come back to.
func TestAnonymousRecordLeftForAnotherEnds(t *testing.T) {
	w := newWorld(t, anonymous, parks)
	ana := w.person("+1").says("WHISPER", "The mayor.", "PARKS", "yes", "yes", "3").skips()
	w.wait(2 * time.Hour)
	ana.nothingOf("mayor")
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
