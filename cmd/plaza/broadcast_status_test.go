package main

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"plaza/bot"
	"plaza/civic/broadcast"
	"plaza/store"
)

const wellsFile = `broadcast: wells
title: {en: The wells of the north}
purpose: updates
audience: everyone
text: {en: "The table is public. {word.stop} to leave."}
`

// parsed is a broadcast file that is as it should be.
func parsed(t *testing.T, src string) *broadcast.File {
	t.Helper()
	f, problems := broadcast.Parse("b.yaml", []byte(src))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return f
}

// TestDrawStatus draws a broadcast on its way, as a person at a terminal sees
// it, and one that stopped by itself.
func TestDrawStatus(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	record := &broadcast.Record{ID: "wells", Author: "amina", State: broadcast.Running, Start: at.Add(time.Hour)}
	record.Log = []broadcast.Entry{
		{At: at, By: "amina", Act: broadcast.Propose},
		{At: at.Add(10 * time.Minute), By: "joseph", Act: broadcast.Approve},
		{At: at.Add(time.Hour), By: "plaza", Act: broadcast.Begin},
	}
	s := &bot.BroadcastStatus{
		Record: record, Text: parsed(t, wellsFile), Expanded: 0.61, Seen: 1_200_400, Meant: 1942, People: 1092, Tried: 268, Failed: 4,
		Left: map[bot.LeftOut]int{bot.LeftStopped: 84, bot.LeftCap: 37, bot.LeftOther: 21},
		Copies: []store.Tally{
			{Channel: "sms", State: store.Queued, N: 900}, {Channel: "sms", State: store.Delivered, N: 180}, {Channel: "sms", State: store.Failed, N: 4},
			{Channel: "telegram", State: store.Sent, N: 84},
		},
		Cost: 12_345_000,
	}
	h := &house{config: defaults()}
	h.Prices.Currency = "USD"
	const running = `wells: The wells of the north
running; what has not left by 5 March 2026 10:00 UTC is not sent

found     █████████████████░░░░░░░░░░░  61%  1,200,400 looked at, 1,092 get it
tried     ██████░░░░░░░░░░░░░░░░░░░░░░  22%  268 of 1,168 messages so far

sms       900 queued · 180 delivered · 4 failed
telegram  84 sent
left out  84 stopped messages · 37 had as many messages as the cap allows · 21
          will get it on another of their channels
cost      12.345 USD

2 Mar 09:00   amina proposed it
2 Mar 09:10   joseph approved it
2 Mar 10:00   plaza began to send it
`
	wide := page{columns: column}
	got := drawStatus(s, h, wide, at)
	if diff := cmp.Diff(running, got); diff != "" {
		t.Errorf("running (-want +got):\n%s", diff)
	}
	for line := range strings.Lines(got) {
		if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 80 {
			t.Errorf("%d columns, which a terminal breaks and writes over: %s", n, line)
		}
	}
	const narrow = `wells: The wells of the north
running; what has not left by 5 March
2026 10:00 UTC is not sent

found     ██████████████░░░░░░░░░░  61%
          1,200,400 looked at, 1,092
          get it
tried     █████░░░░░░░░░░░░░░░░░░░  22%
          268 of 1,168 messages so far

sms       900 queued · 180 delivered ·
          4 failed
telegram  84 sent
left out  84 stopped messages · 37 had
          as many messages as the cap
          allows · 21 will get it on
          another of their channels
cost      12.345 USD

2 Mar 10:00   plaza began to send it
`
	// A terminal of 40 columns and 21 lines: what it breaks or pushes out would
	// be written over at the wrong place.
	if diff := cmp.Diff(narrow, drawStatus(s, h, page{columns: 39, rows: 21}, at)); diff != "" {
		t.Errorf("on a narrow page (-want +got):\n%s", diff)
	}
	record.State, s.Held = broadcast.Paused, ""
	record.Log = append(record.Log, broadcast.Entry{At: at.Add(2 * time.Hour), By: "plaza", Act: broadcast.Hold, Why: "30 of 120 failed, most of them because the network refuses it (no credit)"})
	const paused = `paused by plaza: 30 of 120 failed, most of them because the network refuses it
(no credit)
`
	const next = `2 Mar 11:00   plaza paused it: 30 of 120 failed, most of them because the
              network refuses it (no credit)

what failed   plaza outbox --flow broadcast/wells --state failed,unknown
once more     plaza outbox retry --flow broadcast/wells --state failed
to go on      plaza broadcast resume wells
to end it     plaza broadcast cancel wells --yes
`
	if got := drawStatus(s, h, wide, at); !strings.Contains(got, paused) || !strings.HasSuffix(got, next) {
		t.Errorf("paused: got\n%s", got)
	}
}

// TestHowFar says of each state what it waits for, or how it ended.
func TestHowFar(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	h := &house{config: defaults()}
	f := parsed(t, wellsFile)
	for _, tc := range []struct {
		state broadcast.State
		now   time.Time
		why   string
		want  string
	}{
		{broadcast.Scheduled, at, "", "begins 2 March 2026 09:00 UTC"},
		{broadcast.Scheduled, at.Add(5 * time.Minute), "", "was to begin 2 March 2026 09:00 UTC, and nothing sends it: is plaza serve running?"},
		{broadcast.Done, at, "", "done 2 March 2026 09:00 UTC"},
		{broadcast.Done, at, "its time ended while it was paused", "done 2 March 2026 09:00 UTC: its time ended while it was paused"},
		{broadcast.Cancelled, at, "the meeting is off", "cancelled by amina: the meeting is off"},
	} {
		s := &bot.BroadcastStatus{Text: f, Record: &broadcast.Record{ID: "wells", State: tc.state, Start: at, Log: []broadcast.Entry{{At: at, By: "amina", Why: tc.why}}}}
		if got := howFar(s, h, tc.now); got != tc.want {
			t.Errorf("got %q, want %q", got, tc.want)
		}
	}
}

// TestStatusFields shows money to a person only where it is known, and tells a
// program why a broadcast stopped, on its one line.
func TestStatusFields(t *testing.T) {
	h := &house{config: defaults()}
	s := &bot.BroadcastStatus{Record: &broadcast.Record{ID: "wells", State: broadcast.Paused, Log: []broadcast.Entry{{Why: "a typo\n\tin it"}}}}
	if names, _ := statusFields(s, h, true); slices.Contains(names, "cost") || slices.Contains(names, "") {
		t.Errorf("without prices a person sees %v", names)
	}
	if got := statusLine(s, h, false); !strings.HasSuffix(got, "\t0.00\ta typo in it\n") || strings.Count(got, "\n") != 1 {
		t.Errorf("a program gets %q", got)
	}
	h.Prices.Currency = "USD"
	if names, _ := statusFields(s, h, true); names[len(names)-1] != "USD" {
		t.Errorf("with prices a person sees %v", names)
	}
}

func TestLasting(t *testing.T) {
	for d, want := range map[time.Duration]string{
		20 * time.Second: "less than a minute", time.Minute: "1 minute", 58 * time.Minute: "58 minutes",
		8*time.Hour + 9*time.Minute + 20*time.Second: "8 hours 9 minutes", 24 * time.Hour: "24 hours", 76 * time.Hour: "3 days 4 hours",
	} {
		if got := lasting(d); got != want {
			t.Errorf("%v: got %s, want %s", d, got, want)
		}
	}
}

// TestWhoWatchesTakesATwentieth: counting a million copies takes the database
// half a second.
func TestWhoWatchesTakesATwentieth(t *testing.T) {
	for took, want := range map[time.Duration]time.Duration{0: 2 * time.Second, 50 * time.Millisecond: 2 * time.Second, time.Second: 20 * time.Second} {
		if got := rest(took); got != want {
			t.Errorf("after %v: got %v, want %v", took, got, want)
		}
	}
}
