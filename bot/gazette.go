package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"plaza/civic/plan"
	"plaza/store"
)

// gazette is what happened in each plan from one revision to the next, read
// once and ahead of time: what is new to a person is what came after the
// revision they know. Within a transaction it is only looked at. A read there
// would wait for a second connection, which others may hold who wait as well.
type gazette struct {
	mu    sync.Mutex
	plans map[string]chronicle
}

// chronicle is one plan's. It never changes; what comes later makes another.
type chronicle struct {
	newest *plan.Plan         // of the revisions that could be read
	n      int                // which of them that is
	looked int                // the newest revision that was looked at
	news   []notice           // of all of them, oldest first
	claims map[string][]claim // by milestone
}

// notice is one thing that happened, and by which revision people can know it.
type notice struct {
	plan.Change
	n  int
	of *plan.Commitment // what it was called then, and the milestone
	to []store.Follow   // who follows one of these hears of it
}

// newNotice keeps of a revision what is told, and holds on to nothing else of
// it: a plan has as many revisions as there is news. Who follows a theme or a
// place that the commitment leaves with the same revision hears of it too.
func newNotice(id string, n int, change plan.Change, was, c *plan.Commitment) notice {
	x := notice{Change: change, n: n, of: &plan.Commitment{Code: c.Code, Short: c.Short}, to: targets(id, c)}
	if was != nil {
		for _, f := range targets(id, was) {
			if !slices.Contains(x.to, f) {
				x.to = append(x.to, f)
			}
		}
	}
	if m := c.Milestone(change.Milestone); m != nil {
		x.of.Milestones = []plan.Milestone{*m}
	}
	if change.Update != nil {
		own := *change.Update
		x.Update = &own
	}
	if change.Assessment != nil {
		own := *change.Assessment
		x.Assessment = &own
	}
	return x
}

// on is the day of what was said; zero of what was only promised.
func (x *notice) on() plan.Day {
	switch {
	case x.Update != nil:
		return x.Update.On
	case x.Assessment != nil:
		return x.Assessment.On
	}
	return plan.Day{}
}

func newGazette() *gazette {
	return &gazette{plans: make(map[string]chronicle)}
}

// of is the chronicle of a plan as far as it was read.
func (g *gazette) of(id string) chronicle {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.plans[id]
}

// readAhead brings the chronicles up to the plans that are loaded. A plan that
// cannot be read just now keeps no other from it.
func (b *Bot) readAhead(ctx context.Context) error {
	var errs []error
	for id, n := range b.Plans().known {
		if err := b.readOn(ctx, id, n); err != nil {
			errs = append(errs, fmt.Errorf("read what happened in %s: %w", id, err))
		}
	}
	return errors.Join(errs...)
}

// readOn brings one chronicle up to a revision.
func (b *Bot) readOn(ctx context.Context, id string, n int) error {
	next := b.gazette.of(id)
	if next.looked >= n {
		return nil
	}
	revisions, err := b.Store.PlanRevisions(ctx, id, next.looked)
	if err != nil {
		return err
	}
	next.news = slices.Clip(next.news)
	for _, r := range revisions {
		if r.N > n { // what is not loaded yet, PLAN does not tell either
			continue
		}
		next.looked = r.N
		p, err := readPlan(r)
		if err != nil { // one revision must not take the others away
			b.Log.Error("a published plan could not be read", "plan", id, "revision", r.N, "error", err)
			continue
		}
		next.tell(p, r.N)
		next.claim(p, r.N, r.At)
	}
	b.gazette.mu.Lock()
	defer b.gazette.mu.Unlock()
	b.gazette.plans[id] = next
	return nil
}

// tell adds what a revision brings.
func (c *chronicle) tell(p *plan.Plan, n int) {
	if c.newest != nil {
		for _, change := range plan.Changes(c.newest, p) {
			if of := p.Commitment(change.Commitment); of != nil && isNews(change.What) {
				c.news = append(c.news, newNotice(p.ID, n, change, c.newest.Commitment(change.Commitment), of))
			}
		}
	}
	c.newest, c.n = p, n
}

// isNews says whether people are told of such a change: somebody spoke of a
// promise, or promised. That a text reads otherwise is no news.
func isNews(what plan.ChangeKind) bool {
	switch what {
	case plan.Updated, plan.Assessed, plan.CommitmentAdded, plan.MilestoneAdded:
		return true
	}
	return false
}

// targets are what somebody follows who is to hear of a commitment.
func targets(id string, c *plan.Commitment) []store.Follow {
	of := []store.Follow{{Kind: followPlan, Target: id}, {Kind: followCommitment, Target: c.Code}}
	for _, theme := range c.Themes {
		of = append(of, store.Follow{Kind: followTheme, Target: theme})
	}
	for _, place := range c.Places {
		of = append(of, store.Follow{Kind: followPlace, Target: place})
	}
	return of
}

// since is what happened after a revision.
func (c *chronicle) since(n int) []notice {
	i, _ := slices.BinarySearchFunc(c.news, n+1, func(x notice, n int) int { return cmp.Compare(x.n, n) })
	return c.news[i:]
}

// of is what somebody follows who is to hear of what one revision brought.
func (c *chronicle) of(n int) (to []store.Follow) {
	for _, x := range c.since(n - 1) {
		if x.n > n {
			break
		}
		for _, t := range x.to {
			if !slices.Contains(to, t) {
				to = append(to, t)
			}
		}
	}
	return to
}

// unseen is what happened that somebody follows and does not know yet.
func (c *chronicle) unseen(follows []store.Follow) (news []notice) {
	oldest := c.n
	for _, f := range follows {
		oldest = min(oldest, f.Seen)
	}
	for _, x := range c.since(oldest) {
		if slices.ContainsFunc(follows, func(f store.Follow) bool { return f.Seen < x.n && x.isFor(f) }) {
			news = append(news, x)
		}
	}
	return news
}

// isFor says whether a follow of the plan is of what happened.
func (x *notice) isFor(f store.Follow) bool {
	return slices.ContainsFunc(x.to, func(t store.Follow) bool { return t.Kind == f.Kind && t.Target == f.Target })
}
