package main

import (
	"slices"
	"strings"

	"plaza/flows"
)

// question is what an extract must know of a question or a consent.
type question struct {
	name    string
	part    string
	kind    string // options, yesno, scale, number, date, row, place, text …
	title   string // as first asked, in the first language
	options []option
	many    bool     // several options at once
	rows    []string // the keys of its table
	address bool     // the answer would be a way to reach or find the person: never leaves
	media   bool     // the extract says that something was sent; the words that some write instead are text
}

// option is one answer of a closed question, with its label in the first language.
type option struct{ id, label string }

// questions are those of all editions in the order of the newest, then what
// only older ones asked.
func questions(editions []*flows.Flow) []question {
	var all []question
	for _, f := range slices.Backward(editions) {
		walk(f, func(part string, v flows.Verb) {
			q, ok := read(f, v)
			if !ok || slices.ContainsFunc(all, func(o question) bool { return o.name == q.name }) {
				return
			}
			q.part = part
			all = append(all, q)
		})
	}
	return all
}

// walk calls fn with every verb of a flow, in the order it is written.
func walk(f *flows.Flow, fn func(part string, v flows.Verb)) {
	var steps func(part string, s []*flows.Step)
	steps = func(part string, all []*flows.Step) {
		for _, s := range all {
			if s == nil || s.Verb == nil {
				continue
			}
			fn(part, s.Verb)
			if g, ok := s.Verb.(*flows.Group); ok {
				steps(part, g.Then)
				steps(part, g.Else)
			}
		}
	}
	steps(flows.MainPart, f.Steps)
	for _, k := range f.Parts.Keys {
		if p := f.Parts.By[k.Value]; p != nil {
			steps(k.Value, p.Steps)
		}
	}
}

// read tells what a verb asks; most ask nothing.
func read(f *flows.Flow, v flows.Verb) (question, bool) {
	first := ""
	if len(f.Languages) > 0 {
		first = f.Languages[0].Value
	}
	say := func(t flows.Text) string { return strings.TrimSpace(t.In[first].Text) }
	switch v := v.(type) {
	case *flows.Consent:
		return question{name: v.Purpose.Value, kind: "yesno", title: say(v.Text)}, true
	case *flows.Ask:
		q := question{name: v.Name.Value, kind: v.Answer.Value, title: say(v.Text)}
		if list := v.Options; list != nil {
			q.kind = "options"
			if named := f.Lists.By[list.Ref.Value]; list.Ref.Value != "" && named != nil {
				list = named
			}
			for _, o := range list.Options {
				q.options = append(q.options, option{o.ID, say(o.Text)})
			}
		}
		q.many = v.Pick != nil && v.Pick.Max != 1
		q.address = slices.Contains([]string{"phone", "email"}, q.kind)
		q.media = slices.Contains([]string{"photo", "voice", "file"}, q.kind)
		if t := f.Tables.By[v.Table.Value]; t != nil && t.Data != nil {
			if i := slices.Index(t.Data.Columns, t.Key.Value); i >= 0 {
				for _, row := range t.Data.Rows {
					q.rows = append(q.rows, row[i])
				}
			}
		}
		return q, true
	}
	return question{}, false
}

// closed tells whether a value is one of a few that the author foresaw. All
// else is text of the person's own, which may tell who they are.
func (q question) closed(value string) bool {
	switch q.kind {
	case "options", "yesno", "scale", "number", "date":
		return true
	case "row", "place":
		return slices.Contains(q.rows, value)
	}
	return false
}

// label is an option's text; empty where there is none.
func (q question) label(id string) string {
	for _, o := range q.options {
		if o.id == id {
			return o.label
		}
	}
	return ""
}
