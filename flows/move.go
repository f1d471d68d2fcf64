package flows

import (
	"slices"
	"time"
)

// Move brings a run that waits on an earlier edition over to this one: plaza
// publish --move. It stays at the question of the same name and kind, which is
// put again in its new words; else it goes on at the first question that has
// no answer yet. Who agreed to less than this edition asks for is asked for
// consent again before anything else. ok is false when this edition has no such part, or the
// question is not the person's to answer now: then the run stays where it is.
func (p *Program) Move(old *Program, s State, at time.Time) (moved State, effects []Effect, ok bool) {
	pt, was := p.parts[s.Part], old.parts[s.Part]
	if pt == nil || was == nil || s.Outcome != "" || s.Pending != "" {
		return s, nil, false
	}
	asked, waits := was.at(s.At).(*question)
	if !waits {
		return s, nil, false // a confirmation or a desk: let it end first
	}
	t := &turn{p: p, s: s, in: Input{Kind: InAgain, At: at}, part: pt}
	t.s.Edition, t.s.At = p.Edition, ""
	t.s.Shown, t.s.Offered, t.s.Held, t.s.Misses, t.s.Returning = nil, nil, "", 0, ""
	t.speak(p)
	again := Gravest(Compare(old.Flow, p.Flow)) >= AskAgain
	if again {
		agreed := func(a Answer) bool { return old.Consents(a.Name) }
		t.s.Answers = slices.DeleteFunc(slices.Clone(s.Answers), agreed)
		t.s.Known = slices.DeleteFunc(slices.Clone(s.Known), agreed)
	}
	if q, same := pt.at(s.At).(*question); same && !again && q.kind.name() == asked.kind.name() {
		q.put(t, pt.places[s.At])
	} else {
		t.walk(t.firstOpen())
	}
	return t.s, t.out, true
}

// firstOpen is the place of the first question on this run's path that has no
// answer. What is only said on the way there has been said before.
func (t *turn) firstOpen() int {
	i := 0
	for i < len(t.part.ops) {
		switch op := t.part.ops[i].(type) {
		case *branch:
			i = op.run(t, i)
		case *question:
			if t.onRecord(op.name) == nil {
				return i
			}
			i++
		default:
			i++
		}
	}
	return i
}
