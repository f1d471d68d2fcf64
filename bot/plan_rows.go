package bot

import (
	"fmt"
	"strconv"
	"strings"

	"plaza/civic/plan"
	"plaza/flows"
)

// rows are the milestones of a plan as a table of a consultation has them,
// said in lang. There are none of a plan that is not published here.
func (p *Plans) rows(b *Bot, id, lang string) []flows.Row {
	pl := p.Plan(id)
	if pl == nil {
		return nil
	}
	var rows []flows.Row
	for _, c := range commitments(pl) {
		for i := range c.Milestones {
			rows = append(rows, b.planRow(c, &c.Milestones[i], lang))
		}
	}
	return rows
}

// row is the row of a code: a milestone's, or, where a plan is followed whole,
// a commitment's.
func (p *Plans) row(b *Bot, code, lang string) (flows.Row, bool) {
	c, n, ok := p.milestone(code)
	switch {
	case !ok:
		return flows.Row{}, false
	case n == 0:
		return b.planRow(c, nil, lang), true
	}
	return b.planRow(c, c.Milestone(n), lang), true
}

// milestoneCode names a milestone in consultations, and so in what people
// answered. It never changes. Of number 0 it is the commitment's own.
func milestoneCode(commitment string, n int) string {
	if n == 0 {
		return commitment
	}
	return commitment + "." + strconv.Itoa(n)
}

// milestone finds what a code of milestoneCode names.
func (p *Plans) milestone(code string) (c Promise, n int, ok bool) {
	commitment, number, one := strings.Cut(code, ".")
	if c, ok = p.Promise(commitment); !ok {
		return c, 0, false
	}
	if one {
		n, _ = strconv.Atoi(number)
		return c, n, c.Milestone(n) != nil
	}
	return c, 0, true
}

// planRow is a milestone, or without one the commitment itself, as a row.
func (b *Bot) planRow(c Promise, m *plan.Milestone, lang string) flows.Row {
	langs := c.Plan.LanguagesFor(lang)
	n, number, title := 0, strconv.Itoa(c.Number), c.Short.In(langs...)
	if m != nil {
		n, number, title = m.Number, fmt.Sprintf("%d.%d", c.Number, m.Number), m.Name(langs...)
		if title == "" {
			title = b.lex.Sentence(lang, "plan_untitled", map[string]any{"number": m.Number})
		}
	}
	code := milestoneCode(c.Code, n)
	status, on, source := c.MilestoneStatus(n)
	cells := map[string]string{
		"code": code, "number": number, "title": title, "status": statusID(status), "due": c.Due(n).String(),
		"as_of": on.String(), "source": source.Name, "commitment": c.Short.In(langs...), "commitment_code": c.Code, "lead": c.Lead,
	}
	if u := c.lastOf(n); u != nil {
		cells["note"] = b.words(u, langs)
		if u.Status == status && u.On == on && cells["source"] == "" {
			cells["source"] = u.By
		}
	}
	var places []string
	for _, place := range c.Places {
		places = append(places, c.Plan.Name(place, langs...))
	}
	cells["places"] = strings.Join(places, ", ")
	return flows.Row{Key: code, Cells: cells}
}

// statusID is a completion as a table of a consultation has it.
func statusID(c plan.Completion) string { return strings.ReplaceAll(c.String(), " ", "_") }

// lastOf is the newest update about a milestone; of number 0, about the
// commitment itself.
func (p Promise) lastOf(n int) *plan.Update {
	var newest *plan.Update
	for i := range p.Updates {
		if u := &p.Updates[i]; u.Milestone == n && (newest == nil || newest.On.Compare(u.On) <= 0) {
			newest = u
		}
	}
	return newest
}

// words are what an update says: of a setback first what slipped and why, for
// the end may be cut, and that the office has not said why when it has not.
func (b *Bot) words(u *plan.Update, langs []string) string {
	why := u.Why.In(langs...)
	if u.ReasonPending() {
		why = b.lex.Sentence(langs[0], "news_no_why", nil)
	}
	said := []string{u.Slipped.In(langs...), why, u.Note.In(langs...)}
	for i := range said {
		said[i] = ended(said[i])
	}
	return joinWords(" ", said...)
}
