package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

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
	for _, tag := range p.Untagged {
		fmt.Fprint(w.out, wrapped("", "Nobody has the tag "+tag+": look at how it is spelled, or whom to tag."))
	}
	if p.Whole > 0 {
		fmt.Fprint(w.out, wrapped("", fmt.Sprintf("Numbers of people are rounded down to whole %ds, fewer are not shown, and messages and money are rounded with them: the audience depends on what people answered.", p.Whole)))
	}
	switch {
	case p.People > 0:
		printSending(w, p, zone)
	case p.Meant > 0:
		fmt.Fprintln(w.out, "Nobody would get it.")
	default:
		fmt.Fprint(w.out, wrapped("", "Nobody is in the audience: look at audience and without."))
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
	lead := 9
	for _, s := range p.Spans {
		lead = max(lead, len(s.Channel))
	}
	for _, s := range p.Spans {
		fmt.Fprint(w.out, wrapped("  "+padded(s.Channel, lead+2), pace(s)+"; done after "+lasting(s.Ends.Sub(p.Begins))))
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
	lines := slices.Clone(p.Lines)
	if len(lines) > 1 {
		lines = append(lines, all)
	}
	var costs []int64
	for _, l := range lines {
		costs = append(costs, l.Cost)
	}
	money := amounts(costs)
	rows := [][]string{{"channel", "language", "people", "messages"}}
	for _, l := range lines {
		rows = append(rows, []string{l.Channel, l.Lang, thousands(l.People), thousands(l.Messages)})
	}
	column := func(counted bool, name string, of func(i int) string) {
		if !counted {
			return
		}
		rows[0] = append(rows[0], name)
		for i := range lines {
			rows[i+1] = append(rows[i+1], of(i))
		}
	}
	column(all.Segments > 0, "SMS", func(i int) string { return some(lines[i].Segments) })
	column(all.Opens > 0, "by template", func(i int) string { return some(lines[i].Opens) })
	column(p.Money.Currency != "", p.Money.Currency, func(i int) string { return money[i] })
	printColumns(out, rows)
}

// printColumns prints rows, the words on the left of their columns and the
// numbers on the right.
func printColumns(out io.Writer, rows [][]string) {
	const words, least = 2, 9
	wide := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			wide[i] = max(wide[i], least, utf8.RuneCountInString(cell))
		}
	}
	for _, row := range rows {
		line := ""
		for i, cell := range row {
			if space := padded("", wide[i]-utf8.RuneCountInString(cell)); i < words {
				line += "  " + cell + space
			} else {
				line += "  " + space + cell
			}
		}
		fmt.Fprintln(out, line)
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
