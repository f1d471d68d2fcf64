package main

import (
	"context"
	"errors"
	"fmt"
)

type planImportCmd struct {
	File string `arg:"" help:"A plan: YAML, a folder of CSV as plaza plan export writes it, a table of OGP, or the id of one that comes with plaza."`
	planHead
	planWriting
}

// Run publishes a plan. Of one that is published already, history may only
// have been added to.
func (cmd planImportCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	next, problems, err := cmd.readPlan(cmd.File)
	if err != nil {
		return err
	}
	if problems.Err() != nil {
		problems.Sort()
		for _, p := range problems {
			fmt.Fprintln(ui.err, p)
		}
		return hint(errors.New("this plan cannot be read"), "plaza plan check "+cmd.File+" says everything")
	}
	mode := mayCreate
	if cmd.DryRun {
		mode = mustExist
	}
	h, err := file.open(ctx, w, ui, mode, false)
	if err != nil {
		return err
	}
	defer h.close(ui)
	return cmd.publish(ctx, w, ui, h, h.bot.Plans().Plan(next.ID), next)
}
