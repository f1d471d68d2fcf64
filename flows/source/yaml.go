package source

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v4"
)

// ParseYAML reads a YAML file the strict way and reports everything wrong with
// it at once. When the parser stumbles over one of the usual traps, the trap
// is reported, mended in memory, and reading goes on: so the File holds a tree
// whenever one can be guessed at, and Root is nil otherwise.
func ParseYAML(name string, data []byte) (*File, Problems) {
	return ParseYAMLWithin(name, data, MaxYAML, "put data into a table (*.csv)")
}

// ParseYAMLWithin is ParseYAML of files that may be longer: of the most bytes
// that are read, with what to do about more.
func ParseYAMLWithin(name string, data []byte, most int, hint string) (*File, Problems) {
	f := &File{Name: name}
	if len(data) > most {
		f.setText("")
		return f, Problems{{Pos: Pos{File: name}, Code: "syntax",
			Message: fmt.Sprintf("this file has %d KiB; %d are the most that is read", len(data)>>10, most>>10), Hint: hint}}
	}
	text, ps := Decode(name, data)
	f.setText(text)
	root, err := f.load()
	if traps := f.scan(err != nil); len(traps) > 0 {
		for _, trap := range traps {
			trap.Pos = f.inside(trap.Pos)
			ps = append(ps, trap)
		}
		root, err = f.load()
	}
	if err != nil {
		return f, append(ps, f.unexplained(err, ps)...)
	}
	if root != nil {
		c := &converter{file: f}
		f.Root = c.node(root, -1, 0)
		ps = append(ps, c.problems...)
	}
	ps.Sort()
	return f, ps
}

// load parses the text and returns the root of its first document, and nil
// when it is empty. A second document is an error here, because the library
// would drop it without a word.
func (f *File) load() (*yaml.Node, error) {
	l, err := yaml.NewLoader(strings.NewReader(f.text), yaml.WithUniqueKeys(false))
	if err != nil {
		return nil, err
	}
	var doc, second yaml.Node
	if err := l.Load(&doc); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	if err := l.Load(&second); err == nil {
		return nil, &secondDocument{second.Line}
	} else if !errors.Is(err, io.EOF) {
		return nil, err
	}
	if len(doc.Content) == 0 {
		return nil, nil
	}
	return doc.Content[0], nil
}

// secondDocument is the line where another document begins.
type secondDocument struct{ line int }

func (e *secondDocument) Error() string {
	return fmt.Sprintf("a second document on line %d", e.line)
}

// unexplained reports an error of the parser that no trap explains. When other
// problems were found before it, it is most likely a consequence of them, and
// its words would only confuse.
func (f *File) unexplained(err error, known Problems) Problems {
	if second, ok := errors.AsType[*secondDocument](err); ok {
		return Problems{{Pos: f.pos(second.line, 1), Code: "yaml",
			Message: "a second document begins here", Hint: "one file is one consultation: delete the line ---"}}
	}
	line, col, words := 1, 1, err.Error()
	if load, ok := errors.AsType[*yaml.LoadError](err); ok {
		line, col, words = load.Mark.Line, load.Mark.Column, load.Message
		if load.ContextMark.Line > 0 && strings.Contains(words, "end of stream") {
			line, col = load.ContextMark.Line, load.ContextMark.Column
		}
	}
	for _, p := range known {
		if p.Pos.Line >= line-3 && p.Pos.Line <= line+1 {
			return nil
		}
	}
	message, hint := inPlainWords(words)
	return Problems{{Pos: f.pos(line, col), Code: "syntax", Message: message, Hint: hint}}
}

// inPlainWords retells what the parser says for someone who writes texts.
func inPlainWords(words string) (message, hint string) {
	has := func(s string) bool { return strings.Contains(words, s) }
	switch {
	case has("end of stream"):
		return "a quote is opened here and never closed", `end the text with the same quote; write \" for a quote inside "double quotes"`
	case has("escape character"):
		return `a \ inside "double quotes" begins a special character`, `write \\ for a backslash`
	case has("',' or '}'"), has("',' or ']'"):
		return "a { or [ is not closed, or a comma is missing", "close it with } or ], or write one entry a line"
	case has("mapping values are not allowed"):
		return "a colon and a space inside a text", `put the text in "double quotes"`
	case has("simple key"), has("expected key"), has("block sequence"), has("expected '-'"):
		return "this line does not fit the lines above it", "begin it in the same column as its neighbours; a text that holds : or # needs quotes"
	case has("unknown anchor"):
		return `a text that begins with "*" needs quotes`, `put the text in "double quotes"`
	case has("depth"), has("nest"):
		return "too many levels inside one another", ""
	}
	return "this cannot be read: " + strings.TrimPrefix(words, "yaml: "), `if it is a text, put it in "double quotes"`
}
