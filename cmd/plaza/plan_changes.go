package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"plaza/civic/plan"
)

// history prints what was said of a commitment, and when people were asked
// about it, in the order of the days. A setback has an arrow, and says what
// slipped and why.
func (v *planView) history(out io.Writer, c *plan.Commitment) {
	type event struct {
		on   plan.Day
		draw func()
	}
	var happened []event
	for _, ch := range plan.Changes(nil, v.Plan) {
		if ch.Commitment == c.Code && (ch.Update != nil || ch.Assessment != nil && !v.hidden(*ch.Assessment)) {
			happened = append(happened, event{ch.On(), func() { v.change(out, ch) }})
		}
	}
	for _, a := range v.asked {
		on := plan.DayOf(a.At.In(v.zone))
		happened = append(happened, event{on, func() {
			fmt.Fprint(out, wrapped(lead("?", spelled(on)), fmt.Sprintf("people were asked whether milestone %d is true · %s, by %s", a.Milestone, a.Flow, a.By)))
		}})
	}
	if len(happened) == 0 {
		return
	}
	slices.SortStableFunc(happened, func(a, b event) int { return a.on.Compare(b.on) })
	fmt.Fprintln(out, "\nwhat happened")
	for _, e := range happened {
		e.draw()
	}
}

// changes prints what a new revision of a plan brings, by commitment.
func (v *planView) changes(out io.Writer, changes []plan.Change) {
	of := "the plan"
	var sources []plan.Source
	for _, ch := range changes {
		if c := v.Commitment(ch.Commitment); c != nil && c.Code != of {
			of = c.Code
			fmt.Fprint(out, wrapped(padded(of, 10)+" ", c.Title.In(v.langs...)))
		}
		v.change(out, ch)
		if ch.Update != nil {
			sources = append(sources, ch.Update.Source)
		}
		if ch.Assessment != nil {
			sources = append(sources, ch.Assessment.Source)
		}
	}
	addresses(out, sources...)
}

// change prints one thing that happened.
func (v *planView) change(out io.Writer, ch plan.Change) {
	arrow, setback := "", ""
	if ch.Setback {
		arrow, setback = "↓", "setback"
	}
	switch ch.What {
	case plan.Updated:
		v.updated(out, ch, arrow, setback)
	case plan.Assessed:
		v.assessed(out, ch, arrow, setback)
	case plan.Progressed:
		p := ch.Point
		fmt.Fprint(out, wrapped(lead(arrow, dayOf(p.On)), joined([]string{p.Label.In(v.langs...), speaker(p.Kind, p.By), counted(p)})))
	case plan.CommitmentAdded:
		fmt.Fprint(out, wrapped(lead("+", ""), "a new commitment"))
	case plan.MilestoneAdded:
		fmt.Fprint(out, wrapped(lead("+", ""), fmt.Sprintf("a new milestone, %d", ch.Milestone)))
	case plan.Translated:
		fmt.Fprint(out, wrapped(lead("~", ""), v.toldBefore(ch)+" is told in further languages: "+strings.Join(ch.Keys, ", ")))
	case plan.Reworded:
		what := subject(ch.Milestone)
		if ch.Commitment == "" {
			what = "the plan"
		}
		fmt.Fprint(out, wrapped(lead("~", ""), what+" reads otherwise: "+strings.Join(ch.Keys, ", ")))
	}
}

// counted is how many stood where, in a line.
func counted(p *plan.Point) string {
	var all []string
	for c := plan.Complete; c > plan.NotSaid; c-- {
		if n, some := p.Counts[c]; some {
			all = append(all, fmt.Sprintf("%s %d", c, n))
		}
	}
	return strings.Join(all, ", ")
}

// toldBefore names what was translated.
func (v *planView) toldBefore(ch plan.Change) string {
	switch {
	case ch.Update != nil:
		return "what " + ch.Update.By + " said on " + spelled(ch.Update.On)
	case ch.Assessment != nil:
		return joined([]string{speaker(ch.Assessment.Kind, ch.Assessment.By), dayOf(ch.Assessment.On)})
	}
	return ch.Point.Label.In(v.langs...)
}

// updated prints what the office said.
func (v *planView) updated(out io.Writer, ch plan.Change, arrow, setback string) {
	u := ch.Update
	said := ""
	if u.Status != plan.NotSaid {
		said = mark(u.Status) + " " + u.Status.String() + after(ch)
	}
	due := ""
	switch {
	case !u.Due.IsZero() && !ch.FromDue.IsZero():
		due = "now due " + spelled(u.Due) + ", was " + spelled(ch.FromDue)
	case !u.Due.IsZero():
		due = "due " + spelled(u.Due)
	}
	fmt.Fprint(out, wrapped(lead(arrow, spelled(u.On)), joined([]string{setback, subject(u.Milestone), said, due, u.By})))
	for _, part := range []struct {
		before string
		text   plan.Text
	}{{"", u.Note}, {"what slipped: ", u.Slipped}, {"why: ", u.Why}} {
		text := part.text.In(v.langs...)
		if part.before == "why: " && u.ReasonPending() {
			text = "the office has not said yet"
		}
		if text != "" {
			fmt.Fprint(out, wrapped(lead("", ""), part.before+text))
		}
	}
	fmt.Fprint(out, sourced(lead("", ""), u.Source))
}

// assessed prints what somebody found, on every scale that they used.
func (v *planView) assessed(out io.Writer, ch plan.Change, arrow, setback string) {
	a := ch.Assessment
	fmt.Fprint(out, wrapped(lead(arrow, dayOf(a.On)), joined([]string{
		setback, speaker(a.Kind, a.By) + ", " + subject(ch.Milestone), code(*a) + after(ch), v.Name(a.Place, v.langs...), v.people(*a),
	})))
	if more := v.further(*a); more != "" {
		fmt.Fprint(out, wrapped(lead("", ""), more))
	}
	fmt.Fprint(out, sourced(lead("", ""), a.Source))
}

// after says what the status was before, where it was another.
func after(ch plan.Change) string {
	if ch.From == plan.NotSaid || ch.From == ch.To || ch.To == plan.NotSaid {
		return ""
	}
	return ", was " + ch.From.String()
}

// subject is what something was said of.
func subject(milestone int) string {
	if milestone == 0 {
		return "the commitment"
	}
	return fmt.Sprintf("milestone %d", milestone)
}

// dayOf is the day of something, or that our source gives none.
func dayOf(d plan.Day) string { return cmp.Or(spelled(d), "day not known") }

// lead is what stands before the words of a line: a mark and a day.
func lead(mark, day string) string {
	return "  " + padded(cmp.Or(mark, " "), 2) + padded(day, 18)
}
