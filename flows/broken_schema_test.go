package flows

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"plaza/flows/source"
)

// shape marks a broken flow whose fault an editor sees by itself.
const shape = "The schema refuses it: a fault of shape."

// Of the broken flows the schema refuses those that are marked so, and no
// others: whatever needs more than the shape of the file is the checker's.
func TestSchemaRefusesBrokenShapes(t *testing.T) {
	schema := compiledSchema(t)
	files, err := filepath.Glob("testdata/broken/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no broken flows: %v", err)
	}
	marked := 0
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want := strings.Contains(string(archive.Comment), shape)
		for _, f := range archive.Files {
			if f.Name != FlowFile {
				continue
			}
			parsed, problems := source.ParseYAML(f.Name, f.Data)
			if parsed.Root == nil || len(problems) > 0 {
				if want {
					t.Errorf("%s: is not YAML, and has no shape", file)
				}
				continue
			}
			got := schema.Validate(asEditor(parsed.Root)) != nil
			if got != want {
				t.Errorf("%s: refused by the schema: got %v, want %v", file, got, want)
			}
			if want {
				marked++
			}
		}
	}
	if marked < 10 {
		t.Errorf("got %d faults of shape, want at least 10", marked)
	}
}
