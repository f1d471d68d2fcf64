package main

import (
	"context"
	"fmt"

	"plaza/civic/plan"
	"plaza/store"
)

type planShowCmd struct {
	Of   string `arg:"" optional:"" name:"id|code" help:"A plan, or one of its commitments; all plans without it."`
	Lang string `help:"In this language (the forum's)." placeholder:"LANG"`
}

// Run draws what was promised and what became of it.
func (cmd planShowCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	h, err := file.open(ctx, w, ui, mustExist, false)
	if err != nil {
		return err
	}
	defer h.close(ui)
	if cmd.Of != "" {
		return cmd.one(ctx, w, h)
	}
	all := h.bot.Plans().All()
	if len(all) == 0 {
		ui.say("no plan is published")
		ui.hint("plaza plan import publishes one; kaduna comes with plaza")
	}
	for i, p := range all {
		if i > 0 {
			fmt.Fprintln(w.out)
		}
		v, err := cmd.view(ctx, w, h, p)
		if err != nil {
			return err
		}
		v.head(w.out)
	}
	return nil
}

// one draws a plan or a commitment.
func (cmd planShowCmd) one(ctx context.Context, w world, h *house) error {
	if p := h.bot.Plans().Plan(cmd.Of); p != nil {
		v, err := cmd.view(ctx, w, h, p)
		if err != nil {
			return err
		}
		if v.revisions, err = h.store.PlanRevisions(ctx, p.ID, 0); err != nil {
			return fmt.Errorf("read who published %s: %w", p.ID, err)
		}
		v.list(w.out)
		return nil
	}
	p, c, err := h.promise(cmd.Of)
	if err != nil {
		return h.neither(cmd.Of)
	}
	v, err := cmd.view(ctx, w, h, p)
	if err != nil {
		return err
	}
	if v.asked, err = h.bot.Asked(ctx, c.Code); err != nil {
		return err
	}
	v.commitment(w.out, c)
	return nil
}

// neither says that what is to be shown is no plan and no commitment.
func (h *house) neither(of string) error {
	var names []string
	for _, p := range h.bot.Plans().All() {
		names = append(names, p.ID)
		for i := range p.Commitments {
			names = append(names, p.Commitments[i].Code)
		}
	}
	return hint(fmt.Errorf("no plan or commitment %s is published", of), offered(of, names, "plaza plan import publishes a plan")...)
}

// view is what a plan is drawn with.
func (cmd planShowCmd) view(ctx context.Context, w world, h *house, p *plan.Plan) (*planView, error) {
	v := viewOf(p, cmd.Lang, h, w)
	err := h.store.View(ctx, func(view store.View) (err error) {
		v.follows, err = view.FollowCounts(ctx, p.ID)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count who follows %s: %w", p.ID, err)
	}
	v.verdicts, err = verdictsOn(ctx, h.bot, p)
	return v, err
}
