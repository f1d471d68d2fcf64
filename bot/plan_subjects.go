package bot

import (
	"slices"
	"strconv"

	"plaza/civic/plan"
	"plaza/flows/answer"
	"plaza/store"
)

// The kinds of what can be followed, as store.Follow keeps them.
const (
	followPlan       = "plan"
	followCommitment = "commitment"
	followTheme      = "theme"
	followPlace      = "place"
)

// A subject is what people can ask about and follow: a plan, one of its
// commitments, a theme or a place of some of them.
type subject struct {
	plan   *plan.Plan
	kind   string
	target string // the plan's id, a code, or the theme or place as the plan has it
}

// subjectsOf are the plan, its themes and its places: what is found by name.
func subjectsOf(p *plan.Plan) []subject {
	all := []subject{{p, followPlan, p.ID}}
	add := func(kind string, targets []string) {
		for _, target := range targets {
			if s := (subject{p, kind, target}); !slices.Contains(all, s) {
				all = append(all, s)
			}
		}
	}
	for i := range p.Commitments {
		add(followTheme, p.Commitments[i].Themes)
	}
	for i := range p.Commitments {
		add(followPlace, p.Commitments[i].Places)
	}
	return all
}

// names are all the ways to call a subject: first as it is kept.
func (s subject) names() []string {
	names := []string{s.target}
	called := s.plan.Names[s.target]
	if s.kind == followPlan {
		if called = s.plan.Short; s.plan.Place != "" {
			names = append(names, s.plan.Place)
		}
	}
	for _, name := range called {
		names = append(names, name)
	}
	return names
}

// in are the commitments that a subject stands for, by number.
func (s subject) in() []Promise {
	return slices.DeleteFunc(commitments(s.plan), func(c Promise) bool { return !s.covers(c.Commitment) })
}

// covers tells whether a commitment of the same plan belongs to a subject.
func (s subject) covers(c *plan.Commitment) bool {
	switch s.kind {
	case followCommitment:
		return c.Code == s.target
	case followTheme:
		return slices.Contains(c.Themes, s.target)
	case followPlace:
		return slices.Contains(c.Places, s.target)
	}
	return true
}

// holds tells whether each commitment of another subject of the same plan
// belongs to this one.
func (s subject) holds(other subject) bool {
	return !slices.ContainsFunc(other.in(), func(c Promise) bool { return !s.covers(c.Commitment) })
}

// follow is the row that says somebody follows a subject.
func (s subject) follow(c store.Contact) store.Follow {
	return store.Follow{Contact: c, Plan: s.plan.ID, Kind: s.kind, Target: s.target}
}

// exactly finds what a folded text is to the letter: a code, or a name. A
// place whose government made the plan is the plan, unless some of its
// commitments are for that place alone.
func (p *Plans) exactly(folded string) []subject {
	if c, ok := p.Promise(folded); ok {
		return []subject{{c.Plan, followCommitment, c.Code}}
	}
	var found []subject
	for _, i := range p.named[folded] {
		found = append(found, p.subjects[i])
	}
	return leastOf(found)
}

// called finds a plan by its id, folded.
func (p *Plans) called(folded string) *plan.Plan {
	at := slices.IndexFunc(p.order, func(q *plan.Plan) bool { return answer.Fold(q.ID) == folded })
	if at < 0 {
		return nil
	}
	return p.order[at]
}

// nearly finds what a text may mean by a name: one subject, though several
// plans may have it, or several to choose from.
func (p *Plans) nearly(text, lang string) []subject {
	rows, fit := p.near.FindIn(text, lang, 0)
	if fit == answer.Misfit {
		return nil
	}
	var found []subject
	for _, i := range rows {
		found = append(found, p.subjects[i])
	}
	return leastOf(found)
}

// titled finds the promises that have the words of a text in their titles. It
// is sure of one whose title, or line in a list, the text is to the letter.
func (p *Plans) titled(text, lang string) (found []subject, sure bool) {
	rows, fit := p.titles.FindIn(text, lang, 0)
	for _, i := range rows {
		found = append(found, subject{p.promises[i].Plan, followCommitment, p.promises[i].Code})
	}
	return found, fit == answer.Exact && len(found) == 1
}

// titles are all that a promise is found by besides its code and its number
// alone.
func (p Promise) titles() []string {
	all := []string{p.Code}
	for _, short := range p.Short {
		all = append(all, short, p.Code+" "+short, strconv.Itoa(p.Number)+" "+short)
	}
	for _, title := range p.Title {
		all = append(all, title)
	}
	return all
}

// leastOf leaves plans out where the same name is that of less.
func leastOf(found []subject) []subject {
	less := slices.DeleteFunc(slices.Clone(found), func(s subject) bool { return s.kind == followPlan })
	if len(less) > 0 {
		return less
	}
	return found
}

// number reads a text as the number of a commitment.
func (t *turn) number(text string) (int, bool) {
	if n, err := strconv.Atoi(text); err == nil {
		return n, n > 0
	}
	value, fit, _ := t.reader.Number(text, t.lang())
	n, err := strconv.Atoi(value)
	return n, fit == answer.Exact && err == nil && n > 0
}
