package answer

import (
	"bytes"
	"strings"
)

// lexicon is the words of one language, folded, by phrase.
type lexicon struct {
	Words
	of       map[string]meaning
	suffixes map[string]bool      // what may follow a digit and make it an ordinal: "st", "er"
	like     map[rune][]likeYesNo // by first letter
}

// likeYesNo is a yes or a no that a reply with a slip may be taken for.
type likeYesNo struct {
	is    kinds
	words uint8
	spelt []rune
}

// meaning is all that a phrase may mean in one language.
type meaning struct {
	is      kinds
	longest uint8 // the words of the longest phrase that begins with this word
	month   int8
	weekday int8
	ordinal int16
	number  int
	day     int
	unit    int
}

type kinds uint32

const (
	isFiller kinds = 1 << iota
	isAnd
	isNot
	isYes
	isNo
	isPlain  // the first of its Yes or No
	isTurned // a No of several words with a Not among them
	isAll
	isNone
	isNumber
	isOrdinal
	isMonth
	isWeekday
	isDay
	isPast
	isFuture
	isUnit
)

// isAnswer are the kinds of words that stand for themselves: none of them is
// somebody's typo for something else.
const isAnswer = isNot | isYes | isNo | isAll | isNone | isNumber | isOrdinal | isMonth | isWeekday | isDay

func newLexicon(w Words) *lexicon {
	x := &lexicon{Words: w, of: map[string]meaning{}, suffixes: map[string]bool{}, like: map[rune][]likeYesNo{}}
	for _, l := range []struct {
		is    kinds
		words []string
	}{
		{isFiller, w.Fillers}, {isAnd, w.And}, {isNot, w.Not}, {isYes, w.Yes}, {isNo, w.No},
		{isAll, w.All}, {isNone, w.None}, {isPast, w.Past}, {isFuture, w.Future},
	} {
		for i, s := range l.words {
			is := l.is
			if i == 0 && is&(isYes|isNo) != 0 {
				is |= isPlain
			}
			x.add(s, func(m *meaning) { m.is |= is })
		}
	}
	for s, n := range w.Numbers {
		x.add(s, func(m *meaning) { m.is |= isNumber; m.number = n })
	}
	for s, n := range w.Ordinals {
		x.add(s, func(m *meaning) { m.is |= isOrdinal; m.ordinal = int16(n) })
		if word := Fold(s); word != "" && word[0] >= '0' && word[0] <= '9' {
			x.suffixes[strings.TrimLeft(word, "0123456789")] = true
		}
	}
	for s, n := range w.Months {
		x.add(s, func(m *meaning) { m.is |= isMonth; m.month = int8(n) })
	}
	for s, n := range w.Weekdays {
		x.add(s, func(m *meaning) { m.is |= isWeekday; m.weekday = int8(n) })
	}
	for s, n := range w.Days {
		x.add(s, func(m *meaning) { m.is |= isDay; m.day = n })
	}
	for s, n := range w.Units {
		x.add(s, func(m *meaning) { m.is |= isUnit; m.unit = n })
	}
	for _, s := range w.No {
		x.markTurned(s)
	}
	for phrase, m := range x.of {
		if m.is&(isYes|isNo) == 0 {
			continue
		}
		if spelt, ok := spell(nil, []byte(phrase)); ok && forgiven(len(spelt)) > 0 {
			w := split([]byte(phrase))
			x.like[spelt[0]] = append(x.like[spelt[0]], likeYesNo{m.is & (isYes | isNo | isNot | isTurned), uint8(w.n), spelt})
		}
	}
	return x
}

// markTurned notes which noes hold a Not ("pas d'accord"), and which end in
// one and so also turn around what follows ("I don't", as in "I don't agree").
func (x *lexicon) markTurned(no string) {
	w := split([]byte(Fold(no)))
	for i := range w.n {
		n := w.n - i
		for k := 1; k <= n; k++ {
			if m := x.of[string(w.phrase(i, k))]; w.n == 1 || m.is&isNot == 0 {
				continue
			}
			x.add(no, func(m *meaning) {
				m.is |= isTurned
				if k == n {
					m.is |= isNot
				}
			})
		}
	}
}

// add enters a phrase, and at its first word how long phrases from there may be.
func (x *lexicon) add(phrase string, set func(*meaning)) {
	w := split([]byte(Fold(phrase)))
	if w.n == 0 {
		return
	}
	m := x.of[string(w.text)]
	set(&m)
	x.of[string(w.text)] = m
	first := x.of[string(w.word(0))]
	first.longest = max(first.longest, uint8(w.n))
	x.of[string(w.word(0))] = first
}

// find returns what the longest known phrase at word i means, and its words;
// 0 words when nothing begins there.
func (x *lexicon) find(w *reply, i int) (meaning, int) {
	m, ok := x.of[string(w.word(i))]
	if !ok {
		return meaning{}, 0
	}
	for n := min(int(m.longest), w.n-i); n > 1; n-- {
		if long, ok := x.of[string(w.phrase(i, n))]; ok && long.is != 0 {
			return long, n
		}
	}
	if m.is == 0 {
		return meaning{}, 0
	}
	return m, 1
}

// ordinal reads word i as a place in a list: "second", "2nd", "el último"
// (-1). It returns 0 words when it is none.
func (x *lexicon) ordinal(w *reply, i int) (place, n int) {
	if m, n := x.find(w, i); n > 0 && m.is&isOrdinal != 0 {
		return int(m.ordinal), n
	}
	word := w.word(i)
	digits := 0
	for digits < len(word) && word[digits] >= '0' && word[digits] <= '9' {
		digits++
	}
	if digits == 0 || digits == len(word) || !x.suffixes[string(word[digits:])] {
		return 0, 0
	}
	place, ok := number(word[:digits])
	if !ok {
		return 0, 0
	}
	return place, 1
}

// numeral reads a whole number in digits or words from word i on, and the
// words it took; 0 words when there is none. "veintiuno", "quatre-vingt-dix",
// "ishirini na moja", "خمسة وعشرون", "2 millones".
func (x *lexicon) numeral(w *reply, i int) (value, n int) {
	const limit = 1_000_000_000
	cur, inDigits := number(w.word(i))
	n = 1
	if !inDigits {
		m, k := x.find(w, i)
		if k == 0 || m.is&isNumber == 0 {
			return 0, 0
		}
		cur, n = m.number, k
	}
	total, top := 0, limit
	if !inDigits && cur >= 1000 {
		total, top, cur = cur, magnitude(cur), 0
	}
	for i+n < w.n {
		next, k, and := x.numberWord(w, i+n)
		switch {
		case k == 0:
			return total + cur, n
		case !and && (next == 100 && cur > 0 && cur < 100 && !inDigits || next == 1000 || next == 1_000_000) &&
			cur > 0 && next < top && cur*next < limit:
			if cur *= next; next >= 1000 {
				total, top, cur = total+cur, next, 0
			}
		case inDigits && cur > 0:
			return total + cur, n // "2 tres" are two numbers
		case cur == 0 && next < top && next > 0:
			cur = next
		case cur%100 == 0 && cur > 0 && next < 100 && next > 0,
			cur%100 >= 20 && cur%10 == 0 && next < 10 && next > 0:
			cur += next
		case and && cur%100 > 0 && cur%100 < 10 && next >= 20 && next < 100 && next%10 == 0 && bytes.HasPrefix(w.word(i+n), arabicAnd):
			cur += next // five and twenty
		default:
			return total + cur, n
		}
		n += k
		inDigits = false
	}
	return total + cur, n
}

// numberWord reads one number word at i, with an "and" before it.
func (x *lexicon) numberWord(w *reply, i int) (value, n int, and bool) {
	m, k := x.find(w, i)
	if k > 0 && m.is&isAnd != 0 && m.is&isNumber == 0 && i+k < w.n {
		next, kk := x.find(w, i+k)
		if kk > 0 && next.is&isNumber != 0 {
			return next.number, k + kk, true
		}
		return 0, 0, false
	}
	if k > 0 && m.is&isNumber != 0 {
		return m.number, k, false
	}
	if word := w.word(i); k == 0 && x.joins(word) {
		if m := x.of[string(word[len(arabicAnd):])]; m.is&isNumber != 0 {
			return m.number, 1, true
		}
	}
	return 0, 0, false
}

// joins reports whether a word may begin with an "and" written together with it.
func (x *lexicon) joins(word []byte) bool {
	return len(word) > len(arabicAnd) && bytes.HasPrefix(word, arabicAnd) && x.of[string(arabicAnd)].is&isAnd != 0
}

// magnitude is the largest of thousand and million that v reaches.
func magnitude(v int) int {
	if v >= 1_000_000 {
		return 1_000_000
	}
	return 1000
}
