package plan

import (
	"cmp"
	"slices"
)

// Change is one thing that happened between two revisions of a plan.
type Change struct {
	Commitment string // its code; empty: the plan as a whole
	Milestone  int    // 0: the commitment as a whole
	What       ChangeKind

	// One of these is what was said, of Updated, Assessed or Progressed, or
	// what was Translated.
	Update     *Update
	Assessment *Assessment
	Point      *Point

	// From and To are the completion before and after, by the same kind of
	// speaker. From is NotSaid when that speaker had said nothing before.
	From, To Completion
	// FromDue is the due day that an update moved, to Update.Due.
	FromDue Day
	// Setback says that a status went down, a due day was put off, or
	// something slipped.
	Setback bool
	// Keys are what changed of Translated and Reworded, as they are called in
	// YAML.
	Keys []string
}

// ChangeKind tells the kinds of change apart.
type ChangeKind uint8

// The kinds of change.
const (
	CommitmentAdded ChangeKind = iota + 1
	MilestoneAdded             // to a commitment that was there before
	Updated                    // the office spoke
	Assessed                   // somebody assessed
	Progressed                 // the plan as a whole was counted
	Translated                 // what was said before was put into further languages
	Reworded                   // a text, an institution, a day: nothing happened
)

// String names the kind.
func (k ChangeKind) String() string {
	return word([]string{"", "commitment added", "milestone added", "updated", "assessed", "progressed", "translated", "reworded"}, int(k))
}

// Changes tells what happened between two revisions of a plan: the plan as a
// whole first, then its commitments in their order. Of each commitment it
// tells whether it is new, then its new milestones, what was said by day, what
// was translated, and last what was reworded. old is nil when the plan is new.
func Changes(old, new *Plan) []Change {
	if old == nil {
		old = &Plan{}
	}
	var out []Change
	for _, i := range fresh(old.Progress, new.Progress) {
		out = append(out, Change{What: Progressed, Point: &new.Progress[i]})
	}
	translated(old.Progress, new.Progress, func(i int, keys []string) {
		out = append(out, Change{What: Translated, Point: &new.Progress[i], Keys: keys})
	})
	if keys := changed(*old, *new, "progress", "commitments"); old.ID != "" && len(keys) > 0 {
		out = append(out, Change{What: Reworded, Keys: keys})
	}
	for i := range new.Commitments {
		c := &new.Commitments[i]
		was := old.Commitment(c.Code)
		if was == nil {
			out = append(out, Change{Commitment: c.Code, What: CommitmentAdded})
			was = &Commitment{}
		}
		out = append(out, c.since(was)...)
	}
	return out
}

// since tells what happened to a commitment; was is empty when it is new.
func (c *Commitment) since(was *Commitment) []Change {
	var added, spoken, again, reworded []Change
	for i := range c.Milestones {
		switch m, before := &c.Milestones[i], was.Milestone(c.Milestones[i].Number); {
		case was.Code == "":
		case before == nil:
			added = append(added, Change{Commitment: c.Code, Milestone: m.Number, What: MilestoneAdded})
		default:
			if keys := changed(*before, *m); len(keys) > 0 {
				reworded = append(reworded, Change{Commitment: c.Code, Milestone: m.Number, What: Reworded, Keys: keys})
			}
		}
	}
	if keys := changed(*was, *c, "milestones", "updates", "assessments"); was.Code != "" && len(keys) > 0 {
		reworded = append([]Change{{Commitment: c.Code, What: Reworded, Keys: keys}}, reworded...)
	}
	for _, i := range fresh(was.Updates, c.Updates) {
		spoken = append(spoken, c.updated(i))
	}
	for _, i := range fresh(was.Assessments, c.Assessments) {
		spoken = append(spoken, c.assessed(i))
	}
	translated(was.Updates, c.Updates, func(i int, keys []string) {
		u := &c.Updates[i]
		again = append(again, Change{Commitment: c.Code, Milestone: u.Milestone, What: Translated, Update: u, Keys: keys})
	})
	translated(was.Assessments, c.Assessments, func(i int, keys []string) {
		a := &c.Assessments[i]
		again = append(again, Change{Commitment: c.Code, Milestone: a.Milestone, What: Translated, Assessment: a, Keys: keys})
	})
	slices.SortStableFunc(spoken, func(a, b Change) int { return a.On().Compare(b.On()) })
	return slices.Concat(added, spoken, again, reworded)
}

// On is the day of what was said; zero when our source gives none, and of a
// change that is no word of anybody.
func (c Change) On() Day {
	switch {
	case c.Update != nil:
		return c.Update.On
	case c.Assessment != nil:
		return c.Assessment.On
	case c.Point != nil:
		return c.Point.On
	}
	return Day{}
}

// updated is the change that an update makes, beside what was said before it.
func (c *Commitment) updated(i int) Change {
	u := &c.Updates[i]
	ch := Change{Commitment: c.Code, Milestone: u.Milestone, What: Updated, Update: u, To: u.Status}
	status, due := NotSaid, c.promised(u.Milestone)
	for _, w := range c.said(u.Milestone) {
		if w.update == u {
			break
		}
		status = cmp.Or(w.status, status)
		if w.update != nil && !w.update.Due.IsZero() {
			due = w.update.Due
		}
	}
	ch.From = status
	if !u.Due.IsZero() && u.Due != due {
		ch.FromDue = due
	}
	ch.Setback = len(u.Slipped) > 0 || wentDown(ch.From, ch.To) || putOff(ch.FromDue, u.Due)
	return ch
}

// assessed is the change that an assessment makes, beside the one of its kind
// before it.
func (c *Commitment) assessed(i int) Change {
	a := &c.Assessments[i]
	ch := Change{Commitment: c.Code, Milestone: a.Milestone, What: Assessed, Assessment: a, To: a.Completion}
	if a.Kind == Government {
		for _, w := range c.said(a.Milestone) {
			if w.assessment == a {
				break
			}
			ch.From = cmp.Or(w.status, ch.From)
		}
	} else {
		var newest Day
		for _, b := range c.Assessments {
			if b.Kind == a.Kind && b.Milestone == a.Milestone && b.Place == a.Place && b.Completion != NotSaid &&
				b.On.Compare(a.On) < 0 && b.On.Compare(newest) >= 0 {
				ch.From, newest = b.Completion, b.On
			}
		}
	}
	ch.Setback = wentDown(ch.From, ch.To)
	return ch
}

// wentDown says that a status is lower than the one before it.
func wentDown(from, to Completion) bool { return to != NotSaid && to < from }

// putOff says that a due day was moved to a later one: also from a day to "in
// that month", which ends after it.
func putOff(from, to Day) bool { return !from.IsZero() && from.Last().Compare(to.Last()) < 0 }
