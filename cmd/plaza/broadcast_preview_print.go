package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"strconv"
	"strings"
	"time"

	"plaza/bot"
	"plaza/civic/broadcast"
)

// printPreview prints whom a broadcast reaches, what it takes, and how it reads.
func printPreview(w world, f *broadcast.File, p *bot.BroadcastPreview, h *house) {
	zone := h.zone()
	fmt.Fprint(w.out, wrapped("", titled(f, h.Forum.Language)))
	fmt.Fprintf(w.out, "%s of %s in the audience will get it\n", thousands(p.People), peopled(p.Meant))
	for _, why := range bot.LeftOuts() {
		if n := p.Left[why]; n > 0 {
			fmt.Fprintf(w.out, "%9s %s\n", thousands(n), leftOut(why, f))
		}
	}
	if p.Whole > 0 {
		fmt.Fprint(w.out, wrapped("", fmt.Sprintf("Numbers are rounded down to whole %ds, and fewer are not shown: the audience depends on what people answered.", p.Whole)))
	}
	if p.People > 0 {
		printSending(w, p, zone)
	}
	for _, l := range p.Lines {
		printText(w.out, l.Channel+", "+l.Lang, l.Text)
	}
	for _, t := range p.Rest {
		printText(w.out, t.Lang+" (nobody, or too few to be shown)", t.Text)
	}
}

// printText prints how a broadcast reads to some people.
func printText(out io.Writer, whom, text string) {
	fmt.Fprintf(out, "\n%s\n", whom)
	for line := range strings.Lines(text) {
		fmt.Fprint(out, wrapped("  ", line))
	}
}

// printSending prints what a broadcast takes: messages, money and time.
func printSending(w world, p *bot.BroadcastPreview, zone *time.Location) {
	fmt.Fprintln(w.out)
	printLines(w.out, p)
	printMoney(w.out, p)
	fmt.Fprintf(w.out, "\nbegins %s\nends about %s, after %s\n", clock(p.Begins.In(zone)), clock(p.Ends.Round(time.Minute).In(zone)), lasting(p.Ends.Sub(p.Begins)))
	for _, s := range p.Spans {
		fmt.Fprint(w.out, wrapped("  "+padded(s.Channel, 12)+" ", pace(s)+"; done after "+lasting(s.Ends.Sub(p.Begins))))
	}
	fmt.Fprint(w.out, wrapped("", "Nothing leaves in anybody's night. What has not left by "+clock(p.Closes.In(zone))+" is not sent."))
	if p.Late > 0 {
		fmt.Fprintf(w.out, "%s of them would not leave by then: raise within, or the senders' rate\n", count(p.Late, "message"))
	}
}

// peopled is a number of people.
func peopled(n int) string {
	if n == 1 {
		return "1 person"
	}
	return thousands(n) + " people"
}

// printLines prints a line for each channel and language, and all together.
// What is counted nowhere has no column.
func printLines(out io.Writer, p *bot.BroadcastPreview) {
	all := bot.BroadcastLine{Channel: "together", Cost: p.Money.Cost}
	for _, l := range p.Lines {
		all.People += l.People
		all.Messages += l.Messages
		all.Segments += l.Segments
		all.Opens += l.Opens
	}
	row := func(channel, lang string, numbers ...string) {
		fmt.Fprintf(out, "  %-12s %-8s", channel, lang)
		for i, counted := range []bool{true, true, all.Segments > 0, all.Opens > 0, p.Money.Currency != ""} {
			if counted {
				fmt.Fprintf(out, " %11s", numbers[i])
			}
		}
		fmt.Fprintln(out)
	}
	numbers := func(l bot.BroadcastLine) []string {
		return []string{thousands(l.People), thousands(l.Messages), some(l.Segments), some(l.Opens), amount(l.Cost)}
	}
	row("channel", "language", "people", "messages", "SMS", "by template", p.Money.Currency)
	for _, l := range p.Lines {
		row(l.Channel, l.Lang, numbers(l)...)
	}
	if len(p.Lines) > 1 {
		row(all.Channel, "", numbers(all)...)
	}
}

// some is a number that is left out where it counts nothing.
func some(n int) string {
	if n == 0 {
		return ""
	}
	return thousands(n)
}

// printMoney says what of the budget it takes.
func printMoney(out io.Writer, p *bot.BroadcastPreview) {
	m := p.Money
	switch {
	case m.Currency == "":
		fmt.Fprintln(out, "what it costs is not known: prices in the configuration says what messages cost")
	case m.Budget == 0:
	case m.Left < 0:
		fmt.Fprintf(out, "its budget is %s %s, which is %s too little: some would fail\n", amount(m.Budget), m.Currency, amount(-m.Left))
	default:
		fmt.Fprintf(out, "its budget is %s %s, of which %s are left after it\n", amount(m.Budget), m.Currency, amount(m.Left))
	}
}

// pace is how fast a channel sends.
func pace(s bot.BroadcastSpan) string {
	rate := "as fast as its network takes them"
	if s.Rate > 0 {
		rate = strconv.FormatFloat(s.Rate, 'f', -1, 64) + " a second"
	}
	if s.Tier > 0 {
		rate += "; " + thousands(s.Tier) + " people a day may be written to first"
	}
	return rate
}

// previewJSON prints a preview for programs.
func previewJSON(out io.Writer, f *broadcast.File, p *bot.BroadcastPreview) error {
	type line struct {
		Channel  string      `json:"channel"`
		Lang     string      `json:"lang"`
		People   int         `json:"people"`
		Messages int         `json:"messages"`
		Segments int         `json:"segments,omitempty"`
		Opens    int         `json:"by_template,omitempty"`
		Cost     json.Number `json:"cost"`
		Text     string      `json:"text"`
	}
	type text struct {
		Lang string `json:"lang"`
		Text string `json:"text"`
	}
	type span struct {
		Channel string    `json:"channel"`
		Rate    float64   `json:"a_second,omitempty"`
		Tier    int       `json:"people_a_day,omitempty"`
		Ends    time.Time `json:"ends"`
	}
	doc := struct {
		ID       string              `json:"broadcast"`
		Purpose  string              `json:"purpose"`
		Meant    int                 `json:"meant"`
		People   int                 `json:"people"`
		Left     map[bot.LeftOut]int `json:"left_out"`
		Lines    []line              `json:"lines"`
		Rest     []text              `json:"rest,omitempty"`
		Whole    int                 `json:"rounded_to,omitempty"`
		Currency string              `json:"currency,omitempty"`
		Cost     json.Number         `json:"cost"`
		Budget   json.Number         `json:"budget,omitempty"`
		Begins   time.Time           `json:"begins"`
		Ends     time.Time           `json:"ends,omitzero"`
		Closes   time.Time           `json:"closes"`
		Late     int                 `json:"late"`
		Channels []span              `json:"channels"`
	}{
		ID: f.ID.Text, Purpose: f.Purpose.Text, Meant: p.Meant, People: p.People, Left: maps.Clone(p.Left), Lines: []line{}, Channels: []span{},
		Currency: p.Money.Currency, Cost: json.Number(amount(p.Money.Cost)), Begins: p.Begins, Ends: p.Ends, Closes: p.Closes, Late: p.Late,
		Whole: p.Whole,
	}
	maps.DeleteFunc(doc.Left, func(_ bot.LeftOut, n int) bool { return n == 0 })
	if p.Money.Budget > 0 {
		doc.Budget = json.Number(amount(p.Money.Budget))
	}
	for _, l := range p.Lines {
		doc.Lines = append(doc.Lines, line{l.Channel, l.Lang, l.People, l.Messages, l.Segments, l.Opens, json.Number(amount(l.Cost)), l.Text})
	}
	for _, t := range p.Rest {
		doc.Rest = append(doc.Rest, text(t))
	}
	for _, s := range p.Spans {
		doc.Channels = append(doc.Channels, span{s.Channel, s.Rate, s.Tier, s.Ends})
	}
	enc := json.NewEncoder(out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(doc)
}
