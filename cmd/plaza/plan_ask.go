package main

import (
	"context"
	"errors"
	"fmt"

	"plaza/bot"
	"plaza/civic/plan"
)

type planAskCmd struct {
	Code      string `arg:"" help:"The commitment, such as NGKD0003."`
	Milestone int    `arg:"" help:"The milestone that is reported complete."`
	By        string `help:"The consultation that asks (milestone-true, which comes with plaza)." default:"milestone-true" placeholder:"ID"`
	actorArg
}

// Run lets people say whether a milestone is true where they live: those who
// follow it, and those of its places. Each time that it was reported complete,
// it asks each of them once, however often it is run.
func (cmd planAskCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	h, err := file.open(ctx, w, ui, mustExist, false)
	if err != nil {
		return err
	}
	defer h.close(ui)
	by, err := cmd.who(w, &h.config)
	if err != nil {
		return err
	}
	p, c, err := h.promise(cmd.Code)
	if err != nil {
		return err
	}
	fresh, err := h.bot.AskVerification(ctx, p.ID, c.Code, cmd.Milestone, cmd.By, by)
	switch {
	case errors.Is(err, bot.ErrNoSuchPromise):
		return hint(err, "plaza plan show "+c.Code+" lists its milestones")
	case errors.Is(err, bot.ErrNotComplete):
		return hint(err, fmt.Sprintf("plaza plan update %s --milestone %d --status %s says so first", c.Code, cmd.Milestone, plan.Complete))
	case errors.Is(err, bot.ErrNoVerifier):
		return hint(err, "copy the consultation milestone-true, write plan: "+p.ID+" under its tables, and publish it; --by names it")
	case err != nil:
		return err
	case !fresh:
		ui.say("people were asked about %s, milestone %d, since it was reported complete; nobody is asked twice", c.Code, cmd.Milestone)
		ui.hint("plaza plan show " + c.Code + " says by whom")
		return nil
	}
	fmt.Fprintf(w.out, "%s, milestone %d: a running serve asks its followers, and people of its places\n", c.Code, cmd.Milestone)
	return nil
}
