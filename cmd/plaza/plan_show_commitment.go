package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"plaza/civic/plan"
)

// commitment prints all that is known of one promise: who says how far it is,
// side by side and never as one number, what comes next, and what happened.
func (v *planView) commitment(out io.Writer, c *plan.Commitment) {
	fmt.Fprint(out, wrapped(padded(c.Code, 10)+" ", c.Title.In(v.langs...)))
	indent := strings.Repeat(" ", 11)
	synthetic := ""
	if v.Synthetic {
		synthetic = "synthetic: invented for a demonstration"
	}
	for _, facts := range [][]string{
		{synthetic},
		{v.Title.In(v.langs...), period(c.Start, c.End)},
		{c.Lead, strings.Join(c.Supporting, ", ")},
		{v.names(c.Themes), v.names(c.Places), v.followers("commitment", c.Code)},
	} {
		if text := joined(facts); text != "" {
			fmt.Fprint(out, wrapped(indent, text))
		}
	}
	for _, text := range []plan.Text{c.Problem, c.Description} {
		if text := text.In(v.langs...); text != "" {
			fmt.Fprint(out, "\n", wrapped(indent, text))
		}
	}
	v.words(out, c)
	v.milestones(out, c)
	v.history(out, c)
	sources := []plan.Source{c.Source}
	for i := range c.Updates {
		sources = append(sources, c.Updates[i].Source)
	}
	for i := range c.Assessments {
		sources = append(sources, c.Assessments[i].Source)
	}
	addresses(out, sources...)
}

// names are themes or places as the plan calls them.
func (v *planView) names(of []string) string {
	var names []string
	for _, name := range of {
		names = append(names, v.Name(name, v.langs...))
	}
	return strings.Join(names, ", ")
}

// words prints the newest word of each kind of speaker on a line of its own.
func (v *planView) words(out io.Writer, c *plan.Commitment) {
	fmt.Fprintln(out, "\nhow far it is, and who says so")
	for _, kind := range plan.Officials() {
		if a, ok := c.Standing(kind); ok {
			v.word(out, a)
		} else if kind == plan.Government {
			why := "nothing yet"
			if c.LastUpdate() != nil {
				why = "nothing on the whole yet, of its parts below"
			}
			fmt.Fprintf(out, "  %s %s\n", padded(speaker(kind, ""), 22), why)
		}
	}
	asked := v.citizens(c, 0)
	for _, a := range asked {
		v.word(out, a)
	}
	if len(asked) == 0 {
		why := "nobody has been asked yet"
		switch {
		case len(v.verdicts[c.Code])+len(v.asked) > 0:
			why = "asked about milestones, below"
		case slices.ContainsFunc(c.Assessments, v.hidden):
			why = "too few answered to be shown"
		case slices.ContainsFunc(c.Assessments, func(a plan.Assessment) bool { return a.Kind == plan.CitizenPanel }):
			why = "asked about milestones, below"
		}
		fmt.Fprintf(out, "  %s %s\n", padded(speaker(plan.CitizenPanel, ""), 22), why)
	}
}

// word prints one assessment: its code, when, how many people and how they
// were chosen, and where it is from.
func (v *planView) word(out io.Writer, a plan.Assessment) {
	before := "  " + padded(speaker(a.Kind, ""), 22) + " " + padded(code(a), 18)
	fmt.Fprint(out, wrapped(before+" ", joined([]string{v.Name(a.Place, v.langs...), spelled(a.On), v.people(a), a.By})))
	if more := v.further(a); more != "" {
		fmt.Fprint(out, wrapped(strings.Repeat(" ", 25), more))
	}
	fmt.Fprint(out, sourced(strings.Repeat(" ", 25), a.Source))
}

// further is what an assessment says besides its code: its note, and the other
// scales.
func (v *planView) further(a plan.Assessment) string {
	more := present(a.Note.In(v.langs...))
	for _, scale := range [][2]string{
		{"early results", a.EarlyResults}, {"did it open government", a.OpenedGovernment},
		{"ambition", a.Ambition}, {"verifiable", a.Verifiable},
	} {
		if scale[1] != "" && !strings.Contains(code(a), scale[0]) {
			more = append(more, scale[0]+": "+scale[1])
		}
	}
	return joined(more)
}

// people says how many of them there were and how they came to be asked; of
// anybody but citizens there is nothing to say.
func (v *planView) people(a plan.Assessment) string {
	if a.Kind != plan.CitizenPanel {
		return ""
	}
	chosen := "how they were chosen is not said"
	switch a.Chosen {
	case "":
	case "sample":
		chosen = "a sample"
	default:
		chosen = a.Chosen + ", not a sample"
	}
	return thousands(a.People) + " people: " + chosen
}

// citizens are their newest words about a milestone, or the commitment as a
// whole: one for each place they spoke of, and everywhere comes first. Of too
// few people nothing is shown, for it could be told who said it.
func (v *planView) citizens(c *plan.Commitment, milestone int) []plan.Assessment {
	newest := map[string]plan.Assessment{}
	for _, a := range c.Assessments {
		if a.Kind != plan.CitizenPanel || a.Milestone != milestone || v.hidden(a) {
			continue
		}
		if was, some := newest[a.Place]; !some || was.On.Compare(a.On) <= 0 {
			newest[a.Place] = a
		}
	}
	var all []plan.Assessment
	for _, place := range slices.Sorted(maps.Keys(newest)) {
		all = append(all, newest[place])
	}
	return all
}

// hidden says that citizens are too few to be shown.
func (v *planView) hidden(a plan.Assessment) bool {
	return a.Kind == plan.CitizenPanel && a.People < v.fewest
}

// milestones prints the steps, what each kind of speaker says of them, and
// which of them people wait for.
func (v *planView) milestones(out io.Writer, c *plan.Commitment) {
	if len(c.Milestones) == 0 {
		return
	}
	fmt.Fprintln(out, "\nmilestones")
	next := c.Next(v.today)
	said := v.said(c)
	for i := range c.Milestones {
		m := &c.Milestones[i]
		title := m.Title.In(v.langs...)
		if title == "" {
			title = noTitle
		}
		waited := ""
		if next != nil && next.Number == m.Number {
			waited = "next"
		}
		fmt.Fprint(out, wrapped(fmt.Sprintf("  %2d  ", m.Number), title))
		if facts := joined([]string{waited, v.due(c, m), m.Office}); facts != "" {
			fmt.Fprint(out, wrapped("      ", facts))
		}
		if words := said[m.Number]; len(words) > 0 {
			fmt.Fprint(out, wrapped("      ", joined(words)))
		}
		for _, a := range v.citizens(c, m.Number) {
			fmt.Fprint(out, wrapped("      ", joined([]string{speaker(a.Kind, ""), v.Name(a.Place, v.langs...), code(a), v.people(a), a.Note.In(v.langs...)})))
		}
		v.answered(out, c, m.Number)
	}
}

// said is the newest official word of each kind of speaker, by milestone.
func (v *planView) said(c *plan.Commitment) map[int][]string {
	newest := map[int]map[plan.Kind]plan.Completion{}
	for _, ch := range plan.Changes(nil, v.Plan) {
		if ch.Commitment != c.Code || ch.To == plan.NotSaid {
			continue
		}
		if newest[ch.Milestone] == nil {
			newest[ch.Milestone] = map[plan.Kind]plan.Completion{}
		}
		kind := plan.Government // whose updates are
		if ch.Assessment != nil {
			kind = ch.Assessment.Kind
		}
		newest[ch.Milestone][kind] = ch.To
	}
	words := map[int][]string{}
	for n, by := range newest {
		for _, kind := range plan.Officials() {
			if code := by[kind]; code != plan.NotSaid {
				words[n] = append(words[n], speaker(kind, "")+" "+mark(code)+" "+code.String())
			}
		}
	}
	return words
}

// due says by when a milestone was promised, and whether that is past.
func (v *planView) due(c *plan.Commitment, m *plan.Milestone) string {
	due := c.Due(m.Number)
	status, _, _ := c.MilestoneStatus(m.Number)
	switch {
	case due.IsZero():
		return ""
	case status != plan.Complete && due.Before(v.today):
		return "due " + spelled(due) + ", which is past"
	}
	return "due " + spelled(due)
}
