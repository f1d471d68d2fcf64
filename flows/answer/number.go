package answer

import "strings"

// A reply with more words around its number than this tells a story, and the
// number in it may be anything.
const (
	maxAroundDigits = 5
	maxAroundWords  = 3
	maxAround       = 8 // known words among them
)

// Number reads a reply as one number, in digits or words, with units and the
// like around it: "5 días", "unos siete pasos", "1.200.000", "2,5 millones".
// value is canonical: no group marks, a point, no empty zeros. Two numbers, a
// range, a part of a date or a number behind a "not" or "more than" are
// Misfits.
func (r *Reader) Number(text, lang string) (value string, fit Fit, why Why) {
	if len(text) > foldBytes {
		return "", Misfit, NotANumber
	}
	value, fit, why = r.lexicon(lang).number(text, maxAroundWords)
	if fit != Misfit || why != NotANumber {
		return value, fit, why
	}
	for _, other := range r.order {
		if other == lang || r.lexicon(lang).saysNot(text) {
			continue
		}
		if v, f, _ := r.lexicons[other].number(text, 0); f == Exact {
			return v, Near, ""
		}
	}
	return "", Misfit, why
}

// saysNot reports whether a text holds a word that turns it around: what
// says "no" in one's own language is not looked up in another, where the word
// may mean nothing.
func (x *lexicon) saysNot(text string) bool {
	var buf [foldBytes]byte
	w := split(appendFold(buf[:0], text, false))
	for i := range w.n {
		if m, n := x.find(&w, i); n > 0 && m.is&(isNot|isNo) != 0 {
			return true
		}
	}
	return false
}

// number reads in one language; around is how many unknown words may stand by.
func (x *lexicon) number(text string, around int) (string, Fit, Why) {
	var buf, wordBuf [2 * foldBytes]byte
	marked := appendFold(buf[:0], text, true)
	run, ok := findFigures(marked)
	switch {
	case !ok:
		return "", Misfit, NotANumber
	case run.two:
		return "", Misfit, TwoFit
	case run.from == run.to:
		w := split(appendFold(wordBuf[:0], text, false))
		return x.numberInWords(&w, around)
	}
	value, near, ok := x.decimal(marked[run.from:run.to])
	if !ok {
		return "", Misfit, NotANumber
	}
	before := split(appendFold(nil, string(marked[:run.from]), false))
	after := split(appendFold(nil, string(marked[run.to:]), false))
	if after.n > 0 {
		if m, k := x.find(&after, 0); k > 0 && m.is&isNumber != 0 && (m.number == 1000 || m.number == 1_000_000) {
			value = shift(value, m.number)
			after = split(after.text[after.at[k-1].to:])
		}
	}
	strange := 0
	for i, w := range []*reply{&before, &after} {
		n, why := x.around(w, i == 1)
		if why != "" {
			return "", Misfit, why
		}
		strange += n
	}
	switch {
	case around == 0 && strange > 0, strange > maxAroundDigits, before.n+after.n > maxAround:
		return "", Misfit, NotANumber
	case strange > 0 || near:
		return sign(run.minus, value), Near, ""
	}
	return sign(run.minus, value), Exact, ""
}

// around counts the words that mean nothing here, and says why no number may
// stand among these words.
func (x *lexicon) around(w *reply, after bool) (strange int, why Why) {
	if w.long {
		return 0, NotANumber
	}
	for i := 0; i < w.n; {
		m, n := x.find(w, i)
		switch {
		case n == 0:
			strange++
			n = 1
		case m.is&isNot != 0:
			return 0, NotANumber
		case m.is&isMonth != 0 && i == 0 && after:
			return 0, NotANumber // "3 de marzo"
		case m.is&isNumber != 0 && m.is&isFiller == 0:
			return 0, TwoFit
		case m.is&isFiller == 0:
			strange++
		case after && i == 0 && n < w.n:
			if next, k := x.find(w, i+n); k > 0 && next.is&isMonth != 0 {
				return 0, NotANumber
			}
		}
		i += n
	}
	return strange, ""
}

// numberInWords reads the one number word of a reply without figures. A
// number word that is also a filler counts only when there is no other.
func (x *lexicon) numberInWords(w *reply, around int) (string, Fit, Why) {
	if w.n == 0 || w.long {
		return "", Misfit, NotANumber
	}
	found, value, soft, strange := 0, 0, -1, 0
	for i := 0; i < w.n; {
		m, n := x.find(w, i)
		switch {
		case n == 0:
			strange++
			n = 1
		case m.is&isNot != 0:
			return "", Misfit, NotANumber
		case m.is&isMonth != 0:
			return "", Misfit, NotANumber
		case m.is&isNone != 0 && n == w.n:
			return "0", Near, ""
		case m.is&isNumber != 0:
			v, k := x.numeral(w, i)
			if k == n && m.is&isFiller != 0 {
				soft = v
			} else {
				found++
				value, n = v, k
			}
		case m.is&isFiller == 0:
			strange++
		}
		i += n
	}
	if found == 0 && soft >= 0 && strange <= 1 {
		found, value = 1, soft
	}
	switch {
	case found == 0 || strange > around:
		return "", Misfit, NotANumber
	case found > 1:
		return "", Misfit, TwoFit
	case strange > 0:
		return itoa(value), Near, ""
	}
	return itoa(value), Exact, ""
}

func itoa(n int) string {
	var buf [20]byte
	i := len(buf)
	for {
		i--
		buf[i] = '0' + byte(n%10)
		if n /= 10; n == 0 {
			return string(buf[i:])
		}
	}
}

func sign(minus bool, value string) string {
	if minus && value != "0" {
		return "-" + value
	}
	return value
}

// shift multiplies a canonical decimal by a power of ten.
func shift(value string, by int) string {
	whole, part, _ := strings.Cut(value, ".")
	for ; by > 1; by /= 10 {
		if part == "" {
			whole += "0"
			continue
		}
		whole, part = whole+part[:1], part[1:]
	}
	return canonical(whole, part)
}

// canonical writes a decimal without empty zeros.
func canonical(whole, part string) string {
	whole = strings.TrimLeft(whole, "0")
	part = strings.TrimRight(part, "0")
	if whole == "" {
		whole = "0"
	}
	if part == "" {
		return whole
	}
	return whole + "." + part
}
