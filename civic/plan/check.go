package plan

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"plaza/flows/source"
)

// MinPanel is the fewest citizens whose assessment may stand in a plan: of
// fewer, what one of them said could be guessed.
const MinPanel = 10

// Check holds a plan to its rules on a day, and tells every problem at once.
// A plan with one of them may not be published: above all, a status that went
// down, a due day put off, and a milestone past its day need to say what
// slipped and why.
func Check(p *Plan, today Day) source.Problems {
	c := &checker{p: p, today: today}
	c.plan()
	for i := range p.Progress {
		c.point(&p.Progress[i])
	}
	c.identities()
	for i := range p.Commitments {
		c.commitment(&p.Commitments[i])
	}
	c.problems.Sort()
	return c.problems
}

// CheckRead adds to the problems of reading a plan what Check says of it. Where
// something could not be read it says what it can: a commitment that holds such
// a thing is looked at no further, for what it seems to lack may stand there.
func CheckRead(p *Plan, read source.Problems, today Day) source.Problems {
	if read.Err() == nil {
		read = append(read, Check(p, today)...)
		read.Sort()
		return read
	}
	c := &checker{p: p, today: today, problems: read}
	c.identities()
	for i := range p.Commitments {
		m := &p.Commitments[i]
		if m.Pos.File == p.Pos.File && !slices.ContainsFunc(read, func(r source.Problem) bool { return p.commitmentAt(r.Pos.Line) == m }) {
			c.commitment(m) // of tables, it is not known what belongs to it
		}
	}
	c.problems.Sort()
	return c.problems
}

// commitmentAt is the commitment that stands on a line of the plan's file, or
// nil on those before the first.
func (p *Plan) commitmentAt(line int) *Commitment {
	var at *Commitment
	for i := range p.Commitments {
		if p.Commitments[i].Pos.Line <= line {
			at = &p.Commitments[i]
		}
	}
	return at
}

// checker gathers what is wrong with a plan.
type checker struct {
	p        *Plan
	today    Day
	problems source.Problems
}

func (c *checker) problem(pos source.Pos, code, message, hint string) {
	c.problems = append(c.problems, source.Problem{Pos: pos, Code: code, Message: message, Hint: hint})
}

// plan checks the head.
func (c *checker) plan() {
	p := c.p
	c.title(p.Pos, "the plan", p.Title)
	c.short(p.Pos, "the plan", p.Short)
	c.period(p.Pos, "the plan", p.Start, p.End, "end")
	if len(p.Commitments)+len(p.Progress) == 0 {
		c.problem(p.Pos, "empty", "there is no commitment in this plan", "write commitments:, or progress: when only the counts are known")
	}
	for of := range p.Names {
		if !slices.ContainsFunc(p.Commitments, func(m Commitment) bool { return slices.Contains(m.Themes, of) || slices.Contains(m.Places, of) }) {
			c.problem(p.Pos, "name", fmt.Sprintf("names: no commitment has the theme or place %q", of), source.DidYouMean(of, p.themesAndPlaces()))
		}
	}
	for _, of := range p.themesAndPlaces() {
		for _, lang := range p.Languages {
			if n := letters(p.Name(of, lang)); n > ShortLetters {
				c.problems = append(c.problems, source.Problem{Pos: p.Pos, Code: "short", Warning: true,
					Message: fmt.Sprintf("the theme or place %q is called by %d letters in %s", of, n, lang),
					Hint:    fmt.Sprintf("people write it behind FOLLOW: %d are enough, under names: if its own name is long", ShortLetters)})
				break
			}
		}
	}
	c.kept()
	c.contacts(p.Pos, "the plan", reflect.ValueOf(p).Elem())
}

// kept checks that the plan can be read from what is kept of it: one that was
// not made by Parse may hold what no file can.
func (c *checker) kept() {
	written := c.p.YAML()
	_, problems := Parse(c.p.ID, written)
	for _, p := range problems.Errors() {
		c.problem(c.p.Pos, p.Code, "this plan cannot be kept: "+p.Message, p.Hint)
	}
}

func (p *Plan) themesAndPlaces() []string {
	var all []string
	for i := range p.Commitments {
		all = append(all, p.Commitments[i].Themes...)
		all = append(all, p.Commitments[i].Places...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// identities checks that no two things answer to one code or number.
func (c *checker) identities() {
	codes, numbers := map[string]source.Pos{}, map[int]source.Pos{}
	for i := range c.p.Commitments {
		m := &c.p.Commitments[i]
		if first, twice := codes[strings.ToUpper(m.Code)]; twice && m.Code != "" {
			c.problem(m.Pos, "twice", m.Code+" is already at "+first.String(), "each commitment has a code of its own")
		} else {
			codes[strings.ToUpper(m.Code)] = m.Pos
		}
		if first, twice := numbers[m.Number]; twice && m.Number != 0 {
			c.problem(m.Pos, "twice", fmt.Sprintf("number %d is already at %s", m.Number, first), "people write the number: PLAN 4 must mean one commitment")
		} else {
			numbers[m.Number] = m.Pos
		}
	}
	for i := range c.p.Commitments {
		m := &c.p.Commitments[i]
		for _, name := range slices.Concat(m.Themes, m.Places) {
			if _, taken := codes[strings.ToUpper(name)]; taken || strings.Trim(name, "0123456789") == "" {
				c.problem(m.Pos, "name", fmt.Sprintf("%s: %q cannot be a theme or place", m.Code, name), "people would get a commitment when they write it after FOLLOW")
			}
		}
	}
}

// commitment checks one commitment and all that was said about it.
func (c *checker) commitment(m *Commitment) {
	c.title(m.Pos, m.Code, m.Title)
	c.short(m.Pos, m.Code, m.Short)
	c.period(m.Pos, m.Code, m.Start, m.End, "end")
	c.contacts(m.Pos, m.Code, reflect.ValueOf(m).Elem())
	numbers := map[int]source.Pos{}
	for i := range m.Milestones {
		s := &m.Milestones[i]
		what := named(m, s.Number)
		c.contacts(s.Pos, what, reflect.ValueOf(s).Elem())
		if first, twice := numbers[s.Number]; twice && s.Number != 0 {
			c.problem(s.Pos, "twice", what+" is already at "+first.String(), "each milestone has a number of its own")
			continue
		}
		numbers[s.Number] = s.Pos
		for _, lang := range c.p.Languages {
			if n := letters(s.Name(lang)); n > ShortLetters {
				c.problem(s.Pos, "short", fmt.Sprintf("%s is called by %d letters in %s; %d are the most", what, n, lang, ShortLetters), "add short: a title for an SMS")
				break
			}
		}
		c.period(s.Pos, what, s.Start, s.Due, "due")
		c.overdue(m, s)
	}
	for i := range m.Updates {
		c.update(m, i)
	}
	for i := range m.Assessments {
		c.assessment(m, i)
	}
}

// title checks that what has no translation can be said in the first language.
func (c *checker) title(pos source.Pos, what string, title Text) {
	if lang := first(c.p.Languages); len(title) > 0 && title[lang] == "" {
		c.problem(pos, "language", fmt.Sprintf("%s has no %s title", what, lang), lang+" is the first language: who reads none of the others gets it")
	}
}

// short checks a title that an SMS is to hold. Its bound is in letters, not in
// parts of an SMS: a list of several is cut where a part ends.
func (c *checker) short(pos source.Pos, what string, short Text) {
	for _, lang := range c.p.Languages {
		switch n := letters(short[lang]); {
		case len(short) == 0: // missing altogether: Parse has said so
		case n == 0:
			c.problem(pos, "language", fmt.Sprintf("%s has no %s short title", what, lang), "write short: in each language of the plan")
		case n > ShortLetters:
			c.problem(pos, "short", fmt.Sprintf("the %s short title of %s has %d letters; %d are the most", lang, what, n, ShortLetters), "cut it to what people would call it")
		}
	}
}

func letters(s string) int { return utf8.RuneCountInString(s) }

// period checks that a period ends after it begins.
func (c *checker) period(pos source.Pos, what string, start, end Day, key string) {
	if end.Before(start) {
		c.problem(pos, "dates", fmt.Sprintf("%s: %s %s is before start %s", what, key, end, start), "")
	}
}

// named is how a commitment or one of its milestones is called in messages.
func named(m *Commitment, milestone int) string {
	if milestone == 0 {
		return m.Code
	}
	return fmt.Sprintf("%s, milestone %d", m.Code, milestone)
}
