package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"plaza/bot"
	"plaza/civic/broadcast"
	"plaza/store"
)

// tallied is how many copies of a broadcast are in one state.
func tallied(s *bot.BroadcastStatus, states ...store.Delivery) (n int) {
	for _, t := range s.Copies {
		if slices.Contains(states, t.State) {
			n += t.N
		}
	}
	return n
}

// drawStatus draws how a broadcast stands, for a terminal.
func drawStatus(s *bot.BroadcastStatus, h *house) string {
	var b strings.Builder
	f, _ := broadcast.Parse(s.File, s.Source)
	b.WriteString(wrapped("", titled(f, h.Forum.Language)))
	b.WriteString(wrapped("", howFar(s, f, h)))
	if s.Seen > 0 || s.Expanded > 0 {
		fmt.Fprintf(&b, "\n%s %s %4s  %s looked at, %s get it\n", padded("found", 9), bar(int(s.Expanded*1000), 1000),
			percent(int(s.Expanded*1000), 1000), thousands(s.Seen), thousands(s.People))
		total := s.Total()
		soFar := ""
		if s.Expanded < 1 {
			soFar = " so far"
		}
		fmt.Fprintf(&b, "%s %s %4s  %s of %s%s\n", padded("tried", 9), bar(s.Tried, total), percent(s.Tried, total), thousands(s.Tried), count(total, "message"), soFar)
		drawCopies(&b, s, f, h)
	}
	b.WriteByte('\n')
	for _, e := range s.Log {
		b.WriteString(wrapped(padded(e.At.In(h.zone()).Format("2 Jan 15:04"), 14), did(e)))
	}
	return b.String()
}

// howFar is the state in a few words, with what it waits for.
func howFar(s *bot.BroadcastStatus, f *broadcast.File, h *house) string {
	switch s.State {
	case broadcast.Proposed:
		return "proposed by " + s.Author + ", waits for its approval; to begin " + h.begins(s.Record)
	case broadcast.Approved:
		return "approved, and not scheduled yet"
	case broadcast.Scheduled:
		return "begins " + clock(s.Start.In(h.zone()))
	case broadcast.Running:
		return "running; what has not left by " + clock(s.Ends(f).In(h.zone())) + " is not sent"
	case broadcast.Paused:
		e := entry(s.Record, broadcast.Hold)
		return "paused by " + e.By + because(e.Why) + "; plaza broadcast resume " + s.ID + " lets it go on"
	}
	return string(s.State)
}

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

// drawCopies draws what became of the copies, by channel, who was left out, and
// what it cost.
func drawCopies(b *strings.Builder, s *bot.BroadcastStatus, f *broadcast.File, h *house) {
	by := map[string][]string{}
	var names []string
	copies := slices.SortedStableFunc(slices.Values(s.Copies), func(a, b store.Tally) int {
		return cmp.Compare(slices.Index(states(), string(a.State)), slices.Index(states(), string(b.State)))
	})
	for _, t := range copies {
		if by[t.Channel] == nil {
			names = append(names, t.Channel)
		}
		by[t.Channel] = append(by[t.Channel], thousands(t.N)+" "+string(t.State))
	}
	slices.Sort(names)
	b.WriteByte('\n')
	for _, name := range names {
		b.WriteString(wrapped(padded(name, 9)+" ", joined(by[name])))
	}
	var out []string
	for _, why := range bot.LeftOuts() {
		if n := s.Left[why]; n > 0 {
			out = append(out, thousands(n)+" "+leftOut(why, f))
		}
	}
	if len(out) > 0 {
		b.WriteString(wrapped(padded("left out", 9)+" ", joined(out)))
	}
	if h.Prices.Currency != "" {
		b.WriteString(wrapped(padded("cost", 9)+" ", amount(s.Cost)+" "+h.Prices.Currency))
	}
}

// statusFields are the fields of a line about a broadcast, and their names. In
// a zone, a person reads them.
func statusFields(s *bot.BroadcastStatus, zone *time.Location) (names, fields []string) {
	begins := ""
	switch {
	case s.Start.IsZero():
	case zone != nil:
		begins = s.Start.In(zone).Format("2 Jan 15:04")
	default:
		begins = s.Start.UTC().Format(time.RFC3339)
	}
	for _, f := range [][2]string{
		{"id", s.ID},
		{"state", string(s.State)},
		{"begins", begins},
		{"found", percent(int(s.Expanded*1000), 1000)},
		{"people", fmt.Sprint(s.People)},
		{"waiting", fmt.Sprint(s.Waiting())},
		{"reached", fmt.Sprint(tallied(s, store.Sent, store.Delivered, store.Read))},
		{"failed", fmt.Sprint(s.Failed)},
		{"cost", amount(s.Cost)},
	} {
		if f[0] == "found" && zone != nil {
			continue // a terminal is not broader; who looks at one broadcast sees it
		}
		names, fields = append(names, f[0]), append(fields, f[1])
	}
	return names, fields
}

// line prints one broadcast of a list.
func (cmd broadcastStatusCmd) line(p *printer, s *bot.BroadcastStatus, zone *time.Location) error {
	if p.json {
		_, err := fmt.Fprint(p.out, statusLine(s, true))
		return err
	}
	if !p.table {
		zone = nil
	}
	names, fields := statusFields(s, zone)
	return p.row(names, fields...)
}

// statusLine is how a broadcast stands, for a program: fields with tabs between
// them, or JSON with the log.
func statusLine(s *bot.BroadcastStatus, asJSON bool) string {
	if !asJSON {
		_, fields := statusFields(s, nil)
		return strings.Join(fields, "\t") + "\n"
	}
	type copies struct {
		Channel string         `json:"channel"`
		State   store.Delivery `json:"state"`
		N       int            `json:"messages"`
	}
	type done struct {
		At  time.Time     `json:"at"`
		By  string        `json:"by"`
		Act broadcast.Act `json:"act"`
		Why string        `json:"why,omitempty"`
	}
	doc := struct {
		ID     string              `json:"broadcast"`
		State  broadcast.State     `json:"state"`
		Author string              `json:"author"`
		Begins time.Time           `json:"begins,omitzero"`
		Found  float64             `json:"found"`
		Seen   int                 `json:"looked_at"`
		Meant  int                 `json:"meant"`
		People int                 `json:"people"`
		Left   map[bot.LeftOut]int `json:"left_out"`
		Copies []copies            `json:"copies"`
		Cost   json.Number         `json:"cost"`
		Log    []done              `json:"log"`
	}{
		ID: s.ID, State: s.State, Author: s.Author, Begins: s.Start, Found: s.Expanded, Seen: s.Seen, Meant: s.Meant, People: s.People,
		Left: s.Left, Copies: []copies{}, Cost: json.Number(amount(s.Cost)),
	}
	for _, t := range s.Copies {
		doc.Copies = append(doc.Copies, copies{t.Channel, t.State, t.N})
	}
	for _, e := range s.Log {
		doc.Log = append(doc.Log, done{e.At, e.By, e.Act, e.Why})
	}
	b, err := json.Marshal(doc)
	if err != nil {
		panic(err) // of numbers and words, which can always be written
	}
	return string(b) + "\n"
}
