package source

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// draw prints a tree on one line: maps in {}, lists in [], texts in quotes.
func draw(n *Node) string {
	if n == nil {
		return "nothing"
	}
	var parts []string
	switch n.Kind {
	case Map:
		for _, p := range n.Pairs {
			parts = append(parts, p.Key.Text+"="+draw(p.Value))
		}
		return "{" + strings.Join(parts, " ") + "}"
	case List:
		for _, item := range n.Items {
			parts = append(parts, draw(item))
		}
		return "[" + strings.Join(parts, " ") + "]"
	}
	return fmt.Sprintf("%q", n.Text)
}

// told prints problems as line:col message [code].
func told(ps Problems) []string {
	var lines []string
	for _, p := range ps {
		lines = append(lines, fmt.Sprintf("%d:%d %s [%s]", p.Pos.Line, p.Pos.Col, p.Message, p.Code))
	}
	return lines
}

func TestEveryScalarIsText(t *testing.T) {
	src := "a: no\nb: TRUE\nc: 012\nd: 1_000\ne: 2022-05-01\nf: ~\ng: 0x1F\nh: .inf\ni: \"2\"\nj:\nk: |\n  one\n  two\nl: one\n  more\nm: '1''2'\n"
	f, ps := ParseYAML("flow.yaml", []byte(src))
	if len(ps) > 0 {
		t.Fatalf("got problems %v, want none", ps)
	}
	want := `{a="no" b="TRUE" c="012" d="1_000" e="2022-05-01" f="~" g="0x1F" h=".inf" i="2" j="" k="one\ntwo\n" l="one more" m="1'2"}`
	if got := draw(f.Root); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestPlacesCountCharacters(t *testing.T) {
	f, ps := ParseYAML("flow.yaml", []byte("\xEF\xBB\xBFñandú: {es: ¿Cuál?, en: 日本}\r\nb: x\r\n"))
	if len(ps) > 0 {
		t.Fatalf("got problems %v, want none", ps)
	}
	en := f.Root.Pairs[0].Value.Pairs[1]
	if got := en.Key.Pos.String() + " " + en.Value.Pos.String(); got != "flow.yaml:1:21 flow.yaml:1:25" {
		t.Errorf("got %s, want flow.yaml:1:21 flow.yaml:1:25", got)
	}
	if got := f.Root.Pairs[1].Value.Pos.String(); got != "flow.yaml:2:4" {
		t.Errorf("got %s, want flow.yaml:2:4", got)
	}
}

func TestTrapsAreToldAllAtOnce(t *testing.T) {
	for _, tc := range []struct {
		name, src string
		want      []string
		tree      string // what is read in spite of it
	}{
		{"ColonInText", "text: Where: a ward\nb: c\n",
			[]string{"1:12 a colon and a space inside a text [syntax]"}, `{text="Where: a ward" b="c"}`},
		{"BeginsWithBrace", "a: {name} hello\n",
			[]string{`1:4 a text that begins with "{" must be in quotes [syntax]`}, `{a="{name} hello"}`},
		{"BeginsWithBracket", "a: [x] y\n",
			[]string{`1:4 a text that begins with "[" must be in quotes [syntax]`}, `{a="[x] y"}`},
		{"BeginsWithSign", "a: *foo bar\nb: @x\nc: `x`\nd: %y\ne: > b\nf: !x: y\ng: & more\n",
			[]string{
				`1:4 a text that begins with "*" must be in quotes [syntax]`,
				`2:4 a text that begins with "@" must be in quotes [syntax]`,
				"3:4 a text that begins with \"`\" must be in quotes [syntax]",
				`4:4 a text that begins with "%" must be in quotes [syntax]`,
				`5:4 a text that begins with ">" must be in quotes [syntax]`,
				`6:4 a text that begins with "!" must be in quotes [syntax]`,
				`7:4 a text that begins with "&" must be in quotes [syntax]`,
			}, "{a=\"*foo bar\" b=\"@x\" c=\"`x`\" d=\"%y\" e=\"> b\" f=\"!x: y\" g=\"& more\"}"},
		{"MoreAfterQuote", "a: \"x\" y\nb: 'it's'\n",
			[]string{"1:7 the text goes on after its closing quote: y [syntax]", "2:8 the text goes on after its closing quote: s' [syntax]"},
			`{a="\"x\" y" b="'it's'"}`},
		{"QuoteNotClosed", "a: \"x\nb: c\n",
			[]string{"1:4 this quote is never closed [syntax]"}, `{a="x" b="c"}`},
		{"UnknownEscape", `a: "C:\quarter"` + "\n",
			[]string{`1:7 a \ inside "double quotes" begins a special character [syntax]`}, `{a="C:\\quarter"}`},
		{"InsideBraces", "a: {en: Hi {x}, es: Hola: eh}\nb: {en: Report #3, es: Av}\nc: {en: \"x\" y, es: z}\n",
			[]string{
				`1:12 a text with "{" inside {…} or […] must be in quotes [syntax]`,
				"1:25 a colon and a space inside a text [syntax]",
				`2:16 the text stops at "#3" [text-cut]`,
				"3:12 the text goes on after its closing quote [syntax]",
			}, `{a={en="Hi {x}" es="Hola: eh"} b={en="Report #3" es="Av"} c={en="\"x\" y" es="z"}}`},
		{"BraceNotClosed", "a: {en: x, es: y\nb: c\n",
			[]string{`1:4 "{" is never closed [syntax]`}, `{a={en="x" es="y"} b="c"}`},
		{"TooFarIn", "steps:\n  - ask: x\n      text: hello\n      options:\n        a: b\n  - say: y\n",
			[]string{`3:7 "text:" is inside the text that begins on line 2 [syntax]`},
			`{steps=[{ask="x" text="hello" options={a="b"}} {say="y"}]}`},
		{"BesideItsNeighbours", "title:\n  en: x\n es: y\nb: c\n",
			[]string{"3:2 this line does not line up with its neighbours [syntax]"}, `{title={en="x" es="y"} b="c"}`},
		{"FirstOfItsNeighbours", "steps:\n   - ask: x\n     text: one\n  - say: y\n  - say: z\na:\n   b: c\n  d: e\n  f: g\n",
			[]string{"2:4 this line does not line up with its neighbours [syntax]", "7:4 this line does not line up with its neighbours [syntax]"},
			`{steps=[{ask="x" text="one"} {say="y"} {say="z"}] a={b="c" d="e" f="g"}}`},
		{"AllButTheFirst", "a:\n    b: c\n    d: e\n  f: g\n  h: i\nj: k\n",
			[]string{"4:3 this line does not line up with its neighbours [syntax]"}, `{a={b="c" d="e" f="g" h="i"} j="k"}`},
		{"TwoColumnsAfterOneItem", "a:\n  - b: x\n   c:\n   d:\n",
			[]string{"3:4 this line does not line up with its neighbours [syntax]"}, `{a=[{b="x" c="" d=""}]}`},
		{"TwoColumnsAfterAnItemInLine", "a:\n  - b: x\n   c: y\n   d: z\n  - b: w\n",
			[]string{"3:4 this line does not line up with its neighbours [syntax]"}, `{a=[{b="x" c="y" d="z"} {b="w"}]}`},
		{"ItemBesideItsNeighbours", "a:\n  - b: x\n    c: y\n   - b: z\n  - b: w\n",
			[]string{"4:4 this line does not line up with its neighbours [syntax]"}, `{a=[{b="x" c="y"} {b="z"} {b="w"}]}`},
		{"NoSpaceAfterColon", "text:Hello\nb: c\n",
			[]string{"1:6 a space is missing after text: [syntax]"}, `{text="Hello" b="c"}`},
		{"TabIndent", "a:\n\tb: c\n\te: f\n",
			[]string{"2:1 this line is indented with a tab [syntax]", "3:1 this line is indented with a tab [syntax]"}, `{a={b="c" e="f"}}`},
		{"NoBreakSpaceIndent", "a:\n  b: c\n\u00a0\u00a0d: e\n",
			[]string{"3:1 this line is indented with a no-break space [syntax]"}, `{a={b="c" d="e"}}`},
		{"CutTextGoesOn", "a: b #3 c\n   and more\nd: e\n",
			[]string{`1:6 the text stops at "#3 c" [text-cut]`}, `{a="b #3 c and more" d="e"}`},
		{"ListOnTheLineOfItsKey", "a: - b\n",
			[]string{"1:4 a list begins on the line after its key [syntax]"}, `{a="- b"}`},
		{"LineOfItsOwn", "say Hello\na: b\n",
			[]string{"1:1 this line is neither a key nor an item of a list [syntax]"}, `{a="b"}`},
		{"Alias", "a: &y z\nb: *y\n",
			[]string{"1:4 anchors are not used here [yaml]", "2:4 aliases are not used here [yaml]"}, `{a="z" b=""}`},
		{"MergeKey", "a: 1\n<<: {b: 2}\n", []string{"2:1 merge keys are not used here [yaml]"}, `{a="1"}`},
		{"Tag", "a: !!int 3\nb: ! x\n", []string{"1:4 tags are not used here [yaml]", "2:4 tags are not used here [yaml]"}, `{a="3" b="x"}`},
		{"SecondDocument", "a: x\n---\nb: c\n", []string{"2:1 a second document begins here [yaml]"}, "nothing"},
		{"Directive", "%YAML 1.1\n---\na: b\n", []string{"1:1 directives are not used here [yaml]"}, `{a="b"}`},
		{"SameKeyTwice", "a: 1\nb: 2\na: 3\n", []string{`3:1 "a" is already on line 1 [yaml]`}, `{a="1" b="2"}`},
		{"KeyThatIsAList", "? [a]\n: b\nc: d\n", []string{"1:3 a key must be one word, not a list [yaml]"}, `{c="d"}`},
		{"ControlCharacter", "a: b\x07c\n", []string{"1:5 a control character (U+0007) [syntax]"}, `{a="b c"}`},
		{"LineSeparator", "a: b\u2028c: d\n", []string{"1:5 an unusual line break (U+2028) that other programs do not see [syntax]", "1:7 a colon and a space inside a text [syntax]"}, `{a="b c: d"}`},
		{"NotUTF8", "a: se\xf1or\nb: c\n", []string{"1:6 this is not UTF-8 [syntax]"}, "{a=\"se\uFFFDor\" b=\"c\"}"},
		{"UTF16", "\xff\xfea\x00", []string{"1:1 this file is UTF-16 [syntax]"}, "nothing"},
		{"TooDeep", strings.Repeat("[", 100) + strings.Repeat("]", 100), []string{"1:62 too many levels inside one another [syntax]"}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f, ps := ParseYAML("flow.yaml", []byte(tc.src))
			if diff := cmp.Diff(tc.want, told(ps)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if got := draw(f.Root); tc.tree != "" && got != tc.tree {
				t.Errorf("tree:\n got %s\nwant %s", got, tc.tree)
			}
		})
	}
}

// TestNoTrapWhereNoneIs holds the scan against lines that look like traps.
func TestNoTrapWhereNoneIs(t *testing.T) {
	src := `a: |
  one: two: three
  - {x} #3
b: "x: y #3"
c: 'don''t: do'
d: see http://example.org/#top
e: {en: [A, B], es: ["C: d"]}   # a comment
f:
  - g: >-
      a: b: c
    h: 12:30
  - "i
    j: k: l"
l: {m: n,
    o: p}
q: BROKEN: here
`
	_, ps := ParseYAML("flow.yaml", []byte(src))
	if diff := cmp.Diff([]string{"16:10 a colon and a space inside a text [syntax]"}, told(ps)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

// TestMendingKeepsPlacesInside: what is put in quotes in memory makes the line
// longer there, and only there.
func TestMendingKeepsPlacesInside(t *testing.T) {
	src := `a: {b: "x" "y" "z" "w", f: g}`
	f, ps := ParseYAML("flow.yaml", []byte(src))
	if len(ps) != 1 {
		t.Fatalf("got %v, want one problem", ps)
	}
	walk(f.Root, func(n *Node) {
		if n.Pos.Col > len(src)+1 {
			t.Errorf("%q is at %v, and the line has %d characters", n.Text, n.Pos, len(src))
		}
	})
}

// TestCutIsKept: YAML drops a comment; a reader of texts must be able to see it.
func TestCutIsKept(t *testing.T) {
	f, ps := ParseYAML("flow.yaml", []byte("a: Ask #3 about it\nb: x # y\nc: \"x\" # y\n"))
	if len(ps) > 0 {
		t.Fatalf("got problems %v, want none", ps)
	}
	var got []string
	for _, p := range f.Root.Pairs {
		got = append(got, fmt.Sprintf("%d:%d %s", p.Value.CutPos.Line, p.Value.CutPos.Col, p.Value.Cut))
	}
	if diff := cmp.Diff([]string{"1:8 #3 about it", "2:6 # y", "0:0 "}, got); diff != "" {
		t.Errorf("cuts (-want +got):\n%s", diff)
	}
}

// TestAliasesAreNotFollowed: a file that doubles itself thirty times over is
// read no larger than it is on disk.
func TestAliasesAreNotFollowed(t *testing.T) {
	src := "a0: &a0 [x, x]\n"
	for i := 1; i < 30; i++ {
		src += fmt.Sprintf("a%d: &a%d [*a%d, *a%d]\n", i, i, i-1, i-1)
	}
	f, ps := ParseYAML("flow.yaml", []byte(src))
	if len(ps) != 30+2*29 {
		t.Errorf("got %d problems, want one for each anchor and alias, %d", len(ps), 30+2*29)
	}
	if nodes := strings.Count(draw(f.Root), "\""); nodes > 200 {
		t.Errorf("got a tree of %d quotes", nodes)
	}
}

func TestSizeIsBounded(t *testing.T) {
	if _, ps := ParseYAML("flow.yaml", make([]byte, MaxYAML+1)); len(ps) != 1 {
		t.Errorf("got %v, want one problem", ps)
	}
	if _, ps := ParseCSV("a.csv", make([]byte, MaxCSV+1)); len(ps) != 1 {
		t.Errorf("got %v, want one problem", ps)
	}
}
