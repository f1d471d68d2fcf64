package source

import "strings"

// Suggest returns the entry of among that word was most likely meant to be,
// or "" when nothing is near enough to be worth saying. Of two equally near
// entries it returns the first.
func Suggest(word string, among []string) string {
	w := []rune(strings.ToLower(word))
	best, bestDistance := "", 1+max(1, len(w)/3)
	for _, entry := range among {
		e := []rune(strings.ToLower(entry))
		if difference := len(w) - len(e); difference >= bestDistance || -difference >= bestDistance {
			continue
		}
		d := distance(w, e)
		// A word of one or two letters is one slip from everything.
		if d < bestDistance && d < max(len(w), len(e)) && (len(w) > 2 || d == 0 || len(e) > 2) {
			best, bestDistance = entry, d
		}
	}
	return best
}

// DidYouMean is the hint that offers the nearest of the entries, or "" when
// none is near.
func DidYouMean(word string, among []string) string {
	if s := Suggest(word, among); s != "" {
		return "did you mean " + s + "?"
	}
	return ""
}

// distance counts the slips between a and b: a letter missing, added or
// wrong, or two neighbours swapped.
func distance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			wrong := 1
			if a[i-1] == b[j-1] {
				wrong = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+wrong)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
