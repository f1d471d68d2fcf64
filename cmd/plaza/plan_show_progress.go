package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"plaza/civic/plan"
)

// Points of progress stand side by side, two at a time: what moved between
// them is seen along a line.
const (
	pointName  = 18 // columns of a code
	pointWidth = 30 // columns of one point: a number, a space, and its bar
	pointBar   = 24
)

// progress prints where the commitments of the plan stood, as somebody counted
// them on a day.
func (v *planView) progress(out io.Writer) {
	for two := range slices.Chunk(v.Progress, 2) {
		fmt.Fprintln(out)
		v.points(out, two)
	}
}

// points prints counts of different days beside each other: whose they are,
// then a line for each code, then what there is to say of them.
func (v *planView) points(out io.Writer, points []plan.Point) {
	row := func(name string, cell func(p *plan.Point) string) {
		line := padded(name, pointName)
		for i := range points {
			line += padded(cell(&points[i]), pointWidth)
		}
		fmt.Fprintln(out, strings.TrimRight(line, " "))
	}
	label := func(p *plan.Point) string { return p.Label.In(v.langs...) }
	most := 0
	for i := range points {
		for _, n := range points[i].Counts {
			most = max(most, n)
		}
	}
	row("", func(p *plan.Point) string { return cutTo(label(p), pointWidth-1) })
	row("", func(p *plan.Point) string { return dayOf(p.On) })
	row("", func(p *plan.Point) string { return cutTo(speaker(p.Kind, p.By), pointWidth-1) })
	for c := plan.Complete; c > plan.NotSaid; c-- {
		if !slices.ContainsFunc(points, func(p plan.Point) bool { _, counted := p.Counts[c]; return counted }) {
			continue
		}
		row("  "+mark(c)+" "+c.String(), func(p *plan.Point) string {
			n, counted := p.Counts[c]
			if !counted {
				return ""
			}
			return fmt.Sprintf("%3d %s", n, strings.Repeat("█", length(n, most)))
		})
	}
	var notes, sources []string
	for i := range points {
		if note := v.counting(&points[i]); note != "" {
			notes = append(notes, wrapped("  ", label(&points[i])+": "+note))
		}
		sources = append(sources, sourced("  ", points[i].Source))
	}
	if first := v.counting(&points[0]); first != "" && first == v.counting(&points[len(points)-1]) {
		notes = []string{wrapped("  ", first)} // of two counts the reason is often the same
	}
	fmt.Fprint(out, strings.Join(notes, ""), strings.Join(slices.Compact(sources), ""))
}

// counting is what there is to say of how a point was counted.
func (v *planView) counting(p *plan.Point) string {
	if note := p.Note.In(v.langs...); note != "" || p.Of == 0 {
		return note
	}
	return fmt.Sprintf("%d of the plan's %s were counted", p.Counted(), count(p.Of, "commitment"))
}

// length is how long the bar of a count is: a block each where there is room
// for the longest, otherwise in its proportion. Something is never nothing.
func length(n, most int) int {
	if most <= pointBar || n == 0 {
		return n
	}
	return max(1, n*pointBar/most)
}

// cutTo cuts a text to a number of columns.
func cutTo(text string, columns int) string {
	if letters := []rune(text); len(letters) > columns {
		return string(letters[:columns-1]) + "…"
	}
	return text
}
