package bot

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"plaza/civic/plan"
)

// A claim is how far officials say that a milestone is, for as long as they say
// so. What people answer is about the claim that stood then: who called a thing
// true while it was said to be complete has said nothing of a later word, and
// what was taken back and is said again is asked about anew.
type claim struct {
	status plan.Completion
	n      int       // the revision that brought it
	at     time.Time // since when people can know it
}

// claim notes what a revision says of each milestone otherwise than before.
func (c *chronicle) claim(p *plan.Plan, n int, at time.Time) {
	claims := maps.Clone(c.claims)
	if claims == nil {
		claims = make(map[string][]claim)
	}
	for i := range p.Commitments {
		of := &p.Commitments[i]
		for j := range of.Milestones {
			milestone := of.Milestones[j].Number
			code := milestoneCode(of.Code, milestone)
			status, _, _ := of.MilestoneStatus(milestone)
			if all := claims[code]; len(all) == 0 || all[len(all)-1].status != status {
				claims[code] = append(slices.Clip(all), claim{status, n, at})
			}
		}
	}
	c.claims = claims
}

// claims are those about a milestone, oldest first; none where this node has
// not yet read what happened.
func (b *Bot) claims(of Promise, milestone int) []claim {
	c := b.gazette.of(of.Plan.ID)
	if c.looked < b.Plans().Revision(of.Plan.ID) {
		return nil
	}
	return c.claims[milestoneCode(of.Code, milestone)]
}

// verifyKey names a question of a consultation about a claim.
func verifyKey(flow, code string, about claim) string {
	return fmt.Sprintf("%s/%s/%d", flow, code, about.n)
}

// stoodAt is which of the claims stood at a moment.
func stoodAt(all []claim, at time.Time) int {
	i := len(all) - 1
	for i > 0 && all[i].at.After(at) {
		i--
	}
	return i
}
