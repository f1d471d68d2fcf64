package main

import (
	"fmt"
	"io"
	"strings"
)

// live writes something that changes. A person at a terminal sees it change in
// its place; a pipe gets every state once, on lines of its own.
type live struct {
	out   io.Writer
	table bool // a person looks at it
	last  string
}

// show writes lines in the place of those shown before. None of them may be
// broader than the terminal, or what stands above would be written over.
func (l *live) show(text string) error {
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

// barColumns is how broad a bar is drawn.
const barColumns = 28

// bar draws a share of a whole. It is full only when all is done, and empty
// only when nothing is.
func bar(done, of int) string {
	n := 0
	switch {
	case of <= 0 || done >= of:
		n = barColumns
	case done > 0:
		n = min(max(done*barColumns/of, 1), barColumns-1)
	}
	return strings.Repeat("█", n) + strings.Repeat("░", barColumns-n)
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
