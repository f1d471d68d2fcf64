package bot_test

import (
	"fmt"
	"strings"
	"testing"

	"plaza/channels"
	"plaza/flows"
)

// visits has a part that comes by itself, and one that a word opens; both
// stand on the consent of the first conversation.
const visits = `
flow: visits
title: Visits
languages: [en]
start: {en: [VISIT]}
tables:
  sites: {file: sites.csv, key: code, search: [code, name]}
steps:
  - consent: take_part
    required: yes
    keep: 6 months
    text: May we keep it?
  - ask: site
    required: yes
    text: Which site?
    answer: row
    table: sites
  - consent: contact_again
    text: May we ask again in two months?
parts:
  changed:
    begins: 60 days after main
    when: contact_again is yes
    steps:
      - ask: better
        text: "You wrote about {site.name}. Is it better?"
        answer: text
  word:
    start: {en: [WORD]}
    steps:
      - consent: take_part
      - ask: one_word
        text: One word?
        answer: text
`

// put publishes visits with these rows, and with something changed in its text.
func (w *world) put(sites string, change ...string) {
	w.t.Helper()
	folder := &flows.Folder{Files: map[string][]byte{
		"flow.yaml": []byte(strings.NewReplacer(change...).Replace(visits)),
		"sites.csv": []byte("code,name\n" + sites),
	}}
	if _, problems, err := w.Publish(w.t.Context(), folder); err != nil {
		w.t.Fatalf("publish: %v\n%v", err, problems)
	}
}

// What is said later under a consent is kept no longer than what was said when
// it was given.
func TestKeepEndsForLaterConversationsToo(t *testing.T) {
	w := newWorld(t)
	w.put("S1,Bridge\n")
	ana := w.person("+1").says("VISIT", "yes", "Bridge", "yes").skips()
	w.wait(61 * day)
	ana.hears("You wrote about Bridge. Is it better?").says("Crooked", "WORD").hears("One word?").says("Tired")
	ana.onRecord("visits/main done site=S1", "visits/changed done better=Crooked", "visits/word done one_word=Tired")
	w.wait(100 * day)
	w.wait(30 * day)
	for _, line := range ana.runs() {
		if strings.Contains(line, "=") {
			t.Errorf("still on record: %s", line)
		}
	}
}

// A row that was chosen keeps the values it had, also where a later
// conversation speaks of it and the table has changed or lost it.
func TestChosenRowKeepsItsValues(t *testing.T) {
	w := newWorld(t)
	w.put("S1,Bridge\n")
	ana := w.person("+1").says("VISIT", "yes", "Bridge", "yes").skips()
	w.put("S2,School\nS3,Well\n")
	w.wait(61 * day)
	ana.hears("You wrote about Bridge. Is it better?")
}

// Who agreed to less is written to as they agreed, on the edition they began.
func TestPendingPartStaysUnderTheConsentThatWasGiven(t *testing.T) {
	w := newWorld(t)
	w.put("S1,Bridge\n")
	ana := w.person("+1").says("VISIT", "yes", "Bridge", "yes").skips()
	w.put("S1,Bridge\n", "keep: 6 months", "keep: 9 months", "You wrote about", "You told us of")
	w.wait(61 * day)
	ana.hears("You wrote about Bridge. Is it better?").says("yes")
	ana.says("VISIT").hears("May we keep it?") // and a new run asks under the new terms
}

// A consent given or taken back a moment ago counts, also where the whole
// conversation arrives at once.
func TestConsentWithinOneBatch(t *testing.T) {
	for _, c := range []struct {
		name  string
		texts []string
		last  string
	}{
		{"given", []string{"VISIT", "yes", "Bridge", "no", "WORD"}, "One word?"},
		{"taken back", []string{"VISIT", "yes", "Bridge", "no", "STOP", "START", "WORD"}, "May we keep it?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.put("S1,Bridge\n")
			var events []channels.Event
			for i, text := range c.texts {
				events = append(events, channels.Event{Kind: channels.Message, From: "+1", Ref: fmt.Sprint(i), Text: text})
			}
			if err := w.Receive(t.Context(), "sms", events...); err != nil {
				t.Fatal(err)
			}
			w.dispatch()
			heard := w.net.to("+1")
			if got := heard[len(heard)-1]; !strings.Contains(got, c.last) {
				t.Errorf("got %q last, want %q", got, c.last)
			}
		})
	}
}
