package flows_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"plaza/channels"
	"plaza/flows"
	"plaza/flows/answer"
	"plaza/flows/flowtest"
	"plaza/flows/source"
	"plaza/locales"
)

// updating reports whether -update was given, which the tests inside the
// package declare: write what is found into testdata/broken.
func updating() bool { return flag.Lookup("update").Value.String() == "true" }

// env is the world in which the broken flows are checked: our six languages,
// SMS as networks count them, and one published consultation opened by OGP.
func env(t testing.TB) flows.Env {
	t.Helper()
	bundle, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]answer.Words{}
	for _, lang := range bundle.Languages() {
		words[lang] = answer.Words(bundle.Words(lang))
	}
	return flows.Env{
		Lexicon: flows.Lexicon{Words: words},
		Meter:   channels.Segments,
		Taken: func(word string) string {
			if answer.Fold(word) == "ogp" {
				return "ogp-strategy"
			}
			return ""
		},
	}
}

// broken is one case: an archive of a folder (flow.yaml, tables, translations,
// transcripts), perhaps the version published before (published.yaml) and the
// plans there are (plans), and the problems to be found, under the name problems.
type broken struct {
	file      string
	archive   *txtar.Archive
	folder    *flows.Folder
	published *flows.Folder
	plans     []string
	want      string
}

func readBroken(t testing.TB) []broken {
	t.Helper()
	files, err := filepath.Glob("testdata/broken/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []broken
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		b := broken{file: file, archive: archive, folder: &flows.Folder{Files: map[string][]byte{}}}
		for _, f := range archive.Files {
			switch f.Name {
			case "problems":
				b.want = string(f.Data)
			case "published.yaml":
				b.published = &flows.Folder{Files: map[string][]byte{"flow.yaml": f.Data}}
			case "plans":
				b.plans = strings.Fields(string(f.Data))
			default:
				b.folder.Files[f.Name] = f.Data
			}
		}
		all = append(all, b)
	}
	return all
}

// check reads and checks one case as plaza check does.
func (b broken) check(t testing.TB, env flows.Env) source.Problems {
	t.Helper()
	if b.published != nil {
		published, problems := flows.Parse(b.published)
		if problems != nil {
			t.Fatalf("published.yaml: %v", problems)
		}
		env.Published = published
	}
	env.Plans = b.plans
	flow, problems := flows.Parse(b.folder)
	problems = append(problems, flows.Check(flow, env)...)
	if problems.Err() == nil {
		problems = append(problems, b.untested(t, flow, env)...)
	}
	problems.Sort()
	return problems
}

// untested plays the transcripts of a case, if it has any.
func (b broken) untested(t testing.TB, flow *flows.Flow, env flows.Env) source.Problems {
	t.Helper()
	covered := flowtest.Coverage{}
	for name, data := range b.folder.Files {
		if filepath.Ext(name) != ".chat" {
			continue
		}
		program, err := flows.Compile(flow, env)
		if err != nil {
			t.Fatal(err)
		}
		library, err := flows.NewLibrary(env.Lexicon, program)
		if err != nil {
			t.Fatal(err)
		}
		result := flowtest.Run(program, library, name, data)
		if !result.OK() {
			t.Errorf("the transcript does not go:\n%v", result)
		}
		covered.Add(result.Covered)
	}
	if len(covered) == 0 {
		return nil
	}
	return flowtest.Untested(flow, covered)
}

// either are the codes that are an error or a warning, as the case may be.
var either = []string{"stale", "same-answer", "condition", "word-taken"}

func TestBroken(t *testing.T) {
	env := env(t)
	known := map[string]bool{} // code → is a warning
	for _, code := range flows.Codes() {
		known[code.Name] = code.Warning
	}
	found := map[string]bool{}
	cases := readBroken(t)
	if len(cases) < 60 {
		t.Errorf("got %d broken flows, want at least 60", len(cases))
	}
	for _, b := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(b.file), ".txt"), func(t *testing.T) {
			problems := b.check(t, env)
			var got strings.Builder
			for _, p := range problems {
				got.WriteString(p.String() + "\n")
				found[p.Code] = true
				warning, ok := known[p.Code]
				if !ok {
					t.Errorf("code %q is not among flows.Codes", p.Code)
				}
				if warning != p.Warning && !slices.Contains(either, p.Code) {
					t.Errorf("%s: got a warning: %v, want %v", p.Code, p.Warning, warning)
				}
			}
			if updating() && got.String() != b.want {
				b.write(t, got.String())
				return
			}
			if diff := cmp.Diff(b.want, got.String()); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if got.Len() == 0 {
				t.Error("nothing is found in this flow")
			}
		})
	}
	for _, code := range flows.Codes() {
		if !found[code.Name] {
			t.Errorf("no broken flow shows %q", code.Name)
		}
	}
}

func (b broken) write(t *testing.T, problems string) {
	t.Helper()
	i := slices.IndexFunc(b.archive.Files, func(f txtar.File) bool { return f.Name == "problems" })
	if i < 0 {
		i = len(b.archive.Files)
		b.archive.Files = append(b.archive.Files, txtar.File{Name: "problems"})
	}
	b.archive.Files[i].Data = []byte(problems)
	if err := os.WriteFile(b.file, bytes.TrimLeft(txtar.Format(b.archive), "\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}
