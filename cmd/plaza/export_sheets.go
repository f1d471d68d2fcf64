package main

import (
	"cmp"
	"strings"
	"time"

	"plaza/flows"
)

// sheet is one table of an extract: what its columns mean, and its rows.
type sheet struct {
	name   string
	title  string
	about  string
	fields []field
	rows   [][]string
}

// field is a column, in the words of the Frictionless Table Schema.
type field struct {
	name       string
	kind       string // string, integer, number, boolean, date, list
	about      string
	required   bool
	unique     bool
	categories []option
}

// sheets lays an extract out twice: a row for each answer, for those who
// count, and a row for each run with a column for each question, for those who
// read. The answers are the same.
func (x *extract) sheets() []sheet {
	return []sheet{x.answers(), x.wide()}
}

// answers is the long form.
func (x *extract) answers() sheet {
	s := sheet{
		name: "answers", title: "One row for each answer",
		about: "Each question that was put to a person, and what is on record for it.",
		fields: []field{
			{name: "run", kind: "string", required: true, about: "one passage of one person through the consultation; the same as in runs"},
			{name: "person", kind: "string", about: "who; a name drawn at random for this extract. Phones and apps that somebody did not join are several persons"},
			{name: "question", kind: "string", required: true, about: "the question's name in the consultation"},
			{name: "status", kind: "string", required: true, about: "how the answer came to be", categories: []option{
				{"answered", "answered"}, {"known", "remembered from before"}, {"skipped", "the person skipped it"},
				{"unanswered", "three replies did not fit"},
			}},
			{name: "value", kind: "string", about: "the answer; several are separated by commas"},
			{name: "label", kind: "string", about: "the answer as the consultation words it, in its first language"},
			{name: "wrote", kind: "string", about: "what the person wrote"},
			{name: "edition", kind: "integer", about: "which edition of the consultation asked"},
			{name: "wording", kind: "integer", about: "which wording of the edition was answered"},
			{name: "day", kind: "date", about: "when; the hour does not leave the house"},
		},
	}
	for _, r := range x.runs {
		for _, a := range r.answers {
			q, _ := x.question(a)
			s.rows = append(s.rows, []string{
				r.run, r.person, a.Name, a.Status, a.Value, labels(q, a.Value), a.Raw,
				number(a.Edition), number(a.Wording), a.At.Format(time.DateOnly),
			})
		}
	}
	if !x.text {
		s.drop("wrote")
	}
	if x.anonymous() {
		s.drop("person")
	}
	return s
}

// wide is the form with a column for each question.
func (x *extract) wide() sheet {
	s := sheet{
		name: "runs", title: "One row for each run",
		about: "Each passage of one person through the consultation. A cell is empty where nothing was answered; answers says why.",
		fields: []field{
			{name: "run", kind: "string", required: true, unique: true, about: "one passage of one person through the consultation"},
			{name: "person", kind: "string", about: "who; a name drawn at random for this extract. Phones and apps that somebody did not join are several persons"},
			{name: "part", kind: "string", required: true, about: "which conversation of the consultation"},
			{name: "outcome", kind: "string", required: true, about: "how it ended: done, partial (silence), stopped, declined, incomplete, open, or an end of the author's"},
			{name: "language", kind: "string", about: "the language it was held in"},
			{name: "channel", kind: "string", about: "what it was held by"},
			{name: "edition", kind: "integer", about: "which edition of the consultation"},
			{name: "late", kind: "boolean", about: "it began after the consultation had closed"},
			{name: "assisted", kind: "boolean", about: "a field worker wrote for the person"},
			{name: "subject", kind: "string", about: "what the run is about, where the consultation asks about several things"},
			{name: "began", kind: "date", about: "the day it began"},
			{name: "ended", kind: "date", about: "the day it ended"},
		},
	}
	var asked []question
	for _, q := range x.questions {
		if q.address || (!x.text && !q.everClosed()) {
			continue
		}
		asked = append(asked, q)
		s.fields = append(s.fields, q.field(s))
	}
	for _, r := range x.runs {
		row := []string{
			r.run, r.person, r.part, r.outcome, r.lang, r.channel, number(r.edition),
			truth(r.late), truth(r.assisted), r.subject, r.began, r.ended,
		}
		for _, q := range asked {
			value := ""
			for _, a := range r.answers {
				if a.Name == q.name {
					value = a.Value
				}
			}
			row = append(row, value)
		}
		s.rows = append(s.rows, row)
	}
	if x.anonymous() {
		s.drop("person")
	}
	return s
}

// anonymous tells whether the consultation keeps answers without the person.
func (x *extract) anonymous() bool { return x.flow.Record.Value == "anonymous" }

// everClosed tells whether a question can have an answer that is not free text.
func (q question) everClosed() bool {
	switch q.kind {
	case "row", "place":
		return len(q.rows) > 0
	}
	return q.closed("")
}

// field is the question as a column of s. A question may have the name of a
// column that is always there; it then stands under "its".
func (q question) field(s sheet) field {
	f := field{name: q.name, kind: "string", about: q.title, categories: q.options}
	for _, taken := range s.fields {
		if taken.name == q.name {
			f.name = "its_" + q.name
		}
	}
	switch q.kind {
	case "scale":
		f.kind = "integer"
	case "number":
		f.kind = "number"
	case "date":
		f.kind = "date"
	case "yesno":
		f.categories = []option{{"yes", "yes"}, {"no", "no"}}
	}
	if q.many {
		f.kind, f.categories = "list", nil
		for _, o := range q.options {
			f.about += " · " + o.id + ": " + o.label
		}
	}
	return f
}

// drop takes a column out of a sheet.
func (s *sheet) drop(name string) {
	for i, f := range s.fields {
		if f.name != name {
			continue
		}
		s.fields = append(s.fields[:i:i], s.fields[i+1:]...)
		for j, row := range s.rows {
			s.rows[j] = append(row[:i:i], row[i+1:]...)
		}
		return
	}
}

// labels are the labels of a value's options, as people read them.
func labels(q question, value string) string {
	var all []string
	for id := range strings.SplitSeq(value, ",") {
		if l := q.label(id); l != "" {
			all = append(all, l)
		}
	}
	return strings.Join(all, "; ")
}

// title is the consultation's title in its first language.
func title(f *flows.Flow) string {
	if len(f.Languages) == 0 {
		return f.ID.Value
	}
	return cmp.Or(f.Title.In[f.Languages[0].Value].Text, f.ID.Value)
}
