package source

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// scan looks for the usual traps of YAML line by line, because its parser
// stops at the first and its words help nobody. Each trap is reported and
// mended in f.text as its author most likely meant it, always within its
// line, so that the rest of the file can be read and checked as well.
//
// Spaces that are no spaces are looked for in every file; the other traps
// only when the parser failed: what it can read is no trap.
func (f *File) scan(failed bool) Problems {
	s := &scanner{file: f, moved: map[int]int{}, state: state{levels: []level{{}}}, states: map[int]state{}, went: map[int]bool{}}
	for n := range f.lines {
		s.lines = append(s.lines, f.line(n+1))
	}
	for n := range s.lines {
		s.indentation(n)
	}
	s.directives()
	if failed {
		for n := 0; n < len(s.lines); {
			n = s.entry(n) + 1
		}
	}
	if len(s.problems) > 0 {
		f.setText(strings.Join(s.lines, "\n") + "\n")
		f.moved = s.moved
	}
	return s.problems
}

// scanner walks the lines of a file. Line numbers inside it count from 0, and
// so do columns, which are bytes until a problem is reported.
type scanner struct {
	file     *File
	lines    []string
	problems Problems
	moved    map[int]int // by line from 1: what to add to a column of the mended line
	state
	states map[int]state // what it was before each line
	went   map[int]bool  // the lines gone back to: once each, or there would be no end
	drift  [2]int        // the last line that was moved: from and to which column
}

// state is where in the structure of the file a line stands.
type state struct {
	levels []level // the open maps and lists, from the outside
	open   bool    // the line above ended with a key or a dash, so this one may be further in
}

// level is one open map or list: its column, the line of its first entry, and
// how many entries it has so far.
type level struct{ indent, first, entries int }

func (s *scanner) report(n, col int, code, message, hint string) {
	line := s.lines[n]
	at := 1 + utf8.RuneCountInString(line[:min(col, len(line))]) + s.moved[n+1]
	s.problems = append(s.problems, Problem{Pos: Pos{s.file.Name, n + 1, at}, Code: code, Message: message, Hint: hint})
}

// indentation refuses tabs and no-break spaces before the text of a line.
func (s *scanner) indentation(n int) {
	line := s.lines[n]
	rest := strings.TrimLeftFunc(line, func(r rune) bool { return unicode.IsSpace(r) || r == 0x200B || r == 0x2060 })
	lead := line[:len(line)-len(rest)]
	if rest == "" || strings.Trim(lead, " ") == "" {
		return
	}
	bad := strings.IndexFunc(lead, func(r rune) bool { return r != ' ' })
	what, hint := "a tab", "use two spaces for each step inwards; many editors can do it for the whole file"
	if lead[bad] != '\t' {
		what, hint = "a no-break space", "delete it and type spaces; it often comes with pasted text"
	}
	s.report(n, bad, "syntax", "this line is indented with "+what, hint)
	var mended strings.Builder
	for _, r := range lead {
		if r == '\t' {
			mended.WriteByte(' ')
		}
		mended.WriteByte(' ')
	}
	s.lines[n] = mended.String() + rest
	s.moved[n+1] = utf8.RuneCountInString(lead) - mended.Len()
}

// directives refuses lines such as %YAML 1.1 before the first entry: they
// would change how everything below them is read.
func (s *scanner) directives() {
	for n, line := range s.lines {
		switch indent := indentOf(line); {
		case indent < 0 || line[indent] == '#':
		case line[0] == '%':
			s.report(n, 0, "yaml", "directives are not used here", "delete this line")
			s.lines[n] = ""
		default:
			return
		}
	}
}

// indentOf is the number of spaces a line begins with; -1 for one without text.
func indentOf(line string) int {
	rest := strings.TrimLeft(line, " ")
	if strings.TrimSpace(rest) == "" {
		return -1
	}
	return len(line) - len(rest)
}

var (
	// entryKey is a key as our files have them, with what follows its colon.
	entryKey = regexp.MustCompile(`^("(?:[^"\\]|\\.)*"|'[^']*'|[^\s\[\]{}"'#&*!|>%@,\x60-][^:#]*?|-[^\s:]+)\s*:(?:\s+|$)`)
	// bareKey is the beginning of a line that looks like a key of the language.
	bareKey  = regexp.MustCompile(`^([a-z][a-z_]*):(\s|$)`)
	tightKey = regexp.MustCompile(`^([a-z][a-z_]*):([^\s:/].*)$`)
)

// entry reads the line n, which is no continuation of another, and returns
// the last line that belongs to it.
func (s *scanner) entry(n int) int {
	line := s.lines[n]
	indent := indentOf(line)
	switch {
	case indent < 0, line[indent] == '#':
		return n
	case line == "---" || strings.HasPrefix(line, "--- ") || line == "...":
		s.state = state{levels: []level{{}}}
		return n
	}
	before := state{slices.Clone(s.levels), s.open}
	indent, again := s.level(n, indent)
	if again >= 0 {
		return again - 1
	}
	s.states[n] = before
	line = s.lines[n]
	rest, parent := line[indent:], indent
	item := false
	for rest == "-" || strings.HasPrefix(rest, "- ") {
		item, parent = true, indent
		inner := strings.TrimLeft(rest[1:], " \t")
		indent += len(rest) - len(inner)
		rest = inner
		s.levels = append(s.levels, level{indent, n, 1})
	}
	key := entryKey.FindString(rest)
	if key == "" && !strings.ContainsAny(rest[:min(1, len(rest))], "\"'{[") {
		if m := tightKey.FindStringSubmatchIndex(rest); m != nil {
			s.report(n, indent+m[4], "syntax", "a space is missing after "+rest[:m[3]]+":", "write "+rest[:m[3]]+": "+rest[m[4]:m[5]])
			rest = rest[:m[4]] + " " + rest[m[4]:]
			s.lines[n] = line[:indent] + rest
			key = entryKey.FindString(rest)
		}
	}
	if key == "" && !item {
		return s.stray(n, indent)
	}
	if key != "" {
		parent = indent
	}
	if item && key == "" && rest != "" {
		s.levels = s.levels[:len(s.levels)-1]
	}
	s.open = len(rest) == len(key) || strings.HasPrefix(rest[len(key):], "#")
	if s.open {
		return n
	}
	return s.value(n, indent+len(key), parent)
}

// level brings the line's indent into the open levels, moving a line that is
// in a column where nothing else stands. It returns the indent to go on with.
// When the fault was in a line above, it mends that and returns its number.
func (s *scanner) level(n, indent int) (column, again int) {
	var closed *level
	for len(s.levels) > 1 && s.levels[len(s.levels)-1].indent > indent {
		closed = &s.levels[len(s.levels)-1]
		s.levels = s.levels[:len(s.levels)-1]
	}
	top := &s.levels[len(s.levels)-1]
	open := s.open
	s.open = false
	switch {
	case top.indent == indent:
		top.entries++
		return indent, -1
	case open && closed == nil:
		s.levels = append(s.levels, level{indent, n, 1})
		return indent, -1
	}
	// Nothing stands in this column: go to the nearest that something stands in.
	to := top.indent
	if closed != nil {
		first, by := closed.first, indent-closed.indent
		own := indentOf(s.lines[first])
		held := own != closed.indent // by a dash, which may itself be in line
		if before, ok := s.states[first]; ok && !s.went[first] && !held && closed.entries == 1 && own+by >= 0 && s.sibling(n, indent) {
			// One entry in that column, and more in this: the one is out of line.
			s.offer(first, own, by)
			s.shift(first, own, by)
			s.state = before
			s.went[first] = true
			return 0, first
		}
		if !s.dash(n) || !s.dash(top.first) || indentOf(s.lines[top.first]) != top.indent {
			to = closed.indent
			s.levels = append(s.levels, *closed)
		}
	}
	if s.drift != [2]int{indent, to} { // else its neighbour above was told
		s.offer(n, indent, to-indent)
	}
	s.drift = [2]int{indent, to}
	s.shift(n, indent, to-indent)
	return to, -1
}

// dash says whether a line is an item of a list.
func (s *scanner) dash(n int) bool {
	text := strings.TrimLeft(s.lines[n], " ")
	return text == "-" || strings.HasPrefix(text, "- ")
}

// offer reports a line that is out of line, and where it should begin.
func (s *scanner) offer(n, indent, by int) {
	s.report(n, indent, "syntax", "this line does not line up with its neighbours",
		fmt.Sprintf("begin it in column %d", indent+by+1))
}

// sibling says whether a line below n begins in the same column, with nothing
// further out between them.
func (s *scanner) sibling(n, indent int) bool {
	for i := n + 1; i < len(s.lines); i++ {
		switch in := indentOf(s.lines[i]); {
		case in == indent:
			return true
		case in >= 0 && in < indent:
			return false
		}
	}
	return false
}

// shift moves a line and those inside it to the left or the right.
func (s *scanner) shift(n, indent, by int) {
	for i := n; i < len(s.lines); i++ {
		in := indentOf(s.lines[i])
		if in < 0 {
			continue
		}
		if i > n && in <= max(indent, indent+by) {
			return
		}
		s.move(i, by)
	}
}

// move brings one line by so many columns to the right, or to the left when negative.
func (s *scanner) move(n, by int) {
	if by < 0 {
		s.lines[n] = s.lines[n][-by:]
	} else {
		s.lines[n] = strings.Repeat(" ", by) + s.lines[n]
	}
	s.moved[n+1] -= by
}

// stray reports a line that is neither a key nor an item, and drops it.
func (s *scanner) stray(n, indent int) int {
	line := s.lines[n]
	if value := s.trap(line[indent:]); value.message != "" && !strings.Contains(value.message, "colon") {
		s.report(n, indent+value.at, value.code, value.message, value.hint)
	} else {
		s.report(n, indent, "syntax", "this line is neither a key nor an item of a list",
			"a key ends with a colon and a space; a text that goes on stands further in than its key")
	}
	s.lines[n] = ""
	return n
}
