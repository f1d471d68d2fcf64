package bot

import (
	"plaza/civic/plan"
)

// citizens is what citizens say of a promise, beside what officials say; asked
// is false when nobody has asked them.
func (t *turn) citizens(p Promise) (said string, asked bool, err error) {
	a, ok := p.Standing(plan.CitizenPanel)
	status := t.assessed(a)
	if !ok || status == "" || a.People < max(fewest, t.Fewest) {
		return t.sentence("plan_no_citizens", nil), false, nil
	}
	return t.sentence("plan_citizens", map[string]any{"date": t.writeDay(a.On), "n": a.People, "status": status}), true, nil
}
