package flows

import (
	"os"
	"path/filepath"
	"testing"
)

// Whole consultations are free of errors.
func TestCheckDrafts(t *testing.T) {
	dirs, err := filepath.Glob("testdata/drafts/*")
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no drafts: %v", err)
	}
	shipped, err := filepath.Glob("library/*/flow.yaml")
	if err != nil || len(shipped) == 0 {
		t.Fatalf("no shipped flows: %v", err)
	}
	for _, file := range shipped {
		dirs = append(dirs, filepath.Dir(file))
	}
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			folder, err := ReadFolder(os.DirFS(dir))
			if err != nil {
				t.Fatal(err)
			}
			flow, problems := Parse(folder)
			problems = append(problems, Check(flow, Env{})...)
			if err := problems.Err(); err != nil {
				t.Errorf("got errors, want none:\n%v", err)
			}
		})
	}
}
