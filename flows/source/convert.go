package source

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// converter makes our tree of the library's, refusing on the way what a
// consultation has no use for. It never follows an alias, so a file cannot be
// larger in memory than it is on disk.
type converter struct {
	file     *File
	problems Problems
}

func (c *converter) refuse(pos Pos, code, message, hint string) {
	c.problems = append(c.problems, Problem{Pos: pos, Code: code, Message: message, Hint: hint})
}

func (c *converter) node(y *yaml.Node, indent, depth int) *Node {
	n := &Node{Pos: c.file.pos(y.Line, y.Column), block: -1}
	if depth > maxDepth {
		c.refuse(n.Pos, "syntax", "too many levels inside one another", "")
		n.Plain = true
		return n
	}
	start := c.file.offset(y.Line, y.Column)
	switch {
	case y.Kind == yaml.AliasNode:
		c.refuse(n.Pos, "yaml", "aliases are not used here", `write the value again; a text that begins with "*" needs "double quotes"`)
		n.Plain, n.start, n.end = true, start, start
		return n
	case y.Anchor != "":
		c.refuse(n.Pos, "yaml", "anchors are not used here", `write the value again where it is needed; a text that begins with "&" needs "double quotes"`)
	case y.Style&yaml.TaggedStyle != 0 || strings.HasPrefix(c.file.text[start:], "!") && y.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) == 0:
		c.refuse(n.Pos, "yaml", "tags are not used here", `a text that begins with "!" needs "double quotes"`)
	}
	n.Flow = y.Style&yaml.FlowStyle != 0
	switch y.Kind {
	case yaml.MappingNode:
		n.Kind = Map
		c.pairs(n, y, depth)
	case yaml.SequenceNode:
		n.Kind = List
		for _, item := range y.Content {
			n.Items = append(n.Items, c.node(item, y.Column-1, depth+1))
		}
	default:
		n.Text = y.Value
		n.Plain = y.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) == 0
		n.start = start
		if y.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
			n.block = indent
		}
		c.extent(n)
	}
	return n
}

// pairs reads the entries of a map. Of a key written twice the first entry
// stays, and the second is reported with the line of the first.
func (c *converter) pairs(n *Node, y *yaml.Node, depth int) {
	seen := map[string]int{}
	for i := 0; i+1 < len(y.Content); i += 2 {
		key := c.node(y.Content[i], y.Column-1, depth+1)
		value := c.node(y.Content[i+1], y.Column-1, depth+1)
		first, twice := seen[key.Text]
		switch {
		case key.Kind != Scalar:
			c.refuse(key.Pos, "yaml", "a key must be one word, not "+key.Kind.String(), `a text that begins with "{" or "[" needs "double quotes"`)
			continue
		case key.Plain && key.Text == "<<":
			c.refuse(key.Pos, "yaml", "merge keys are not used here", "write the keys again")
			continue
		case key.Empty():
			c.refuse(key.Pos, "yaml", "there is no key before the colon", "")
			continue
		case twice:
			c.refuse(key.Pos, "yaml", fmt.Sprintf("%q is already on line %d", key.Text, first), "keep one of the two")
			continue
		}
		seen[key.Text] = key.Pos.Line
		n.Pairs = append(n.Pairs, Pair{key, value})
	}
}

// extent finds where a scalar ends in the file, and what a comment cut off it.
func (c *converter) extent(n *Node) {
	text := c.file.text
	var end int
	switch {
	case n.block >= 0 || !n.Plain && n.start < len(text) && (text[n.start] == '|' || text[n.start] == '>'):
		end = c.blockEnd(n)
	case !n.Plain && n.start < len(text):
		end = quotedEnd(text, n.start)
	default:
		end = plainEnd(text, n.start, n.Text)
		if cut := cutOff(text[end:]); cut != "" && n.Text != "" {
			n.Cut = cut
			n.CutPos = c.file.place(end + strings.Index(text[end:], cut))
		}
	}
	n.end = end
}

// blockEnd is the end of the last line of a text written with | or >: the
// lines below it that are empty or further in than its parent.
func (c *converter) blockEnd(n *Node) int {
	line := c.file.place(n.start).Line
	end := c.file.lines[line-1] + len(c.file.line(line))
	for next := line + 1; next <= len(c.file.lines); next++ {
		l := c.file.line(next)
		trimmed := strings.TrimLeft(l, " ")
		if trimmed == "" {
			continue
		}
		if len(l)-len(trimmed) <= n.block {
			break
		}
		end = c.file.lines[next-1] + len(l)
	}
	return end
}

// quotedEnd is the byte after the closing quote of the text that opens at start.
func quotedEnd(text string, start int) int {
	quote := text[start]
	for i := start + 1; i < len(text); i++ {
		switch {
		case text[i] == '\\' && quote == '"':
			i++
		case text[i] == quote && quote == '\'' && i+1 < len(text) && text[i+1] == '\'':
			i++
		case text[i] == quote:
			return i + 1
		}
	}
	return len(text)
}

// plainEnd is the byte after a text written without quotes, whose value is
// known: what was one space there may be a line break and an indent here.
func plainEnd(text string, start int, value string) int {
	i, end := start, start
	for _, r := range value {
		if r == ' ' || r == '\n' || r == '\t' {
			continue
		}
		for i < len(text) && strings.IndexByte(" \t\r\n", text[i]) >= 0 {
			i++
		}
		if !strings.HasPrefix(text[i:], string(r)) {
			break // a tag or an anchor stands before it, and is refused already
		}
		i += len(string(r))
		end = i
	}
	return end
}

// cutOff is the comment at the end of the line that rest begins on, or "".
func cutOff(rest string) string {
	if line := strings.IndexByte(rest, '\n'); line >= 0 {
		rest = rest[:line]
	}
	comment := strings.TrimLeft(rest, " \t")
	if len(comment) == len(rest) || !strings.HasPrefix(comment, "#") {
		return ""
	}
	return strings.TrimRight(comment, " \t\r")
}
