package flows_test

import (
	"os"
	"path/filepath"
	"testing"

	"plaza/flows"
	"plaza/flows/flowtest"
)

// transcripts are all there are of shipped consultations and of our own.
func transcripts(t testing.TB) []string {
	t.Helper()
	var files []string
	for _, pattern := range []string{"library/*/*.chat", "testdata/chat/*/*.chat", "testdata/drafts/*/*.chat"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: got %d transcripts, %v", pattern, len(found), err)
		}
		files = append(files, found...)
	}
	return files
}

// play plays a transcript with the consultation beside it.
func play(t testing.TB, file string) (*flows.Program, flowtest.Result) {
	t.Helper()
	p := program(t, filepath.Dir(file))
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return p, flowtest.Run(p, library(t, p), filepath.Base(file), src)
}

func library(t testing.TB, programs ...*flows.Program) *flows.Library {
	t.Helper()
	lib, err := flows.NewLibrary(lexicon(), programs...)
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func TestTranscripts(t *testing.T) {
	for _, file := range transcripts(t) {
		t.Run(file, func(t *testing.T) {
			if _, r := play(t, file); !r.OK() {
				t.Errorf("\n%s", r)
			}
		})
	}
}

// Every verb of the language and every kind of answer is played somewhere: a
// new one without a transcript fails here.
func TestEverythingHasATranscript(t *testing.T) {
	played := make(map[string]bool)
	for _, file := range transcripts(t) {
		p, r := play(t, file)
		var walk func([]*flows.Step)
		walk = func(steps []*flows.Step) {
			for _, step := range steps {
				switch v := step.Verb.(type) {
				case *flows.Say:
					played["say"] = true
				case *flows.ListRows:
					played["list"] = true
				case *flows.Group:
					played["then"] = true
					walk(v.Then)
					walk(v.Else)
				case *flows.Ask:
					if r.Covered[v.Name.Value] {
						played["ask"], played["answer: "+v.Answer.Value] = true, true
					}
				case *flows.Consent:
					played["consent"] = played["consent"] || r.Covered[v.Purpose.Value]
				case *flows.Confirm:
					played["confirm"] = played["confirm"] || r.Covered["confirm "+v.Names[0].Value]
				case *flows.Handoff:
					played["handoff"] = played["handoff"] || r.Covered["handoff "+v.Desk.Value]
				case *flows.Follow:
					played["follow"] = played["follow"] || r.Covered["follow "+v.What.Value]
				case *flows.End:
					played["end"] = played["end"] || r.Covered["end "+v.Outcome.Value]
				}
			}
		}
		walk(p.Flow.Steps)
		for _, pt := range p.Flow.Parts.By {
			walk(pt.Steps)
		}
	}
	for _, verb := range flows.VerbNames() {
		if !played[verb] {
			t.Errorf("no transcript plays %s: write one in testdata/chat", verb)
		}
	}
	for _, kind := range append(flows.AnswerNames(), "") {
		if !played["answer: "+kind] {
			t.Errorf("no transcript asks for answer: %s", kind)
		}
	}
}
