package answer

// readLetters reads places given as letters: "b", "(b)", "option b", "a y c".
// ok is false when the reply is something else. A bare letter is a place only
// if no other option's label begins with it: people abbreviate, too.
func (c *choice) readLetters(w *reply) (why Why, ok bool) {
	if c.shown() > 26 {
		return "", false
	}
	marked, letters, all := false, 0, true
	for i := 0; i < w.n; {
		word := w.word(i)
		if len(word) == 1 && word[0] >= 'a' && int(word[0]-'a') < c.shown() {
			m, _ := c.forms.lexicon.find(w, i)
			if m.is&isAnd == 0 || i == 0 || i == w.n-1 {
				letters++
				c.add(c.place(int(word[0]-'a') + 1))
				p := c.forms.initials[word[0]-'a']
				all = all && (p == none || int(p) == c.place(int(word[0]-'a')+1))
				i++
				continue
			}
		}
		m, k := c.forms.lexicon.find(w, i)
		if k == 0 || m.is&(isFiller|isAnd) == 0 || m.is&isNumber != 0 {
			c.n = 0
			return "", false
		}
		marked = marked || m.is&isFiller != 0 && len(w.phrase(i, k)) > 1
		i += k
	}
	if letters == 0 || !marked && !all && !isMarkedLetter(c.text) {
		c.n = 0
		return "", false
	}
	return c.check(), true
}

// isMarkedLetter reports whether a letter was written as one marks a place in
// a list: "b)", "(b)", "b.".
func isMarkedLetter(text string) bool {
	for i := 1; i < len(text); i++ {
		if (text[i] == ')' || text[i] == '.') && text[i-1] != ' ' {
			return true
		}
	}
	return false
}
