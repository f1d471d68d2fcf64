package plan

import (
	"fmt"
	"slices"

	"plaza/flows/source"
)

// Extends tells what a revision takes away from the one before it. History is
// only added to: an update, an assessment or a count once published does not
// change or vanish, no code or number comes to mean something else, a due day
// is moved by an update and not in its place, and what was invented does not
// become real. What may be added is anything, of any day: also a translation
// of what was published.
func Extends(old, new *Plan) source.Problems {
	e := &extension{}
	if old.ID != new.ID {
		e.problem(new.Pos, fmt.Sprintf("this is the plan %s, and was %s", new.ID, old.ID), "a plan keeps its id; another id is another plan")
		return e.problems
	}
	for _, lang := range old.Languages {
		if !slices.Contains(new.Languages, lang) {
			e.problem(new.Pos, "the plan was published in "+lang+" too", "keep the language: people read the plan in it")
		}
	}
	if old.Synthetic && !new.Synthetic {
		e.problem(new.Pos, "the plan was published as invented", "put synthetic: yes back; a plan of real promises has another id")
	}
	compare(e, "", "point of progress", new.Pos, old.Progress, new.Progress, func(p Point) (source.Pos, string, Day) {
		return p.Pos, p.Label.In(old.Languages...), p.On
	})
	for i := range old.Commitments {
		e.commitment(&old.Commitments[i], new)
	}
	e.problems.Sort()
	return e.problems
}

// extension gathers what a revision takes away.
type extension struct{ problems source.Problems }

func (e *extension) problem(pos source.Pos, message, hint string) {
	e.problems = append(e.problems, source.Problem{Pos: pos, Code: "published", Message: message, Hint: hint})
}

// commitment compares a commitment with what became of it.
func (e *extension) commitment(was *Commitment, p *Plan) {
	m := p.Commitment(was.Code)
	if m == nil {
		e.problem(p.Pos, was.Code+" was published and is gone", "put it back; say in an update that it was given up")
		return
	}
	if m.Code != was.Code || m.Number != was.Number {
		e.problem(m.Pos, fmt.Sprintf("%s, number %d, was published as %s, number %d", m.Code, m.Number, was.Code, was.Number), "people follow it by its code and number")
	}
	e.due(m.Pos, m.Code, "end", was.End, m.End)
	for i := range was.Milestones {
		before := &was.Milestones[i]
		now := m.Milestone(before.Number)
		if now == nil {
			e.problem(m.Pos, named(m, before.Number)+" was published and is gone", "put it back; say in an update that it was given up")
			continue
		}
		e.due(now.Pos, named(m, now.Number), "due", before.Due, now.Due)
	}
	compare(e, m.Code+": ", "update", m.Pos, was.Updates, m.Updates, func(u Update) (source.Pos, string, Day) {
		return u.Pos, fmt.Sprint(u.Milestone), u.On // whoever says it: the later of a day is how it stands
	})
	compare(e, m.Code+": ", "assessment", m.Pos, was.Assessments, m.Assessments, func(a Assessment) (source.Pos, string, Day) {
		return a.Pos, a.Kind.String() + a.Place + fmt.Sprint(a.Milestone), a.On
	})
}

// due refuses a day of the plan that was moved in its place. One that was not
// known may be filled in.
func (e *extension) due(pos source.Pos, what, key string, was, is Day) {
	if !was.IsZero() && was != is {
		e.problem(pos, fmt.Sprintf("%s: %s was published as %s", what, key, was),
			fmt.Sprintf("put %s back, and add an update with the new day as due:, slipped and why", was))
	}
}

// compare refuses entries of a history that changed, vanished, or of one day
// changed places. identify gives an entry's place, what it is about besides
// its words, and its day.
func compare[T any](e *extension, of, what string, parent source.Pos, old, new []T, identify func(T) (source.Pos, string, Day)) {
	at := match(old, new)
	hint := "what was published stays; add another " + what + " that corrects it"
	for i := range old {
		_, about, on := identify(old[i])
		day := on.String()
		if on.IsZero() {
			day = "a day not known"
		}
		if at[i] < 0 {
			changed := slices.IndexFunc(new, func(n T) bool {
				_, otherAbout, otherOn := identify(n)
				return about == otherAbout && on == otherOn && !slices.ContainsFunc(old, func(o T) bool { return keeps(o, n) })
			})
			if changed < 0 {
				e.problem(parent, fmt.Sprintf("%s%s of %s was published and is gone", of, what, day), "put it back; add another "+what+" if it was wrong")
				continue
			}
			pos, _, _ := identify(new[changed])
			e.problem(pos, fmt.Sprintf("%s%s of %s is not as it was published", of, what, day), hint)
			continue
		}
		for j := range i {
			if _, otherAbout, otherOn := identify(old[j]); at[j] > at[i] && about == otherAbout && on == otherOn {
				pos, _, _ := identify(new[at[i]])
				e.problem(pos, fmt.Sprintf("%s%s of %s changed places with another of that day", of, what, day), "the later written is the later said: keep their order")
			}
		}
	}
}
