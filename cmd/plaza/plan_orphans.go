package main

import (
	"context"
	"fmt"

	"plaza/civic/plan"
)

// orphans says whom a revision of a plan leaves without news: people who follow
// what no commitment has any longer. Nobody tells them.
func orphans(ctx context.Context, ui ui, h *house, next *plan.Plan) error {
	if h.bot == nil { // there is no database yet, and nobody follows anything
		return nil
	}
	left, err := h.bot.Orphans(ctx, next)
	if err != nil || len(left) == 0 {
		return err
	}
	for _, o := range left {
		who := thousands(o.People) + " people follow"
		if o.People == 0 {
			who = fmt.Sprintf("fewer than %d people follow", o.Under)
		}
		ui.say("%s the %s %s, which no commitment of %s has any longer: they hear nothing more of it", who, o.Kind, o.Target, next.ID)
	}
	ui.hint("let the commitments have the old name beside the new one, and these people still hear of them")
	return nil
}
