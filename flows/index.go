package flows

import (
	"slices"
	"strings"

	"plaza/flows/source"
)

// index knows every step of a flow in reading order, and what each name in
// it stands for.
type index struct {
	flow     *Flow
	parts    []*Part // main first
	sites    []*site
	asks     map[string]*site // by name: the first of that name
	consents map[string][]*site
	cells    map[column][]string // distinct cells, kept since tables can be long
}

// site is one step where it stands.
type site struct {
	part   *Part
	step   *Step
	order  int     // its number within the part, in reading order
	last   int     // that of the last step inside it
	guards []guard // the whens it stands under, the outermost first, its own last
}

// guard is a condition that must have come out as want for a step to be reached.
type guard struct {
	when *Condition
	want bool
}

func newIndex(f *Flow) *index {
	x := &index{flow: f, asks: map[string]*site{}, consents: map[string][]*site{}, cells: map[column][]string{}}
	x.parts = append(x.parts, f.Main())
	for _, key := range f.Parts.Keys {
		if p := f.Parts.By[key.Value]; p != nil {
			x.parts = append(x.parts, p)
		}
	}
	for _, p := range x.parts {
		order := 0
		x.add(p, p.Steps, nil, &order)
	}
	return x
}

func (x *index) add(p *Part, steps []*Step, guards []guard, order *int) {
	for _, step := range steps {
		if step == nil || step.Verb == nil {
			continue
		}
		under := guards
		if step.When != nil {
			under = append(slices.Clip(guards), guard{step.When, true})
		}
		s := &site{part: p, step: step, order: *order, guards: under}
		*order++
		x.sites = append(x.sites, s)
		switch v := step.Verb.(type) {
		case *Ask:
			if x.asks[v.Name.Value] == nil {
				x.asks[v.Name.Value] = s
			}
		case *Consent:
			x.consents[v.Purpose.Value] = append(x.consents[v.Purpose.Value], s)
		case *Group:
			x.add(p, v.Then, under, order)
			otherwise := guards
			if step.When != nil {
				otherwise = append(slices.Clip(guards), guard{step.When, false})
			}
			x.add(p, v.Else, otherwise, order)
		}
		s.last = *order - 1
	}
}

// many reports whether an answer may hold several options or rows.
func (a *Ask) many() bool {
	return a.Ranked.Yes || a.Pick != nil && a.Pick.Max != 1
}

// options returns the options of a question, also those of a list.
func (x *index) options(l *OptionList) []*Option {
	if l != nil && l.Ref.Value != "" {
		l = x.flow.Lists.By[l.Ref.Value]
	}
	if l == nil {
		return nil
	}
	return l.Options
}

func (x *index) optionIDs(l *OptionList) []string {
	var ids []string
	for _, o := range x.options(l) {
		ids = append(ids, o.ID)
	}
	return ids
}

// given returns the table of a row that an invitation or an event binds to name.
func (x *index) given(name string) (*TableDecl, bool) {
	for _, p := range x.parts {
		if table, ok := p.Given.By[name]; ok {
			return x.flow.Tables.By[table.Value], true
		}
	}
	for _, p := range x.parts { // a plan that is followed whole: what changed of it is a row
		if table := x.flow.Tables.By[name]; p.brings() == name && table != nil && table.Plan.Value != "" {
			return table, true
		}
	}
	return nil, false
}

// names lists what a condition or a text can name, for "did you mean".
func (x *index) names() []string {
	var names []string
	for _, s := range x.sites {
		switch v := s.step.Verb.(type) {
		case *Ask:
			names = append(names, v.Name.Value)
		case *Consent:
			names = append(names, v.Purpose.Value)
		}
	}
	for _, p := range x.parts {
		names = append(names, values(p.Given.Keys)...)
	}
	return append(append(names, values(x.flow.Settings.Keys)...), reservedNames()...)
}

// similar lists the names that are written as name is: with the same head
// when it has one.
func (x *index) similar(name string) []string {
	head, _, dotted := strings.Cut(name, ".")
	names := x.names()
	if !dotted {
		return names
	}
	var full []string
	switch m, ok := x.meaning(head); {
	case head == "word":
		for _, w := range wordNames() {
			full = append(full, "word."+w)
		}
	case head == "before" || head == "others":
		for _, n := range names {
			full = append(full, head+"."+n)
		}
	case ok && m.row != nil:
		for _, column := range m.row.columns() {
			full = append(full, head+"."+column)
		}
	}
	return full
}

func values(names []Name) []string {
	var vs []string
	for _, n := range names {
		vs = append(vs, n.Value)
	}
	return vs
}

// pos is where a step's name stands, for "line 31".
func (s *site) pos() source.Pos {
	switch v := s.step.Verb.(type) {
	case *Ask:
		return v.Name.Pos
	case *Consent:
		return v.Purpose.Pos
	}
	return s.step.Pos
}
