package answer

import "bytes"

// figures is where the one number written in digits lies in a text.
type figures struct {
	from, to int
	minus    bool
	two      bool // there are two, or a range
}

// findFigures finds the one run of digits with its separators. ok is false
// when the digits are part of something else: a time, a date, a code.
func findFigures(text []byte) (run figures, ok bool) {
	for i := 0; i < len(text); {
		if !digitAt(text, i) {
			i++
			continue
		}
		if i > 0 && isLetterByte(text[i-1]) {
			return run, false // W12
		}
		from := i
		i = endOfFigures(text, i)
		if run.to > 0 {
			run.two = true
			return run, true
		}
		run.from, run.to = from, i
		if from > 0 && text[from-1] == '-' {
			if from > 1 && text[from-2] != ' ' {
				return run, false
			}
			run.minus = true
		}
		if i < len(text) && digitAt(text, i+1) {
			switch text[i] {
			case '-':
				run.two = true
				return run, true
			case '/', ':', '*', '^':
				return run, false
			}
		}
		// "5 - 6" is a range as well; "5km" is a number, "5a6" is none.
		for j := i; j < len(text) && (isLetterByte(text[j]) || digitAt(text, j)); j++ {
			if digitAt(text, j) {
				return run, false
			}
		}
	}
	return run, true
}

func digitAt(text []byte, i int) bool {
	return i >= 0 && i < len(text) && text[i] >= '0' && text[i] <= '9'
}

func isLetterByte(c byte) bool { return c >= 'a' && c <= 'z' || c >= 0x80 }

// endOfFigures walks over digits, separators between digits, and spaces that
// part groups of three: "1 200 000".
func endOfFigures(text []byte, i int) int {
	start := i
	for i < len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			i++
		case (c == '.' || c == ',' || c == '\'' || c == sureDecimal || c == sureGroup) && digitAt(text, i+1):
			i++
		case c == ' ' && groupAt(text, i+1) && groupsSoFar(text[start:i]):
			i++
		default:
			return i
		}
	}
	return i
}

// groupAt reports whether exactly three digits stand at i.
func groupAt(text []byte, i int) bool {
	return digitAt(text, i) && digitAt(text, i+1) && digitAt(text, i+2) && !digitAt(text, i+3)
}

// groupsSoFar reports whether a further group of three may follow.
func groupsSoFar(figures []byte) bool {
	first, rest, more := bytes.Cut(figures, []byte{' '})
	if len(first) == 0 || len(first) > 3 || first[0] == '0' || bytes.ContainsAny(figures, ".,'\x01\x02") {
		return false
	}
	for more {
		var group []byte
		group, rest, more = bytes.Cut(rest, []byte{' '})
		if len(group) != 3 {
			return false
		}
	}
	return true
}

// decimal reads digits with separators as this language means them: near when
// the other reading was possible. It refuses more than 15 digits.
func (x *lexicon) decimal(run []byte) (value string, near, ok bool) {
	var whole, part []byte
	var group, point byte
	for i := 0; i < len(run); i++ {
		c := run[i]
		if c >= '0' && c <= '9' {
			if point != 0 {
				part = append(part, c)
			} else {
				whole = append(whole, c)
			}
			continue
		}
		switch x.separator(run, i, group) {
		case isPoint:
			if point != 0 || group == c {
				return "", false, false
			}
			point = c
			near = near || x.doubtful(run, i)
		case isGroup:
			if point != 0 || group != 0 && group != c || !groupAt(run, i+1) || len(whole) == 0 {
				return "", false, false
			}
			group = c
			near = near || x.doubtful(run, i)
		default:
			return "", false, false
		}
	}
	if len(whole)+len(part) > 15 {
		return "", false, false
	}
	return canonical(string(whole), string(part)), near, true
}

type separatorKind uint8

const (
	isPoint separatorKind = iota + 1
	isGroup
)

// separator tells what the sign at i of run does.
func (x *lexicon) separator(run []byte, i int, group byte) separatorKind {
	c := run[i]
	switch {
	case c == sureDecimal:
		return isPoint
	case c == sureGroup, c == '\'', c == ' ':
		return isGroup
	case bytes.LastIndexByte(run, c) != bytes.IndexByte(run, c):
		return isGroup // written twice
	case bytes.ContainsAny(run[i+1:], ".,"):
		return isGroup // another follows
	case group != 0 || bytes.ContainsAny(run[:i], ".,' \x02"):
		return isPoint // another came before
	case !groupAt(run, i+1) || i > 3 || run[0] == '0':
		return isPoint
	case string(c) == x.Decimal:
		return isPoint
	}
	return isGroup
}

// doubtful reports whether "1.200" might as well have been the other thing:
// one sign, three digits after it, and not how this language writes it.
func (x *lexicon) doubtful(run []byte, i int) bool {
	c := run[i]
	if c != '.' && c != ',' || string(c) == x.Decimal || string(c) == x.Group {
		return false
	}
	return groupAt(run, i+1) && len(run) == i+4 && i <= 3
}
