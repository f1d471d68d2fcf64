package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"plaza/civic/plan"
	"plaza/civic/plan/library"
	"plaza/flows/source"
)

// planHead is how the verbs that read plans are told what a table is silent on.
type planHead struct {
	Head string `help:"For a table of OGP's alone, which says nothing of the plan: a YAML file with its id, languages, title and short title." placeholder:"FILE"`
}

// readPlan reads a plan: a file or folder on disk before a shipped one, so
// that a copy of a shipped one can be worked on under its own name. What is
// wrong with it is in the problems.
func (h planHead) readPlan(name string) (*plan.Plan, source.Problems, error) {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		src, err := library.Source(name)
		if err != nil {
			return nil, nil, hint(fmt.Errorf("there is no file %s, and no plan of that id comes with plaza", name), offered(name, library.Names(), "")...)
		}
		p, problems := plan.Parse(name, src)
		return p, problems, nil
	case err != nil:
		return nil, nil, fmt.Errorf("read the plan: %w", err)
	case info.IsDir() || strings.EqualFold(filepath.Ext(name), ".csv"):
		return h.readTables(name, info.IsDir())
	}
	src, err := os.ReadFile(name)
	if err != nil {
		return nil, nil, fmt.Errorf("read the plan: %w", err)
	}
	p, problems := plan.Parse(name, src)
	return p, problems, nil
}

// readTables reads a folder of tables, or the one that has OGP's columns.
func (h planHead) readTables(name string, folder bool) (*plan.Plan, source.Problems, error) {
	files := map[string]string{plan.CommitmentsCSV: name}
	if folder {
		files = map[string]string{}
		all, err := filepath.Glob(filepath.Join(name, "*.csv"))
		if err != nil || len(all) == 0 {
			return nil, nil, hint(fmt.Errorf("there is no table in %s", name), "plaza plan export ID --csv DIR writes one to begin with")
		}
		for _, file := range all {
			files[filepath.Base(file)] = file
		}
	}
	sheets := plan.Sheets{}
	for sheet, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			return nil, nil, fmt.Errorf("read the plan: %w", err)
		}
		sheets[sheet] = src
	}
	var head *plan.Plan
	if h.Head != "" {
		src, err := os.ReadFile(h.Head)
		if err != nil {
			return nil, nil, fmt.Errorf("read the head of the plan: %w", err)
		}
		var problems source.Problems
		if head, problems = plan.Parse(h.Head, src); problems.Err() != nil {
			return head, problems, nil
		}
	}
	p, problems := plan.ParseCSV(sheets, head)
	for i := range problems {
		if file := files[problems[i].Pos.File]; file != "" {
			problems[i].Pos.File = file
		}
	}
	return p, problems, nil
}
