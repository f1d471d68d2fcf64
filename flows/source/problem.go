package source

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Pos is a place in one file of a consultation's folder. Line and Col count
// from 1; Col counts characters, not bytes. The zero Pos is "nowhere".
type Pos struct {
	File string
	Line int
	Col  int
}

// String prints file:line:col, leaving out what is not known.
func (p Pos) String() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Col == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// Problem is one finding about a consultation: what is wrong, where, and what
// to write instead. A problem that is not a Warning stops publishing.
type Problem struct {
	Pos     Pos
	Code    string // one of the checker's codes, such as "not-yet-asked"
	Message string // lower case, no full stop
	Hint    string // what to do; may be empty
	Warning bool
}

// String prints the problem as editors expect it, with its hint on a line of its own.
func (p Problem) String() string {
	s := fmt.Sprintf("%s: %s [%s]", p.Pos, p.Message, p.Code)
	if p.Hint != "" {
		s += "\n  hint: " + p.Hint
	}
	return s
}

// Problems are all findings about one consultation. As an error they stand for
// every problem at once, never just the first.
type Problems []Problem

// Error prints every problem, one after another.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Errors returns the problems that stop publishing.
func (ps Problems) Errors() Problems {
	return slices.DeleteFunc(slices.Clone(ps), func(p Problem) bool { return p.Warning })
}

// Err returns the problems as an error when at least one of them stops
// publishing, and nil otherwise.
func (ps Problems) Err() error {
	if len(ps.Errors()) == 0 {
		return nil
	}
	return ps
}

// Sort puts the problems in reading order: by file, line and column.
func (ps Problems) Sort() {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.Pos.File, b.Pos.File),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Col, b.Pos.Col),
		)
	})
}
