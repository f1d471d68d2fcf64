package flows

import (
	"slices"

	"plaza/flows/source"
)

// mostStates bounds how much of a flow is walked. The flows people write need
// a few hundred; a hundred questions that all hang on each other need more
// than any computer has.
const mostStates = 100_000

// walker takes every path through a flow at once. A flow only goes forward,
// so it goes through the steps once, with the set of all states that a
// conversation can be in there. Of an answer a state keeps no more than the
// conditions behind it ask for: a scale that is only compared with 3 falls
// into two cases. A name that nothing asks for any more is forgotten, and
// states that have become equal are one.
type walker struct {
	*checker
	vars    []*variable
	byName  map[string]int
	siteOf  map[*Step]*site
	costs   map[*site]Cost
	stopped bool
	count   int
	done    map[string][]*state      // by part: the states of those who reached its end
	busy    map[string]bool          // parts being walked, against a circle
	ended   []ending                 // in the part being walked
	dying   map[string]map[int][]int // by part and step: the variables that no later step looks at
	made    map[string][]*state      // by name: the states of those who made it, at that step
	gone    map[string][]*state      // by part: the states of those who ended as its author meant
	routes  []Route
	routing bool // keep them
	found   map[finding]bool
	part    *Part           // being walked
	at      source.Pos      // the step being walked
	passed  map[string]bool // names that some path has asked so far
}

// finding is something that was reported: once is enough, whatever the path.
type finding struct {
	pos  source.Pos
	what string
}

// ending is a step at which some conversations end, and the states they end in.
type ending struct {
	pos    source.Pos
	states []*state
}

// checkPaths walks every path and reports what can only be seen there.
func (c *checker) checkPaths() { newWalker(c).walk() }

func newWalker(c *checker) *walker {
	w := &walker{
		checker: c,
		byName:  map[string]int{},
		siteOf:  map[*Step]*site{},
		done:    map[string][]*state{},
		made:    map[string][]*state{},
		gone:    map[string][]*state{},
		busy:    map[string]bool{},
		found:   map[finding]bool{},
		passed:  map[string]bool{},
	}
	for _, s := range c.sites {
		w.siteOf[s.step] = s
	}
	w.declareVariables()
	w.measure()
	return w
}

// walk walks all parts.
func (w *walker) walk() {
	for _, p := range w.parts {
		w.walkPart(p)
	}
}

// walkPart walks one conversation, after the one that it follows.
func (w *walker) walkPart(p *Part) []*state {
	if states, ok := w.done[p.Name]; ok {
		return states
	}
	if w.busy[p.Name] || w.stopped {
		return nil
	}
	w.busy[p.Name] = true
	start := []*state{{at: string(make([]byte, len(w.vars)))}}
	if p.Begins != nil {
		before := w.before(p)
		if before == nil {
			w.done[p.Name] = nil
			return nil
		}
		from := w.walkPart(before)
		if thing := p.Begins.Thing; thing != "" {
			for _, maker := range w.makers(thing) {
				w.walkPart(maker.part)
			}
			from = w.made[thing]
		}
		start = nil
		for _, s := range from {
			start = append(start, &state{at: s.at, trail: s.trail})
		}
	}
	for _, s := range start {
		s.at = w.forget(s.at, p, never, never)
	}
	if len(start) == 0 {
		return nil // nobody comes here: reported of the part it follows
	}
	w.ended, w.part = nil, p
	start = w.bindGiven(p, start)
	if p.When != nil {
		start, _ = w.decide(p.When, start)
		w.checkNever(p.When, len(start), 1)
	}
	w.checkInvited(p, start)
	end := w.walkSteps(p.Steps, start)
	for _, s := range end {
		w.addRoute(p, s, "done")
	}
	w.done[p.Name] = end
	w.gone[p.Name] = append(w.gone[p.Name], end...)
	return end
}

// bindGiven binds the rows that come with an invitation. Where a question of
// the same name asks for it, a run may also begin without.
func (w *walker) bindGiven(p *Part, states []*state) []*state {
	keys := p.Given.Keys
	if name := p.brings(); name != "" && w.asks[name] == nil {
		keys = append(slices.Clip(keys), Name{Value: name}) // what changed is a row
	}
	for _, key := range keys {
		w.passed[key.Value] = true
		i, ok := w.byName[key.Value]
		if !ok {
			continue
		}
		var bound []*state
		for _, s := range states {
			bound = append(bound, w.expand(s, i, false)...)
			if w.asks[key.Value] != nil {
				bound = append(bound, s)
			}
		}
		states = bound
	}
	return states
}

func (w *walker) walkSteps(steps []*Step, states []*state) []*state {
	alive := len(states) > 0
	for _, step := range steps {
		if step == nil || step.Verb == nil {
			continue
		}
		if len(states) == 0 {
			if alive && !w.stopped {
				w.unreachable(step)
			}
			return nil
		}
		w.at = step.Pos
		if w.count += len(states); w.count > mostStates {
			w.stop(step.Pos)
		}
		if w.stopped {
			return nil
		}
		states = w.merge(w.walkStep(step, states), w.siteOf[step])
	}
	return states
}

// walkStep takes the states over one step.
func (w *walker) walkStep(step *Step, states []*state) []*state {
	yes, no := states, []*state(nil)
	s := w.siteOf[step]
	if step.When != nil {
		yes, no = w.decide(step.When, states)
		w.checkNever(step.When, len(yes), len(no))
	}
	if w.stopped {
		return nil
	}
	if group, ok := step.Verb.(*Group); ok {
		if step.When == nil {
			return w.walkSteps(group.Then, yes) // reported by Parse
		}
		after := slices.Clone(no)
		if len(no) > 0 && len(group.Else) > 0 {
			after = w.walkSteps(group.Else, no)
		}
		if len(yes) > 0 {
			return append(w.walkSteps(group.Then, yes), after...)
		}
		return after
	}
	if len(yes) == 0 {
		return no
	}
	w.checkSaid(s, yes)
	return append(w.act(s, yes), no...)
}

// act takes the states over a step that is reached.
func (w *walker) act(s *site, states []*state) []*state {
	switch v := s.step.Verb.(type) {
	case *Ask:
		w.checkConsented(s, states)
		return w.ask(s, v.Name.Value, v.Required.Yes, v.Remember.Yes, states)
	case *Consent:
		return w.consent(s, v, states)
	case *Follow:
		w.follow(s, v, states)
	case *End:
		w.end(s.step.Pos, states, v.Outcome.Value, s.part)
		w.gone[s.part.Name] = append(w.gone[s.part.Name], states...)
		return nil
	}
	after := make([]*state, len(states))
	for i, st := range states {
		after[i] = w.paid(st, s, true)
	}
	return after
}

// ask splits the states by the answers that tell apart what follows.
func (w *walker) ask(s *site, name string, required, known bool, states []*state) []*state {
	i, ok := w.byName[name]
	w.passed[name] = true
	matters := ok && w.vars[i].uses[s.part.Name] > s.order // a step behind looks at it
	var out []*state
	for _, st := range states {
		if ok && st.at[i] != notAsked && w.isGiven(s.part, name) {
			out = append(out, st) // bound by an invitation, so not asked
			continue
		}
		st = w.paid(st, s, !known)
		if !matters {
			out = append(out, st)
			continue
		}
		out = append(out, w.expand(st, i, !required)...)
	}
	return out
}

// consent asks, unless it was given before on this path.
func (w *walker) consent(s *site, v *Consent, states []*state) []*state {
	i := w.byName[v.Purpose.Value]
	w.passed[v.Purpose.Value] = true
	required := w.wording(v).Required.Yes
	var out, declined []*state
	for _, st := range states {
		if w.vars[i].value(st.at[i]) == "yes" {
			out = append(out, st)
			continue
		}
		for _, after := range w.expand(w.paid(st, s, true), i, !required) {
			if required && w.vars[i].value(after.at[i]) != "yes" {
				declined = append(declined, after)
			} else {
				out = append(out, after)
			}
		}
	}
	if len(declined) > 0 {
		w.end(s.step.Pos, declined, "declined", s.part)
	}
	return out
}

// end keeps the states in which conversations end here.
func (w *walker) end(pos source.Pos, states []*state, outcome string, p *Part) {
	w.ended = append(w.ended, ending{pos, states})
	for _, s := range states {
		w.addRoute(p, s, outcome)
	}
}

// isGiven reports whether an invitation may bind name in this part.
func (w *walker) isGiven(p *Part, name string) bool {
	_, ok := p.Given.By[name]
	return ok
}

// stop gives up: the message says where.
func (w *walker) stop(pos source.Pos) {
	if !w.stopped {
		w.stopped = true
		w.warn(pos, "too-many-paths", "split the flow into parts, or let fewer conditions hang on each other",
			"stopped after 100,000 states; the rest was not checked")
	}
}
