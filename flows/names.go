package flows

import (
	"strconv"
	"strings"
)

// What {name} prints is settled when the flow is compiled: the compiler looks
// the name up once, here, and keeps the printer that fits.

// texts lays out an author's sentence. Columns is the table whose bare column
// names it may use, as in each; nil elsewhere.
func (c *compiler) texts(text Text, columns *table) texts {
	if len(text.In) == 0 {
		return nil
	}
	out := make(texts, len(c.p.languages))
	for i, tag := range c.p.languages {
		cutText(c.inLanguage(text, tag),
			func(words string) { out[i] = out[i].with(words) },
			func(name string) {
				if words, ok := c.constant(name, i); ok && (columns == nil || !columns.has(name)) {
					out[i] = out[i].with(words)
					return
				}
				out[i] = append(out[i], piece{name: name, show: c.printer(name, columns)})
			})
	}
	return out
}

// constant is what {name} prints in every conversation alike: a setting, the
// title, or the word by which people command the software, such as SKIP.
func (c *compiler) constant(name string, lang int) (string, bool) {
	f, tag := c.p.Flow, c.p.languages[lang]
	if word, ok := strings.CutPrefix(name, "word."); ok {
		return c.p.voices[lang].words.Command(word)
	}
	if name == "title" {
		return c.inLanguage(f.Title, tag), true
	}
	setting, ok := f.Settings.By[name]
	return c.inLanguage(setting, tag), ok
}

// inLanguage is a text in one language, or in the flow's first.
func (c *compiler) inLanguage(text Text, tag string) string {
	if phrase, ok := text.In[tag]; ok {
		return phrase.Text
	}
	return text.In[c.p.languages[0]].Text
}

// printer finds what {name} prints.
func (c *compiler) printer(name string, columns *table) printer {
	if columns != nil && columns.has(name) {
		return func(t *turn) string {
			t.cite(columns)
			return columns.cell(t, name, t.row[name])
		}
	}
	if show := c.reserved(name); show != nil {
		return show
	}
	itself := "{" + name + "}"
	if other, ok := strings.CutPrefix(name, "others."); ok {
		return func(t *turn) string { return t.others(name, other, itself) }
	}
	asked, _ := strings.CutPrefix(name, "before.")
	if show := c.shower(asked); show != nil {
		return func(t *turn) string {
			a := t.answer(name)
			if a == nil || a.Value == "" {
				return t.v.say("no_answer")
			}
			return show(t, a)
		}
	}
	dot := strings.LastIndexByte(asked, '.')
	if dot < 0 {
		return func(t *turn) string { // a civic thing by its bare name
			if a := t.answer(name); a != nil && a.Value != "" {
				return a.Value
			}
			return itself
		}
	}
	return c.field(name[:len(name)-len(asked)+dot], asked[:dot], asked[dot+1:], itself)
}

// shower finds how the answer to a question, a consent or a given row prints.
func (c *compiler) shower(name string) func(t *turn, a *Answer) string {
	if q := c.p.questions[name]; q != nil {
		return q.kind.show
	}
	if tb := c.given[name]; tb != nil {
		return func(t *turn, a *Answer) string { return tb.label(t, a.Value, a.Fields) }
	}
	return nil
}

// field prints {row.column} or {thing.field}. Full is the name on record,
// name the one declared (they differ behind "before.").
func (c *compiler) field(full, name, column, itself string) printer {
	tb := c.given[name]
	if q := c.p.questions[name]; q != nil {
		tb = q.rows()
	}
	return func(t *turn) string {
		a := t.answer(full)
		switch {
		case tb == nil && (a == nil || a.Fields[column] == ""):
			return itself // a civic thing that nobody made yet
		case tb == nil:
			return a.Fields[column]
		case a == nil || a.Value == "":
			return t.v.say("no_answer")
		}
		t.cite(tb)
		var cells []string
		for key := range strings.SplitSeq(a.Value, ",") {
			cells = append(cells, tb.cell(t, column, tb.kept(a.Fields, len(cells), key, column)))
		}
		return t.v.list(cells)
	}
}

// nth is what stands before a column's name in Answer.Fields for the row at
// this place among several chosen: nothing for the first, "2." for the second.
func nth(place int) string {
	if place == 0 {
		return ""
	}
	return strconv.Itoa(place+1) + "."
}

// reserved finds the names that every flow has.
func (c *compiler) reserved(name string) printer {
	f := c.p.Flow
	switch name {
	case "language":
		return func(t *turn) string { return t.v.tag }
	case "channel":
		return func(t *turn) string { return t.s.Channel }
	case "assisted":
		return func(t *turn) string {
			if t.s.Helper != "" {
				return t.v.say("yes")
			}
			return t.v.say("no")
		}
	case "wave":
		return func(t *turn) string { return t.v.number(strconv.Itoa(t.s.Wave), "") }
	case "opens":
		return func(t *turn) string { return t.v.moment(f.Opens) }
	case "closes":
		return func(t *turn) string { return t.v.moment(f.Closes) }
	case "receipt":
		return func(t *turn) string { return Receipt(t.s.Run) }
	}
	return nil
}
