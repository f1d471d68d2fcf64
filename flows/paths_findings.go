package flows

import (
	"fmt"

	"plaza/flows/source"
)

// once reports whether this is the first finding of its sort at a place.
func (w *walker) once(pos source.Pos, what string) bool {
	f := finding{pos, what}
	first := !w.found[f]
	w.found[f] = true
	return first
}

// checkNever reports a condition that comes out the same on every path.
func (w *walker) checkNever(c *Condition, yes, no int) {
	switch {
	case w.stopped || c.Root == nil || w.faulty[c] || yes+no == 0:
	case yes == 0:
		w.never(c)
	case no == 0 && w.once(c.Pos, "always"):
		w.warn(c.Pos, "condition", "leave the when out", "this is always true here")
	}
}

// never says why a condition cannot be true: what it asks about comes later,
// the paths on which it would be have ended, or it contradicts another.
func (w *walker) never(c *Condition) {
	for t := range c.Tests {
		m, _ := w.meaning(t.Name)
		s := w.askedAt(m.base)
		if s != nil && !w.follows(w.part, s.part) {
			w.error(t.Pos, "not-yet-asked", askHereToo, "%s is asked in %s, which this part does not follow", m.base, s.part.Name)
			return
		}
		if s != nil && !w.passed[m.base] && t.Op != OpNotAnswered {
			w.error(t.Pos, "not-yet-asked", "put this step after it", "%s is asked only on line %d", m.base, s.pos().Line)
			return
		}
	}
	for t := range c.Tests {
		if t.Name == "assisted" && !w.flow.Assisted.Yes {
			w.error(c.Pos, "condition", "write in the head: assisted: yes", "this can never be true: nobody assists in this flow")
			return
		}
	}
	for _, e := range w.ended {
		for _, s := range e.states {
			if w.comesOut(c.Root, s.at) {
				w.error(c.Pos, "condition", "put this step before it", "this can never be true: line %d already ended those paths", e.pos.Line)
				return
			}
		}
	}
	w.error(c.Pos, "condition", "", "this can never be true%s", w.because(c))
}

// because names the outer condition that a condition contradicts.
func (w *walker) because(c *Condition) string {
	for _, s := range w.sites {
		if s.step.When != c || len(s.guards) < 2 {
			continue
		}
		outer := s.guards[len(s.guards)-2]
		if outer.want {
			return fmt.Sprintf(": line %d already asks that %s", outer.when.Pos.Line, outer.when.Src)
		}
		return ": it stands under the else of " + outer.when.Src
	}
	return ""
}

// unreachable reports the first step that no conversation reaches.
func (w *walker) unreachable(step *Step) {
	hint := "move it up, or leave it out"
	if n := len(w.ended); n > 0 {
		w.error(step.Pos, "impossible", hint, "this step is never reached: line %d already ended every path", w.ended[n-1].pos.Line)
		return
	}
	w.error(step.Pos, "impossible", hint, "this step is never reached")
}

// checkConsented checks that people agreed before an answer is kept.
func (w *walker) checkConsented(s *site, states []*state) {
	if w.anonymous() {
		return
	}
	i, ok := w.byName[takePart]
	for _, st := range states {
		if ok && w.vars[i].value(st.at[i]) == "yes" {
			continue
		}
		if !w.once(s.part.Pos, "no-consent "+s.part.Name) {
			return
		}
		var consent *site
		if ok {
			consent = w.consents[takePart][0]
		}
		switch path, _ := w.pathWithout(consent, st); {
		case consent == nil:
			w.error(s.step.Pos, "no-consent", "put consent: take_part before it", "answers are kept before anyone agreed")
		case st.at[i] != notAsked:
			w.error(s.step.Pos, "no-consent", "write required: yes under consent: take_part, or put a when on this: take_part is yes", "answers are kept of people who did not agree")
		case path != "":
			w.error(s.step.Pos, "no-consent", "put consent: take_part before it on that path too", "answers are kept before anyone agreed, on the path where %s", path)
		default:
			w.error(s.step.Pos, "no-consent", "put consent: take_part before it", "answers are kept before anyone agreed")
		}
		return
	}
}

// checkInvited checks that who is written to later has asked for it.
func (w *walker) checkInvited(p *Part, states []*state) {
	if p.Begins == nil || p.Begins.Thing != "" || w.stopped {
		return
	}
	i, ok := w.byName[contactAgain]
	if !ok {
		w.error(p.Pos, "uninvited", "put consent: contact_again into the part before it", "this part writes to people later; ask contact_again first")
		return
	}
	for _, s := range states {
		if w.vars[i].value(s.at[i]) != "yes" {
			w.error(p.Pos, "uninvited", "write: when: contact_again is yes", "this part also writes to people who did not say yes to contact_again")
			return
		}
	}
}
