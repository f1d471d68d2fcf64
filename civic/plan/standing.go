package plan

import (
	"cmp"
	"slices"
)

// said is one word of the government about a commitment or a milestone: an
// update, or an assessment of itself.
type said struct {
	on         Day
	status     Completion
	update     *Update     // one of the two is nil
	assessment *Assessment // of itself
	source     Source
}

// said returns the government's words about a milestone (0: the commitment),
// oldest first. Of one day's words the later written is the later one, and
// updates come before assessments.
func (c *Commitment) said(milestone int) []said {
	var words []said
	for i := range c.Updates {
		if u := &c.Updates[i]; u.Milestone == milestone {
			words = append(words, said{u.On, u.Status, u, nil, u.Source})
		}
	}
	for i := range c.Assessments {
		if a := &c.Assessments[i]; a.Kind == Government && a.Milestone == milestone {
			words = append(words, said{a.On, a.Completion, nil, a, a.Source})
		}
	}
	slices.SortStableFunc(words, func(a, b said) int { return a.on.Compare(b.on) })
	return words
}

// Standing returns the newest word of one kind about the commitment as a
// whole, and false when that kind has said nothing. One that says how far it
// is stands until another does: a note behind it takes nothing back. An update
// with a status is the government's word. What citizens of one place say is
// not it.
func (c *Commitment) Standing(kind Kind) (Assessment, bool) {
	var words []Assessment
	if kind == Government {
		for i := range c.Updates {
			if u := &c.Updates[i]; u.Milestone == 0 && u.Status != NotSaid {
				words = append(words, Assessment{Pos: u.Pos, On: u.On, Kind: Government, By: u.By, Completion: u.Status, Note: u.Note, Source: u.Source})
			}
		}
	}
	for _, a := range c.Assessments {
		if a.Kind == kind && a.Milestone == 0 && a.Place == "" {
			words = append(words, a)
		}
	}
	if slices.ContainsFunc(words, saysHowFar) {
		words = slices.DeleteFunc(words, func(a Assessment) bool { return !saysHowFar(a) })
	}
	var newest Assessment
	for _, a := range words {
		if newest.On.Compare(a.On) <= 0 {
			newest = a
		}
	}
	return newest, len(words) > 0
}

func saysHowFar(a Assessment) bool { return a.Completion != NotSaid || a.EarlyResults != "" }

// MilestoneStatus returns the newest official word on a milestone, its day and
// where it is from: the government's own, or where it never said anything,
// that of the reporting mechanism, or else of the local monitoring body. It is
// NotSaid when none of them has spoken, and never what citizens say.
func (c *Commitment) MilestoneStatus(n int) (Completion, Day, Source) {
	words := c.said(n)
	for _, w := range slices.Backward(words) {
		if w.status != NotSaid {
			return w.status, w.on, w.source
		}
	}
	for _, kind := range Officials() { // the government has said nothing, as we know by now
		var newest *Assessment
		for i := range c.Assessments {
			a := &c.Assessments[i]
			if a.Kind == kind && a.Milestone == n && a.Completion != NotSaid && (newest == nil || newest.On.Compare(a.On) <= 0) {
				newest = a
			}
		}
		if newest != nil {
			return newest.Completion, newest.On, newest.Source
		}
	}
	return NotSaid, Day{}, Source{}
}

// Due is the day a milestone (0: the commitment) is due as last promised: what
// was first written down, or what an update moved it to.
func (c *Commitment) Due(n int) Day {
	words := c.said(n)
	for _, w := range slices.Backward(words) {
		if w.update != nil && !w.update.Due.IsZero() {
			return w.update.Due
		}
	}
	return c.promised(n)
}

// promised is the due day that was first written down.
func (c *Commitment) promised(n int) Day {
	if n == 0 {
		return c.End
	}
	if m := c.Milestone(n); m != nil {
		return m.Due
	}
	return Day{}
}

// Next returns the milestone that people wait for: of those not complete, the
// first that is due today or later; when all of them are late, the one that
// was due last; and one without a day only when there is no other, and only
// until the commitment itself is over. It is nil when nothing is waited for.
func (c *Commitment) Next(today Day) *Milestone {
	var open []*Milestone
	over := c.Due(0).Before(today)
	for i := range c.Milestones {
		m := &c.Milestones[i]
		if status, _, _ := c.MilestoneStatus(m.Number); status != Complete && !(over && c.Due(m.Number).IsZero()) {
			open = append(open, m)
		}
	}
	if len(open) == 0 {
		return nil
	}
	rank := func(m *Milestone) int {
		switch due := c.Due(m.Number); {
		case due.IsZero():
			return 2
		case due.Before(today):
			return 1
		}
		return 0
	}
	return slices.MinFunc(open, func(a, b *Milestone) int {
		byDay := c.Due(a.Number).Compare(c.Due(b.Number))
		if rank(a) == 1 {
			byDay = -byDay
		}
		return cmp.Or(cmp.Compare(rank(a), rank(b)), byDay, cmp.Compare(a.Number, b.Number))
	})
}

// LastUpdate returns the newest update of the commitment or of any of its
// milestones, or nil.
func (c *Commitment) LastUpdate() *Update {
	var newest *Update
	for i := range c.Updates {
		if newest == nil || newest.On.Compare(c.Updates[i].On) <= 0 {
			newest = &c.Updates[i]
		}
	}
	return newest
}

// Setback returns the update that said the newest status, when that is lower
// than the status before it, of the commitment or of a milestone; nil when
// nothing went down, or it has come up again since.
func (c *Commitment) Setback() *Update {
	newest := -1
	for i := range c.Updates {
		if c.Updates[i].Status != NotSaid && (newest < 0 || c.Updates[newest].On.Compare(c.Updates[i].On) <= 0) {
			newest = i
		}
	}
	if newest < 0 {
		return nil
	}
	if ch := c.updated(newest); !wentDown(ch.From, ch.To) {
		return nil
	}
	return &c.Updates[newest]
}

// Fell returns the update by which the official status of a milestone (0: the
// commitment) went down to where it stands; nil when it did not go down, or
// has moved since.
func (c *Commitment) Fell(n int) *Update {
	var fell *Update
	status := NotSaid
	for _, w := range c.said(n) {
		if w.status == NotSaid || w.status == status {
			continue
		}
		if fell = nil; wentDown(status, w.status) {
			fell = w.update
		}
		status = w.status
	}
	return fell
}
