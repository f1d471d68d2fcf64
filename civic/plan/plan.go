package plan

import (
	"slices"
	"strings"

	"plaza/flows/source"
)

// Plan is an action plan: commitments made by one government for one period.
type Plan struct {
	// Pos, here and below, is where the thing stands in the file it was read
	// from. It is no part of the plan.
	Pos source.Pos

	ID        string   `key:"plan,required" form:"id"`
	Languages []string `key:"languages,required" form:"language"` // the first is the fallback
	Title     Text     `key:"title,required"`
	Short     Text     `key:"short,required"` // at most ShortLetters
	Synthetic bool     `key:"synthetic"`      // invented, for a demonstration: said wherever it is shown
	Place     string   `key:"place"`          // the country or locality whose government promises
	Region    string   `key:"region"`
	Number    string   `key:"number"` // which plan of that government this is, as it counts them
	Year      string   `key:"year" form:"year"`
	Start     Day      `key:"start"`
	End       Day      `key:"end"`
	Note      Text     `key:"note"`
	Source    Source   `key:"source"`

	// Names are what the themes and places of the commitments are called in
	// the plan's languages. One that is not here is called what it is.
	Names map[string]Text `key:"names"`

	// Progress is what is known of the plan as a whole: how many commitments
	// stood where on a day. It is never computed from the commitments below,
	// which may be only some of them.
	Progress    []Point      `key:"progress"`
	Commitments []Commitment `key:"commitments"`
}

// Commitment is one promise of a plan.
type Commitment struct {
	Pos source.Pos

	Code            string      `key:"code,required" form:"code"` // as OGP gives it: NGKD0003
	Number          int         `key:"number,required" form:"whole"`
	Title           Text        `key:"title,required"`
	Short           Text        `key:"short,required"` // at most ShortLetters
	Description     Text        `key:"description"`
	Problem         Text        `key:"problem"` // the public problem it answers
	Lead            string      `key:"lead"`
	Supporting      []string    `key:"supporting"`
	Themes          []string    `key:"themes"`
	Places          []string    `key:"places"` // where it is carried out, when not everywhere
	Values          []string    `key:"values" form:"value"`
	Start           Day         `key:"start"`
	End             Day         `key:"end"`
	Outputs         []Text      `key:"outputs"`  // what will have been made
	Outcomes        []Text      `key:"outcomes"` // what will be different for people
	Specificity     string      `key:"specificity"`
	PotentialImpact string      `key:"potential_impact"`
	Source          Source      `key:"source"`
	Milestones      []Milestone `key:"milestones"`

	Updates     []Update     `key:"updates"`
	Assessments []Assessment `key:"assessments"`
}

// Milestone is a step of a commitment that can be seen to be done. Where the
// title is empty our source gives none, and that is said; no title is made up.
type Milestone struct {
	Pos source.Pos

	Number int    `key:"number,required" form:"whole"`
	Title  Text   `key:"title"`
	Short  Text   `key:"short"` // needed when the title has more than ShortLetters
	Start  Day    `key:"start"`
	Due    Day    `key:"due"` // as first promised; an update moves it
	Office string `key:"office"`
}

// Source is where a fact was taken from.
type Source struct {
	Name string `key:"name,required"`
	URL  string `key:"url" form:"url"`
	AsOf Day    `key:"as_of"` // the day the source speaks of
}

// Commitment finds a commitment by its code, in any case, and returns nil
// when the plan has none of that code.
func (p *Plan) Commitment(code string) *Commitment {
	for i := range p.Commitments {
		if strings.EqualFold(p.Commitments[i].Code, code) {
			return &p.Commitments[i]
		}
	}
	return nil
}

// LanguagesFor returns the languages in which a text of the plan is looked for
// on behalf of who reads these: theirs, and then the plan's in its order.
func (p *Plan) LanguagesFor(reads ...string) []string { return slices.Concat(reads, p.Languages) }

// Name returns what a theme or a place of the plan is called in the first of
// the languages that has a word for it.
func (p *Plan) Name(of string, langs ...string) string {
	if name := p.Names[of].In(langs...); name != "" {
		return name
	}
	return of
}

// Milestone finds a milestone by its number, and returns nil when there is
// none of that number.
func (c *Commitment) Milestone(n int) *Milestone {
	for i := range c.Milestones {
		if c.Milestones[i].Number == n {
			return &c.Milestones[i]
		}
	}
	return nil
}

// Name is what the milestone is called where there is little room: its short
// title, or its title where that is short enough. It is empty when our source
// gives no title.
func (m *Milestone) Name(langs ...string) string {
	if name := m.Short.In(langs...); name != "" {
		return name
	}
	return m.Title.In(langs...)
}

// ShortLetters is the most letters of a short title: a list of several fits an
// SMS even where accents leave it 67 letters.
const ShortLetters = 40
