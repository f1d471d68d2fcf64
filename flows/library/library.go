// Package library holds the consultations that come with Plaza, embedded in
// the program, each with its transcripts. ogp-strategy and findings-check are
// the two phases of the consultation Plaza was founded on, in English, Spanish
// and French: demonstrations with our own questions; the Open Government
// Partnership does not run them. milestone-true asks people whether what was
// promised is true where they live, in all six languages, of any action plan.
//
// A consultation is a folder here, and nothing else: adding one means adding
// its folder and its name to the embed line below. They are the examples that
// organisers copy, so they are held to what the checker says, warnings
// included, and every option is chosen in some transcript.
package library

import (
	"embed"
	"fmt"
	"io/fs"

	"plaza/flows"
)

//go:embed ogp-strategy findings-check milestone-true
var folders embed.FS

// FS returns the shipped consultations, one folder each.
func FS() fs.FS { return folders }

// Names returns the ids of the shipped consultations, sorted; each is also the
// name of its folder.
func Names() []string {
	entries, err := fs.ReadDir(folders, ".")
	if err != nil {
		panic(fmt.Sprintf("library: %v", err)) // what is embedded can always be listed
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names
}

// Folder returns a shipped consultation by its id. The error of an unknown
// name wraps fs.ErrNotExist, and a caller may then look for a folder on disk.
func Folder(name string) (*flows.Folder, error) {
	sub, err := fs.Sub(folders, name)
	if err != nil {
		return nil, fmt.Errorf("open the shipped consultation %s: %w", name, err)
	}
	folder, err := flows.ReadFolder(sub)
	if err != nil {
		return nil, fmt.Errorf("open the shipped consultation %s: %w", name, err)
	}
	folder.Name = name
	return folder, nil
}
