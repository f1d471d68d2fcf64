package source

import (
	"fmt"
	"regexp"
	"strings"
)

var (
	flowMap   = regexp.MustCompile(`^\{\s*(\}|("[^"]*"|'[^']*'|[\pL\pN_-]+)\s*:(\s|$)|$)`)
	flowEntry = regexp.MustCompile(`^\s*("[^"]*"|'[^']*'|[\pL\pN_-]+)\s*:\s`)
)

// flowLike tells a {map} or a [list] from a text that begins with a bracket.
func flowLike(v string) bool {
	if v[0] == '{' {
		return flowMap.MatchString(v)
	}
	end := closingBracket(v, 0)
	return end < 0 || strings.TrimSpace(v[end+1:]) == "" || strings.HasPrefix(strings.TrimLeft(v[end+1:], " \t"), "#")
}

// closingBracket is the byte of the bracket that closes the one at from, or -1.
func closingBracket(v string, from int) int {
	depth := 0
	for i := from; i < len(v); i++ {
		switch v[i] {
		case '"', '\'':
			// An apostrophe inside a word opens nothing.
			if i == 0 || strings.IndexByte(" {[,:", v[i-1]) >= 0 {
				end := quotedEnd(v, i)
				if end >= len(v) && v[len(v)-1] != v[i] {
					return -1
				}
				i = end - 1
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// flow reads a {map} or a [list]. One that is closed on its line is looked
// through for the traps of texts without quotes inside it.
func (s *scanner) flow(n, at, parent int) int {
	v := s.lines[n][at:]
	if end := closingBracket(v, 0); end >= 0 {
		mended := s.inside(n, at, v[:end+1])
		rest := strings.TrimSpace(v[end+1:])
		if rest != "" && rest[0] != '#' {
			s.report(n, at+end+1, "syntax", fmt.Sprintf("%q follows the closing bracket", rest), "delete it, or "+quoteIt)
			rest = ""
		}
		if rest != "" {
			rest = " " + rest
		}
		s.lines[n] = s.lines[n][:at] + mended + rest
		return n
	}
	joined := v
	for last := n + 1; last < len(s.lines) && (indentOf(s.lines[last]) > parent || indentOf(s.lines[last]) < 0 || strings.Trim(s.lines[last], "]}, ") == ""); last++ {
		joined += "\n" + s.lines[last]
		if closingBracket(joined, 0) >= 0 {
			return last
		}
	}
	closer := map[byte]string{'{': "}", '[': "]"}[v[0]]
	s.report(n, at, "syntax", fmt.Sprintf("%q is never closed", v[:1]), fmt.Sprintf("close it with %q", closer))
	s.lines[n] = s.lines[n][:at] + s.inside(n, at, strings.TrimRight(v, " \t")+closer)
	return n
}

// inside looks through the entries of a map or list on one line, which begins
// at byte at of line n, and returns it with its faulty texts in quotes.
func (s *scanner) inside(n, at int, v string) string {
	var out strings.Builder
	out.WriteByte(v[0])
	isMap := v[0] == '{'
	for from := 1; from < len(v)-1; {
		to := entryEnd(v, from, isMap)
		entry := v[from:to]
		key := ""
		if isMap {
			key = flowEntry.FindString(entry)
		}
		value := strings.TrimLeft(entry[len(key):], " \t")
		start := to - len(value)
		value = strings.TrimRight(value, " \t")
		out.WriteString(v[from:start])
		out.WriteString(s.flowValue(n, at+start, value))
		if to < len(v)-1 {
			out.WriteByte(',')
		}
		from = to + 1
	}
	out.WriteByte(v[len(v)-1])
	return out.String()
}

// entryEnd is the byte of the comma that ends the entry beginning at from, or
// of the closing bracket.
func entryEnd(v string, from int, isMap bool) int {
	depth := 0
	for i := from; i < len(v)-1; i++ {
		switch v[i] {
		case '"', '\'':
			if strings.IndexByte(" {[,:", v[i-1]) >= 0 {
				i = min(quotedEnd(v, i), len(v)-1) - 1
			}
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case ',':
			// In a map a comma ends the entry only where another key follows:
			// a text with a comma in it is the decoder's to report.
			if depth == 0 && (!isMap || flowEntry.MatchString(v[i+1:]) || strings.TrimSpace(v[i+1:len(v)-1]) == "") {
				return i
			}
		}
	}
	return len(v) - 1
}

// flowValue reports the trap of one value inside brackets and mends it.
func (s *scanner) flowValue(n, at int, value string) string {
	if value == "" {
		return value
	}
	switch value[0] {
	case '{', '[':
		if flowLike(value) && closingBracket(value, 0) == len(value)-1 {
			return s.inside(n, at, value)
		}
	case '"', '\'':
		if quotedEnd(value, 0) == len(value) {
			return value
		}
		s.report(n, at+quotedEnd(value, 0), "syntax", "the text goes on after its closing quote", `put the quotes around the whole text`)
		return `"` + escape(value) + `"`
	}
	t := s.trap(value)
	if t.code == "" {
		if i := strings.IndexAny(value, "{}[]"); i >= 0 {
			t = trap{i, "syntax", fmt.Sprintf("a text with %q inside {…} or […] must be in quotes", value[i:i+1]), quoteIt}
		}
	}
	if t.code == "" {
		return value
	}
	s.report(n, at+t.at, t.code, t.message, t.hint)
	return `"` + escape(value) + `"`
}
