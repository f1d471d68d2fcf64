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

// kind is what sort of value stands under a name.
type kind uint8

const (
	kindWords   kind = iota // for texts only: a setting, the title, the receipt, what others answered
	kindText                // what a person wrote in their own words
	kindChoice              // one id of a few
	kindChoices             // several of them
	kindYesNo
	kindNumber
	kindDay
	kindMedia // a photo, a voice message, a file: there or not there
)

// meaning is what a name stands for.
type meaning struct {
	name string // as written: theme, chosen.days, before.trust
	base string // what must have been asked for it to be there; "" when nothing must
	kind kind
	what string   // how to speak of it to the author: "a scale", "a setting"
	ids  []string // what it can be; nil when that is not known
	call string   // what one of the ids is called: "option", "row", "language"
	ask  *Ask
	row  *TableDecl // the table of a row answer or a given row
	from string     // of a number or a day, as far as they are bounded
	to   string

	before bool // of the same person's last wave
}

// wordNames are the universal words a text can name.
func wordNames() []string {
	return []string{"stop", "start", "help", "language", "back", "skip", "status", "my_data", "erase"}
}

// reserved returns the names that are always there.
func (x *index) reserved(name string) (meaning, bool) {
	m := meaning{name: name, base: "", kind: kindWords, what: "a name of the software"}
	switch name {
	case "language":
		m.kind, m.ids, m.call = kindChoice, x.languages(), "language"
	case "channel":
		m.kind, m.call = kindChoice, "channel"
	case "assisted":
		m.kind = kindYesNo
	case "wave":
		m.kind, m.from = kindNumber, "1"
	case "title", "opens", "closes", "receipt":
	default:
		return meaning{}, false
	}
	return m, true
}

func reservedNames() []string {
	return []string{"language", "channel", "assisted", "wave", "title", "opens", "closes", "receipt"}
}

func (x *index) languages() []string {
	tags := make([]string, len(x.flow.Languages))
	for i, l := range x.flow.Languages {
		tags[i] = l.Value
	}
	return tags
}

// meaning looks a name up as a condition or a text may write it.
func (x *index) meaning(name string) (meaning, bool) {
	if s := x.asks[name]; s != nil {
		return x.ofAsk(s.step.Verb.(*Ask)), true
	}
	if x.consents[name] != nil {
		return meaning{name: name, base: name, kind: kindYesNo, what: "a consent"}, true
	}
	if table, ok := x.given(name); ok {
		return meaning{name: name, base: name, kind: kindChoice, what: "a row", ids: x.keys(table), call: "row", row: table}, true
	}
	if _, ok := x.flow.Settings.By[name]; ok {
		return meaning{name: name, kind: kindWords, what: "a setting"}, true
	}
	if m, ok := x.reserved(name); ok {
		return m, true
	}
	head, rest, dotted := strings.Cut(name, ".")
	if !dotted {
		return meaning{}, false
	}
	switch head {
	case "word":
		return meaning{name: name, kind: kindWords, what: "a universal word"}, slices.Contains(wordNames(), rest)
	case "before":
		m, ok := x.meaning(rest)
		m.name, m.base, m.before = name, "", true
		return m, ok && m.ask != nil
	case "others":
		m, ok := x.meaning(rest)
		return meaning{name: name, kind: kindWords, what: "what others answered", ask: m.ask}, ok && m.ask != nil
	}
	row, ok := x.meaning(head)
	if !ok || row.row == nil {
		return meaning{}, false
	}
	m, ok := x.column(row.row, rest)
	m.name, m.base = name, row.base
	return m, ok
}

func (x *index) ofAsk(a *Ask) meaning {
	m := meaning{name: a.Name.Value, base: a.Name.Value, ask: a, kind: kindText, what: "a text"}
	if a.Options != nil || a.Answer.Value == "" {
		m.kind, m.what, m.ids, m.call = kindChoice, "a choice", x.optionIDs(a.Options), "option"
		if a.many() {
			m.kind = kindChoices
		}
		return m
	}
	switch a.Answer.Value {
	case "scale", "number":
		m.kind, m.what = kindNumber, "a number"
		m.from, m.to = a.From.Value, a.To.Value
	case "date":
		m.kind, m.what = kindDay, "a day"
		m.from, m.to = a.From.Value, a.To.Value
	case "yesno":
		m.kind, m.what = kindYesNo, "yes or no"
	case "photo", "voice", "file":
		m.kind, m.what = kindMedia, "a "+a.Answer.Value
	case "row":
		m.kind, m.what, m.call = kindChoice, "a row", "row"
		table := x.flow.Tables.By[a.Table.Value]
		if a.Column.Value != "" {
			m.ids, m.call = x.values(table, a.Column.Value), "value"
		} else {
			m.row, m.ids = table, x.keys(table)
		}
		if a.many() {
			m.kind = kindChoices
		}
	case "place":
		m.row = x.flow.Tables.By[a.Table.Value]
	}
	return m
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
