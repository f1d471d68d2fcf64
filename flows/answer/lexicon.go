package answer

import "strings"

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
