package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// live writes something that changes. A person at a terminal sees it change in
// its place; a pipe gets every state once, on lines of its own.
type live struct {
	out   io.Writer
	table bool // a person looks at it
	last  string
}

// show writes lines in the place of those shown before. None of them may be
// broader than the page, or what stands above would be written over; of more
// lines than it has, the first are shown.
func (l *live) show(text string, on page) error {
	if lines := strings.SplitAfter(text, "\n"); l.table && on.rows > 1 && len(lines) > on.rows {
		text = strings.Join(lines[:on.rows-1], "")
	}
	if text == l.last {
		return nil
	}
	above := ""
	if n := strings.Count(l.last, "\n"); l.table && n > 0 {
		above = fmt.Sprintf("\x1b[%dA\r\x1b[J", n)
	}
	l.last = text
	_, err := io.WriteString(l.out, above+text)
	return err
}

// barColumns is how broad a bar is drawn where there is room.
const barColumns = 28

// bar draws a share of a whole. It is full only when all is done, and empty
// only when nothing is.
func bar(done, of, columns int) string {
	n := 0
	switch {
	case of <= 0 || done >= of:
		n = columns
	case done > 0:
		n = min(max(done*columns/of, 1), columns-1)
	}
	return strings.Repeat("█", n) + strings.Repeat("░", columns-n)
}

// gauge draws a share of a whole behind its name, with what it says in numbers
// beside it, or below where the page is narrow.
func (p page) gauge(lead string, done, of int, says string) string {
	drawn := fmt.Sprintf("%s%s %4s", lead, bar(done, of, max(1, min(barColumns, p.columns-len(lead)-5))), percent(done, of))
	if utf8.RuneCountInString(drawn)+2+utf8.RuneCountInString(says) <= p.columns {
		return drawn + "  " + says + "\n"
	}
	return drawn + "\n" + p.wrapped(padded("", len(lead)), says)
}

// percent is a share of a whole, by the same rule.
func percent(done, of int) string {
	switch {
	case of <= 0 || done >= of:
		return "100%"
	case done <= 0:
		return "0%"
	}
	return fmt.Sprintf("%d%%", min(max(done*100/of, 1), 99))
}

// thousands is a number as people read it: 1,000,000.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
