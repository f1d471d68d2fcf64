package bot

import (
	"fmt"
	"slices"
	"time"

	"plaza/civic/plan"
)

// hoursOfDay is a day's length where days are counted.
const hoursOfDay = 24 * time.Hour

// owed is what an office is to be reminded of today: what is soon due or is
// late, and what it has long said nothing of.
func (b *Bot) owed(office string) (all []debt) {
	today := plan.DayOf(b.Now().In(b.Nudges.At.Zone()))
	for _, p := range b.Plans().All() {
		for i := range p.Commitments {
			c := &p.Commitments[i]
			if status, _, _ := c.MilestoneStatus(0); status == plan.Complete {
				continue
			}
			if len(c.Milestones) == 0 && c.Lead == office {
				all = append(all, b.owedBy(p, c, nil, today)...)
			}
			for j := range c.Milestones {
				m := &c.Milestones[j]
				if m.Office == office || m.Office == "" && c.Lead == office {
					all = append(all, b.owedBy(p, c, m, today)...)
				}
			}
			if d, ok := b.silent(p, c, today); ok && c.Lead == office {
				all = append(all, d)
			}
		}
	}
	return all
}

// owedBy is a milestone that is soon due, or late, and not complete.
func (b *Bot) owedBy(p *plan.Plan, c *plan.Commitment, m *plan.Milestone, today plan.Day) []debt {
	number := 0
	if m != nil {
		number = m.Number
	}
	due := c.Due(number)
	if status, _, _ := c.MilestoneStatus(number); due.IsZero() || status == plan.Complete {
		return nil
	}
	d := debt{plan: p, of: c, m: m, due: due}
	left := daysFrom(today, due.Last())
	if left < 0 {
		d.said, d.key = "nudge_late", fmt.Sprintf("late/%s/%d/%s/%d", c.Code, number, due, b.period(-left))
		return []debt{d}
	}
	soon := slices.DeleteFunc(slices.Clone(b.Nudges.Before), func(days int) bool { return days < left })
	if len(soon) == 0 {
		return nil
	}
	d.said, d.key = "nudge_due", fmt.Sprintf("due/%s/%d/%s/%d", c.Code, number, due, slices.Min(soon))
	return []debt{d}
}

// silent is a commitment that runs and of which nothing was said for too long.
func (b *Bot) silent(p *plan.Plan, c *plan.Commitment, today plan.Day) (debt, bool) {
	since := c.Start
	if u := c.LastUpdate(); u != nil {
		since = u.On
	}
	days := daysFrom(since.Last(), today)
	if b.Nudges.Weeks == 0 || since.IsZero() || days < 7*b.Nudges.Weeks || c.End.Before(today) {
		return debt{}, false // what is over is late, and that is said
	}
	return debt{
		plan: p, of: c, n: days / 7, said: "nudge_silent",
		key: fmt.Sprintf("silent/%s/%s/%d", c.Code, since, b.period(days)),
	}, true
}

// period counts the times that something has been waited for too long.
func (b *Bot) period(days int) int {
	if b.Nudges.Weeks == 0 {
		return 0
	}
	return days / (7 * b.Nudges.Weeks)
}

// daysFrom counts the days from one day to another.
func daysFrom(from, to plan.Day) int { return int(to.Time().Sub(from.Time()) / hoursOfDay) }
