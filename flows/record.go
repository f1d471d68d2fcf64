package flows

import (
	"slices"
	"strconv"
)

// answer returns what is on record or known under name, or nil. The pointer
// is to be read only: an answer is replaced, never changed.
func (t *turn) answer(name string) *Answer {
	for i := range t.s.Answers {
		if t.s.Answers[i].Name == name {
			return &t.s.Answers[i]
		}
	}
	return t.known(name)
}

// onRecord returns the answer of this run under name, or nil.
func (t *turn) onRecord(name string) *Answer {
	for i := range t.s.Answers {
		if t.s.Answers[i].Name == name {
			return &t.s.Answers[i]
		}
	}
	return nil
}

// known returns what was known under name when the run began, or nil.
func (t *turn) known(name string) *Answer {
	for i := range t.s.Known {
		if t.s.Known[i].Name == name {
			return &t.s.Known[i]
		}
	}
	return nil
}

// record puts an answer on record and tells of it.
func (t *turn) record(r Recorded) {
	r.Again = t.onRecord(r.Name) != nil
	t.keep(r.Answer)
	t.out = append(t.out, r)
}

// keep puts an answer on record in place of an older one under its name. The
// answers of the state the turn was given stay as they are.
func (t *turn) keep(a Answer) {
	for i := range t.s.Answers {
		if t.s.Answers[i].Name == a.Name {
			t.s.Answers = slices.Clone(t.s.Answers)
			t.s.Answers[i] = a
			return
		}
	}
	answers := make([]Answer, 0, len(t.s.Answers)+1)
	t.s.Answers = append(append(answers, t.s.Answers...), a)
}

// forget takes an answer off the record.
func (t *turn) forget(name string) {
	for i := range t.s.Answers {
		if t.s.Answers[i].Name == name {
			t.s.Answers = slices.Delete(slices.Clone(t.s.Answers), i, i+1)
			t.out = append(t.out, Forgotten{Name: name})
			return
		}
	}
}

// passOver forgets the answers of steps that a correction took off the path.
func (t *turn) passOver(from, to int) {
	for _, name := range t.part.names[from:to] {
		if name != "" {
			t.forget(name)
		}
	}
}

// back takes the person to the question before the one that waits at i. While
// a correction is under way the answers behind it stay, and a person who goes
// back from the very question they meant to correct has changed their mind.
func (t *turn) back(i int) {
	if name := t.part.names[i]; t.s.Returning != "" && t.onRecord(name) != nil {
		t.walk(i + 1)
		return
	}
	for j := i - 1; j >= 0; j-- {
		if _, done := t.part.ops[j].(*act); done && t.onRecord(t.part.names[j]) != nil {
			break // what was done in the world is not undone by a word
		}
		q, ok := t.part.ops[j].(*question)
		if !ok {
			continue
		}
		a := t.onRecord(q.name)
		if a == nil {
			continue
		}
		asked := a.Status == Answered || a.Status == Skipped || a.Status == Unanswered
		t.forget(q.name)
		if asked {
			q.put(t, j)
			return
		}
	}
	t.tell("nothing_before")
	t.again(i)
}

// Value is what conditions see under a name: what was answered or is known,
// or one of the names that every run has.
func (t *turn) Value(name string) (string, bool) {
	if a := t.answer(name); a != nil {
		return a.Value, a.Value != ""
	}
	return t.elsewhere(name)
}

// elsewhere finds the names that every run has, and fields of what is on record.
func (t *turn) elsewhere(name string) (string, bool) {
	switch name {
	case "language":
		return t.v.tag, true
	case "channel":
		return t.s.Channel, t.s.Channel != ""
	case "assisted":
		if t.s.Helper != "" {
			return "yes", true
		}
		return "no", true
	case "wave":
		return strconv.Itoa(t.s.Wave), t.s.Wave > 0
	}
	for dot := len(name) - 1; dot > 0; dot-- {
		if name[dot] != '.' {
			continue
		}
		if a := t.answer(name[:dot]); a != nil {
			v := t.field(a, name[:dot], name[dot+1:])
			return v, v != ""
		}
	}
	return "", false
}

// field is a cell of a chosen row, or what a civic thing offers. Of a row that
// was remembered by its key alone, it is what the table says now.
func (t *turn) field(a *Answer, name, column string) string {
	if q := t.p.questions[name]; q != nil && a.Fields == nil && q.rows() != nil {
		return q.rows().kept(nil, 0, a.Value, column)
	}
	return a.Fields[column]
}
