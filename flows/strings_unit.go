package flows

import (
	"slices"
	"strings"
)

// unit is one text of a flow as translators know it: by its context (the name
// of the question, the option or the part it belongs to) and its sentence in
// the first language. A position would change with every line inserted above.
type unit struct {
	context string
	source  string
	before  string // the sentence people read before it
	kind    unitKind
	text    *Text  // nil for words
	words   *Words // nil for a text
}

// unitKind tells how a text is shown, and so how long it may be.
type unitKind uint8

const (
	sentence unitKind = iota
	optionLabel
	wordList
)

// translation is the unit in another language: words travel as one line.
func (u *unit) translation(lang string) (text string, stale bool) {
	if u.text != nil {
		return u.text.In[lang].Text, u.text.In[lang].Stale
	}
	phrases := u.words.In[lang]
	return joinWords(phrases), len(phrases) > 0 && phrases[0].Stale
}

// joinWords writes a list of words as one line, and splitWords reads it, also
// with the commas of other scripts.
func joinWords(phrases []Phrase) string {
	words := make([]string, len(phrases))
	for i, p := range phrases {
		words[i] = p.Text
	}
	return strings.Join(words, ", ")
}

func splitWords(line string) []string {
	var words []string
	for _, w := range strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(",،、，\n", r) }) {
		if w = strings.TrimSpace(w); w != "" {
			words = append(words, w)
		}
	}
	return words
}

// units returns every text of the flow that has a sentence in the first
// language, in the order people meet them.
func units(f *Flow) []*unit {
	if len(f.Languages) == 0 {
		return nil
	}
	c := &collector{first: f.Languages[0].Value}
	c.text("title", sentence, &f.Title)
	c.wordList("main.start", &f.Start)
	for _, name := range f.Settings.Keys {
		text := f.Settings.By[name.Value]
		c.text("settings."+name.Value, sentence, &text)
	}
	for _, name := range f.Tables.Keys {
		table := f.Tables.By[name.Value]
		c.text(name.Value, sentence, &table.Missing)
		for _, column := range table.Columns.Keys {
			c.text(name.Value+"."+column.Value, optionLabel, &table.Columns.By[column.Value].Unit)
		}
	}
	for _, name := range f.Lists.Keys {
		c.options(name.Value, f.Lists.By[name.Value])
	}
	c.steps(MainPart, f.Steps)
	for _, name := range f.Parts.Keys {
		part := f.Parts.By[name.Value]
		c.before = ""
		c.wordList(name.Value+".start", &part.Start)
		c.steps(name.Value, part.Steps)
	}
	return c.units
}

type collector struct {
	first  string
	before string
	units  []*unit
}

func (c *collector) text(context string, kind unitKind, t *Text) {
	if src := t.In[c.first].Text; src != "" {
		c.units = append(c.units, &unit{context: context, source: src, before: c.before, kind: kind, text: t})
	}
}

// said is a text that people read, so the next one comes after it.
func (c *collector) said(context string, t *Text) {
	c.text(context, sentence, t)
	if src := t.In[c.first].Text; src != "" {
		c.before = src
	}
}

func (c *collector) wordList(context string, w *Words) {
	if src := joinWords(w.In[c.first]); src != "" {
		c.units = append(c.units, &unit{context: context, source: src, before: c.before, kind: wordList, words: w})
	}
}

func (c *collector) options(name string, list *OptionList) {
	if list == nil {
		return
	}
	for _, o := range list.Options {
		c.text(name+"."+o.ID, optionLabel, &o.Text)
		c.wordList(name+"."+o.ID+".words", &o.Words)
	}
}

func (c *collector) steps(part string, steps []*Step) {
	for _, step := range steps {
		switch v := step.Verb.(type) {
		case *Say:
			c.said(part, &v.Text)
		case *Ask:
			c.said(v.Name.Value, &v.Text)
			c.options(v.Name.Value, v.Options)
			for _, t := range []*Text{&v.Low, &v.High} {
				c.text(v.Name.Value, optionLabel, t)
			}
			for _, t := range []*Text{&v.Each, &v.None, &v.Example} {
				c.text(v.Name.Value, sentence, t)
			}
		case *Consent:
			c.said(v.Purpose.Value, &v.Text)
		case *Group:
			before := c.before
			c.steps(part, v.Then)
			c.before = before
			c.steps(part, v.Else)
		case *Confirm:
			if len(v.Names) > 0 {
				c.said(v.Names[0].Value, &v.Text)
			}
		case *ListRows:
			c.said(v.Name.Value, &v.Each)
			c.text(v.Name.Value, sentence, &v.None)
		case *Handoff:
			c.said(part, &v.Text)
			c.text(part, sentence, &v.Hours)
		}
	}
}

// placeholders returns the {names} of a text, sorted, each once.
func placeholders(text string) []string {
	var names []string
	for i := 0; i < len(text); i++ {
		if text[i] != '{' {
			continue
		}
		if i+1 < len(text) && text[i+1] == '{' {
			i++
			continue
		}
		end := strings.IndexByte(text[i:], '}')
		if end < 0 {
			break
		}
		names = append(names, text[i:i+end+1])
		i += end
	}
	slices.Sort(names)
	return slices.Compact(names)
}
