package bot

import (
	"slices"
	"strings"

	"plaza/flows"
	"plaza/store"
)

// contactAgain is the purpose under which people agree to be written to later.
const contactAgain = "contact_again"

// followed answers a follow step of a consultation: from now on the person
// gets news of what it names, as if they had asked for it by a word.
//
// The row it leaves in the ledger has the sentence they said yes to, and names
// the run: so it can be told later by which consultation they follow. It has
// no end, and stays when that run is forgotten.
func (t *turn) followed(p *flows.Program, s *flows.State, do flows.Do) (*flows.Input, error) {
	if do.Kind != flows.FollowKind {
		return &flows.Input{Kind: flows.InRefused, At: t.now, Why: "not_yet"}, nil // comes with later versions; publishing refuses it
	}
	found := t.plans.namedBy(p.Plan(do.Name), do.Values["code"])
	if len(found) == 0 {
		return &flows.Input{Kind: flows.InRefused, At: t.now, Why: "cannot_follow"}, nil
	}
	agreed, err := t.agreed(s.Flow)
	if err != nil {
		return nil, err
	}
	if err := t.beginFollows(found); err != nil {
		return nil, err
	}
	t.w.consents = append(t.w.consents, store.Consent{
		Contact: t.conv.Contact, Run: s.Run, Purpose: purposeUpdates, Yes: true, How: "reply", Text: agreed.Text,
		Edition: agreed.Edition, Wording: agreed.Wording, Lang: s.Lang, At: t.now,
	})
	if t.responds(t.conv.Channel) {
		err = t.say("news_not_here", nil)
	}
	return &flows.Input{Kind: flows.InDone, At: t.now}, err
}

// namedBy is what a follow step names: a plan, or the commitments of its rows
// with these codes.
func (p *Plans) namedBy(id, codes string) []subject {
	pl := p.Plan(id)
	switch {
	case pl == nil:
		return nil
	case codes == "":
		return []subject{{pl, followPlan, pl.ID}}
	}
	var found []subject
	for code := range strings.SplitSeq(codes, ",") {
		c, _, ok := p.milestone(code)
		if s := (subject{c.Plan, followCommitment, ""}); ok && c.Plan == pl {
			if s.target = c.Code; !slices.Contains(found, s) {
				found = append(found, s)
			}
		}
	}
	return found
}

// agreed is the newest yes of the person to being written to by a consultation.
func (t *turn) agreed(flow string) (last store.Consent, err error) {
	consents, err := t.consents()
	for _, c := range consents {
		if c.Flow == flow && c.Purpose == contactAgain && c.Yes {
			last = c
		}
	}
	return last, err
}
