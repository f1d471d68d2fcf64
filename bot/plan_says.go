package bot

import (
	"slices"
	"strings"
	"time"

	"plaza/civic/plan"
	"plaza/flows"
)

// sentence is one of the software's own, in the person's language.
func (t *turn) sentence(key string, args map[string]any) string {
	return t.lex.Sentence(t.lang(), key, args)
}

// writeDay is a day as the person's language writes it.
func (t *turn) writeDay(d plan.Day) string { return writtenDay(t.Locales.Words(t.lang()), d) }

// day is the day of a moment by the forum's clock, which the people of a plan
// live by.
func (b *Bot) day(at time.Time) plan.Day { return plan.DayOf(at.In(b.Quiet.Zone)) }

// completion is a code of completion in the person's language.
func (t *turn) completion(c plan.Completion) string {
	return t.sentence(flows.Completion(statusID(c)), nil)
}

// kindKey is the key of what a kind of speaker is called.
func kindKey(k plan.Kind) string {
	return map[plan.Kind]string{
		plan.Government: "kind_government", plan.IRM: "kind_irm", plan.LocalMonitoringBody: "kind_monitor", plan.CitizenPanel: "kind_panel",
	}[k]
}

// results is a value of plan.Results in the person's language.
func (t *turn) results(value string) string {
	keys := []string{"worse", "same", "none", "marginal", "major", "outstanding"}
	at := slices.Index(plan.Results(), value)
	if at < 0 || at >= len(keys) {
		return value
	}
	return t.sentence("results_"+keys[at], nil)
}

// who is a kind of speaker, and the day they spoke of.
func (t *turn) who(kind plan.Kind, on plan.Day) string {
	who := t.sentence(kindKey(kind), nil)
	if on.IsZero() {
		return who
	}
	return t.sentence("plan_who", map[string]any{"kind": who, "date": t.writeDay(on)})
}

// assessed is what an assessment says, in the order in which it matters.
func (t *turn) assessed(a plan.Assessment) string {
	var said []string
	if a.Completion != plan.NotSaid {
		said = append(said, t.completion(a.Completion))
	}
	if a.EarlyResults != "" {
		said = append(said, t.sentence("plan_results", map[string]any{"result": t.results(a.EarlyResults)}))
	}
	return t.commas(said...)
}

// milestone is a milestone by its number and short title, or without one where
// our source gives none; never with one that was made up.
func (t *turn) milestone(m *plan.Milestone, langs []string) string {
	return t.milestoneCalled(m, m.Name(langs...))
}

func (t *turn) milestoneCalled(m *plan.Milestone, title string) string {
	if title == "" {
		return t.sentence("plan_untitled", map[string]any{"number": m.Number})
	}
	return t.sentence("plan_milestone", map[string]any{"number": m.Number, "title": title})
}

// numbered is a milestone by its number alone, where its title stands nearby.
func (t *turn) numbered(m *plan.Milestone) string {
	return t.sentence("plan_milestone_number", map[string]any{"number": m.Number})
}

// untitled tells whether our source says no more of any milestone than that
// there is one: then which comes next is not known.
func untitled(p Promise) bool {
	return !slices.ContainsFunc(p.Milestones, func(m plan.Milestone) bool {
		return len(m.Title) > 0 || !p.Due(m.Number).IsZero()
	})
}

// commas puts the language's comma between texts.
func (t *turn) commas(texts ...string) string {
	if t.Locales.RTL(t.lang()) {
		return joinWords("، ", texts...)
	}
	return joinWords(", ", texts...)
}

// next says what comes next and by when, or that it is late.
func (t *turn) next(p Promise, m *plan.Milestone, milestone string) string {
	due := p.Due(m.Number)
	args := map[string]any{"date": t.writeDay(due), "milestone": milestone}
	switch {
	case due.IsZero():
		return t.sentence("plan_next", map[string]any{"milestone": milestone})
	case due.Before(t.day(t.now)):
		return t.sentence("plan_late", args)
	}
	return t.sentence("plan_next_by", args)
}

// told is an update in words: what the office says and, of a setback, what
// slipped and why. The status of the whole promise is told beside it.
func (t *turn) told(p Promise, u *plan.Update) string {
	langs := p.Plan.LanguagesFor(t.lang())
	var said []string
	if words := t.words(u, langs); words != "" {
		said = append(said, words)
	}
	m := p.Milestone(u.Milestone)
	switch {
	case m != nil && u.Status != plan.NotSaid:
		said = append([]string{t.sentence("plan_said", map[string]any{"who": t.numbered(m), "status": t.completion(u.Status)})}, said...)
	case m != nil:
		said = append([]string{t.numbered(m) + "."}, said...)
	case len(said) == 0 && u.Status != plan.NotSaid:
		said = append(said, t.completion(u.Status))
	}
	return strings.Join(said, " ")
}
