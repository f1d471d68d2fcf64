package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"plaza/channels"
)

const riverbend = `plan: riverbend
languages: [en]
title: Open Riverbend
short: Open Riverbend
synthetic: yes
commitments:
  - code: RVB-1
    number: 1
    title: Publish what every well delivers
    short: Data of wells
    milestones:
      - number: 1
        title: Measure the wells
      - number: 2
    updates:
      - on: 2026-02-01
        by: Water office
        milestone: 1
        status: complete
`

const trueHere = `flow: true-here
title: Is it true where you live?
languages: [en]
start: [HERE]
about: milestone
tables:
  milestones: {plan: riverbend, search: [title, number]}
given: {milestone: milestones}
steps:
  - consent: take_part
    required: yes
    keep: 12 months
    text: Answers are published without your number. Do you agree to take part?
  - ask: milestone
    text: Which promise?
    answer: row
    table: milestones
    show: 5
  - ask: place
    remember: yes
    text: Where do you live?
    options: {north: The north, south: The south}
  - ask: holds
    text: Is it true where you live?
    options: {holds: It is true, partly: In part, untrue: It is not, cannot_tell: I cannot tell}
`

// TestPlanShowsWhatPeopleSay lets people answer whether a milestone is true,
// and shows it beside what the office says: with how many they are and how they
// came to answer, and nothing of a place where they are too few.
func TestPlanShowsWhatPeopleSay(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"plaza.yaml": "public_url: https://plaza.example.org\ndata: " + dir + "\nchannels:\n" +
			"  sms: {kind: twilio, account_sid: AC00000000000000000000000000000000, auth_token: none, from: '+15005550006'}\n",
		"riverbend.yaml":      riverbend,
		"true-here/flow.yaml": trueHere,
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	config := filepath.Join(dir, "plaza.yaml")
	clock := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	w := world{in: strings.NewReader(""), err: io.Discard, env: []string{"USER=amina"}, now: func() time.Time { return clock }}
	plaza := func(args ...string) string {
		t.Helper()
		var out, said bytes.Buffer
		w.out, w.err = &out, &said
		if code := run(t.Context(), append([]string{"--config", config}, args...), w); code != 0 {
			t.Fatalf("%v: exit code %d\n%s", args, code, &said)
		}
		return out.String()
	}
	plaza("plan", "import", filepath.Join(dir, "riverbend.yaml"))
	plaza("publish", filepath.Join(dir, "true-here"))
	wrote := 0
	answer := func(people int, says string) { // the numbers of a milestone, a place and what they see
		t.Helper()
		h, err := configFile(config).open(t.Context(), w, ui{err: w.err}, mustExist, true)
		if err != nil {
			t.Fatal(err)
		}
		defer h.close(ui{err: w.err})
		for range people {
			wrote++
			clock = clock.Add(time.Minute)
			for i, text := range append([]string{"HERE", "yes"}, strings.Fields(says)...) {
				from := channels.Address(fmt.Sprintf("+1500555%04d", wrote))
				e := channels.Event{Kind: channels.Message, From: from, Ref: fmt.Sprint(i), Text: text, At: w.now()}
				if err := h.bot.Receive(t.Context(), "sms", e); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	answer(9, "1 1 1")
	if got := plaza("plan", "show", "RVB-1"); !strings.Contains(got, "      citizens · too few answered to be shown\n") {
		t.Errorf("of nine people: got\n%s", got)
	}
	answer(7, "1 1 3")
	answer(4, "1 2 4")
	const want = `milestones
   1  Measure the wells
      government ● complete
      citizens · 20 people: 9 true, 0 in part, 7 not true, 4 cannot tell · 2
      March 2026 · people who wrote by themselves, not a sample
        The north: 10 people: 9 true, 0 in part, 1 not true, 0 cannot tell
        10 people: not shown by place, where they are too few
`
	shown := plaza("plan", "show", "RVB-1")
	if !strings.Contains(shown, want) {
		t.Errorf("got\n%s\nwant in it\n%s", shown, want)
	}
	answer(9, "1 1 3")
	if got := plaza("plan", "show", "RVB-1"); got != shown {
		t.Errorf("nine more people than twenty changed\n%s\ninto\n%s", shown, got)
	}
	answer(6, "1 2 4")
	if got, want := plaza("plan", "show", "RVB-1"), "        The north: 20 people: 9 true, 0 in part, 11 not true, 0 cannot tell\n"; !strings.Contains(got, want) {
		t.Errorf("got\n%s\nwant in it\n%s", got, want)
	}
	if got, want := strings.Join(strings.Fields(plaza("plan", "show", "riverbend")), " "), "citizens, milestone 1: 30 people: 9 true, 0 in part, 16 not true, 5 cannot tell (people who wrote by themselves, not a sample)"; !strings.Contains(got, want) {
		t.Errorf("got\n%s\nwant in it\n%s", got, want)
	}
}

// TestPlanOfToday lets an office whose morning comes before that of UTC speak
// of its own day.
func TestPlanOfToday(t *testing.T) {
	dir := t.TempDir()
	config, file := filepath.Join(dir, "plaza.yaml"), filepath.Join(dir, "riverbend.yaml")
	for name, text := range map[string]string{config: "public_url: https://plaza.example.org\ndata: " + dir + "\nquiet: {zone: Asia/Manila}\n", file: riverbend} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	morning := time.Date(2026, 3, 2, 23, 0, 0, 0, time.UTC) // the third, at seven
	for _, args := range [][]string{
		{"plan", "import", file},
		{"plan", "update", "RVB-1", "--milestone", "2", "--status", "limited", "--by", "Water office"},
		{"plan", "update", "RVB-1", "--milestone", "2", "--note", "Half", "--on", "2026-03-03", "--by", "Water office"},
		{"plan", "show", "riverbend"},
	} {
		var out, said bytes.Buffer
		w := world{in: strings.NewReader(""), out: &out, err: &said, env: []string{"USER=amina"}, now: func() time.Time { return morning }}
		if code := run(t.Context(), append([]string{"--config", config}, args...), w); code != 0 || args[1] != "import" && !strings.Contains(out.String(), "3 March 2026") {
			t.Fatalf("%v: exit code %d\n%s%s", args, code, &out, &said)
		}
	}
}
