package bot

import (
	"plaza/civic/audience"
	"plaza/civic/broadcast"
)

// castPlans adds what is known of plans to what a broadcast is checked
// against: what can be followed, and how a commitment stands.
func (b *Bot) castPlans(env *broadcast.Env) {
	plans := b.Plans()
	for _, p := range plans.All() {
		subjects := subjectsOf(p)
		for i := range p.Commitments {
			subjects = append(subjects, subject{p, followCommitment, p.Commitments[i].Code})
		}
		for _, s := range subjects {
			env.Audience.Followed = append(env.Audience.Followed, audience.Follow{Plan: p.ID, Kind: s.kind, Target: s.target})
		}
	}
	env.About = func(code string) (broadcast.Standing, bool) {
		found, ok := plans.Promise(code)
		if !ok {
			return broadcast.Standing{}, false
		}
		u := found.Setback()
		if u == nil {
			return broadcast.Standing{}, true
		}
		langs := found.Plan.LanguagesFor(b.Lang)
		return broadcast.Standing{Down: true, Slipped: u.Slipped.In(langs...), Why: u.Why.In(langs...)}, true
	}
}
