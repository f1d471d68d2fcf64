package source

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Bounds of what is read. A file beyond them is refused before it is parsed.
const (
	MaxYAML  = 1 << 20  // bytes of flow.yaml, of a translation, of a transcript
	MaxCSV   = 20 << 20 // bytes of a table
	maxDepth = 60       // maps and lists inside one another
)

// File is a YAML file as read: its tree, and what is needed to find a place in
// its bytes again.
type File struct {
	Name string
	Root *Node // nil when the file is empty or no tree could be made of it

	text  string      // what the tree was read from: the file, mended where it had to be
	lines []int       // byte offset of each line of text
	moved map[int]int // by line: what to add to a column of a mended line
	width []int       // characters of each line before anything was mended
}

// pos makes a place from a line and a column of the mended text.
func (f *File) pos(line, col int) Pos {
	return f.inside(Pos{File: f.Name, Line: line, Col: col + f.moved[line]})
}

// inside brings a place into the file: mending may have made a line longer,
// and the parser notices some things behind the last line.
func (f *File) inside(p Pos) Pos {
	if p.Line == 0 {
		return p
	}
	p.Line = max(1, min(p.Line, len(f.width)))
	p.Col = max(1, min(p.Col, f.width[p.Line-1]+1))
	return p
}

// line returns a line's text without its break.
func (f *File) line(n int) string {
	end := len(f.text)
	if n < len(f.lines) {
		end = f.lines[n]
	}
	return strings.TrimRight(f.text[f.lines[n-1]:end], "\r\n")
}

// offset is the byte at a line and column of the mended text.
func (f *File) offset(line, col int) int {
	if line > len(f.lines) {
		return len(f.text)
	}
	at := f.lines[line-1]
	for ; col > 1 && at < len(f.text); col-- {
		_, size := utf8.DecodeRuneInString(f.text[at:])
		at += size
	}
	return at
}

// place is the inverse of offset.
func (f *File) place(offset int) Pos {
	line, exact := slices.BinarySearch(f.lines, offset)
	if exact {
		line++
	}
	return f.pos(line, 1+utf8.RuneCountInString(f.text[f.lines[line-1]:offset]))
}

func (f *File) setText(text string) {
	f.text, f.lines = text, []int{0}
	for i := range len(text) {
		if text[i] == '\n' && i+1 < len(text) {
			f.lines = append(f.lines, i+1)
		}
	}
	if f.width == nil {
		for n := range f.lines {
			f.width = append(f.width, utf8.RuneCountInString(f.line(n+1)))
		}
	}
}

// Decode turns the bytes of a text file into text, reporting what is not
// UTF-8 and characters that cannot be seen but change what is read. Each of
// those becomes one space or one replacement character, so that the places of
// everything else stay true. A byte order mark at the start is dropped.
func Decode(name string, data []byte) (string, Problems) {
	if bytes.HasPrefix(data, []byte{0xFF, 0xFE}) || bytes.HasPrefix(data, []byte{0xFE, 0xFF}) {
		return "", Problems{{Pos: Pos{File: name, Line: 1, Col: 1}, Code: "syntax",
			Message: "this file is UTF-16", Hint: "save it as UTF-8"}}
	}
	data = bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
	var out strings.Builder
	out.Grow(len(data))
	var ps Problems
	line, col, bad := 1, 1, 0
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		switch what := refused(r, size, data[i:]); {
		case what == "":
			out.WriteRune(r)
		case size == 1 && r == utf8.RuneError:
			// One problem a line: a file in another encoding has hundreds.
			if bad != line {
				bad = line
				ps = append(ps, Problem{Pos: Pos{name, line, col}, Code: "syntax",
					Message: "this is not UTF-8", Hint: "save the file as UTF-8; accents written by an old program look like this"})
			}
			out.WriteRune(r)
		default:
			ps = append(ps, Problem{Pos: Pos{name, line, col}, Code: "syntax",
				Message: what, Hint: "delete it and type a space or begin a new line"})
			out.WriteByte(' ')
		}
		i += size
		col++
		if r == '\n' {
			line, col = line+1, 1
		}
	}
	return out.String(), ps
}

// refused says why a character may not stand in a file, or "".
func refused(r rune, size int, rest []byte) string {
	switch {
	case r == '\n' || r == '\t':
		return ""
	case r == '\r' && len(rest) > 1 && rest[1] == '\n':
		return ""
	case r == utf8.RuneError && size == 1:
		return "not UTF-8"
	case r == '\r', r == 0x85, r == 0x2028, r == 0x2029:
		return fmt.Sprintf("an unusual line break (U+%04X) that other programs do not see", r)
	case r < 0x20 || r >= 0x7F && r < 0xA0 || r == 0xFEFF || r == 0xFFFE || r == 0xFFFF:
		return fmt.Sprintf("a control character (U+%04X)", r)
	}
	return ""
}
