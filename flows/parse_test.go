package flows

import (
	"os"
	"path/filepath"
	"testing"
)

// TestParseDrafts reads whole consultations, whose every step exists.
func TestParseDrafts(t *testing.T) {
	dirs, err := filepath.Glob("testdata/drafts/*")
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no drafts: %v", err)
	}
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			folder, err := ReadFolder(os.DirFS(dir))
			if err != nil {
				t.Fatal(err)
			}
			if _, problems := Parse(folder); len(problems) > 0 {
				t.Errorf("got problems, want none:\n%v", problems)
			}
		})
	}
}
