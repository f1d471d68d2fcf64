package source

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// Edit replaces some bytes of a file. Edits come from the methods of File and
// are applied together by Apply, which touches no other byte: comments,
// indents and line breaks stay as their author has them.
type Edit struct {
	start, end int
	text       string
}

// At returns the value that begins at pos, or nil. Keys are not found: a map
// and its first key share their place.
func (f *File) At(pos Pos) *Node {
	var found *Node
	var visit func(n *Node)
	visit = func(n *Node) {
		if n == nil || found != nil {
			return
		}
		if n.Pos == pos {
			found = n
			return
		}
		for _, p := range n.Pairs {
			visit(p.Value)
		}
		for _, item := range n.Items {
			visit(item)
		}
	}
	visit(f.Root)
	return found
}

// Set writes another text where the scalar n stands, in the manner n was
// written in when that can hold it, and in double quotes otherwise.
func (f *File) Set(n *Node, text string) Edit {
	old := f.text[n.start:n.end]
	switch {
	case strings.HasPrefix(old, "|") && !strings.HasPrefix(old, "|+") && f.literalIndent(n) != "":
		header, _, _ := strings.Cut(old, "\n")
		lines := strings.Split(text, "\n")
		for i, line := range lines {
			if line != "" {
				lines[i] = f.literalIndent(n) + line
			}
		}
		return Edit{n.start, n.end, header + "\n" + strings.Join(lines, f.lineBreak())}
	case n.Plain && bare(text):
		return Edit{n.start, n.end, text}
	case strings.HasPrefix(old, "'") && !strings.Contains(text, "\n"):
		return Edit{n.start, n.end, "'" + strings.ReplaceAll(text, "'", "''") + "'"}
	}
	return Edit{n.start, n.end, Quote(text)}
}

// literalIndent is what the lines of a text written with | begin with.
func (f *File) literalIndent(n *Node) string {
	_, body, _ := strings.Cut(f.text[n.start:n.end], "\n")
	for line := range strings.Lines(body) {
		if in := indentOf(strings.TrimRight(line, "\r\n")); in > 0 {
			return line[:in]
		}
	}
	return ""
}

// Add writes a further entry behind the last of the map m: on its line when m
// is written in {}, on a line of its own otherwise. value is YAML.
func (f *File) Add(m *Node, key, value string) Edit {
	last := m.Pairs[len(m.Pairs)-1]
	end := f.end(last.Value)
	if m.Flow {
		return Edit{end, end, ", " + key + ": " + value}
	}
	indent := strings.Repeat(" ", m.Pairs[0].Key.Pos.Col-1)
	return Edit{end, f.endOfLine(end), f.text[end:f.endOfLine(end)] + f.lineBreak() + indent + key + ": " + value}
}

// Replace writes other YAML where n stands. n must not be empty.
func (f *File) Replace(n *Node, yaml string) Edit {
	return Edit{f.start(n), f.end(n), yaml}
}

// Source is the YAML of n as written.
func (f *File) Source(n *Node) string {
	return f.text[f.start(n):f.end(n)]
}

func (f *File) start(n *Node) int {
	return f.offset(n.Pos.Line, n.Pos.Col)
}

// end is the byte behind a node: of a list or map in brackets, behind the bracket.
func (f *File) end(n *Node) int {
	end := f.start(n)
	switch {
	case n.Kind == Scalar:
		return n.end
	case n.Kind == Map && len(n.Pairs) > 0:
		end = f.end(n.Pairs[len(n.Pairs)-1].Value)
	case n.Kind == List && len(n.Items) > 0:
		end = f.end(n.Items[len(n.Items)-1])
	default:
		end++ // the opening bracket
	}
	if n.Flow {
		for end < len(f.text) && f.text[end] != ']' && f.text[end] != '}' {
			if f.text[end] == '#' {
				end = f.endOfLine(end)
				continue
			}
			end++
		}
		end = min(end+1, len(f.text))
	}
	return end
}

func (f *File) endOfLine(at int) int {
	if i := strings.IndexByte(f.text[at:], '\n'); i >= 0 {
		return at + len(strings.TrimRight(f.text[at:at+i], "\r"))
	}
	return len(f.text)
}

func (f *File) lineBreak() string {
	if strings.Contains(f.text, "\r\n") {
		return "\r\n"
	}
	return "\n"
}

// Apply returns the file with the edits made. Two edits of the same place are
// one too many: the first is made.
func (f *File) Apply(edits []Edit) []byte {
	slices.SortStableFunc(edits, func(a, b Edit) int { return cmp.Compare(a.start, b.start) })
	var out strings.Builder
	at := 0
	for _, e := range edits {
		if e.start < at {
			continue
		}
		out.WriteString(f.text[at:e.start])
		out.WriteString(e.text)
		at = e.end
	}
	out.WriteString(f.text[at:])
	return []byte(out.String())
}

// plainWords are texts in which YAML sees nothing but words. Most are such, and
// need not be tried.
var plainWords = regexp.MustCompile(`^\pL[\pL\pN]*([ .'-]?[\pL\pN]+)*\.?$`)

// bare says whether a text may stand without quotes, in a map on one line as
// well as on a line of its own, and be read as it is.
func bare(text string) bool {
	return plainWords.MatchString(text) || triedBare(text)
}

// triedBare is bare by trying.
func triedBare(text string) bool {
	if text == "" || strings.ContainsAny(text, "\n\t,{}[]") {
		return false
	}
	f, ps := ParseYAML("", []byte("a: "+text+"\nb: {a: "+text+"}\n"))
	if len(ps) > 0 || f.Root == nil || len(f.Root.Pairs) != 2 {
		return false
	}
	same := func(n *Node) bool {
		return n != nil && n.Kind == Scalar && n.Plain && n.Text == text && n.Cut == ""
	}
	return same(f.Root.Value("a")) && same(f.Root.Value("b").Value("a"))
}

// Quote writes a text in "double quotes".
func Quote(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(text) + `"`
}

// ScalarYAML writes a text bare when it may stand so, and in double quotes otherwise.
func ScalarYAML(text string) string {
	if bare(text) {
		return text
	}
	return Quote(text)
}
