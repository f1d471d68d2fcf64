package main

import (
	"strings"
	"unicode/utf8"
)

// wrapped breaks a text into lines that fit a terminal. The first begins with
// what stands before it, the others under its first letter.
func wrapped(before, text string) string {
	margin := utf8.RuneCountInString(before)
	var lines strings.Builder
	lines.WriteString(before)
	at := margin
	for i, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case at+1+n > column && word != "·": // which parts two facts, and begins no line
			lines.WriteString("\n" + strings.Repeat(" ", margin))
			at = margin
		default:
			lines.WriteByte(' ')
			at++
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
