package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"plaza/bot"
	"plaza/civic/plan"
	"plaza/store"
)

// planView is what a drawing of a plan needs beside the plan.
type planView struct {
	*plan.Plan
	langs   []string // to show it in, the best first
	today   plan.Day
	zone    *time.Location    // the forum's
	fewest  int               // people below whom citizens are not shown
	follows map[[2]string]int // people by kind and target

	verdicts  map[string][]bot.Verdict // by commitment: what people answered of its milestones
	asked     []bot.Asking             // of the commitment that is drawn
	revisions []store.PlanRevision     // of the plan that is drawn, the oldest first
}

// viewOf is a plan in the forum's language, or the one asked for, today.
func viewOf(p *plan.Plan, lang string, h *house, w world) *planView {
	return &planView{
		Plan: p, langs: p.LanguagesFor(present(lang, h.Forum.Language)...), zone: h.zone(),
		today: h.today(w), fewest: max(plan.MinPanel, h.Fewest),
	}
}

// noTitle is said where a source names a milestone and does not say what it is:
// we make up no title.
const noTitle = "title not in our source"

// list prints the plan with a line for each commitment.
func (v *planView) list(out io.Writer) {
	v.head(out)
	sources := []plan.Source{v.Source}
	v.progress(out)
	for i := range v.Progress {
		sources = append(sources, v.Progress[i].Source)
	}
	if len(v.Commitments) > 0 {
		fmt.Fprintln(out)
	}
	for i := range v.Commitments {
		c := &v.Commitments[i]
		fmt.Fprint(out, wrapped(padded(c.Code, 10)+" ", v.standings(c)))
		fmt.Fprint(out, wrapped(strings.Repeat(" ", 11), c.Title.In(v.langs...)))
		sources = append(sources, c.Source)
	}
	v.published(out)
	addresses(out, sources...)
}

// shownRevisions is how many revisions of a plan are listed, the newest.
const shownRevisions = 10

// published prints when the plan was published, and by whom.
func (v *planView) published(out io.Writer) {
	if len(v.revisions) == 0 {
		return
	}
	fmt.Fprintln(out, "\npublished")
	older := max(0, len(v.revisions)-shownRevisions)
	for _, r := range slices.Backward(v.revisions[older:]) {
		fmt.Fprint(out, wrapped(lead("", spelled(plan.DayOf(r.At.In(v.zone)))), fmt.Sprintf("revision %d, by %s", r.N, r.By)))
	}
	if older > 0 {
		fmt.Fprint(out, wrapped(lead("", ""), "and "+count(older, "revision")+" before"))
	}
}

// head prints what the plan is.
func (v *planView) head(out io.Writer) {
	synthetic := ""
	if v.Synthetic {
		synthetic = "[synthetic] "
	}
	fmt.Fprint(out, wrapped("", synthetic+v.Title.In(v.langs...)))
	facts := []string{v.ID, v.Place, period(v.Start, v.End), v.number(), v.followers("plan", v.ID)}
	fmt.Fprint(out, wrapped("", joined(facts)))
	fmt.Fprint(out, sourced("", v.Source))
	if note := v.Note.In(v.langs...); note != "" {
		fmt.Fprint(out, wrapped("", note))
	}
}

// number says how many commitments there are to see, and nothing about how
// many the plan has: we may hold only some of them.
func (v *planView) number() string {
	if len(v.Commitments) == 0 {
		return "no single commitment in our source"
	}
	return count(len(v.Commitments), "commitment") + " here"
}

// standings is how a commitment stands, in a line: each kind for itself.
func (v *planView) standings(c *plan.Commitment) string {
	var said []string
	for _, kind := range plan.Officials() {
		if a, ok := c.Standing(kind); ok {
			said = append(said, speaker(kind, "")+" "+code(a))
		}
	}
	if len(said) == 0 {
		said = []string{"no official word on the whole"}
	}
	for _, a := range v.citizens(c, 0) {
		who := speaker(plan.CitizenPanel, "")
		if a.Place != "" {
			who += " of " + v.Name(a.Place, v.langs...)
		}
		said = append(said, strings.Join(present(who, code(a), "("+v.people(a)+")"), " "))
	}
	for _, of := range v.verdicts[c.Code] {
		if of.N > 0 && !of.Past {
			said = append(said, fmt.Sprintf("%s, milestone %d: %s (%s)", speaker(plan.CitizenPanel, ""), of.Milestone, divided(of.Cell), cameTo(of.Chosen())))
		}
	}
	return joined(append(said, v.followers("commitment", c.Code)))
}

// followers says how many people follow something, where anybody does.
func (v *planView) followers(kind, target string) string {
	switch n := v.follows[[2]string{kind, target}]; n {
	case 0:
		return ""
	case 1:
		return "1 person follows it"
	default:
		return thousands(n) + " people follow it"
	}
}

// mark draws a code of completion: more of the circle is more done.
func mark(c plan.Completion) string {
	return [...]string{" ", "◌", "○", "◔", "◕", "●"}[c]
}

// code is what an assessment comes to, in a word: its code of completion, or
// that of the other scales where it has none.
func code(a plan.Assessment) string {
	switch {
	case a.Completion != plan.NotSaid:
		return mark(a.Completion) + " " + a.Completion.String()
	case a.EarlyResults != "":
		return "early results: " + a.EarlyResults
	case a.OpenedGovernment != "":
		return "did it open government: " + a.OpenedGovernment
	}
	return ""
}

// speaker is who says something: the kind, and the name where it is known.
func speaker(kind plan.Kind, by string) string {
	name := map[plan.Kind]string{
		plan.Government: "government", plan.IRM: "IRM",
		plan.LocalMonitoringBody: "local monitoring body", plan.CitizenPanel: "citizens",
	}[kind]
	if by != "" {
		name += " (" + by + ")"
	}
	return name
}

// spelled is a day as people read it, as exact as it is known.
func spelled(d plan.Day) string {
	switch {
	case d.IsZero():
		return ""
	case d.Month == 0:
		return d.String()
	case !d.Exact():
		return d.Time().Format("January 2006")
	}
	return d.Time().Format("2 January 2006")
}

// period is from one day to another, as far as they are known.
func period(from, to plan.Day) string {
	switch {
	case from.IsZero() && to.IsZero():
		return ""
	case from.IsZero():
		return "until " + spelled(to)
	case to.IsZero():
		return "from " + spelled(from)
	}
	return spelled(from) + " to " + spelled(to)
}

// sourced is where something was taken from, and empty when that is not said.
func sourced(margin string, s plan.Source) string {
	if s.Name == "" {
		return ""
	}
	as := ""
	if !s.AsOf.IsZero() {
		as = ", as of " + spelled(s.AsOf)
	}
	return wrapped(margin+"source: ", s.Name+as)
}

// addresses prints where sources can be read: below everything else and once
// each, for they seldom fit a line.
func addresses(out io.Writer, sources ...plan.Source) {
	var all []string
	for _, s := range sources {
		if s.URL != "" && !slices.Contains(all, s.URL) {
			all = append(all, s.URL)
		}
	}
	if len(all) > 0 {
		fmt.Fprintln(out, "\n"+strings.Join(all, "\n"))
	}
}

func joined(facts []string) string { return strings.Join(present(facts...), " · ") }

// present are those that are not empty.
func present(facts ...string) []string {
	var some []string
	for _, f := range facts {
		if f != "" {
			some = append(some, f)
		}
	}
	return some
}
