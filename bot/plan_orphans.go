package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"plaza/civic/plan"
	"plaza/store"
)

// An Orphan is a theme or place that people follow and no commitment of their
// plan has any longer: they hear nothing more of it, and do not know why.
type Orphan struct {
	Kind   string // theme or place
	Target string
	People int // who follow it; 0 when they are fewer than Under
	Under  int // fewer people than this are not counted out
}

// Orphans are those of a plan as it is, or is about to be published.
func (b *Bot) Orphans(ctx context.Context, p *plan.Plan) ([]Orphan, error) {
	var counted map[[2]string]int
	err := b.Store.View(ctx, func(v store.View) (err error) {
		counted, err = v.FollowCounts(ctx, p.ID)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count who follows %s: %w", p.ID, err)
	}
	var all []Orphan
	for what, people := range counted {
		s := subject{p, what[0], what[1]}
		if s.kind != followTheme && s.kind != followPlace || len(s.in()) > 0 {
			continue
		}
		if people < b.Fewest {
			people = 0
		}
		all = append(all, Orphan{Kind: s.kind, Target: s.target, People: people, Under: b.Fewest})
	}
	slices.SortFunc(all, func(a, b Orphan) int { return cmp.Or(-cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Target, b.Target)) })
	return all, nil
}
