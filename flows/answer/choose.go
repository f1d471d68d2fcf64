package answer

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Read reads a reply as a choice among the options: places in the list
// ("2", "la dos", "(b)"), labels, their first distinct words, the options'
// words, in the person's language first and then in the others of the flow,
// and forgives a small slip when nothing fits to the letter. order[i] is the
// index of the option shown at place i+1; nil is their own order. The picks
// are indexes of options, as written when ranked and in that order anyway;
// they are empty and not nil when the person chose none where none is
// allowed. On a Misfit why says what was wrong.
//
// Nothing is ever picked out of a longer sentence: each word of the reply
// must be part of the choice or one that may stand around it.
func (o *Options) Read(text, lang string, order []int) (picks []int, fit Fit, why Why) {
	if len(text) > 4*foldBytes {
		return nil, Misfit, NotUnderstood
	}
	var buf, coreBuf [foldBytes]byte
	w := split(appendFold(buf[:0], text, false))
	if w.n == 0 || w.long {
		return nil, Misfit, NotUnderstood
	}
	c := choice{options: o, order: order, text: text}
	why = NotUnderstood
	var hopeless uint64 // languages in which not even a slip would help
	for _, near := range [...]bool{false, true} {
		if near && o.reader.isMachineWord(&w) {
			break // "help" is nobody's typo for "kelp"
		}
		for i := -1; i < len(o.in); i++ {
			f := o.language(i, lang)
			if f == nil || hopeless&(1<<(i+1)) != 0 {
				continue
			}
			c.forms, c.near, c.slips, c.hopeless = f, near, 0, false
			reason := c.read(&w, coreBuf[:0])
			if c.hopeless {
				hopeless |= 1 << (i + 1)
			}
			switch {
			case reason == "" && c.slips == 0:
				return c.picks(), Exact, ""
			case reason == "" && !o.reader.nearMachineWord(&w, c.slips):
				return c.picks(), Near, ""
			case reason == "":
				reason = NotUnderstood // "stops" is as near to "stop" as to "shops"
			}
			if why == NotUnderstood {
				why = reason
			}
		}
		if why == TwoFit {
			break // nothing is nearer than what already fits two
		}
	}
	return nil, Misfit, why
}

// language walks the person's own language (at -1), then the others.
func (o *Options) language(i int, lang string) *optionForms {
	if i < 0 {
		for _, f := range o.in {
			if f.lang == lang {
				return f
			}
		}
		return nil
	}
	if o.in[i].lang == lang {
		return nil
	}
	return o.in[i]
}

// isMachineWord reports whether a folded text is a universal word of any language.
func (r *Reader) isMachineWord(w *reply) bool { return len(r.machine[string(w.text)]) > 0 }

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

// choice is the reading of one reply in one language.
type choice struct {
	options *Options
	order   []int
	text    string // as written
	forms   *optionForms
	near    bool // forgive slips
	slips   int

	hopeless bool // the word that did not fit begins like no form
	n        int
	none     bool
	full     bool
	got      [64]int16
}

// read returns the reason why the reply is no choice, or "".
func (c *choice) read(w *reply, buf []byte) Why {
	c.n, c.none, c.full = 0, false, false
	if !c.near {
		if form, ok := c.forms.of[string(w.text)]; ok && form.whole && form.option >= 0 && !c.isPlace(w) {
			c.add(int(form.option))
			return c.check()
		}
		if why, ok := c.readLetters(w); ok {
			return why
		}
	}
	core := c.forms.lexicon.withoutFillers(w, buf)
	if core.n == 0 {
		core = *w
	}
	if why := c.readWords(&core); why != "" {
		return why
	}
	return c.check()
}

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

// shown is the number of options that were shown.
func (c *choice) shown() int {
	if c.order != nil {
		return len(c.order)
	}
	return c.options.n
}

// place is the option at a place of the list, or none.
func (c *choice) place(p int) int {
	switch {
	case p < 1 || p > c.shown():
		return none
	case c.order == nil:
		return p - 1
	}
	return c.order[p-1]
}

func (c *choice) addPlace(p int) Why {
	option := c.place(p)
	if option < 0 || option >= c.options.n {
		return OutOfRange
	}
	c.add(option)
	return ""
}

// add picks an option once.
func (c *choice) add(option int) {
	switch {
	case slices.Contains(c.got[:c.n], int16(option)):
	case c.n == len(c.got):
		c.full = true
	default:
		c.got[c.n] = int16(option)
		c.n++
	}
}

// check holds the picks against how many may be chosen.
func (c *choice) check() Why {
	pick := c.options.pick
	for _, option := range c.got[:c.n] {
		if c.order != nil && !slices.Contains(c.order, int(option)) {
			return NotUnderstood // it was not among those shown
		}
	}
	switch {
	case c.none && c.n > 0, c.n == 0 && !c.none, c.none && pick.Max == 1 && pick.Min == 1:
		return NotUnderstood
	case c.full, pick.Max > 0 && c.n > pick.Max:
		return TooMany
	case c.n < pick.Min:
		return TooFew
	}
	return ""
}

func (c *choice) picks() []int {
	picks := make([]int, c.n)
	for i, option := range c.got[:c.n] {
		picks[i] = int(option)
	}
	if !c.options.pick.Ranked {
		slices.Sort(picks)
	}
	return picks
}

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
