package answer

import "bytes"

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
