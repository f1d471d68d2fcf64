package library_test

import (
	"errors"
	"io/fs"
	"testing"

	"plaza/flows"
	"plaza/flows/library"
)

func TestFolder(t *testing.T) {
	t.Run("every name opens a consultation of that id", func(t *testing.T) {
		if len(library.Names()) < 2 {
			t.Fatalf("got %v, want at least two shipped consultations", library.Names())
		}
		for _, name := range library.Names() {
			folder, err := library.Folder(name)
			if err != nil {
				t.Fatal(err)
			}
			flow, problems := flows.Parse(folder)
			if len(problems) > 0 {
				t.Errorf("%s:\n%v", name, problems)
			}
			if flow.ID.Value != name || folder.Name != name {
				t.Errorf("got flow %q in folder %q, want %q", flow.ID.Value, folder.Name, name)
			}
		}
	})
	t.Run("an unknown name is not there", func(t *testing.T) {
		for _, name := range []string{"nobody", "../library", "", "ogp-strategy/flow.yaml"} {
			if _, err := library.Folder(name); err == nil {
				t.Errorf("%q: got no error", name)
			}
		}
		if _, err := library.Folder("nobody"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("got %v, want fs.ErrNotExist", err)
		}
	})
}
