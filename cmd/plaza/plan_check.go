package main

import (
	"encoding/json"
	"fmt"

	"plaza/civic/plan"
	"plaza/flows/source"
)

type planCheckCmd struct {
	Files []string `arg:"" name:"file" help:"Plans: YAML, a folder of CSV as plaza plan export writes it, a table of OGP, or the id of one that comes with plaza."`
	JSON  bool     `help:"Print the findings as JSON, for editors and CI." name:"json"`
	planHead
}

// Run prints everything that is wrong or doubtful, of all files at once.
func (cmd planCheckCmd) Run(w world, ui ui) error {
	var all source.Problems
	for _, name := range cmd.Files {
		p, problems, err := cmd.readPlan(name)
		if err != nil {
			return err
		}
		all = append(all, plan.CheckRead(p, problems, plan.DayOf(w.now()))...)
	}
	if cmd.JSON {
		enc := json.NewEncoder(w.out)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		if err := enc.Encode(struct {
			Findings []finding `json:"findings"`
		}{findings(all)}); err != nil {
			return fmt.Errorf("print the findings: %w", err)
		}
		if all.Err() != nil {
			return errSaid
		}
		return nil
	}
	for _, p := range all {
		fmt.Fprintln(w.out, p)
	}
	return ui.verdict(all)
}
