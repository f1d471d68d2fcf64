package flows

import "strings"

// use is one text of the author's, and what it is for.
type use struct {
	text  *Text
	role  role
	site  *site      // the step it belongs to; nil in the head
	table *TableDecl // whose columns it may name bare, as each does
	words *Words     // of an option: also understood
	ask   *Ask       // of an option: the question; nil in a list
	what  string     // how to call it: "theme", "option other", "the title"
}

// role is what a text is for.
type role uint8

const (
	roleMessage role = iota // a message of its own
	roleOption              // one option under a message
	roleBit                 // a word or two inside another text: a unit, a scale's end, a setting
	roleLine                // a row of a list
)

// texts calls yield with every text of the flow that has been written.
func (x *index) texts(yield func(use) bool) {
	each := func(u use) bool { return u.text.In == nil || yield(u) }
	f := x.flow
	if !each(use{text: &f.Title, role: roleBit, what: "the title"}) {
		return
	}
	for _, key := range f.Settings.Keys {
		t := f.Settings.By[key.Value]
		if !each(use{text: &t, role: roleBit, what: key.Value}) {
			return
		}
	}
	for _, key := range f.Tables.Keys {
		if t := f.Tables.By[key.Value]; t != nil {
			if !each(use{text: &t.Missing, role: roleBit, what: key.Value}) || !x.unitTexts(t, each) {
				return
			}
		}
	}
	for _, key := range f.Lists.Keys {
		if !x.optionTexts(f.Lists.By[key.Value], nil, nil, each) {
			return
		}
	}
	for _, s := range x.sites {
		if !x.stepTexts(s, each) {
			return
		}
	}
}

func (x *index) unitTexts(t *TableDecl, yield func(use) bool) bool {
	for _, key := range t.Columns.Keys {
		if d := t.Columns.By[key.Value]; d != nil && !yield(use{text: &d.Unit, role: roleBit, what: key.Value}) {
			return false
		}
	}
	return true
}

func (x *index) optionTexts(l *OptionList, s *site, a *Ask, yield func(use) bool) bool {
	if l == nil {
		return true
	}
	for _, o := range l.Options {
		if !yield(use{text: &o.Text, role: roleOption, site: s, words: &o.Words, ask: a, what: "option " + o.ID}) {
			return false
		}
	}
	return true
}

// stepTexts yields the texts of one step, but not those of steps inside it.
func (x *index) stepTexts(s *site, yield func(use) bool) bool {
	message := func(t *Text, what string) bool { return yield(use{text: t, site: s, what: what}) }
	bit := func(t *Text, what string) bool { return yield(use{text: t, role: roleBit, site: s, what: what}) }
	line := func(t *Text, table *TableDecl, what string) bool {
		return yield(use{text: t, role: roleLine, site: s, table: table, what: what})
	}
	switch v := s.step.Verb.(type) {
	case *Say:
		return message(&v.Text, "this message")
	case *Ask:
		name := v.Name.Value
		table := x.flow.Tables.By[v.Table.Value]
		return message(&v.Text, name) && bit(&v.Example, name) && bit(&v.Low, name) && bit(&v.High, name) &&
			line(&v.Each, table, name) && message(&v.None, name) && x.optionTexts(v.Options, s, v, yield)
	case *Consent:
		return message(&v.Text, v.Purpose.Value)
	case *Confirm:
		return message(&v.Text, "confirm")
	case *ListRows:
		return line(&v.Each, x.listed(v), v.Name.Value) && message(&v.None, v.Name.Value)
	case *Handoff:
		return message(&v.Text, v.Desk.Value) && bit(&v.Hours, v.Desk.Value)
	}
	return true
}

// listed is the table whose rows a list prints: its own, or that of the row
// answer it names.
func (x *index) listed(l *ListRows) *TableDecl {
	if m, ok := x.meaning(l.Name.Value); ok && m.row != nil {
		return m.row
	}
	return x.flow.Tables.By[l.Name.Value]
}

// hole is a placeholder in a text: {name}, at so many bytes from its start.
// A brace that opens or closes none has no name.
type hole struct {
	name string
	at   int
}

// holes finds the placeholders of a text. {{ and }} stand for a brace.
func holes(text string) []hole {
	var found []hole
	for at := 0; at < len(text); {
		i := strings.IndexAny(text[at:], "{}")
		if i < 0 {
			break
		}
		at += i
		rest := text[at+1:]
		end := strings.IndexByte(rest, '}')
		switch {
		case strings.HasPrefix(rest, text[at:at+1]):
			at += 2
		case text[at] == '}' || end < 1 || strings.ContainsAny(rest[:end], "{ \n"):
			found = append(found, hole{"", at})
			at++
		default:
			found = append(found, hole{rest[:end], at})
			at += end + 2
		}
	}
	return found
}
