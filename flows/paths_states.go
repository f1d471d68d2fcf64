package flows

// state is what conversations that have come this way have in common. Each
// byte of at is the case of one variable.
type state struct {
	at        string
	trail     *trail
	low, high Cost // the shortest and the longest way to here
}

// The first cases of every variable; its values follow.
const (
	notAsked byte = iota
	missing       // asked, and no answer came of it
	firstCase
	forgotten byte = 255 // nothing asks for it any more
)

// trail is one way to a state, newest step first.
type trail struct {
	before *trail
	when   *Condition // a condition that came out as yes, in the state at
	yes    bool
	at     string
	name   string // or an answer
	value  string // "" when none came of it
	ok     bool
}

// with is the state after a variable took on a case.
func (s *state) with(i int, v *variable, c byte) *state {
	at := []byte(s.at)
	at[i] = c
	after := *s
	after.at = string(at)
	if !v.compares {
		after.trail = &trail{before: s.trail, name: v.name, value: v.value(c), ok: c >= firstCase}
	}
	return &after
}

// expand is the states after a variable took on each of its cases.
func (w *walker) expand(s *state, i int, maybeMissing bool) []*state {
	if w.stopped {
		return nil
	}
	v := w.vars[i]
	out := make([]*state, 0, len(v.cases)+1)
	for c := range v.cases {
		out = append(out, s.with(i, v, firstCase+byte(c)))
	}
	if maybeMissing {
		out = append(out, s.with(i, v, missing))
	}
	if w.count += len(out); w.count > mostStates {
		w.stop(w.at)
	}
	return out
}

// merge forgets what is asked for no more and makes equal states one.
func (w *walker) merge(states []*state, at *site) []*state {
	if w.stopped {
		return nil
	}
	seen := make(map[string]*state, len(states))
	out := states[:0:0]
	for _, s := range states {
		key := w.forget(s.at, at.part, at.order, at.last)
		first, ok := seen[key]
		if !ok {
			first = &state{key, s.trail, s.low, s.high}
			seen[key] = first
			out = append(out, first)
			continue
		}
		first.low, first.high = first.low.least(s.low), first.high.most(s.high)
	}
	return out
}
