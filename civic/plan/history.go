package plan

import "plaza/flows/source"

// NotSaidYet is what stands for a reason that the office was asked for and has
// not given: why: not said. It is a valid value, and it is shown.
const NotSaidYet = "not said"

// Update is what the office that carries a commitment out says of it on a day.
type Update struct {
	Pos source.Pos

	On        Day        `key:"on,required"`
	By        string     `key:"by,required"`            // the office
	Milestone int        `key:"milestone" form:"whole"` // none: the commitment
	Status    Completion `key:"status"`
	Due       Day        `key:"due"` // the new due day
	Note      Text       `key:"note"`
	Slipped   Text       `key:"slipped"` // what was not done as promised
	Why       Text       `key:"why"`     // the reason, or NotSaidYet
	Source    Source     `key:"source"`
}

// ReasonPending says that the office has not said yet why something slipped.
func (u *Update) ReasonPending() bool {
	for _, text := range u.Why {
		if text == NotSaidYet {
			return true
		}
	}
	return false
}

// Assessment is what somebody found about a commitment. Its values are codes
// of scales of their own; none is computed from another.
type Assessment struct {
	Pos source.Pos

	// On is the day the finding speaks of. Zero: our source gives no day
	// (written on: not known).
	On               Day        `key:"on,required" form:"knowable"`
	Kind             Kind       `key:"kind,required"`
	By               string     `key:"by"`
	Milestone        int        `key:"milestone" form:"whole"` // none: the commitment
	Completion       Completion `key:"completion"`
	EarlyResults     string     `key:"early_results" form:"results"`
	OpenedGovernment string     `key:"opened_government" form:"opening"`
	Ambition         string     `key:"ambition" form:"ambition"`
	Verifiable       string     `key:"verifiable" form:"yesno"`
	People           int        `key:"people" form:"whole"`  // how many, of a citizen panel
	Chosen           string     `key:"chosen" form:"chosen"` // how they were chosen
	Place            string     `key:"place"`                // where they live; none: everywhere
	Note             Text       `key:"note"`
	Source           Source     `key:"source,required"`
}

// Point is how many commitments of a plan stood where on a day, as somebody
// counted them. It is how a plan is told of which only the counts are known.
type Point struct {
	Pos source.Pos

	Label  Text               `key:"label,required"` // mid-term, end of term
	On     Day                `key:"on,required" form:"knowable"`
	Kind   Kind               `key:"kind,required"`
	By     string             `key:"by"`
	Of     int                `key:"of" form:"whole"` // commitments of the plan
	Counts map[Completion]int `key:"counts,required"`
	Note   Text               `key:"note"` // needed when the counts do not add up to Of
	Source Source             `key:"source,required"`
}

// Counted returns the sum of the counts.
func (p *Point) Counted() int {
	sum := 0
	for _, n := range p.Counts {
		sum += n
	}
	return sum
}
