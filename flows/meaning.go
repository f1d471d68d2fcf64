package flows

import (
	"slices"
	"strings"
)

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
	return []string{"stop", "start", "help", "language", "back", "skip", "status", "my_data", "erase", "link",
		"plan", "follow", "unfollow", "updates", "more"}
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
		asked, _, _ := strings.Cut(rest, ".") // the question, or the row answer whose column it is
		return m, ok && x.asks[asked] != nil
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
