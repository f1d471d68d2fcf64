package source

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzParseYAML: reading never panics, every place lies inside the file, and
// when nothing is reported, nothing was lost: each letter and digit of the
// file outside of comments is in the tree.
func FuzzParseYAML(f *testing.F) {
	for _, seed := range []string{
		"a: b\nc: {d: e, f: [g, h]}\n", "a: |\n  b\n c: d", "- - - a: \"b\n c\"", "a: {b} c #d\n e: f", "\ta: b", "a: 'b' c\n--- d",
		"\t- \t", "? a\n: b", "a: &b c\nd: *b", "%a\n", "a: >-\n\n  b\n", "é: {ñ: x, y: z: w}", "a:b\n  c:d\n e", "\xEF\xBB\xBFa: b\r\nc: d\r",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, ps := ParseYAML("f", data)
		lines := strings.Split(strings.TrimPrefix(string(data), "\uFEFF"), "\n")
		inside := func(p Pos) {
			if p.Line < 1 || p.Line > len(lines) || p.Col < 1 || p.Col > utf8.RuneCountInString(lines[p.Line-1])+1 {
				t.Errorf("place %v is outside of %q", p, data)
			}
		}
		for _, p := range ps {
			inside(p.Pos)
		}
		kept := 0
		walk(file.Root, func(n *Node) {
			inside(n.Pos)
			kept += letters(n.Text) + letters(n.Cut)
		})
		// Escapes and comments are written with letters that are no text.
		if len(ps) == 0 && !strings.ContainsAny(string(data), `\#|>`) && kept != letters(string(data)) && strings.Trim(string(data), "-. \r\n") != "" {
			t.Errorf("%d letters of %d are in the tree of %q", kept, letters(string(data)), data)
		}
	})
}

func walk(n *Node, visit func(*Node)) {
	if n == nil {
		return
	}
	visit(n)
	for _, p := range n.Pairs {
		walk(p.Key, visit)
		walk(p.Value, visit)
	}
	for _, item := range n.Items {
		walk(item, visit)
	}
}

// letters counts ASCII letters and digits, which YAML never folds or drops.
func letters(s string) int {
	n := 0
	for _, r := range s {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			n++
		}
	}
	return n
}

func FuzzParseCSV(f *testing.F) {
	f.Add([]byte("a,b\n1,\"2\n3\"\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		table, _ := ParseCSV("f", data)
		for i, row := range table.Rows {
			if len(row) != len(table.Columns) || table.Lines[i] < 1 {
				t.Errorf("row %d of %q: %d cells of %d, line %d", i, data, len(row), len(table.Columns), table.Lines[i])
			}
		}
	})
}
