// Package library holds the action plans that come with Plaza, embedded in the
// program, to try it with: two commitments of Kaduna State and the counts of
// Uruguay's third plan. They hold only what our sources say; where those give
// no title and no day, there is none here. Nobody named in them runs Plaza.
package library

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"plaza/civic/plan"
)

//go:embed *.yaml
var files embed.FS

// Names returns the ids of the shipped plans, sorted.
func Names() []string {
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		panic(fmt.Sprintf("library: %v", err)) // what is embedded can always be listed
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = strings.TrimSuffix(e.Name(), ".yaml")
	}
	return names
}

// Source returns the file of a shipped plan by its id, as an example to copy.
// The error of an unknown id wraps fs.ErrNotExist.
func Source(name string) ([]byte, error) {
	src, err := files.ReadFile(name + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("open the shipped plan %s: %w", name, err)
	}
	return src, nil
}

// Plan returns a shipped plan by its id. The error of an unknown id wraps
// fs.ErrNotExist.
func Plan(name string) (*plan.Plan, error) {
	src, err := Source(name)
	if err != nil {
		return nil, err
	}
	p, problems := plan.Parse(name+".yaml", src)
	if err := problems.Err(); err != nil {
		return nil, fmt.Errorf("open the shipped plan %s: %w", name, err)
	}
	return p, nil
}
