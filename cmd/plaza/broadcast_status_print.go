package main

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"plaza/bot"
	"plaza/civic/broadcast"
	"plaza/store"
)

// drawStatus draws how a broadcast stands, for a terminal. Where the page is
// short, the oldest of what was done to it is left out.
func drawStatus(s *bot.BroadcastStatus, h *house, on page, now time.Time) string {
	head := on.wrapped("", titled(s.Text, h.Forum.Language)) + on.wrapped("", howFar(s, h, now)) + drawCopies(s, h, on) + "\n"
	next := drawNext(s, on)
	var log []string
	for _, e := range s.Log {
		lead := padded(e.At.In(h.zone()).Format("2 Jan 15:04"), 14)
		log = slices.AppendSeq(log, strings.Lines(on.wrapped(lead, did(e))))
	}
	if free := on.rows - 1 - strings.Count(head+next, "\n"); on.rows > 0 && free < len(log) {
		log = log[len(log)-max(free, 0):]
	}
	return head + strings.Join(log, "") + next
}

// howFar is the state in a few words, with what it waits for.
func howFar(s *bot.BroadcastStatus, h *house, now time.Time) string {
	last := broadcast.Entry{}
	if len(s.Log) > 0 {
		last = s.Log[len(s.Log)-1]
	}
	switch s.State {
	case broadcast.Proposed:
		return "proposed by " + s.Author + ", waits for its approval; to begin " + h.begins(s.Record)
	case broadcast.Approved:
		return "approved, and not scheduled yet"
	case broadcast.Scheduled:
		if begins := clock(s.Start.In(h.zone())); now.Sub(s.Start) > lateStart {
			return "was to begin " + begins + ", and nothing sends it: is plaza serve running?"
		} else {
			return "begins " + begins
		}
	case broadcast.Running:
		return "running; what has not left by " + clock(s.Ends(s.Text).In(h.zone())) + " is not sent"
	case broadcast.Paused:
		return "paused by " + last.By + because(last.Why)
	case broadcast.Done:
		return "done " + clock(last.At.In(h.zone())) + because(last.Why)
	}
	return string(s.State) + " by " + last.By + because(last.Why)
}

// lateStart is how long after its time a broadcast that has not begun is late:
// a serve looks many times in it.
const lateStart = time.Minute

func because(why string) string {
	if why == "" {
		return ""
	}
	return ": " + why
}

// did is one thing that was done, in words.
func did(e broadcast.Entry) string {
	act := map[broadcast.Act]string{
		broadcast.Propose: "proposed it", broadcast.Approve: "approved it", broadcast.Schedule: "scheduled it",
		broadcast.Begin: "began to send it", broadcast.Hold: "paused it", broadcast.Resume: "let it go on",
		broadcast.Finish: "finished it", broadcast.Cancel: "cancelled it",
	}[e.Act]
	return e.By + " " + cmp.Or(act, string(e.Act)) + because(e.Why)
}

// drawCopies draws how many people were looked at, what became of the copies,
// by channel, who was left out, and what it cost. It is empty before it began.
func drawCopies(s *bot.BroadcastStatus, h *house, on page) string {
	if s.Seen == 0 && s.Expanded == 0 {
		return ""
	}
	by := map[string][]string{}
	lead := len("left out")
	copies := slices.SortedStableFunc(slices.Values(s.Copies), func(a, b store.Tally) int {
		return cmp.Compare(slices.Index(states(), string(a.State)), slices.Index(states(), string(b.State)))
	})
	for _, t := range copies {
		by[t.Channel] = append(by[t.Channel], thousands(t.N)+" "+string(t.State))
		lead = max(lead, len(t.Channel))
	}
	total := s.Total()
	tried := thousands(s.Tried) + " of " + count(total, "message")
	if s.Expanded < 1 {
		tried += " so far"
	}
	named := func(name string) string { return padded(name, lead+2) }
	var b strings.Builder
	b.WriteString("\n" + on.gauge(named("found"), int(s.Expanded*1000), 1000, thousands(s.Seen)+" looked at, "+thousands(s.People)+" get it"))
	b.WriteString(on.gauge(named("tried"), s.Tried, total, tried) + "\n")
	for _, name := range slices.Sorted(maps.Keys(by)) {
		b.WriteString(on.wrapped(named(name), joined(by[name])))
	}
	if s.Held != "" {
		b.WriteString(on.wrapped(named("waits"), "most of what could not leave yet: "+s.Held))
	}
	var out []string
	for _, why := range bot.LeftOuts() {
		if n := s.Left[why]; n > 0 {
			out = append(out, thousands(n)+" "+leftOut(why, s.Text))
		}
	}
	if len(out) > 0 {
		b.WriteString(on.wrapped(named("left out"), joined(out)))
	}
	if h.Prices.Currency != "" {
		b.WriteString(on.wrapped(named("cost"), amount(s.Cost)+" "+h.Prices.Currency))
	}
	return b.String()
}

// drawNext draws what can be done with a broadcast that waits for somebody.
func drawNext(s *bot.BroadcastStatus, on page) string {
	var b strings.Builder
	line := func(what, command string) {
		if b.Len() == 0 {
			b.WriteByte('\n')
		}
		b.WriteString(on.wrapped(padded(what, 14), command))
	}
	outbox := " --flow " + store.BroadcastFlow(s.ID) + " --state failed"
	if s.State == broadcast.Proposed {
		line("to approve", "plaza broadcast approve "+s.ID)
	}
	if s.Failed > 0 && (s.State == broadcast.Paused || s.State == broadcast.Done) {
		line("what failed", "plaza outbox"+outbox+",unknown")
		line("once more", "plaza outbox retry"+outbox)
	}
	if s.State == broadcast.Paused {
		line("to go on", "plaza broadcast resume "+s.ID)
		line("to end it", "plaza broadcast cancel "+s.ID+" --yes")
	}
	return b.String()
}
