package audience

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"plaza/flows/source"
)

// Env is what a condition is checked against: what exists.
type Env struct {
	Languages []string            // that the forum speaks
	Channels  []string            // as they are configured, and what they are
	Facts     []string            // what any consultation remembers of a person
	Asked     map[string]Question // and by which question, as far as one asks for it
	Place     string              // which of the facts is the place
	Unplaced  bool                // none of them is people's place
	Flows     map[string]Flow
	Followed  []Follow // whatever can be followed
}

// Flow is a published consultation.
type Flow struct {
	Anonymous bool // nobody stands behind its answers
	Questions map[string]Question
}

// Question is one that a consultation asks.
type Question struct {
	Options []string // ids; nil when it is no choice
	Many    bool     // several may be chosen
	Ordered bool     // a number or a day
}

// Or is what can be asked of an answer that either question may have given.
func (q Question) Or(other Question) Question {
	either := Question{Many: q.Many || other.Many, Ordered: q.Ordered || other.Ordered}
	if q.Options != nil && other.Options != nil {
		either.Options = slices.Concat(q.Options, other.Options)
	}
	return either
}

// Check finds what a condition asks that cannot be: a language nobody speaks
// here, an option that is none, the answers of an anonymous record.
func (c *Condition) Check(env Env) source.Problems {
	k := &checker{env: env}
	for t := range c.Tests {
		k.test(t)
	}
	return k.problems
}

type checker struct {
	env      Env
	problems source.Problems
}

func (k *checker) wrong(pos source.Pos, code, hint, format string, args ...any) {
	k.problems = append(k.problems, source.Problem{Pos: pos, Code: code, Message: fmt.Sprintf(format, args...), Hint: hint})
}

func (k *checker) test(t *Test) {
	switch t.About {
	case Language:
		k.named(t, "language", k.env.Languages)
	case Channel:
		k.named(t, "channel", k.env.Channels)
	case Tag:
		if t.Op.ordered() || t.Op == Answered || t.Op == NotAnswered {
			k.wrong(t.Pos, "condition", "write: tag is observers", "a tag is there or not")
			return
		}
		for _, v := range t.Values {
			if !isTag(v.Text) {
				k.wrong(v.Pos, "condition", "a tag is of small letters, digits and hyphens, such as observers", "there can be no tag %q", v.Text)
			}
		}
	case Fact:
		if !slices.Contains(k.env.Facts, t.Name) {
			k.wrong(t.Pos, "unknown-name", k.nearest(t.Name), "nothing is remembered under the name %s", t.Name)
		}
		k.remembered(t, t.Name)
	case Place:
		if k.env.Unplaced {
			k.wrong(t.Pos, "unknown-name", "a published consultation asks for it with remember: yes, and place in the configuration names that question",
				"nobody's place is known here")
			k.problems[len(k.problems)-1].Warning = true
		}
		k.remembered(t, k.env.Place)
	case Answer:
		k.answer(t)
	case Follows:
		k.follows(t)
	}
}

// named checks values that must be one of some names.
func (k *checker) named(t *Test, what string, names []string) {
	if t.Op.ordered() || t.Op == Includes {
		k.wrong(t.Pos, "condition", "write: "+what+" is VALUE", "a %s has no order and is one", what)
		return
	}
	for _, v := range t.Values {
		if !slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, v.Text) }) {
			k.wrong(v.Pos, "condition", suggest(v.Text, names), "there is no %s %q", what, v.Text)
		}
	}
}

// order checks that what is compared by < has an order.
func (k *checker) order(t *Test) {
	if !t.Op.ordered() || len(t.Values) == 0 {
		return
	}
	v := t.Values[0]
	if _, err := strconv.ParseFloat(v.Text, 64); err != nil && !isDay(v.Text) {
		k.wrong(v.Pos, "condition", "write a number, or a day as 2026-03-12", "%s has no order", v)
	}
}

// remembered checks a test on an answer that is remembered.
func (k *checker) remembered(t *Test, name string) {
	if q, ok := k.env.Asked[name]; ok {
		k.fits(t, q)
		return
	}
	k.order(t)
}

func (k *checker) answer(t *Test) {
	flow, ok := k.env.Flows[t.Flow]
	switch {
	case !ok:
		k.wrong(t.Pos, "unknown-name", suggest(t.Flow, slices.Sorted(maps.Keys(k.env.Flows))), "no consultation called %q is published", t.Flow)
		return
	case flow.Anonymous:
		k.wrong(t.Pos, "impossible", "leave it out: nobody can be written to because of what they answered there",
			"%s keeps its answers without the person", t.Flow)
		return
	}
	q, ok := flow.Questions[t.Name]
	if !ok {
		k.wrong(t.Pos, "unknown-name", suggest(t.Name, slices.Sorted(maps.Keys(flow.Questions))), "%s asks nothing called %q", t.Flow, t.Name)
		return
	}
	k.fits(t, q)
}

// fits checks that a test asks what the answers to a question can be.
func (k *checker) fits(t *Test, q Question) {
	switch {
	case t.Op == Answered || t.Op == NotAnswered:
	case t.Op.ordered() && !q.Ordered:
		k.wrong(t.Pos, "condition", "write: "+t.subject()+" is VALUE", "%s has no order", t.subject())
	case t.Op.ordered():
		k.order(t)
	case q.Many && t.Op != Includes:
		hint := "write: "
		if t.Op.negated() {
			hint = "say under without who is left out: "
		}
		k.wrong(t.Pos, "condition", hint+t.subject()+" includes "+t.Values[0].String(), "%s may hold several answers", t.subject())
	case !q.Many && t.Op == Includes:
		k.wrong(t.Pos, "condition", "write: "+t.subject()+" is "+t.Values[0].String(), "%s is one answer, not several", t.subject())
	case q.Options != nil:
		for _, v := range t.Values {
			if !slices.ContainsFunc(q.Options, func(id string) bool { return strings.EqualFold(id, v.Text) }) {
				k.wrong(v.Pos, "condition", suggest(v.Text, q.Options), "%s has no option %q", t.subject(), v.Text)
			}
		}
	}
}

func (k *checker) follows(t *Test) {
	if slices.ContainsFunc(k.env.Followed, t.followed) || len(t.Values) == 0 {
		return
	}
	var names []string
	for _, f := range k.env.Followed {
		name := f.Target
		if f.Kind == "plan" {
			name = f.Plan
		}
		if t.Name == "" || t.Name == f.Kind {
			names = append(names, name)
		}
	}
	what := t.Name
	if what == "" {
		what = "plan, commitment, theme or place"
	}
	hint := cmp.Or(source.DidYouMean(t.Values[0].Text, names), "plaza plan show says what there is")
	k.wrong(t.Values[0].Pos, "unknown-name", hint, "no %s is called %q", what, t.Values[0].Text)
}

// nearest is the hint for a bare name that nothing is remembered under. People
// often leave out the consultation.
func (k *checker) nearest(name string) string {
	for _, id := range slices.Sorted(maps.Keys(k.env.Flows)) {
		if _, asks := k.env.Flows[id].Questions[name]; asks && !k.env.Flows[id].Anonymous {
			return "write: " + id + "." + name
		}
	}
	return suggest(name, append([]string{"language", "channel", "place", "tag"}, k.env.Facts...))
}

// suggest offers the name that was meant, or all there are.
func suggest(word string, among []string) string {
	if hint := source.DidYouMean(word, among); hint != "" || len(among) == 0 {
		return hint
	}
	return "there is " + strings.Join(among, ", ")
}
