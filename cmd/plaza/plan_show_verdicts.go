package main

import (
	"context"
	"fmt"
	"io"

	"plaza/bot"
	"plaza/civic/plan"
	"plaza/civic/verdict"
)

// verdictsOn are what people answered of a plan's milestones, by commitment, as
// it is now.
func verdictsOn(ctx context.Context, b *bot.Bot, p *plan.Plan) (map[string][]bot.Verdict, error) {
	if err := b.CountVerdicts(ctx); err != nil {
		return nil, err
	}
	all := map[string][]bot.Verdict{}
	for i := range p.Commitments {
		code := p.Commitments[i].Code
		all[code] = b.Verdicts(code)
	}
	return all, nil
}

// answered prints what people answered of a milestone, together and by place,
// with how they came to answer. It is theirs, and no status. They are counted
// in whole groups, so who is left when the places are taken away is one too.
func (v *planView) answered(out io.Writer, c *plan.Commitment, milestone int) {
	for _, of := range v.verdicts[c.Code] {
		if of.Milestone != milestone {
			continue
		}
		who := speaker(plan.CitizenPanel, "")
		if of.Past {
			who += ", when it was " + of.Of.String()
		}
		if of.N == 0 {
			fmt.Fprint(out, wrapped("      ", joined([]string{who, "too few answered to be shown"})))
			continue
		}
		latest := spelled(plan.DayOf(of.Latest.In(v.zone)))
		fmt.Fprint(out, wrapped("      ", joined([]string{who, divided(of.Cell), latest, cameTo(of.Chosen())})))
		alone := 0
		for _, cell := range of.Places {
			alone += cell.N
			name := "place not said"
			if cell.Place != "" {
				name = of.PlaceName(cell.Place, v.langs[0])
			}
			fmt.Fprint(out, wrapped("        ", name+": "+divided(cell)))
		}
		if alone < of.N {
			fmt.Fprint(out, wrapped("        ", fmt.Sprintf("%s people: not shown by place, where they are too few", thousands(of.N-alone))))
		}
	}
}

// divided says how many people said what.
func divided(c verdict.Cell) string {
	return fmt.Sprintf("%s people: %d true, %d in part, %d not true, %d cannot tell", thousands(c.N),
		c.Says[verdict.Holds], c.Says[verdict.Partly], c.Says[verdict.Untrue], c.Says[verdict.CannotTell])
}

// cameTo says how people came to answer.
func cameTo(c verdict.Chosen) string {
	switch c {
	case verdict.Asked:
		return "people who follow it or live there, not a sample"
	case verdict.Came:
		return "people who wrote by themselves, not a sample"
	}
	return "people who follow it, live there or wrote by themselves, not a sample"
}
