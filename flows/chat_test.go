package flows_test

import (
	"os"
	"path/filepath"
	"testing"

	"plaza/flows"
	"plaza/flows/flowtest"
)

func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("library/*/*.chat")
	if err != nil || len(files) == 0 {
		t.Fatalf("got %d transcripts, %v", len(files), err)
	}
	more, _ := filepath.Glob("testdata/chat/*/*.chat")
	drafts, _ := filepath.Glob("testdata/drafts/*/*.chat")
	files = append(append(files, more...), drafts...)
	for _, file := range files {
		t.Run(file, func(t *testing.T) {
			p := program(t, filepath.Dir(file))
			lib, err := flows.NewLibrary(lexicon(), p)
			if err != nil {
				t.Fatal(err)
			}
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if r := flowtest.Run(p, lib, file, src); !r.OK() {
				t.Errorf("\n%s", r)
			}
		})
	}
}
