package flows_test

import (
	"os"
	"path/filepath"
	"testing"

	"plaza/flows"
)

// wholeFlows are the folders of whole consultations: the drafts and the shipped.
func wholeFlows(t testing.TB) []string {
	t.Helper()
	var dirs []string
	for _, pattern := range []string{"testdata/drafts/*/flow.yaml", "library/*/flow.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no flows: %v", pattern, err)
		}
		for _, file := range files {
			dirs = append(dirs, filepath.Dir(file))
		}
	}
	return dirs
}

func readWhole(t testing.TB, dir string) *flows.Flow {
	t.Helper()
	folder, err := flows.ReadFolder(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	flow, problems := flows.Parse(folder)
	if problems != nil {
		t.Fatalf("%s: %v", dir, problems)
	}
	return flow
}

// Whole consultations have no errors, with the world as it is when they are
// published.
func TestCheckWholeFlows(t *testing.T) {
	env := env(t)
	env.Taken = nil // the shipped ones open by these very words
	for _, dir := range wholeFlows(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			problems := flows.Check(readWhole(t, dir), env)
			if err := problems.Err(); err != nil {
				t.Errorf("got errors, want none:\n%v", err)
			}
			for _, p := range problems {
				t.Log(p)
			}
		})
	}
}
