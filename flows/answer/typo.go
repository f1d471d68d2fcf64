package answer

import "unicode/utf8"

const maxRunes = 64 // a longer phrase is never matched by likeness

// spell appends the letters of a folded phrase to buf; ok is false when they
// are too many to be compared.
func spell(buf []rune, text []byte) (letters []rune, ok bool) {
	for i := 0; i < len(text); {
		if len(buf) == maxRunes {
			return buf, false
		}
		r, size := utf8.DecodeRune(text[i:])
		buf = append(buf, r)
		i += size
	}
	return buf, len(buf) > 0
}

// forgiven is how many slips are forgiven in a phrase of n letters.
func forgiven(n int) int {
	switch {
	case n < 4:
		return 0
	case n < 8:
		return 1
	case n < 16:
		return 2
	}
	return 3
}

// slips counts the letters wrong, missing, added or swapped that lead from
// what was meant to what was written, and returns limit+1 when there are more
// than limit. Every digit must be right, or W12 would be near to W13. So must
// the first letter, or "possible" would be near to "impossible": whoever calls
// slips keeps what was meant by first letter, and compares only what begins
// alike.
func slips(meant, written []rune, limit int) int {
	if d := len(meant) - len(written); d > limit || -d > limit || len(meant) == 0 || len(written) == 0 || !sameDigits(meant, written) {
		return limit + 1
	}
	var rows [3][maxRunes + 1]uint8
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range written {
		last[j+1] = uint8(j + 1)
	}
	for i, m := range meant {
		row[0] = uint8(i + 1)
		best := row[0]
		for j, w := range written {
			cost := uint8(1)
			if m == w {
				cost = 0
			}
			d := min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && m == written[j-1] && meant[i-1] == w {
				d = min(d, before[j-1]+1)
			}
			row[j+1] = d
			best = min(best, d)
		}
		if int(best) > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return int(last[len(written)])
}

// sameDigits reports whether both hold the same digits in the same order.
func sameDigits(a, b []rune) bool {
	i, j := 0, 0
	for {
		for i < len(a) && (a[i] < '0' || a[i] > '9') {
			i++
		}
		for j < len(b) && (b[j] < '0' || b[j] > '9') {
			j++
		}
		if i == len(a) || j == len(b) {
			return i == len(a) && j == len(b)
		}
		if a[i] != b[j] {
			return false
		}
		i++
		j++
	}
}
