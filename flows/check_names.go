package flows

import (
	"slices"

	"plaza/flows/source"
)

// checkNames checks that no name stands for two things. (Parse has checked
// how names are written.)
func (c *checker) checkNames() {
	taken := map[string]declared{}
	for _, key := range c.flow.Settings.Keys {
		c.declare(taken, key, "a setting")
	}
	for _, s := range c.sites {
		switch v := s.step.Verb.(type) {
		case *Ask:
			c.declare(taken, v.Name, "a question")
		case *Consent:
			if first := c.consents[v.Purpose.Value][0]; first == s {
				c.declare(taken, v.Purpose, "a consent")
			}
		case *End:
			if slices.Contains([]string{"partial", "stopped", "declined", "incomplete"}, v.Outcome.Value) {
				c.error(v.Outcome.Pos, "name", "choose a name of your own, such as not_eligible", "%s is what the software writes by itself", v.Outcome.Value)
			}
		}
	}
	for _, p := range c.parts {
		for _, key := range p.Given.Keys {
			// A question of the same name is asked when nothing was given.
			if d, ok := taken[key.Value]; !ok || d.what != "a question" {
				c.declare(taken, key, "a given row")
			}
		}
	}
	for _, key := range c.flow.Parts.Keys {
		if key.Value == MainPart {
			c.error(key.Pos, "name", "choose another name", "main is the name of the flow's own steps")
		}
	}
}

// declared is a name that is taken, by what and where.
type declared struct {
	what string
	pos  source.Pos
}

func (c *checker) declare(taken map[string]declared, n Name, what string) {
	if n.Value == "" {
		return
	}
	if slices.Contains(append(reservedNames(), "before", "others", "word"), n.Value) {
		c.error(n.Pos, "name", "choose another name", "%s is a name of the software", n.Value)
		return
	}
	if first, ok := taken[n.Value]; ok {
		if first.what == "a given row" && what == first.what {
			return // the same name given to two parts
		}
		c.error(n.Pos, "name", "choose another name", "%s is already %s, line %d", n.Value, first.what, first.pos.Line)
		return
	}
	taken[n.Value] = declared{what, n.Pos}
}
