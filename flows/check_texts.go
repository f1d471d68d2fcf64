package flows

import (
	"slices"
	"strings"
	"unicode"

	"plaza/flows/source"
)

// checkTexts checks that every text is there in every language, and that what
// it names exists. Whether a name was asked before is a question of paths.
func (c *checker) checkTexts() {
	languages := c.languages()
	absent := c.absentLanguages(languages)
	for u := range c.texts {
		for _, lang := range languages {
			phrase, ok := u.text.In[lang]
			switch {
			case ok:
				c.checkHoles(u, lang, phrase)
				c.checkStale(u, languages[0], phrase)
			case !slices.Contains(absent, lang) && needsTranslation(u):
				c.error(u.text.Pos, "missing-text", "plaza strings export FOLDER "+lang, "no %s text", lang)
			}
		}
		c.checkSameHoles(u, languages)
	}
}

// checkStale tells of a translation that is older than its source. It still
// speaks, but nobody can agree to a sentence in its old wording.
func (c *checker) checkStale(u use, first string, phrase Phrase) {
	if !phrase.Stale {
		return
	}
	if u.site != nil {
		if _, consent := u.site.step.Verb.(*Consent); consent {
			c.error(phrase.Pos, "stale", "have it translated again", "the %s of consent %s changed since this was translated", languageName(first), u.what)
			return
		}
	}
	c.warn(phrase.Pos, "stale", "have it looked at, and take the mark fuzzy away", "the %s of %s changed since this was translated", languageName(first), u.what)
}

// absentLanguages reports the languages that have no text at all, once each.
func (c *checker) absentLanguages(languages []string) []string {
	found := map[string]bool{}
	for u := range c.texts {
		for lang := range u.text.In {
			found[lang] = true
		}
	}
	var absent []string
	for i, lang := range languages {
		if !found[lang] && len(found) > 0 {
			absent = append(absent, lang)
			c.error(c.flow.Languages[i].Pos, "missing-text", "plaza strings export FOLDER "+lang, "nothing is said in %s yet", lang)
		}
	}
	return absent
}

// needsTranslation reports whether a text must stand in every language. A
// number needs none, nor does a name or a unit written once.
func needsTranslation(u use) bool {
	letters := false
	for _, phrase := range u.text.In {
		letters = letters || strings.ContainsFunc(withoutHoles(phrase.Text), unicode.IsLetter)
	}
	return letters && (len(u.text.In) > 1 || u.site != nil || u.role != roleBit)
}

func withoutHoles(text string) string {
	found := holes(text)
	for _, h := range slices.Backward(found) {
		if h.name != "" {
			text = text[:h.at] + text[h.at+len(h.name)+2:]
		}
	}
	return text
}

// checkHoles checks the placeholders of one phrase.
func (c *checker) checkHoles(u use, lang string, phrase Phrase) {
	for _, h := range holes(phrase.Text) {
		if h.name == "" {
			c.error(c.within(phrase, h.at, 1), "unknown-name", braceHint(phrase.Text[h.at:]), "this brace is no {name}")
			continue
		}
		pos := c.within(phrase, h.at, len(h.name)+2)
		m, ok := c.hole(u, h.name)
		if !ok {
			names := c.similar(h.name)
			if u.table != nil {
				names = append(u.table.columns(), names...)
			}
			c.error(pos, "unknown-name", source.DidYouMean(h.name, names), "{%s} is no name", h.name)
			continue
		}
		c.checkAvailable(pos, u, m)
	}
}

// braceHint offers what was most likely meant by a brace that opens no name.
func braceHint(rest string) string {
	if end := strings.IndexByte(rest, '}'); end > 0 {
		if name := strings.ReplaceAll(strings.TrimSpace(rest[1:end]), " ", "_"); name != "" && !strings.Contains(name, "{") {
			return "write {" + name + "}, without spaces, or {{ for a brace"
		}
	}
	return "write {name}, or {{ and }} for braces"
}

// hole looks up what a placeholder of a text stands for.
func (c *checker) hole(u use, name string) (meaning, bool) {
	if u.table != nil {
		if m, ok := c.column(u.table, name); ok && (u.table.columns() != nil || !slices.Contains(c.names(), name)) {
			return m, true
		}
	}
	return c.meaning(name)
}

// checkAvailable warns of names that print nothing for some people.
func (c *checker) checkAvailable(pos source.Pos, u use, m meaning) {
	if u.site == nil && m.base != "" {
		c.error(pos, "not-yet-asked", "name it in a step, after it was asked", "{%s} is not asked where this is shown", m.name)
	}
	if strings.HasPrefix(m.name, "others.") && !countable(m.ask) {
		c.error(pos, "impossible", "only yes and no, options, numbers and rows can be counted",
			"{%s} would show people what others wrote", m.name)
	}
	switch f := c.flow; {
	case m.name == "opens" && f.Opens.Day.IsZero(), m.name == "closes" && f.Closes.Day.IsZero():
		c.error(pos, "unknown-name", "write "+m.name+": 2026-05-01 in the head", "{%s} is no name: the flow has no such day", m.name)
	}
}

// countable tells whether the answers to a question may be shown to others:
// what is chosen, not what somebody wrote, such as a name or a number to call.
func countable(a *Ask) bool {
	switch a.Answer.Value {
	case "", "yesno", "scale", "number", "row":
		return true
	}
	return false
}

// checkSameHoles checks that a translation has the placeholders of the first
// language: one that is missing is a fact that its readers never see.
func (c *checker) checkSameHoles(u use, languages []string) {
	if len(languages) == 0 {
		return
	}
	first, ok := u.text.In[languages[0]]
	if !ok {
		return
	}
	want := holeNames(first.Text)
	for _, lang := range languages[1:] {
		phrase, ok := u.text.In[lang]
		if !ok {
			continue
		}
		got := holeNames(phrase.Text)
		for _, name := range want {
			if !slices.Contains(got, name) {
				c.error(phrase.Pos, "language", "each language names the same things", "the %s text lacks {%s}", lang, name)
			}
		}
		for _, name := range got {
			if !slices.Contains(want, name) {
				c.error(phrase.Pos, "language", "each language names the same things", "the %s text lacks {%s}, which %s has", languages[0], name, lang)
			}
		}
	}
}

// holeNames lists the names in a text's braces, sorted. The universal words
// are left out: not every language needs to name them.
func holeNames(text string) []string {
	var names []string
	for _, h := range holes(text) {
		if h.name != "" && !strings.HasPrefix(h.name, "word.") {
			names = append(names, h.name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// within is the place of a piece of a phrase. A phrase may go on over several
// lines, folded and escaped; so the piece is looked for in the file itself,
// and where it is not found, the phrase's own place must do.
func (c *checker) within(p Phrase, at, size int) source.Pos {
	if c.flow.Folder == nil || p.Pos.Line == 0 {
		return p.Pos
	}
	piece := p.Text[at : at+size]
	nth := strings.Count(p.Text[:at], piece)
	pos := p.Pos
	lines := c.linesOf(p.Pos.File)
	for i := p.Pos.Line - 1; i < len(lines) && i < p.Pos.Line+strings.Count(p.Text, " "); i++ {
		line := []rune(lines[i])
		from := 0
		if i == p.Pos.Line-1 {
			from = min(p.Pos.Col-1, len(line))
		}
		rest := string(line[from:])
		for {
			j := strings.Index(rest, piece)
			if j < 0 {
				break
			}
			from += len([]rune(rest[:j]))
			if nth == 0 {
				pos.Line, pos.Col = i+1, from+1
				return pos
			}
			nth--
			rest = rest[j+len(piece):]
			from += len([]rune(piece))
		}
	}
	return pos
}

// linesOf returns a file of the folder line by line.
func (c *checker) linesOf(file string) []string {
	lines, ok := c.lines[file]
	if !ok {
		if c.lines == nil {
			c.lines = map[string][]string{}
		}
		lines = strings.Split(string(c.flow.Folder.Files[file]), "\n")
		c.lines[file] = lines
	}
	return lines
}
