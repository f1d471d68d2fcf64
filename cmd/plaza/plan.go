package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"plaza/civic/plan"
	"plaza/flows/source"
)

type planCmd struct {
	Check  planCheckCmd  `cmd:"" help:"Print everything that is wrong or doubtful in plans."`
	Import planImportCmd `cmd:"" help:"Publish a plan, or what changed in it since it was published."`
	Export planExportCmd `cmd:"" help:"Write a published plan as YAML, or as CSV with the columns of OGP."`
	Show   planShowCmd   `cmd:"" help:"Show what was promised, who says how far it is, and what happened."`
	Update planUpdateCmd `cmd:"" help:"Say how far a commitment or milestone is, and what slipped."`
	Assess planAssessCmd `cmd:"" help:"Add what somebody found: the IRM, a local body, citizens."`
	Ask    planAskCmd    `cmd:"" help:"Ask people whether a milestone that is reported complete is true where they live."`
}

// planWriting is what the verbs that change a published plan share. They only
// ever add to what was said before.
type planWriting struct {
	actorArg
	DryRun bool `help:"Print what it would change, and publish nothing."`
}

// publish makes a plan the next revision of what is published of it, nil for a
// plan that is new, and shows the difference.
func (cmd planWriting) publish(ctx context.Context, w world, ui ui, h *house, of, next *plan.Plan) error {
	if cmd.DryRun {
		return dryRun(ctx, w, ui, h, of, next)
	}
	by, err := cmd.who(w, &h.config)
	if err != nil {
		return err
	}
	made, problems, err := h.bot.PublishPlan(ctx, next, by)
	if err := ui.refused(problems, errUnpublished); err != nil {
		return err
	}
	if err != nil {
		return err
	}
	if made.Same {
		ui.say("%s is published as it is, revision %d", made.Plan, made.Revision)
		return nil
	}
	difference(w, h, of, next)
	ui.say("published %s, revision %d, by %s", made.Plan, made.Revision, by)
	if made.Revision == 1 && len(h.bot.Plans().All()) == 1 && h.hasMenu() {
		ui.hint("plaza doctor --mend puts PLAN into the menu of Telegram")
	}
	return orphans(ctx, ui, h, next)
}

// dryRun shows what publishing a plan would change, or what it would be refused
// for. Where there is no database yet, the house has no bot.
func dryRun(ctx context.Context, w world, ui ui, h *house, of, next *plan.Plan) error {
	var problems source.Problems
	if h.bot != nil {
		problems = h.bot.CheckPlan(next)
	} else {
		problems = append(plan.Check(next, h.today(w)), plan.TooFew(of, next, h.Fewest)...)
	}
	if err := ui.refused(problems, errUnpublished); err != nil {
		return err
	}
	switch {
	case of != nil && bytes.Equal(of.YAML(), next.YAML()):
		ui.say("%s is published as it is", next.ID)
		return nil
	case of != nil && len(plan.Changes(of, next)) == 0:
		ui.say("only the order differs from what is published")
	default:
		difference(w, h, of, next)
	}
	ui.say("nothing was published; without --dry-run this is")
	return orphans(ctx, ui, h, next)
}

// errUnpublished is the last that is said of a plan that was found wrong.
var errUnpublished = errors.New("not published: mend the errors first")

// difference prints a new plan, or what is new in one.
func difference(w world, h *house, of, next *plan.Plan) {
	view := viewOf(next, "", h, w)
	if of == nil {
		view.list(w.out)
		return
	}
	view.changes(w.out, plan.Changes(of, next))
}

// published is a plan as it is published, or an error that says which there are.
func (h *house) published(id string) (*plan.Plan, error) {
	if p := h.bot.Plans().Plan(id); p != nil {
		return p, nil
	}
	var ids []string
	for _, p := range h.bot.Plans().All() {
		if p.Commitment(id) != nil {
			return nil, hint(fmt.Errorf("%s is a commitment, and no plan", id), "its plan is "+p.ID)
		}
		ids = append(ids, p.ID)
	}
	return nil, hint(fmt.Errorf("no plan %s is published", id), offered(id, ids, "plaza plan import publishes one")...)
}

// promise is a commitment that is published, with its plan, by its code.
func (h *house) promise(code string) (*plan.Plan, *plan.Commitment, error) {
	var codes []string
	for _, p := range h.bot.Plans().All() {
		if c := p.Commitment(code); c != nil {
			return p, c, nil
		}
		if p.ID == code && len(p.Commitments) > 0 {
			return nil, nil, hint(fmt.Errorf("%s is a plan, and no commitment", code), "plaza plan show "+code+" lists its commitments")
		}
		for i := range p.Commitments {
			codes = append(codes, p.Commitments[i].Code)
		}
	}
	return nil, nil, hint(fmt.Errorf("no commitment %s is published", code), offered(code, codes, "plaza plan import publishes a plan")...)
}

// offered are the hints for a name that is none: the nearest, or all there
// are, or how the first is made.
func offered(wrote string, names []string, first string) []string {
	if len(names) == 0 {
		return []string{first}
	}
	if near := source.DidYouMean(wrote, names); near != "" {
		return []string{near}
	}
	return []string{"there is " + strings.Join(names, ", ")}
}

// today is the day by the forum's clock, which the people of a plan live by.
func (h *house) today(w world) plan.Day { return plan.DayOf(w.now().In(h.zone())) }

// again reads a published plan once more, as something of one's own to change.
func again(p *plan.Plan) (*plan.Plan, error) {
	next, problems := plan.Parse(p.ID, p.YAML())
	return next, problems.Err()
}
