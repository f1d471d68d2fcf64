package flows

import (
	"strings"

	"plaza/flows/source"
)

// unfold mends the places inside a condition that goes on over several lines
// of its file: YAML has joined them by spaces, and columns counted through.
func (c *Condition) unfold(lines []string, problems source.Problems) {
	if c.Pos.Line < 1 || c.Pos.Line > len(lines) {
		return
	}
	line := []rune(lines[c.Pos.Line-1])
	if from := c.Pos.Col - 1; from < 0 || from > len(line) || strings.HasPrefix(string(line[from:]), c.Src) {
		return
	}
	places := c.places(lines)
	mend := func(pos *source.Pos) {
		if i := pos.Col - c.Pos.Col; pos.Line == c.Pos.Line && i >= 0 && i < len(places) {
			*pos = places[i]
		}
	}
	for t := range c.Tests {
		mend(&t.Pos)
		for i := range t.Values {
			mend(&t.Values[i].Pos)
		}
	}
	for i := range problems {
		mend(&problems[i].Pos)
	}
}

// places finds where each character of the condition stands, and the end. It
// is nil when the lines say something else, as behind an escape.
func (c *Condition) places(lines []string) []source.Pos {
	var places []source.Pos
	pos := c.Pos
	rest := []rune(lines[pos.Line-1])[pos.Col-1:]
	last := rune(0)
	for _, r := range c.Src {
		between := r == '\n' && last == '\n' // a further empty line
		if last = r; between {
			places = append(places, pos)
			continue
		}
		if (r == ' ' || r == '\n') && strings.TrimSpace(string(rest)) == "" { // the line ends here
			places = append(places, pos)
			for len(strings.TrimSpace(string(rest))) == 0 {
				if pos.Line++; pos.Line > len(lines) {
					return nil
				}
				rest = []rune(lines[pos.Line-1])
			}
			indent := len(rest) - len([]rune(strings.TrimLeft(string(rest), " \t")))
			rest, pos.Col = rest[indent:], indent+1
			continue
		}
		if len(rest) == 0 || rest[0] != r {
			return nil
		}
		places = append(places, pos)
		rest = rest[1:]
		pos.Col++
	}
	return append(places, pos)
}
