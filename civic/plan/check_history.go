package plan

import (
	"fmt"
	"reflect"
	"slices"

	"plaza/flows/source"
)

const slippedHint = `say slipped: what was not done as promised, and why: the reason; "why: not said" when the office gives none`

// update checks what an office said.
func (c *checker) update(m *Commitment, i int) {
	u := &m.Updates[i]
	what := fmt.Sprintf("%s: update of %s", named(m, u.Milestone), u.On)
	switch {
	case u.On.IsZero(): // Parse has said so
	case !u.On.Exact():
		c.problem(u.Pos, "dates", what+": the day is missing", "an update has a whole day: 2023-03-31")
	case c.today.Before(u.On):
		c.problem(u.Pos, "dates", what+": that day is still to come", "an update tells what happened; say what is planned with due:")
	}
	if u.Milestone != 0 && m.Milestone(u.Milestone) == nil {
		c.problem(u.Pos, "milestone", fmt.Sprintf("%s has no milestone %d", m.Code, u.Milestone), "")
	}
	if u.Status == NotSaid && u.Due.IsZero() && len(u.Note) == 0 && len(u.Slipped) == 0 {
		c.problem(u.Pos, "empty", what+" says nothing", "give it a status, a due day or a note")
	}
	if !u.Due.IsZero() && u.Due.Before(u.On) {
		c.problem(u.Pos, "dates", fmt.Sprintf("%s: the new due day %s is before it", what, u.Due), "")
	}
	c.contacts(u.Pos, what, reflect.ValueOf(u).Elem())
	explained := len(u.Slipped) > 0 && len(u.Why) > 0
	switch ch := m.updated(i); {
	case explained:
	case wentDown(ch.From, ch.To):
		c.problem(u.Pos, "slipped", fmt.Sprintf("%s: the status went down from %s to %s", what, ch.From, ch.To), slippedHint)
	case putOff(ch.FromDue, u.Due):
		c.problem(u.Pos, "slipped", fmt.Sprintf("%s: the due day was put off from %s to %s", what, ch.FromDue, u.Due), slippedHint)
	case len(u.Slipped) > 0:
		c.problem(u.Pos, "slipped", what+" says what slipped and not why", slippedHint)
	case len(u.Why) > 0:
		c.problem(u.Pos, "slipped", what+" says why and not what slipped", slippedHint)
	}
}

// overdue checks that of a milestone past its day somebody says what slipped.
func (c *checker) overdue(m *Commitment, s *Milestone) {
	due := m.Due(s.Number)
	status, _, _ := m.MilestoneStatus(s.Number)
	if !due.Before(c.today) || status == Complete {
		return
	}
	if slices.ContainsFunc(m.Updates, func(u Update) bool {
		return u.Milestone == s.Number && due.Before(u.On) && len(u.Slipped) > 0
	}) {
		return
	}
	c.problem(s.Pos, "slipped", fmt.Sprintf("%s was due %s and is not complete", named(m, s.Number), due),
		"add an update of a later day; "+slippedHint)
}

// assessment checks what somebody found.
func (c *checker) assessment(m *Commitment, i int) {
	a := &m.Assessments[i]
	what := fmt.Sprintf("%s: assessment by %s", named(m, a.Milestone), a.Kind)
	if a.Milestone != 0 && m.Milestone(a.Milestone) == nil {
		c.problem(a.Pos, "milestone", fmt.Sprintf("%s has no milestone %d", m.Code, a.Milestone), "")
	}
	c.past(a.On, func(message string) { c.problem(a.Pos, "dates", what+message, "") })
	if a.Completion == NotSaid && a.EarlyResults+a.OpenedGovernment+a.Ambition+a.Verifiable == "" && len(a.Note) == 0 {
		c.problem(a.Pos, "empty", what+" says nothing", "give it one of its codes or a note")
	}
	c.contacts(a.Pos, what, reflect.ValueOf(a).Elem())
	switch citizens := a.Kind == CitizenPanel; {
	case citizens && a.People < MinPanel:
		c.problem(a.Pos, "people", fmt.Sprintf("%s: people: %d; %d are the fewest that are shown", what, a.People, MinPanel), "with fewer, what one person said could be guessed")
	case citizens && a.Chosen == "":
		c.problem(a.Pos, "people", what+" does not say how people were chosen", "chosen: followers, for those who follow it")
	case !citizens && (a.People > 0 || a.Chosen != "" || a.Place != ""):
		c.problem(a.Pos, "people", what+" has people, chosen or place", "only a citizen panel has them")
	}
	if ch := m.assessed(i); a.Kind == Government && ch.Setback {
		c.problem(a.Pos, "slipped", fmt.Sprintf("%s: the status went down from %s to %s", what, ch.From, ch.To),
			"write it as an update: that says what slipped and why")
	}
}

// TooFew tells which findings that are new since the revision before, nil for
// none, are of so few citizens that they would never be shown where fewest are
// asked for. What was published before so many were asked for stays, hidden:
// it cannot be taken back, and must not keep the plan from going on.
func TooFew(before, p *Plan, fewest int) (problems source.Problems) {
	for _, ch := range Changes(before, p) {
		if a := ch.Assessment; ch.What == Assessed && a.Kind == CitizenPanel && MinPanel <= a.People && a.People < fewest {
			problems = append(problems, source.Problem{
				Pos: a.Pos, Code: "people", Message: fmt.Sprintf("%s: assessment by %s: people: %d; %d are the fewest that are shown here", named(p.Commitment(ch.Commitment), a.Milestone), a.Kind, a.People, fewest),
				Hint: "the configuration asks for so many (fewest): of fewer nothing is told",
			})
		}
	}
	return problems
}

// point checks counts of the whole plan.
func (c *checker) point(p *Point) {
	what := fmt.Sprintf("progress, %s", p.Label.In(c.p.Languages...))
	c.past(p.On, func(message string) { c.problem(p.Pos, "dates", what+message, "") })
	switch n := p.Counted(); {
	case p.Of > 0 && n > p.Of:
		c.problem(p.Pos, "counts", fmt.Sprintf("%s: the counts add up to %d, of %d", what, n, p.Of), "")
	case p.Of > 0 && n < p.Of && len(p.Note) == 0:
		c.problem(p.Pos, "counts", fmt.Sprintf("%s: the counts add up to %d of %d", what, n, p.Of), "say it in note:, or correct the counts")
	}
}

// past checks that a finding is not of a day to come.
func (c *checker) past(on Day, refuse func(message string)) {
	if c.today.Before(on) {
		refuse(fmt.Sprintf(" of %s: that day is still to come", on))
	}
}
