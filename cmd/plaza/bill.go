package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"plaza/flows"
)

// printBill prints what a consultation costs to hold by SMS; in money too,
// where the price of one is known.
func printBill(w io.Writer, b flows.Bill, price float64) {
	t := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	fmt.Fprintf(t, "SMS for each message\t%s\n", strings.Join(b.Languages, "\t"))
	large := false
	for _, m := range b.Messages {
		name := m.Name
		if m.Name == "say" || m.Name == "list" || m.Name == "confirm" || m.Name == "handoff" {
			name += ", line " + strconv.Itoa(m.Pos.Line)
		}
		fmt.Fprintf(t, "  %s", name)
		for i, n := range m.Segments {
			mark := ""
			if m.Large[i] {
				mark, large = "*", true
			}
			fmt.Fprintf(t, "\t%d%s", n, mark)
		}
		fmt.Fprintln(t)
	}
	_ = t.Flush() // a table of its own begins
	fmt.Fprintf(t, "\nSMS for a whole conversation\t%s\tmessages\n", strings.Join(b.Languages, "\t"))
	for _, c := range b.Conversations {
		if !c.Known {
			fmt.Fprintf(t, "  %s\ttoo many paths to walk\n", c.Part)
			continue
		}
		fmt.Fprintf(t, "  %s", c.Part)
		for i := range c.Shortest.Segments {
			fmt.Fprintf(t, "\t%s", span(c.Shortest.Segments[i], c.Longest.Segments[i]))
		}
		fmt.Fprintf(t, "\t%s\n", span(c.Shortest.Messages, c.Longest.Messages))
	}
	if price > 0 {
		_ = t.Flush()
		fmt.Fprintf(t, "\nMoney for a whole conversation\t%s\n", strings.Join(b.Languages, "\t"))
		for _, c := range b.Conversations {
			if !c.Known {
				continue
			}
			fmt.Fprintf(t, "  %s", c.Part)
			for i := range c.Shortest.Segments {
				fmt.Fprintf(t, "\t%s", money(c.Shortest.Segments[i], c.Longest.Segments[i], price))
			}
			fmt.Fprintln(t)
		}
	}
	_ = t.Flush() // the terminal is gone when this fails
	if large {
		fmt.Fprintln(w, "* holds letters that leave 70 characters to an SMS instead of 160")
	}
}

// money is "0.12" or "0.12 to 0.28".
func money(low, high int, price float64) string {
	from, to := fmt.Sprintf("%.2f", float64(low)*price), fmt.Sprintf("%.2f", float64(high)*price)
	if from == to {
		return from
	}
	return from + " to " + to
}

// span is "3" or "3 to 7".
func span(low, high int) string {
	if low == high {
		return strconv.Itoa(low)
	}
	return fmt.Sprintf("%d to %d", low, high)
}
