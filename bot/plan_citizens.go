package bot

import "plaza/civic/plan"

// citizens is what citizens say of a promise, beside what officials say: what
// a panel found, or people answered of a milestone, whichever is newer. asked
// is false when nobody has asked them.
func (t *turn) citizens(p Promise) (said string, asked bool) {
	a, ok := p.Standing(plan.CitizenPanel)
	status := t.assessed(a)
	var newest Verdict
	verdicts := t.Verdicts(p.Code)
	for _, v := range verdicts {
		if !v.Past && v.N > 0 && (newest.N == 0 || v.Latest.After(newest.Latest)) {
			newest = v
		}
	}
	if newest.N > 0 && !t.day(newest.Latest).Before(a.On) {
		return t.verdict(newest), true
	}
	if !ok && len(verdicts) > 0 {
		return t.sentence("plan_few_citizens", nil), true
	}
	if !ok || status == "" || a.People < t.Fewest {
		return t.sentence("plan_no_citizens", nil), false
	}
	return t.sentence("plan_citizens", map[string]any{"date": t.writeDay(a.On), "n": a.People, "status": status}), true
}
