package bot

import (
	"slices"
	"strings"

	"plaza/civic/plan"
	"plaza/flows"
	"plaza/store"
)

// A wait is a part of a consultation that begins when something of a plan
// changes which the consultation calls thing.
type wait struct {
	*flows.Program
	part, thing string
}

// waitsFor are the parts that wait for changes of a plan, of the newest edition
// of each consultation.
func (t *turn) waitsFor(id string) (found []wait) {
	for _, flow := range t.lib.Flows() {
		p := t.lib.Newest(flow)
		for part, thing := range p.Awaiting() {
			if p.Plan(thing) == id {
				found = append(found, wait{p, part, thing})
			}
		}
	}
	return found
}

// changed brings what waits for a change of a plan in the consultations by
// which the person follows, and says whether anything does: then that is
// their news of it, and they are told nothing else of it. It begins as parts
// do: not while the person is busy, at night or once too often, and what is
// said is made from how things stand then.
func (t *turn) changed(waits []wait, c plan.Change) (comes bool, err error) {
	if !statusChanged(c) {
		return false, nil
	}
	for _, w := range waits {
		due, err := t.awaited(w, c)
		if err != nil {
			return false, err
		}
		if due != nil {
			t.w.due = append(t.w.due, *due)
			comes = true
		}
	}
	return comes, nil
}

// unawaited leaves out of the news what comes to the person by a consultation
// of theirs instead.
func (t *turn) unawaited(e bulletin) ([]notice, error) {
	waits := t.waitsFor(e.plan.ID)
	if len(waits) == 0 {
		return e.news, nil
	}
	var left []notice
	for _, n := range e.news {
		comes, err := t.changed(waits, n.Change)
		if err != nil {
			return nil, err
		}
		if !comes {
			left = append(left, n)
		}
	}
	return left, nil
}

// statusChanged tells whether the government has said of a milestone or a
// commitment that it now stands elsewhere.
func statusChanged(c plan.Change) bool {
	official := c.What == plan.Updated || c.What == plan.Assessed && c.Assessment.Kind == plan.Government
	return official && c.To != plan.NotSaid && c.To != c.From
}

// awaited is the due row of a part that waits for a change, if the person has
// followed by this consultation what changed.
func (t *turn) awaited(w wait, c plan.Change) (*store.Due, error) {
	flow, code := w.Flow.ID.Value, milestoneCode(c.Commitment, c.Milestone)
	past, err := t.runs(flow)
	if err != nil || len(past) == 0 {
		return nil, err
	}
	mine, err := t.follows()
	if err != nil {
		return nil, err
	}
	by, err := t.followedBy()
	if err != nil {
		return nil, err
	}
	whole := w.PlanTable(w.thing) != "" && !w.Asks(w.thing)
	if !slices.ContainsFunc(mine, func(f store.Follow) bool {
		return whole && f.Kind == followPlan && f.Target == w.Plan(w.thing) || !whole && f.Kind == followCommitment && f.Target == c.Commitment
	}) {
		return nil, nil
	}
	for _, r := range slices.Backward(past) { // the newest that speaks of it
		if r.EndedAt.IsZero() || !counts(r.Outcome) || !by[r.ID] {
			continue
		}
		if !whole {
			chose, err := t.chose(r.ID, w.thing, code)
			if err != nil {
				return nil, err
			}
			if !chose {
				continue
			}
		}
		begins := partDue{Part: w.part, Run: r.ID, Thing: w.thing, Code: code}
		due := &store.Due{
			Contact: t.conv.Contact, Kind: duePart, Key: r.ID + "/" + w.part + "/" + code, At: t.awake(t.conv.Address, t.now),
			Data: begins.encode(), Flow: flow, Edition: r.Edition,
		}
		now, _, err := t.pending(due, begins)
		if err != nil || now == nil {
			return nil, err
		}
		return due, nil
	}
	return nil, nil
}

// followedBy are the runs by which the person follows, unless they have since
// taken back that they want news.
func (t *turn) followedBy() (map[string]bool, error) {
	consents, err := t.consents()
	if err != nil {
		return nil, err
	}
	by := make(map[string]bool)
	for _, c := range consents { // oldest first
		switch {
		case !c.Yes && (c.Purpose == everything || c.Purpose == purposeUpdates):
			clear(by)
		case c.Yes && c.Purpose == purposeUpdates && c.Run != "":
			by[c.Run] = true
		}
	}
	return by, nil
}

// chose tells whether a run's answer is, or has among others, the row of a code.
func (t *turn) chose(run, name, code string) (bool, error) {
	answers, err := t.tx.Answers(t.ctx, t.conv.Contact, run)
	if err != nil {
		return false, err
	}
	for _, a := range answers {
		if a.Name == name {
			return slices.Contains(strings.Split(a.Value, ","), code), nil
		}
	}
	return false, nil
}
