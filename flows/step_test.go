package flows_test

import (
	"os"
	"testing"
	"time"

	"plaza/flows"
)

// program compiles the consultation in a folder.
func program(t testing.TB, dir string) *flows.Program {
	t.Helper()
	folder, err := flows.ReadFolder(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	f, problems := flows.Parse(folder)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	p, err := flows.Compile(f, flows.Env{Lexicon: lexicon()})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestSmoke(t *testing.T) {
	p := program(t, "library/ogp-strategy")
	at := time.Date(2022, 5, 10, 9, 0, 0, 0, time.UTC)
	s := flows.State{Flow: "ogp-strategy", Part: "main", Run: "r1", Lang: "es"}
	s, out := p.Step(s, flows.Input{Kind: flows.InBegin, At: at})
	t.Logf("%+v", out)
	for _, text := range []string{"claro que sí", "la uno", "educación", "el ambiente", "porque sí", "1 y 3", "cuatro", "no"} {
		b := flows.AppendState(nil, s)
		var err error
		if s, err = flows.ParseState(b); err != nil {
			t.Fatal(err)
		}
		s, out = p.Step(s, flows.Input{Kind: flows.InText, At: at, Text: text})
		t.Logf("> %s\n%+v", text, out)
	}
	t.Logf("%s", flows.AppendState(nil, s))
}
