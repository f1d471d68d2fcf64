package flows

import "maps"

// actor is a verb that acts in the world, as the civic steps do: the engine
// asks for it with a Do and waits for InDone or InRefused.
type actor interface {
	Verb
	act() *act
}

// act is a compiled actor.
type act struct {
	name   string            // under which it is on record that it was done
	thing  string            // what it makes or acts on
	kind   string            // what is done
	values map[string]string // what is handed over, by key: each the bare name of an answer
	needs  string            // the answer without which nothing is done; may be empty
}

func (a *act) run(t *turn, i int) int {
	if t.onRecord(a.name) != nil {
		return i + 1 // done once, whatever is corrected
	}
	if _, ok := t.Value(a.needs); a.needs != "" && !ok {
		return i + 1
	}
	t.wait(i)
	do := Do{Kind: a.kind, Name: a.thing, Values: make(map[string]string, len(a.values))}
	for key, name := range a.values {
		if value, ok := t.Value(name); ok {
			do.Values[key] = value
		}
	}
	t.s.Pending = "do"
	t.out = append(t.out, do)
	return halt
}

// found goes on with what the world answered. A refusal is told by the
// sentence of its reason, and the run goes on without the thing.
func (a *act) found(t *turn, i int, _ string) {
	if t.in.Kind == InRefused {
		t.tell(t.in.Why)
	} else {
		t.keep(Answer{Name: a.name, Status: Answered, Value: t.in.Thing["status"], Fields: t.in.Thing})
	}
	t.walk(i + 1)
}

// news takes in what became of a thing this run made.
func (t *turn) news() {
	a := t.onRecord(t.in.Name)
	if a == nil {
		return
	}
	changed := *a
	changed.Fields = maps.Clone(a.Fields)
	if changed.Fields == nil {
		changed.Fields = make(map[string]string)
	}
	maps.Copy(changed.Fields, t.in.Thing)
	t.keep(changed)
}
