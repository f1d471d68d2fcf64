package flows

import (
	"fmt"
	"strings"

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
		s := w.asks[m.base]
		if s == nil && len(w.consents[m.base]) > 0 {
			s = w.consents[m.base][0]
		}
		if s != nil && !w.passed[m.base] && t.Op != OpNotAnswered {
			w.error(t.Pos, "not-yet-asked", "put this step after it", "%s is asked only on line %d", m.base, s.pos().Line)
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

// checkSaid checks that what a step names was asked on every path to it.
func (w *walker) checkSaid(s *site, states []*state) {
	w.stepTexts(s, func(u use) bool {
		for _, lang := range w.languages() {
			phrase, ok := u.text.In[lang]
			if !ok {
				continue
			}
			for _, h := range holes(phrase.Text) {
				if h.name == "" || u.table != nil && w.isColumn(u.table, h.name) {
					continue
				}
				pos := func() source.Pos { return w.within(phrase, h.at, len(h.name)+2) }
				w.checkNamed("{"+h.name+"}", h.name, pos, states)
			}
		}
		return true
	})
	where := (*Condition)(nil)
	switch v := s.step.Verb.(type) {
	case *Ask:
		where = v.Where
	case *ListRows:
		where = v.Where
		if w.flow.Tables.By[v.Name.Value] == nil {
			w.checkNamed(v.Name.Value, v.Name.Value, func() source.Pos { return v.Name.Pos }, states)
		}
	}
	for t := range where.Tests {
		for _, o := range t.Values {
			if o.Braced {
				w.checkNamed("{"+o.Text+"}", o.Text, func() source.Pos { return o.Pos }, states)
			}
		}
	}
}

func (w *walker) isColumn(t *TableDecl, name string) bool {
	_, ok := w.column(t, name)
	return ok && t.Data != nil
}

// checkNamed checks one name that a step says.
func (w *walker) checkNamed(written, name string, pos func() source.Pos, states []*state) {
	m, ok := w.meaning(name)
	if !ok {
		return
	}
	if m.before || m.name == "wave" {
		w.checkWave(written, m, pos, states)
		return
	}
	i, ok := w.byName[m.base]
	if !ok || m.base == "" {
		return
	}
	asked := 0
	var without *state
	for _, s := range states {
		if s.at[i] != notAsked {
			asked++
		} else if without == nil {
			without = s
		}
	}
	if without == nil || !w.once(pos(), name) {
		return
	}
	s := w.asks[m.base]
	if s == nil && len(w.consents[m.base]) > 0 {
		s = w.consents[m.base][0]
	}
	switch path, cond := w.pathWithout(s, without); {
	case s != nil && !w.follows(w.part, s.part):
		w.error(pos(), "not-yet-asked", "ask it here too, with remember: yes in both places", "%s is asked in %s, which this part does not follow", written, s.part.Name)
	case s == nil:
		w.error(pos(), "not-yet-asked", "", "%s is not given to this part", written)
	case path != "":
		w.error(pos(), "not-yet-asked", "put a when on it: "+cond, "%s is not asked on the path where %s", written, path)
	case asked == 0:
		w.error(pos(), "not-yet-asked", "put this step after it", "%s is asked only on line %d", written, s.pos().Line)
	default:
		w.error(pos(), "not-yet-asked", "put this step after it", "%s is not asked on every path", written)
	}
}

// checkWave warns of what is empty in the first wave.
func (w *walker) checkWave(written string, m meaning, pos func() source.Pos, states []*state) {
	if !w.inWaves() {
		w.error(pos(), "impossible", "write in the head: who: panel NAME", "%s needs a panel: only a panel is asked in waves", written)
		return
	}
	if !m.before {
		return
	}
	for _, s := range states {
		vals := valuesIn{w, s.at}
		if wave, known := vals.Value("wave"); known && wave != "1" {
			continue
		}
		if _, there := vals.Value(m.name); !there && w.once(pos(), "wave") {
			w.warn(pos(), "maybe-missing", "put a when on it: wave > 1", "%s is empty in wave 1", written)
			return
		}
	}
}

// inWaves reports whether the same people are asked again.
func (x *index) inWaves() bool {
	word, _, _ := strings.Cut(x.flow.Who.Value, " ")
	return word == "panel"
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

// pathWithout says on which path a step was passed by: the condition that
// came out against it, as it did there, and the one that would lead to it.
func (w *walker) pathWithout(s *site, st *state) (path, toIt string) {
	if s == nil {
		return "", ""
	}
	for _, g := range s.guards {
		for t := st.trail; t != nil; t = t.before {
			if t.when != g.when {
				continue
			}
			if t.yes != g.want {
				if g.want {
					return w.against(g.when.Root, t.at), g.when.Src
				}
				return g.when.Src, w.against(g.when.Root, t.at)
			}
			break
		}
	}
	return "", ""
}

// against writes what made a condition false, as a condition.
func (w *walker) against(c *Cond, at string) string {
	switch {
	case c.Test != nil:
		return opposite(c.Test, valuesIn{w, at})
	case c.All != nil:
		for _, inner := range c.All {
			if !w.comesOut(inner, at) {
				return w.against(inner, at)
			}
		}
	}
	var all []string
	for _, inner := range c.Any {
		all = append(all, w.against(inner, at))
	}
	return strings.Join(all, " and ")
}

// opposite writes a test that is false the other way round.
func opposite(t *Test, vals Values) string {
	if _, ok := vals.Value(t.Name); !ok && t.Op != OpNotAnswered {
		return t.Name + " is not answered"
	}
	turned := *t
	switch t.Op {
	case OpIs:
		turned.Op = OpIsNot
	case OpIsNot:
		turned.Op = OpIs
	case OpOneOf:
		turned.Op = OpNotOneOf
	case OpNotOneOf:
		turned.Op = OpOneOf
	case OpIncludes:
		turned.Op = "does not include"
	case OpNotAnswered:
		turned.Op = OpAnswered
	case OpAnswered:
		turned.Op = OpNotAnswered
	case OpLess:
		turned.Op = OpMoreEq
	case OpLessEq:
		turned.Op = OpMore
	case OpMore:
		turned.Op = OpLessEq
	case OpMoreEq:
		turned.Op = OpLess
	}
	return turned.String()
}
