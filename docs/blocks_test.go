package docs_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// block is one fenced block of a page. Its first word is the language it is
// coloured in; the words after it say to these tests what it is:
//
//	yaml flow        a whole flow.yaml
//	csv NAME         a file beside the flow above it
//	chat             a transcript of the flow above it
//	yaml steps LANG… steps, in these languages; the tests put a head above them
//	yaml config      a piece of plaza.yaml
//	yaml profile     a whole profile of an SMS gateway
//	yaml plan DAY    a whole action plan, as checked on a day (yaml plan broken DAY: a wrong one)
//	csv updates      updates of the plan above it
//	text plan problems  what is said of the broken plan above
//	yaml broadcast   a whole broadcast
//	text preview     what plaza broadcast preview says of the broadcast above (held to it in cmd/plaza)
//	text status      what plaza broadcast status draws of it (held to it in cmd/plaza)
//	yaml broken      a whole flow.yaml that is wrong
//	text session ID  a shipped consultation in the terminal (held to it in cmd/plaza)
//	text problems    what the checker says of the broken one above
type block struct {
	page string
	line int // of the opening fence
	kind string
	args []string
	text string
}

// pages are the README and everything in docs, by name.
func pages(t *testing.T) map[string]string {
	t.Helper()
	names, err := filepath.Glob("*.md")
	if err != nil || len(names) < 3 {
		t.Fatalf("got pages %v (%v), want at least three", names, err)
	}
	texts := map[string]string{}
	for _, name := range append(names, "../README.md") {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = string(src)
	}
	return texts
}

// blocks cuts the fenced blocks out of a page.
func blocks(page, text string) []block {
	var all []block
	var open *block
	indent := ""
	for i, line := range strings.Split(text, "\n") {
		fence, found := strings.CutPrefix(strings.TrimLeft(line, " "), "```")
		switch {
		case found && open == nil:
			indent = line[:strings.Index(line, "`")]
			words := strings.Fields(fence)
			open = &block{page: page, line: i + 1}
			if len(words) > 0 {
				open.kind, open.args = words[0], words[1:]
			}
		case found:
			all = append(all, *open)
			open = nil
		case open != nil:
			open.text += strings.TrimPrefix(line, indent) + "\n"
		}
	}
	return all
}

// is tells whether the block is of a kind, such as "yaml flow".
func (b block) is(kind string) bool {
	first, second, _ := strings.Cut(kind, " ")
	return b.kind == first && (second == "" || len(b.args) > 0 && b.args[0] == second)
}
