package flows

import (
	"slices"
	"strings"
)

// misfits is how many replies may not fit before a question is left open.
const misfits = 3

// Step makes one thing happen to a run: it takes the state and what happened,
// and returns the next state and what is to be done, in order. It is pure and
// total: it changes nothing it was given, and never fails, whatever the state
// and whatever the person wrote. A reply that does not fit is asked again, a
// state it cannot make sense of starts over, and after the end nothing happens.
//
// When the last effect is a Need or a Do, the runtime answers it in the same
// transaction with a further Step.
func (p *Program) Step(s State, in Input) (State, []Effect) {
	if s.Outcome != "" {
		return s, nil
	}
	t := &turn{s: s, in: in, part: p.parts[s.Part], out: make([]Effect, 0, 4)}
	t.speak(p)
	if t.part == nil {
		t.s.Part, t.part = MainPart, p.parts[MainPart]
	}
	i, waits := t.part.places[s.At]
	switch {
	case in.Kind == InStop:
		t.end("stopped")
	case in.Kind == InBegin || !waits:
		t.begin()
	case s.Pending != "":
		t.answered(i)
	default:
		t.happen(i)
	}
	return t.s, t.out
}

// turn is one Step under way.
type turn struct {
	p     *Program
	part  *part
	s     State
	in    Input
	out   []Effect
	lang  int // the place of the person's language among the flow's
	v     *voice
	row   Cells    // the row that an each speaks of
	cited []*table // what the message being made took from tables
}

// speak makes the turn speak the wording of p, in the person's language.
func (t *turn) speak(p *Program) {
	t.p, t.lang = p, p.voiceOf(t.s.Lang)
	t.v = p.voices[t.lang]
}

// op is one compiled step. run does it and returns the place of the next, or
// halt when the run waits or has ended.
type op interface {
	run(t *turn, i int) (next int)
}

const halt = -1

// waiter is an op at which a run waits for the person.
type waiter interface {
	op
	put(t *turn, i int)   // ask, or ask again
	reply(t *turn, i int) // the person wrote
	skip(t *turn, i int)  // the person sent the word for skip
}

// finder is an op that reads tables: found is the answer to its Need. What
// names what the Need was for, as the op itself said in State.Pending.
type finder interface {
	found(t *turn, i int, what string)
}

// at returns the op at which a run waits under this name, or nil.
func (pt *part) at(name string) op {
	if i, ok := pt.places[name]; ok {
		return pt.ops[i]
	}
	return nil
}

// begin starts the run, or starts it over.
func (t *turn) begin() {
	s := &t.s
	for _, a := range s.Answers {
		t.out = append(t.out, Forgotten{Name: a.Name})
	}
	*s = State{
		Flow: s.Flow, Edition: s.Edition, Run: s.Run, Part: s.Part, Lang: s.Lang, Channel: s.Channel,
		Helper: s.Helper, Wave: s.Wave, Began: s.Began, Can: s.Can, Known: s.Known, Heard: t.in.At,
	}
	if t.in.Kind == InBegin {
		s.Held = strings.TrimSpace(t.in.Text)
		s.Known = t.part.known(t.in)
	}
	t.walk(0)
}

// known keeps what the part speaks of: rows that were given, and what is
// remembered about the person. Of an answer the part asks for itself, only one
// that is to be remembered counts.
func (pt *part) known(in Input) []Answer {
	var known []Answer
	for name, row := range in.Given {
		known = append(known, Answer{Name: name, Status: Known, Value: row.Key, Fields: row.Cells})
	}
	for name, a := range in.Known {
		if _, given := in.Given[name]; given || a.Value == "" && a.Fields == nil || !pt.speaksOf(name) {
			continue
		}
		if q, ok := pt.at(name).(*question); ok && !q.remember && q.terms == nil {
			continue
		}
		a.Name, a.Status = name, Known
		known = append(known, a)
	}
	slices.SortFunc(known, func(a, b Answer) int { return strings.Compare(a.Name, b.Name) })
	return known
}

// happen does what happened while the run waits for the person at place i.
func (t *turn) happen(i int) {
	w, asks := t.part.ops[i].(waiter)
	switch t.in.Kind {
	case InText, InSkip, InBack:
		if _, busy := t.part.ops[i].(*handoff); busy && t.in.Kind != InSkip {
			return // what they write is for the desk
		}
		t.s.Heard, t.s.Reminded = t.in.At, 0
		switch {
		case t.p.shut(t.part, t.in.At):
			t.message(Message{Key: "closed", Text: t.v.say("closed", "title", t.title(), "date", t.v.moment(t.p.Flow.Closes))})
			t.end("partial")
		case !asks:
			t.again(i)
		case t.in.Kind == InText:
			w.reply(t, i)
		case t.in.Kind == InSkip:
			w.skip(t, i)
		default:
			t.back(i)
		}
	case InAgain:
		t.s.Heard, t.s.Reminded = t.in.At, 0 // they wrote, if not to the flow
		t.again(i)
	case InClock:
		t.clock()
	case InReturned:
		if _, ok := t.part.ops[i].(*handoff); ok {
			t.s.Heard = t.in.At
			t.walk(i + 1)
		}
	case InEvent:
		t.news()
	}
}

// answered goes on with what the runtime brought for a Need or a Do. When
// something else happens meanwhile, the waiting step is simply done again.
func (t *turn) answered(i int) {
	what := t.s.Pending
	t.s.Pending = ""
	switch t.in.Kind {
	case InFound, InRefused, InDone:
	default:
		t.s.Held = ""
		t.again(i)
		return
	}
	if strings.HasPrefix(what, "others.") {
		t.learn(what)
		t.again(i)
		return
	}
	if f, ok := t.part.ops[i].(finder); ok {
		f.found(t, i, what)
		return
	}
	t.again(i)
}

// again does the step at which the run waits once more: puts the question
// again, or walks on from a step that does not wait for the person.
func (t *turn) again(i int) {
	if w, ok := t.part.ops[i].(waiter); ok {
		w.put(t, i)
		return
	}
	t.walk(i)
}

// walk does one step after another until the run waits or ends.
func (t *turn) walk(i int) {
	for i < len(t.part.ops) {
		if t.s.Returning != "" && i > t.part.places[t.s.Returning] {
			t.s.Returning = "" // the correction led past the confirm itself
		}
		if i = t.part.ops[i].run(t, i); i == halt {
			return
		}
	}
	t.end("done")
	t.later()
}

// wait makes the op at i the one at which the run waits.
func (t *turn) wait(i int) {
	name := t.part.waits[i]
	if t.s.At != name {
		t.s.At = name
		t.s.Misses, t.s.Shown, t.s.Offered = 0, nil, nil
	}
	t.s.Wording = t.p.Wording
}

// end ends the run.
func (t *turn) end(outcome string) {
	s := &t.s
	s.At, s.Misses, s.Confirms, s.Returning, s.Held, s.Pending = "", 0, 0, "", "", ""
	s.Shown, s.Offered = nil, nil
	s.Outcome = outcome
	t.out = append(t.out, Ended{Outcome: outcome})
}

// branch jumps forward when its condition does not hold; without one it
// always does.
type branch struct {
	when *Condition
	to   int
}

func (b *branch) run(t *turn, i int) int {
	if b.when != nil && b.when.Holds(t) {
		return i + 1
	}
	if t.s.Returning != "" {
		t.passOver(i+1, b.to)
	}
	return b.to
}

// end is the step that ends a run with an outcome of the author's.
type end struct{ outcome string }

func (e end) run(t *turn, i int) int {
	t.end(e.outcome)
	return halt
}
