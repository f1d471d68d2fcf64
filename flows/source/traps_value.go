package source

import (
	"fmt"
	"regexp"
	"strings"
)

// trap is one fault inside a value: at is its byte there.
type trap struct {
	at                  int
	code, message, hint string
}

const quoteIt = `put the text in "double quotes"`

var (
	blockHeader = regexp.MustCompile(`^[|>][1-9+-]{0,2}(\s+#.*)?$`)
	loneAlias   = regexp.MustCompile(`^\*[A-Za-z0-9_-]+$`)
	anchored    = regexp.MustCompile(`^(&[A-Za-z0-9_-]+|![A-Za-z0-9!_-]*)(\s|$)`)
	cutPlace    = regexp.MustCompile(`\s+#`)
	colonPlace  = regexp.MustCompile(`:(\s|$)`)
)

// value reads the value that begins at byte at of line n, under a key or dash
// in column parent. It reports its trap, mends it, and returns the last line
// that the value covers.
func (s *scanner) value(n, at, parent int) int {
	v := strings.TrimRight(s.lines[n][at:], " \t")
	switch v[0] {
	case '"', '\'':
		return s.quoted(n, at, parent)
	case '|', '>':
		if blockHeader.MatchString(v) {
			return s.deeper(n, parent)
		}
	case '{', '[':
		if flowLike(v) {
			return s.flow(n, at, parent)
		}
	}
	if anchored.MatchString(v) {
		return n // refused by name once the tree is there
	}
	last := s.deeper(n, parent)
	for i := n + 1; i <= last; i++ {
		in := indentOf(s.lines[i])
		if in < 0 {
			continue
		}
		rest := s.lines[i][in:]
		if m := bareKey.FindStringSubmatch(rest); m != nil || strings.HasPrefix(rest, "- ") {
			word := "- "
			if m != nil {
				word = m[1] + ":"
			}
			s.report(i, in, "syntax", fmt.Sprintf("%q is inside the text that begins on line %d", word, n+1),
				fmt.Sprintf("begin it in column %d if it is a key; else %s", parent+1, quoteIt))
			for j := i; j <= last; j++ {
				if own := indentOf(s.lines[j]); own >= 0 {
					s.move(j, max(parent-in, parent-own))
				}
			}
			last = i - 1
			break
		}
	}
	for ; last > n && indentOf(s.lines[last]) < 0; last-- {
	}
	// A text over several lines is mended as a whole, and told about once a line.
	found := false
	for i := n; i <= last; i++ {
		from := at
		if i > n {
			if from = indentOf(s.lines[i]); from < 0 {
				continue
			}
		}
		rest := strings.TrimRight(s.lines[i][from:], " \t")
		t := s.trap(rest)
		if i > n && t.code != "" && t.at == 0 {
			t = s.inner(rest) // only the first line can begin wrongly
		}
		if t.code == "text-cut" && i == last && strings.HasPrefix(rest[t.at:], "# ") {
			continue // a comment
		}
		if t.code != "" {
			found = true
			s.report(i, from+t.at, t.code, t.message, t.hint)
		}
	}
	if found {
		for i := n; i <= last; i++ {
			from := 0
			if i == n {
				from = at
			}
			s.lines[i] = s.lines[i][:from] + escape(s.lines[i][from:])
		}
		s.lines[n] = s.lines[n][:at] + `"` + s.lines[n][at:]
		s.lines[last] = strings.TrimRight(s.lines[last], " \t") + `"`
	}
	return last
}

// escape prepares a text to stand inside double quotes.
func escape(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, `\`, `\\`), `"`, `\"`)
}

// deeper is the last line below n that is further in than parent.
func (s *scanner) deeper(n, parent int) int {
	last := n
	for i := n + 1; i < len(s.lines); i++ {
		in := indentOf(s.lines[i])
		if in >= 0 && in <= parent {
			break
		}
		if in >= 0 {
			last = i
		}
	}
	return last
}

// trap finds the first fault of a text written without quotes.
func (s *scanner) trap(v string) trap {
	switch {
	case v == "":
		return trap{}
	case loneAlias.MatchString(v):
		return trap{0, "yaml", "aliases are not used here", `write the value again; a text that begins with "*" needs "double quotes"`}
	case strings.HasPrefix(v, "- ") || v == "-":
		return trap{0, "syntax", "a list begins on the line after its key", `begin the line with "- ", or ` + quoteIt}
	case strings.ContainsRune("{[*&@%!`|>,]}", rune(v[0])), strings.HasPrefix(v, "? "):
		return trap{0, "syntax", fmt.Sprintf("a text that begins with %q must be in quotes", v[:1]), quoteIt}
	}
	return s.inner(v)
}

// inner finds the first fault inside a text, wherever it begins.
func (s *scanner) inner(v string) trap {
	colon, cut := colonPlace.FindStringIndex(v), cutPlace.FindStringIndex(v)
	switch {
	case cut != nil && (colon == nil || cut[0] < colon[0]):
		return trap{cut[1] - 1, "text-cut", fmt.Sprintf("the text stops at %q", v[cut[1]-1:]), quoteIt + "; comments go on their own line"}
	case colon != nil:
		return trap{colon[0], "syntax", "a colon and a space inside a text", quoteIt}
	}
	return trap{}
}

// quoted reads a value in quotes: it must be closed, and nothing may follow.
func (s *scanner) quoted(n, at, parent int) int {
	last := s.deeper(n, parent)
	quote := s.lines[n][at]
	closed, end := n, -1
	for i := n; i <= last && end < 0; i++ {
		from := 0
		if i == n {
			from = at + 1
		}
		closed, end = i, s.closing(i, from, quote)
	}
	if end < 0 {
		s.report(n, at, "syntax", "this quote is never closed", fmt.Sprintf("end the text with %c", quote))
		s.lines[n] = strings.TrimRight(s.lines[n], " \t") + string(quote)
		return n
	}
	rest := s.lines[closed][end+1:]
	more := strings.TrimLeft(rest, " \t")
	if more == "" || more != rest && more[0] == '#' {
		return closed
	}
	hint := `put the quotes around the whole text, and write \" for a quote inside it`
	if quote == '\'' {
		hint = `put "double quotes" around a text with an apostrophe`
	}
	s.report(closed, end+1, "syntax", fmt.Sprintf("the text goes on after its closing quote: %s", strings.TrimRight(more, " \t")), hint)
	if closed == n {
		s.lines[n] = s.lines[n][:at] + `"` + escape(strings.TrimRight(s.lines[n][at:], " \t")) + `"`
	} else {
		s.lines[closed] = s.lines[closed][:end+1]
	}
	return closed
}

// closing is the byte of the closing quote on a line, or -1. On the way it
// reports and mends a backslash that means nothing.
func (s *scanner) closing(n, from int, quote byte) int {
	for i := from; i < len(s.lines[n]); i++ {
		line := s.lines[n]
		switch {
		case line[i] == quote && quote == '\'' && i+1 < len(line) && line[i+1] == '\'':
			i++
		case line[i] == quote:
			return i
		case line[i] == '\\' && quote == '"':
			if i+1 < len(line) && !strings.ContainsRune("0abtnvfre \t\"/\\N_LPxuU", rune(line[i+1])) {
				s.report(n, i, "syntax", `a \ inside "double quotes" begins a special character`, `write \\ for a backslash`)
				s.lines[n] = line[:i] + `\` + line[i:]
			}
			i++
		}
	}
	return -1
}
