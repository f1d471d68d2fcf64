package flows

import (
	"strconv"
	"strings"
)

// printed is a text with something of likely length in place of each
// placeholder: the longest label of a question, a word or two for what people
// write, the columns' longest cell.
func (x *index) printed(text, lang string) string {
	found := holes(text)
	if len(found) == 0 {
		return text
	}
	var b strings.Builder
	last := 0
	for _, h := range found {
		if h.name == "" {
			continue
		}
		b.WriteString(text[last:h.at])
		b.WriteString(x.likely(h.name, lang))
		last = h.at + len(h.name) + 2
	}
	b.WriteString(text[last:])
	return strings.NewReplacer("{{", "{", "}}", "}").Replace(b.String())
}

// likely is a text as long as what {name} prints may well be.
func (x *index) likely(name, lang string) string {
	if setting, ok := x.flow.Settings.By[name]; ok {
		return x.inLanguage(setting, lang)
	}
	switch name {
	case "title":
		return x.inLanguage(x.flow.Title, lang)
	case "receipt":
		return "ABCD-EFGH"
	case "opens", "closes":
		return "30 September 2026"
	}
	m, ok := x.meaning(name)
	switch {
	case !ok:
		return "ABCDEFGHIJ"
	case m.ask != nil && m.ask.Options != nil:
		longest := ""
		for _, o := range x.options(m.ask.Options) {
			if label := x.inLanguage(o.Text, lang); len(label) > len(longest) {
				longest = label
			}
		}
		return longest
	case m.kind == kindNumber:
		return "100"
	case m.kind == kindDay:
		return "30 September 2026"
	case m.kind == kindYesNo:
		return "yes"
	case m.kind == kindText && m.ids == nil:
		return "a few words of theirs"
	}
	longest := "ABCDEFGHIJ"
	for _, v := range m.ids {
		if len(v) > len(longest) {
			longest = v
		}
	}
	return longest
}

// inLanguage is a text in a language, or in the first that it has.
func (x *index) inLanguage(t Text, lang string) string {
	if phrase, ok := t.In[lang]; ok {
		return phrase.Text
	}
	for _, l := range x.languages() {
		if phrase, ok := t.In[l]; ok {
			return phrase.Text
		}
	}
	return ""
}

// question is a question as an SMS: the text, and its options by number.
func (x *index) question(a *Ask, lang string) string {
	var b strings.Builder
	b.WriteString(x.printed(x.inLanguage(a.Text, lang), lang))
	if low, high := x.inLanguage(a.Low, lang), x.inLanguage(a.High, lang); low != "" && high != "" {
		b.WriteString(" (" + a.From.Value + " = " + low + ", " + a.To.Value + " = " + high + ")")
	}
	for i, o := range x.options(a.Options) {
		b.WriteString("\n" + strconv.Itoa(i+1) + " " + x.printed(x.inLanguage(o.Text, lang), lang))
	}
	if shown, err := strconv.Atoi(a.Show.Value); err == nil && a.Answer.Value == "row" {
		for i := range min(shown, 10) {
			b.WriteString("\n" + strconv.Itoa(i+1) + " " + x.line(a.Each, x.flow.Tables.By[a.Table.Value], lang))
		}
	}
	return b.String()
}

// rowLines is a list of rows as an SMS: as many as it shows, or three.
func (x *index) rowLines(l *ListRows, lang string) string {
	shown, err := strconv.Atoi(l.Show.Value)
	if err != nil {
		shown = 3
	}
	lines := make([]string, min(shown, 10))
	for i := range lines {
		lines[i] = x.line(l.Each, x.listed(l), lang)
	}
	return strings.Join(lines, "\n")
}

// line is one row of a table as printed.
func (x *index) line(each Text, t *TableDecl, lang string) string {
	text := x.inLanguage(each, lang)
	if t == nil || text == "" {
		return "ABCDEFGHIJ"
	}
	for _, column := range t.columns() {
		longest := ""
		for _, cell := range x.values(t, column) {
			if len(cell) > len(longest) {
				longest = cell
			}
		}
		text = strings.ReplaceAll(text, "{"+column+"}", longest)
	}
	return x.printed(text, lang)
}
