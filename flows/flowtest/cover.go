package flowtest

import (
	"fmt"
	"maps"
	"strings"

	"plaza/flows"
	"plaza/flows/source"
)

// Coverage is what transcripts have tried: "theme.other" for an option that
// was chosen, "theme" for a question that was put, "handoff office" for a desk
// that was called, "end praised" for an outcome, "follow milestone" for what
// was followed.
type Coverage map[string]bool

// Add takes in what another transcript tried.
func (c Coverage) Add(more Coverage) { maps.Copy(c, more) }

// note notes what one effect tried.
func (c Coverage) note(e flows.Effect) {
	switch e := e.(type) {
	case flows.Message:
		if e.Asks != "" {
			c[e.Asks] = true
		}
	case flows.Handed:
		c["handoff "+e.Desk] = true
	case flows.Do:
		c[e.Kind+" "+e.Name] = true
	case flows.Ended:
		c["end "+e.Outcome] = true
	case flows.Recorded:
		if e.Kind == "options" && e.Status == flows.Answered {
			for id := range strings.SplitSeq(e.Value, ",") {
				c[e.Name+"."+id] = true
			}
		}
	}
}

// Untested warns of the questions that no transcript puts, and of the options
// that none chooses.
func Untested(f *flows.Flow, covered Coverage) source.Problems {
	var problems source.Problems
	warn := func(pos source.Pos, message string) {
		problems = append(problems, source.Problem{
			Pos: pos, Code: "untested", Message: message, Hint: "plaza try FOLDER --record FOLDER/NAME.chat writes one", Warning: true,
		})
	}
	var walk func([]*flows.Step)
	walk = func(steps []*flows.Step) {
		for _, step := range steps {
			switch v := step.Verb.(type) {
			case *flows.Group:
				walk(v.Then)
				walk(v.Else)
			case *flows.Ask:
				if !covered[v.Name.Value] {
					warn(v.Name.Pos, fmt.Sprintf("no transcript asks %s", v.Name.Value))
					continue
				}
				list := v.Options
				if list != nil && list.Ref.Value != "" {
					list = f.Lists.By[list.Ref.Value]
				}
				if list == nil {
					continue
				}
				for _, o := range list.Options {
					if !covered[v.Name.Value+"."+o.ID] {
						warn(o.Pos, fmt.Sprintf("no transcript chooses %s for %s", o.ID, v.Name.Value))
					}
				}
			}
		}
	}
	walk(f.Steps)
	for _, name := range f.Parts.Keys {
		walk(f.Parts.By[name.Value].Steps)
	}
	problems.Sort()
	return problems
}
