package plan

import (
	"slices"

	"plaza/flows/source"
)

// WithUpdates returns the plan with the updates of a table added: the columns
// of updates.csv, of which code, on and by are needed and the rest is optional.
// p is not changed, and an update that it has already is not added again, so
// that a table may be read twice, the second time with translations. Changes
// tells the difference to p; Check whether it may be published.
func (p *Plan) WithUpdates(name string, table []byte) (*Plan, source.Problems) {
	r := &reader{exchange: exchange{languages: p.Languages}, sheets: Sheets{name: table}}
	out := *p
	out.Commitments = slices.Clone(p.Commitments)
	for i := range out.Commitments {
		c := &out.Commitments[i]
		c.Updates = slices.Clone(c.Updates)
	}
	for _, row := range read[Update](r, name, "code") {
		c := r.commitment(&out, row.pos, row.code)
		if c == nil || slices.ContainsFunc(c.Updates, func(u Update) bool { return keeps(row.value, u) }) {
			continue
		}
		if i := slices.IndexFunc(c.Updates, func(u Update) bool { return keeps(u, row.value) }); i >= 0 {
			c.Updates[i] = row.value
			continue
		}
		c.Updates = append(c.Updates, row.value)
	}
	r.problems.Sort()
	return &out, r.problems
}
