package flows_test

import (
	"os"
	"testing"
	"testing/fstest"
	"time"

	"plaza/flows"
)

// noon is when things happen where a test does not say.
var noon = time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC)

// program compiles the consultation in a folder.
func program(t testing.TB, dir string) *flows.Program {
	t.Helper()
	folder, err := flows.ReadFolder(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	return compile(t, folder)
}

// written compiles a consultation that stands in a test, and its tables.
func written(t testing.TB, yaml string, tables ...string) *flows.Program {
	t.Helper()
	files := fstest.MapFS{"flow.yaml": {Data: []byte(yaml)}}
	for i := 0; i+1 < len(tables); i += 2 {
		files[tables[i]] = &fstest.MapFile{Data: []byte(tables[i+1])}
	}
	folder, err := flows.ReadFolder(files)
	if err != nil {
		t.Fatal(err)
	}
	return compile(t, folder)
}

func compile(t testing.TB, folder *flows.Folder) *flows.Program {
	t.Helper()
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

// failer is a *testing.T or a *rapid.T.
type failer interface {
	Helper()
	Fatal(args ...any)
	Errorf(format string, args ...any)
}

// a run is one person's conversation with one program.
type run struct {
	t     failer
	p     *flows.Program
	state flows.State
	out   []flows.Effect // of the last input
}

func begin(t failer, p *flows.Program, s flows.State, in flows.Input) *run {
	t.Helper()
	r := &run{t: t, p: p, state: s}
	if r.state.Part == "" {
		r.state.Part = flows.MainPart
	}
	in.Kind = flows.InBegin
	r.step(in)
	return r
}

// step gives one input and answers what the engine needs of tables.
func (r *run) step(in flows.Input) {
	r.t.Helper()
	if in.At.IsZero() {
		in.At = noon
	}
	r.out = nil
	for range 50 {
		var out []flows.Effect
		r.state, out = r.p.Step(r.state, in)
		r.out = append(r.out, out...)
		need, ok := last(out).(flows.Need)
		if !ok || need.Query.Others != "" {
			return
		}
		rows, fit := r.p.Find(need.Query)
		in = flows.Input{Kind: flows.InFound, At: in.At, Rows: rows, Fit: fit}
	}
	r.t.Fatal("the engine asks without end")
}

func (r *run) says(text string) {
	r.t.Helper()
	r.step(flows.Input{Kind: flows.InText, Text: text})
}

// said is the text of the last message of the last input.
func (r *run) said() string {
	for i := len(r.out) - 1; i >= 0; i-- {
		if m, ok := r.out[i].(flows.Message); ok {
			return m.Text
		}
	}
	return ""
}

func (r *run) value(name string) string {
	for _, a := range r.state.Answers {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

func last(out []flows.Effect) flows.Effect {
	if len(out) == 0 {
		return nil
	}
	return out[len(out)-1]
}
