package flows

import (
	"slices"
	"strings"
	"time"
)

// What the runtime must know of a consultation, besides how it steps.

// Title is the consultation's name in a language of its, or its first.
func (p *Program) Title(lang string) string {
	t := &turn{s: State{Lang: lang}}
	t.speak(p)
	return t.title()
}

// Languages are the languages it is written in; the first is the fallback.
func (p *Program) Languages() []string { return slices.Clone(p.languages) }

// Speaks tells whether it is written in lang, or in what lang is a variety of.
func (p *Program) Speaks(lang string) bool {
	own := p.languages[p.voiceOf(lang)]
	return lang == own || strings.HasPrefix(lang, own+"-")
}

// Anonymous tells whether answers are kept without the person.
func (p *Program) Anonymous() bool { return p.Flow.Record.Value == "anonymous" }

// Again says what a second run of a part does to the first: replace, add or refuse.
func (p *Program) Again(part string) string {
	if pt := p.parts[part]; pt != nil && pt.Again.Value != "" {
		return pt.Again.Value
	}
	return or(p.Flow.Again.Value, "replace")
}

// About is the name of the answer that says what a part's run is about, or "".
func (p *Program) About(part string) string {
	if pt := p.parts[part]; pt != nil && pt.About.Value != "" {
		return pt.About.Value
	}
	return p.Flow.About.Value
}

// Keep is how long the answers of a run may be kept, as its person agreed:
// the longest of the consents they gave in it. Zero means that nothing says so.
func (p *Program) Keep(s State) time.Duration {
	var keep time.Duration
	for _, a := range s.Answers {
		if q := p.questions[a.Name]; q != nil && q.terms != nil && a.Value == "yes" && a.Status == Answered {
			keep = max(keep, q.terms.keep)
		}
	}
	return keep
}

// Chosen is what Answer.Fields was of an answer given to a wording of this
// edition: the cells of the rows it names as they stood in that wording's
// tables. Live rows are looked through behind the table's own, as by Find. It
// is nil where the answer is no row of either.
func (p *Program) Chosen(question, value string, wording int, live ...Row) map[string]string {
	q := p.wording(wording).questions[question]
	if q == nil || value == "" || q.rows() == nil {
		return nil
	}
	tb, picked := q.rows(), []Row(nil)
	for key := range strings.SplitSeq(value, ",") {
		for _, row := range tb.rows {
			if tb.at(row, tb.key) == key {
				picked = append(picked, Row{Key: key, Cells: tb.cells(row)})
				break
			}
		}
		for _, row := range live {
			if row.Key == key {
				picked = append(picked, row)
				break
			}
		}
	}
	if strings.Count(value, ",")+1 != len(picked) {
		return nil
	}
	return rows{}.chosen(picked...).fields
}

// Label is an answer to a question as a person knows it who speaks lang: an
// option's label, a row's name.
func (p *Program) Label(question, value, lang string) string {
	q := p.questions[question]
	if q == nil {
		return value
	}
	t := &turn{s: State{Lang: lang}}
	t.speak(p)
	return q.kind.show(t, &Answer{Name: question, Status: Answered, Value: value})
}

// OptionIDs are the ids of the options of a question, in their written order;
// nil of a question without options.
func (p *Program) OptionIDs(question string) []string {
	if q := p.questions[question]; q != nil {
		if k, ok := q.kind.(choice); ok {
			return slices.Clone(k.ids)
		}
	}
	return nil
}

// OpeningDay is the day and time it opens, as lang writes them; "" when it always was open.
func (p *Program) OpeningDay(lang string) string { return p.writeMoment(lang, p.Flow.Opens) }

// ClosingDay is the last day, or the time of it, as lang writes them; "" without one.
func (p *Program) ClosingDay(lang string) string { return p.writeMoment(lang, p.Flow.Closes) }

func (p *Program) writeMoment(lang string, m Moment) string {
	if m.Day.IsZero() {
		return ""
	}
	return p.voices[p.voiceOf(lang)].moment(m)
}

// Begins tells whether a part that is due may begin for a person of whom this
// is known: whether its when holds.
func (p *Program) Begins(part string, known map[string]Answer) bool {
	pt := p.parts[part]
	if pt == nil {
		return false
	}
	t := &turn{part: pt}
	for name, a := range known {
		a.Name = name
		t.s.Known = append(t.s.Known, a)
	}
	t.speak(p)
	return pt.When == nil || pt.When.Holds(t)
}

// Remembers tells whether the answer to a question is kept on the person.
func (p *Program) Remembers(question string) bool {
	q := p.questions[question]
	return q != nil && q.remember
}

// OpensIn tells whether a part has a start word in lang.
func (p *Program) OpensIn(part, lang string) bool {
	pt := p.parts[part]
	return pt != nil && len(pt.Start.In[lang]) > 0
}

// Asks tells whether name is a question's, and not a consent's.
func (p *Program) Asks(name string) bool {
	q := p.questions[name]
	return q != nil && q.terms == nil
}

// Consents tells whether name is a consent's.
func (p *Program) Consents(name string) bool {
	q := p.questions[name]
	return q != nil && q.terms != nil
}

// Kind is the kind of the question of this name, as the language of flows
// calls it; "" when there is none.
func (p *Program) Kind(name string) string {
	if q := p.questions[name]; q != nil {
		return q.kind.name()
	}
	return ""
}

// Day is the day of t in the consultation's zone, as lang writes it.
func (p *Program) Day(lang string, t time.Time) string {
	return p.voices[p.voiceOf(lang)].day(t.In(p.zone).Format(time.DateOnly))
}

// needsOnly tells whether all that a part speaks of and does not ask itself
// was asked in the edition own.
func (p *Program) needsOnly(part string, own *Program) bool {
	pt := p.parts[part]
	for name := range pt.speaks {
		name, _, _ = strings.Cut(strings.TrimPrefix(name, "before."), ".")
		if p.questions[name] != nil && own.questions[name] == nil && !slices.Contains(pt.names, name) {
			return false
		}
	}
	return true
}
