package bot

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"plaza/civic/plan"
	"plaza/flows/source"
	"plaza/store"
)

// PlanPublished says what publishing a plan made.
type PlanPublished struct {
	Plan     string
	Revision int
	Same     bool // it is published already, to the letter
}

// PublishPlan makes a plan the newest revision of its id, by whom an operator
// is known. It refuses one that breaks the rules of the day, that takes back
// what was published, or whose codes another plan has, and returns those
// findings. What is published already, to the letter, stays the same revision.
func (b *Bot) PublishPlan(ctx context.Context, p *plan.Plan, by string) (PlanPublished, source.Problems, error) {
	if err := b.loadPlans(ctx); err != nil {
		return PlanPublished{}, nil, err
	}
	now, before := b.Now().UTC(), b.Plans().Plan(p.ID)
	n := b.Plans().known[p.ID]
	body := p.YAML()
	if before != nil && n == b.Plans().Revision(p.ID) && bytes.Equal(body, before.YAML()) {
		return PlanPublished{Plan: p.ID, Revision: n, Same: true}, nil, nil
	}
	problems := b.CheckPlan(p)
	if problems.Err() != nil {
		return PlanPublished{}, problems, ErrNotPublished
	}
	sum := sha256.Sum256(body)
	err := b.Store.AddPlan(ctx, store.PlanRevision{Plan: p.ID, N: n + 1, Hash: hex.EncodeToString(sum[:]), Body: body, By: by, At: now})
	if errors.Is(err, store.ErrConflict) {
		return PlanPublished{}, problems, fmt.Errorf("publish the plan %s: somebody else published it at the same moment; look at theirs and publish again: %w", p.ID, err)
	}
	if err != nil {
		return PlanPublished{}, problems, fmt.Errorf("publish the plan %s: %w", p.ID, err)
	}
	return PlanPublished{Plan: p.ID, Revision: n + 1}, problems, b.loadPlans(ctx)
}

// CheckPlan tells what PublishPlan would refuse a plan for, and what is doubtful
// in it: the rules of the day, what was published of it, the codes of other
// plans, and how many citizens the configuration asks for.
func (b *Bot) CheckPlan(p *plan.Plan) source.Problems {
	problems := plan.Check(p, b.day(b.Now()))
	problems = append(problems, b.Plans().taken(p)...)
	before := b.Plans().Plan(p.ID)
	if before != nil {
		problems = append(problems, plan.Extends(before, p)...)
	}
	problems = append(problems, plan.TooFew(before, p, b.Fewest)...)
	problems.Sort()
	return problems
}

// taken finds the codes of a plan that mean something else here: people tell
// promises apart by their codes.
func (p *Plans) taken(made *plan.Plan) source.Problems {
	var problems source.Problems
	refuse := func(pos source.Pos, what string) {
		problems = append(problems, source.Problem{Pos: pos, Code: "taken", Message: what, Hint: "people ask by code, and each code means one thing"})
	}
	for i := range made.Commitments {
		c := &made.Commitments[i]
		if found, ok := p.Promise(c.Code); ok && found.Plan.ID != made.ID {
			refuse(c.Pos, fmt.Sprintf("%s is a commitment of the plan %s", found.Code, found.Plan.ID))
		}
	}
	return problems
}
