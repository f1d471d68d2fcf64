package flows

import "slices"

// Route is one way through a part of a flow: the answers that matter, in the
// order they are given and by their canonical values, and how it ends. A
// question that is not in it may be answered in any way, and so may all that
// follow when there is no Outcome. What the world brings (wave, language,
// before.trust) stands among the answers under its name.
type Route struct {
	Part    string
	Answers []Answer // Name, Value, and Status: Answered, or Skipped for none
	Outcome string   // done, declined, incomplete, an end's, or "" when it goes on
}

// Routes returns a way to each end of each part, and to each condition both
// ways, as far as it can come out so: who walks them all has been everywhere.
// A part that follows another begins with the other's answers.
func Routes(f *Flow) []Route {
	c := &checker{index: newIndex(f)}
	w := newWalker(c)
	w.routing = true
	w.walk()
	return w.routes
}

// addRoute keeps a way that was found.
func (w *walker) addRoute(p *Part, s *state, outcome string) {
	if !w.routing {
		return
	}
	r := Route{Part: p.Name, Outcome: outcome}
	for t := s.trail; t != nil; t = t.before {
		if t.when != nil {
			continue
		}
		a := Answer{Name: t.name, Status: Skipped, Value: t.value}
		if t.ok {
			a.Status = Answered
		}
		r.Answers = append(r.Answers, a)
	}
	slices.Reverse(r.Answers)
	w.routes = append(w.routes, r)
}
