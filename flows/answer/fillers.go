package answer

// withoutFillers copies w without its fillers into buf.
func (x *lexicon) withoutFillers(w *reply, buf []byte) reply {
	c := reply{text: buf, long: w.long}
	apart := true // nothing but an "and" or a number since the last word
	for i := 0; i < w.n; {
		m, n := x.find(w, i)
		if n > 1 && m.is&(isYes|isNo) != 0 {
			if first := x.of[string(w.word(i))]; first.is&isFiller != 0 {
				m, n = first, 1 // "I agree" is "agree"
			}
		}
		_, figures := number(w.word(i))
		if m.is&isNumber != 0 {
			if _, k := x.numeral(w, i); k > n || m.is&isFiller == 0 || apart && x.standsApart(w, i+n) {
				n, figures, m.is = max(k, n), true, 0
			}
		}
		if n > 0 && m.is&isFiller != 0 {
			i += n
			continue
		}
		apart = figures || m.is&isAnd != 0
		for end := i + max(n, 1); i < end; i++ {
			if len(c.text) > 0 {
				c.text = append(c.text, ' ')
			}
			from := len(c.text)
			c.text = append(c.text, w.word(i)...)
			c.at[c.n] = span{uint16(from), uint16(len(c.text))}
			c.n++
		}
	}
	return c
}

// standsApart reports whether nothing but an "and" or a number follows at
// word i. A number word that is also an article ("una") is a number only when
// it stands apart on both sides: "la una y la tres", but not "una plataforma".
func (x *lexicon) standsApart(w *reply, i int) bool {
	for i < w.n {
		m, n := x.find(w, i)
		if n == 0 {
			_, figures := number(w.word(i))
			return figures || x.joins(w.word(i))
		}
		if m.is&(isAnd|isNumber) != 0 {
			return true
		}
		if m.is&isFiller == 0 {
			return false
		}
		i += n
	}
	return true
}
