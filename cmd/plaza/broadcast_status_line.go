package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"plaza/bot"
	"plaza/civic/broadcast"
	"plaza/store"
)

// statusFields are the fields of a line about a broadcast, and their names. In
// a zone, a person reads them.
func statusFields(s *bot.BroadcastStatus, h *house, person bool) (names, fields []string) {
	begins, cost := "", "cost"
	switch {
	case s.Start.IsZero():
	case person:
		begins = s.Start.In(h.zone()).Format("2 Jan 2006 15:04")
	default:
		begins = s.Start.UTC().Format(time.RFC3339)
	}
	if person {
		cost = h.Prices.Currency
	}
	why := ""
	if n := len(s.Log); n > 0 {
		why = strings.Join(strings.Fields(s.Log[n-1].Why), " ")
	}
	for _, f := range []struct {
		name, field string
		shown       bool // to a person: a terminal is no broader, and who looks at one broadcast sees the rest
	}{
		{"id", s.ID, true},
		{"state", string(s.State), true},
		{"begins", begins, true},
		{"found", percent(int(s.Expanded*1000), 1000), false},
		{"people", fmt.Sprint(s.People), true},
		{"waiting", fmt.Sprint(s.Waiting()), true},
		{"reached", fmt.Sprint(tallied(s, store.Sent, store.Delivered, store.Read)), true},
		{"failed", fmt.Sprint(s.Failed), true},
		{cost, amount(s.Cost), cost != ""},
		{"why", why, false},
	} {
		if f.shown || !person {
			names, fields = append(names, f.name), append(fields, f.field)
		}
	}
	return names, fields
}

// line prints one broadcast of a list.
func (cmd broadcastStatusCmd) line(p *printer, s *bot.BroadcastStatus, h *house) error {
	if p.json {
		_, err := fmt.Fprint(p.out, statusLine(s, h, true))
		return err
	}
	names, fields := statusFields(s, h, p.table)
	return p.row(names, fields...)
}

// statusLine is how a broadcast stands, for a program: fields with tabs between
// them, or JSON with the log.
func statusLine(s *bot.BroadcastStatus, h *house, asJSON bool) string {
	if !asJSON {
		_, fields := statusFields(s, h, false)
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

// tallied is how many copies of a broadcast are in one state.
func tallied(s *bot.BroadcastStatus, states ...store.Delivery) (n int) {
	for _, t := range s.Copies {
		if slices.Contains(states, t.State) {
			n += t.N
		}
	}
	return n
}
