package answer

import (
	"strings"
	"unicode/utf8"
)

// isPlace reports whether the reply is one number that is a place in the list.
func (c *choice) isPlace(w *reply) bool {
	v, ok := number(w.word(0))
	return ok && w.n == 1 && c.place(v) >= 0
}

// readWords reads the words one after another: a form, a place, an "and".
func (c *choice) readWords(w *reply) Why {
	if c.options.pick.Max != 1 && hasRange(c.text) {
		return NotUnderstood // "1-3" may be two or three
	}
	x, beyond := c.forms.lexicon, Why("")
	for i := 0; i < w.n; {
		form, n := c.form(w, i)
		m, k := x.find(w, i)
		value, digits := number(w.word(i))
		switch {
		case digits && n <= 1 && c.place(value) >= 0:
			if c.isRankMark(w, i, value, 1) {
				i++
				continue
			}
			c.add(c.place(value))
			n = 1
		case n > 0 && n >= k && (form.whole || n > k || m.is&(isNumber|isOrdinal) == 0):
			if form.option == several {
				return TwoFit
			}
			c.add(int(form.option))
		default:
			var why Why
			switch n, why = c.readOther(w, i, m, k); why {
			case "":
			case OutOfRange:
				beyond = OutOfRange // unless the rest shows that it was no place
			default:
				return why
			}
		}
		i += n
	}
	return beyond
}

// readOther reads at word i what is not a form: number words, ordinals, all,
// none, words that do no harm, and when slips are forgiven a form like it.
func (c *choice) readOther(w *reply, i int, m meaning, k int) (n int, why Why) {
	x := c.forms.lexicon
	if place, n := x.ordinal(w, i); n > 0 {
		if c.options.pick.Ranked && place == c.n+1 && i+n < w.n {
			return n, ""
		}
		if place == -1 {
			place = c.shown()
		}
		return n, c.addPlace(place)
	}
	if value, n := x.numeral(w, i); n > 0 {
		if c.isRankMark(w, i, value, n) {
			return n, ""
		}
		return n, c.addPlace(value)
	}
	switch {
	case k > 0 && m.is&isAll != 0:
		for place := 1; place <= c.shown(); place++ {
			c.add(c.place(place))
		}
		return k, ""
	case k > 0 && m.is&isNone != 0:
		c.none = true
		return k, ""
	case k > 0 && m.is&(isNot|isNo) != 0:
		if c.near {
			if n, why := c.readLike(w, i); n > 0 || why != "" {
				return n, why
			}
		}
		return 0, NotUnderstood
	case k > 0 && m.is&(isAnd|isFiller) != 0, k > 0 && m.is&isYes != 0 && w.n > k, k == 0 && isEmoji(w.word(i)):
		return k + btoi(k == 0), ""
	case x.joins(w.word(i)):
		w.cut(i, len(arabicAnd))
		return 0, ""
	case c.near:
		if n, why := c.readLike(w, i); n > 0 || why != "" {
			return n, why
		}
	default:
		first, _ := utf8.DecodeRune(w.word(i))
		c.hopeless = len(c.forms.like[first]) == 0
	}
	return 0, NotUnderstood
}

// isRankMark reports whether a number only counts the ranks of a ranked
// reply: "1 water 2 roads".
func (c *choice) isRankMark(w *reply, i, value, n int) bool {
	if !c.options.pick.Ranked || value != c.n+1 || i+n >= w.n {
		return false
	}
	form, k := c.form(w, i+n)
	_, digits := number(w.word(i + n))
	return k > 0 && form.option >= 0 && !digits
}

// form finds the longest form at word i.
func (c *choice) form(w *reply, i int) (optionForm, int) {
	first, ok := c.forms.of[string(w.word(i))]
	if !ok {
		return first, 0
	}
	for n := min(int(first.longest), w.n-i); n > 1; n-- {
		if form, ok := c.forms.of[string(w.phrase(i, n))]; ok && form.option != none {
			return form, n
		}
	}
	if first.option == none {
		return first, 0
	}
	return first, 1
}

// hasRange reports whether two numbers are joined by a dash.
func hasRange(text string) bool {
	if !strings.ContainsAny(text, "-–—") {
		return false
	}
	before := rune(0)
	dash := false
	for _, r := range text {
		switch {
		case r == ' ':
			continue
		case r == '-' || r == '–' || r == '—':
			dash = isDigit(before)
		case dash && isDigit(r):
			return true
		default:
			dash = false
		}
		before = r
	}
	return false
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' || r >= 0x660 && r <= 0x669 }

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
