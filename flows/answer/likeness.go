package answer

// nearMachineWord reports whether a folded text is at most so many slips away
// from a universal word of any language.
func (r *Reader) nearMachineWord(w *reply, limit int) bool {
	var buf [maxRunes]rune
	written, ok := spell(buf[:0], w.text)
	if !ok {
		return false
	}
	for _, word := range r.machineLike[written[0]] {
		if slips(word, written, limit) <= limit {
			return true
		}
	}
	return false
}

// readLike takes the form nearest to the words at i, if one option is nearer
// than every other. A word that stands for itself is never taken for another,
// and a "not" on one side only keeps both apart.
func (c *choice) readLike(w *reply, i int) (n int, why Why) {
	if m, k := c.forms.lexicon.find(w, i); k > 0 && m.is&isAnswer != 0 && k == w.n {
		return 0, ""
	}
	var buf [maxRunes]rune
	written, best, option := buf[:0], 4, int16(none)
	for k := 1; i+k <= w.n && k <= c.forms.likeWords+1; k++ {
		if k > 1 {
			written = append(written, ' ')
		}
		var ok bool
		if written, ok = spell(written, w.word(i+k-1)); !ok {
			break
		}
		like := c.forms.like[written[0]]
		if len(like) == 0 {
			break
		}
		nots := -1
		for l := range like {
			f := &like[l]
			limit := forgiven(min(len(f.spelt), len(written)))
			if d := int(f.words) - k; d < -1 || d > 1 || limit == 0 {
				continue
			}
			d := slips(f.spelt, written, limit)
			if d > limit {
				continue
			}
			if nots < 0 {
				nots = c.forms.nots(w, i, k)
			}
			switch {
			case nots != int(f.nots):
			case d < best || d == best && k > n && f.option == option:
				best, option, n = d, f.option, k
			case d == best && f.option != option:
				option = several
			}
		}
	}
	switch option {
	case none:
		return 0, ""
	case several:
		return 0, TwoFit
	}
	c.slips += best
	c.add(int(option))
	return n, ""
}
