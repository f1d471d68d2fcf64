package main

import (
	"context"
	"errors"

	"plaza/civic/plan"
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
	unread := hint(errors.New("this plan cannot be read"), "plaza plan check "+cmd.File+" says everything")
	if err := ui.refused(problems, unread); err != nil {
		return err
	}
	if cmd.DryRun {
		return cmd.dry(ctx, w, ui, file, next)
	}
	h, err := file.open(ctx, w, ui, mayCreate, false)
	if err != nil {
		return err
	}
	defer h.close(ui)
	return cmd.publish(ctx, w, ui, h, h.bot.Plans().Plan(next.ID), next)
}

// dry says what publishing a plan would change, and makes no database for it:
// where there is none, all of it is new.
func (cmd planImportCmd) dry(ctx context.Context, w world, ui ui, file configFile, next *plan.Plan) error {
	h, err := file.open(ctx, w, ui, mustExist, false)
	if errors.Is(err, errNoDatabase) {
		c, err := file.load(w, ui)
		if err != nil {
			return err
		}
		return cmd.publish(ctx, w, ui, &house{config: c}, nil, next)
	}
	if err != nil {
		return err
	}
	defer h.close(ui)
	return cmd.publish(ctx, w, ui, h, h.bot.Plans().Plan(next.ID), next)
}
