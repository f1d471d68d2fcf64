package flows

import (
	"math/big"
	"slices"
	"strings"
	"time"
)

// mostCases is the most that one answer may fall into, so that a case is a byte.
const mostCases = 200

// casesOf returns one value for each of the cases into which the answers under
// a name fall by the conditions of the flow. Evaluating a condition with a
// case's value says how it comes out for all answers of that case.
func (x *index) casesOf(name string, tests []*Test) []string {
	m, _ := x.meaning(name)
	if name == "assisted" && !x.flow.Assisted.Yes {
		return []string{"no"}
	}
	switch m.kind {
	case kindYesNo:
		return []string{"yes", "no"}
	case kindNumber:
		return x.numberCases(m, tests)
	case kindDay:
		return dayCases(m, tests)
	case kindChoices:
		return choicesCases(m, tests)
	}
	return choiceCases(m, tests)
}

// testsByName lists the tests of every when that compare a name with values.
func (x *index) testsByName() map[string][]*Test {
	tests := map[string][]*Test{}
	add := func(c *Condition) {
		for t := range c.Tests {
			if !compares(t) {
				tests[t.Name] = append(tests[t.Name], t)
			}
		}
	}
	for _, p := range x.parts {
		add(p.When)
	}
	for _, s := range x.sites {
		add(s.step.When)
	}
	return tests
}

// tested lists the values that the tests compare with.
func tested(tests []*Test) []string {
	var vs []string
	for _, t := range tests {
		for _, o := range t.Values {
			vs = append(vs, o.Text)
		}
	}
	slices.Sort(vs)
	return slices.Compact(vs)
}

// choiceCases are the values that are spoken of, and one that is not.
func choiceCases(m meaning, tests []*Test) []string {
	spoken := tested(tests)
	if m.ids == nil {
		return append(spoken, "something else")
	}
	var cases []string
	for _, id := range m.ids {
		if slices.Contains(spoken, id) {
			cases = append(cases, id)
		}
	}
	for _, id := range m.ids {
		if !slices.Contains(cases, id) {
			return append(cases, id)
		}
	}
	if len(cases) == 0 {
		return []string{"something else"} // no options: reported elsewhere
	}
	return cases
}

// choicesCases are the sets of the values that are spoken of, each with one
// more that is not.
func choicesCases(m meaning, tests []*Test) []string {
	all := choiceCases(m, tests)
	spoken := tested(tests)
	fewest, most := 1, len(all)
	if m.ask != nil && m.ask.Pick != nil {
		fewest = max(1, m.ask.Pick.Min)
		if m.ask.Pick.Max > 0 {
			most = m.ask.Pick.Max
		}
	}
	unspoken := len(m.ids) // how many can be chosen besides
	if m.ids == nil {
		unspoken = 1 << 20
	}
	for _, v := range all {
		if slices.Contains(spoken, v) {
			unspoken--
		}
	}
	if len(all) > 7 {
		return make([]string, mostCases+1) // their sets are too many to walk
	}
	var cases []string
	for set := 1; set < 1<<len(all); set++ {
		var chosen []string
		others := 0
		for i, v := range all {
			if set&(1<<i) == 0 {
				continue
			}
			chosen = append(chosen, v)
			if !slices.Contains(spoken, v) {
				others = unspoken - 1
			}
		}
		if len(chosen) <= most && len(chosen)+others >= fewest {
			cases = append(cases, strings.Join(chosen, ","))
		}
	}
	if len(cases) == 0 {
		return all // a pick that nothing satisfies: reported elsewhere
	}
	return cases
}

// numberCases are the numbers that are spoken of, one between any two, and
// one beyond each end, as far as the question allows them.
func (x *index) numberCases(m meaning, tests []*Test) []string {
	whole := m.name == "wave" || m.ask != nil && m.ask.Answer.Value == "scale"
	points := sortedNumbers(tested(tests))
	from, low := asRat(m.from)
	to, high := asRat(m.to)
	allowed := func(n *big.Rat) bool {
		return (!whole || n.IsInt()) && (!low || n.Cmp(from) >= 0) && (!high || n.Cmp(to) <= 0)
	}
	var candidates []*big.Rat
	one := big.NewRat(1, 1)
	for i, p := range points {
		above := new(big.Rat).Add(p, one)
		if i+1 < len(points) && !whole {
			above.Add(p, points[i+1]).Mul(above, big.NewRat(1, 2))
		}
		if i == 0 {
			candidates = append(candidates, new(big.Rat).Sub(p, one))
			if low && from.Cmp(p) < 0 {
				candidates[0] = from
			}
		}
		if i+1 == len(points) && high && to.Cmp(p) > 0 {
			above = to
		}
		candidates = append(candidates, p)
		if i+1 == len(points) || above.Cmp(points[i+1]) < 0 {
			candidates = append(candidates, above)
		}
	}
	var cases []string
	for _, n := range candidates {
		if allowed(n) {
			cases = append(cases, printNumber(n))
		}
	}
	if len(cases) == 0 {
		if low {
			return []string{printNumber(from)}
		}
		return []string{"5"}
	}
	return cases
}

func asRat(s string) (*big.Rat, bool) {
	if _, ok := parseDecimal(s); !ok || len(s) > 40 {
		return new(big.Rat), false
	}
	return new(big.Rat).SetString(s)
}

func sortedNumbers(values []string) []*big.Rat {
	var ns []*big.Rat
	for _, v := range values {
		if n, ok := asRat(v); ok {
			ns = append(ns, n)
		}
	}
	slices.SortFunc(ns, (*big.Rat).Cmp)
	return slices.CompactFunc(ns, func(a, b *big.Rat) bool { return a.Cmp(b) == 0 })
}

func printNumber(n *big.Rat) string {
	s := n.FloatString(50)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// dayCases are the days that are spoken of, one between, and one beyond each end.
func dayCases(m meaning, tests []*Test) []string {
	var points []time.Time
	for _, v := range tested(tests) { // sorted as text is sorted as days
		if day, ok := parseDay(v); ok {
			points = append(points, day)
		}
	}
	from, low := parseDay(m.from)
	to, high := parseDay(m.to)
	var cases []string
	add := func(day time.Time) {
		if (!low || !day.Before(from)) && (!high || !day.After(to)) {
			if s := day.Format(time.DateOnly); isDay(s) && !slices.Contains(cases, s) {
				cases = append(cases, s)
			}
		}
	}
	for _, p := range points {
		add(p.AddDate(0, 0, -1))
		add(p)
		add(p.AddDate(0, 0, 1))
	}
	if len(cases) == 0 {
		if low {
			return []string{m.from}
		}
		return []string{"2026-03-12"}
	}
	return cases
}
