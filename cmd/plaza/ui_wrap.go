package main

import (
	"strings"
	"unicode/utf8"
)

// wrapped breaks a text into lines that fit a terminal as broad as most are.
func wrapped(before, text string) string { return page{columns: column}.wrapped(before, text) }

// wrapped breaks a text into lines that fit the page. The first begins with
// what stands before it, the others under its first letter. A word that fits
// on no line is broken where the line ends.
func (p page) wrapped(before, text string) string {
	margin := utf8.RuneCountInString(before)
	under := "\n" + strings.Repeat(" ", margin)
	var lines strings.Builder
	lines.WriteString(before)
	at := margin
	for i, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case at+1+n > p.columns && word != "·": // which parts two facts, and begins no line
			lines.WriteString(under)
			at = margin
		default:
			lines.WriteByte(' ')
			at++
		}
		if room := p.columns - margin; room > 0 {
			for letters := []rune(word); n > room; n -= room {
				lines.WriteString(string(letters[:room]) + under)
				letters = letters[room:]
				word = string(letters)
			}
		}
		lines.WriteString(word)
		at += n
	}
	return strings.TrimRight(lines.String(), " ") + "\n"
}

// padded fills a text up to a number of columns.
func padded(text string, columns int) string {
	return text + strings.Repeat(" ", max(0, columns-utf8.RuneCountInString(text)))
}
