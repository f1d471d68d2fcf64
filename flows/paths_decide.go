package flows

import (
	"fmt"
	"slices"
	"strings"
)

// valuesIn are the values of a state, as a condition looks them up.
type valuesIn struct {
	w  *walker
	at string
}

// Value returns the value of a name, as far as it is known in this state.
func (s valuesIn) Value(name string) (string, bool) {
	i, ok := s.w.byName[name]
	if !ok {
		return "", false
	}
	v := s.w.vars[i]
	if v.base != "" && v.base != name {
		if j, ok := s.w.byName[v.base]; ok && s.at[j] < firstCase {
			return "", false
		}
	}
	c := s.at[i]
	if c < firstCase || c == forgotten {
		return "", false
	}
	return v.value(c), true
}

// decide splits the states by how a condition comes out.
func (w *walker) decide(c *Condition, states []*state) (yes, no []*state) {
	if c.Root == nil || w.faulty[c] { // reported: take it either way
		return states, slices.Clone(states)
	}
	for _, s := range states {
		for _, open := range w.findOut(c, s) {
			come := w.comesOut(c.Root, open.at)
			after := *open
			after.trail = &trail{before: open.trail, when: c, yes: come, at: open.at}
			if come {
				yes = append(yes, &after)
			} else {
				no = append(no, &after)
			}
			if w.once(c.Pos, fmt.Sprint("turned out ", come)) {
				w.addRoute(w.part, &after, "")
			}
		}
		if w.stopped {
			return nil, nil
		}
	}
	return yes, no
}

// findOut settles what the condition looks at and no step answers: the wave,
// the language, a cell of a chosen row, which of two numbers is larger.
func (w *walker) findOut(c *Condition, s *state) []*state {
	states := []*state{s}
	settle := func(name string) {
		i, ok := w.byName[name]
		if !ok || w.vars[i].answered {
			return
		}
		var out []*state
		for _, s := range states {
			if s.at[i] != notAsked || !w.there(name, s) {
				out = append(out, s)
				continue
			}
			_, cell := w.byName[w.vars[i].base]
			out = append(out, w.expand(s, i, cell || strings.HasPrefix(name, "before."))...)
		}
		states = out
	}
	for t := range c.Tests {
		for _, name := range append([]string{t.Name}, references(t)...) {
			if strings.HasPrefix(name, "before.") {
				settle("wave")
			}
			settle(name)
		}
		if compares(t) {
			settle(t.String())
		}
	}
	return states
}

// there reports whether a name that no step answers can have a value yet.
func (w *walker) there(name string, s *state) bool {
	if strings.HasPrefix(name, "before.") {
		wave, ok := valuesIn{w, s.at}.Value("wave")
		return !ok || wave != "1"
	}
	base := w.vars[w.byName[name]].base
	i, ok := w.byName[base]
	return !ok || base == name || s.at[i] >= firstCase && s.at[i] != forgotten
}

func references(t *Test) []string {
	var names []string
	for _, o := range t.Values {
		if o.Ref {
			names = append(names, o.Text)
		}
	}
	return names
}

// comesOut evaluates a condition in a state.
func (w *walker) comesOut(c *Cond, at string) bool {
	return c.Holds(func(t *Test) bool { return w.testComesOut(t, at) })
}

func (w *walker) testComesOut(t *Test, at string) bool {
	vals := valuesIn{w, at}
	if !compares(t) {
		return t.holds(vals, vals)
	}
	for _, name := range append([]string{t.Name}, references(t)...) {
		if _, ok := vals.Value(name); !ok {
			return false
		}
	}
	v, _ := vals.Value(t.String())
	return v == "yes"
}
