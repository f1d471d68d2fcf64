package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/mattn/go-isatty"

	"plaza/bot"
	"plaza/store"
)

// printer prints the outbox: a table for whoever looks at it, plain lines with
// tabs between the fields for a pipe, or JSON.
type printer struct {
	out   io.Writer
	table bool
	json  bool
	now   time.Time
	tab   *tabwriter.Writer
}

// onTerminal says whether a person reads what is written there.
func onTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	return ok && isatty.IsTerminal(file.Fd())
}

// tally prints a count of messages.
func (p *printer) tally(t store.Tally) error {
	if p.json {
		return p.line(struct {
			Channel string         `json:"channel"`
			State   store.Delivery `json:"state"`
			N       int            `json:"messages"`
			Overdue int            `json:"overdue_seconds"`
			Cost    json.Number    `json:"cost"`
		}{t.Channel, t.State, t.N, int(bot.Overdue(t, p.now).Seconds()), json.Number(amount(t.Cost))})
	}
	late := ""
	if d := bot.Overdue(t, p.now); d > 0 {
		late = d.Round(time.Second).String()
	}
	return p.row([]string{"channel", "state", "messages", "oldest waits", "cost"},
		t.Channel, string(t.State), strconv.Itoa(t.N), late, amount(t.Cost))
}

// message prints one message, without its words and its address.
func (p *printer) message(m *store.Message) error {
	if p.json {
		return p.line(struct {
			Key      string         `json:"key"`
			Contact  store.Contact  `json:"contact"`
			Channel  string         `json:"channel"`
			Flow     string         `json:"flow,omitempty"`
			Priority string         `json:"priority"`
			State    store.Delivery `json:"state"`
			Why      string         `json:"why,omitempty"`
			Tries    int            `json:"tries"`
			Due      time.Time      `json:"due"`
			Expires  time.Time      `json:"expires,omitzero"`
			Cost     json.Number    `json:"cost"`
		}{m.Key, m.Contact, m.Channel, m.Flow, urgency(m.Priority), m.State, m.Why, m.Tries, m.DueAt, m.Expires, json.Number(amount(m.Cost))})
	}
	due := m.DueAt.Format(time.RFC3339)
	if p.table {
		due = m.DueAt.Local().Format("2 Jan 15:04")
	}
	return p.row([]string{"key", "contact", "channel", "state", "tries", "due", "cost", "why"},
		m.Key, string(m.Contact), m.Channel, string(m.State), strconv.Itoa(m.Tries), due, amount(m.Cost), m.Why)
}

// urgency is a priority in a word.
func urgency(p store.Priority) string {
	switch p {
	case store.Reply:
		return "reply"
	case store.Reminder:
		return "reminder"
	}
	return "broadcast"
}

// row prints fields under their names; a pipe gets no names.
func (p *printer) row(names []string, fields ...string) error {
	for i, f := range fields {
		fields[i] = strings.Join(strings.Fields(f), " ") // a reason may have lines
	}
	var to io.Writer = p.out
	if p.table {
		if p.tab == nil {
			p.tab = tabwriter.NewWriter(p.out, 0, 0, 3, ' ', 0)
			fmt.Fprintln(p.tab, strings.Join(names, "\t"))
		}
		to = p.tab
	}
	_, err := fmt.Fprintln(to, strings.Join(fields, "\t"))
	return err
}

func (p *printer) line(v any) error { return json.NewEncoder(p.out).Encode(v) }

// end prints what was held back to set the columns.
func (p *printer) end() error {
	if p.tab == nil {
		return nil
	}
	return p.tab.Flush()
}

// amount is money as people write it: at least two places, and as many more as
// it needs.
func amount(millionths int64) string {
	s := fmt.Sprintf("%d.%06d", millionths/1_000_000, millionths%1_000_000)
	for strings.HasSuffix(s, "0") && s[len(s)-3] != '.' {
		s = s[:len(s)-1]
	}
	return s
}

// amounts are sums of money that stand under each other: all with as many
// places as the one that needs most.
func amounts(millionths []int64) []string {
	all, places := make([]string, len(millionths)), 0
	for i, sum := range millionths {
		all[i] = amount(sum)
		places = max(places, len(all[i])-strings.IndexByte(all[i], '.'))
	}
	for i, sum := range all {
		all[i] = sum + strings.Repeat("0", places-(len(sum)-strings.IndexByte(sum, '.')))
	}
	return all
}
