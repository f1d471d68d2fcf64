package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"plaza/civic/plan"
	"plaza/civic/verdict"
	"plaza/flows"
	"plaza/store"
)

// What people answered to whether it is true where they live is counted now
// and then, by Tick, and never while somebody waits for it: a million who ask
// how a promise stands cost one count. While nobody asks, nobody counts.

// verdictsEvery is how old a count may be before the next one, if it is asked
// for: often enough to be news.
const verdictsEvery = 10 * time.Minute

// verdictQuestion is the question whose options a verdict is made from.
const verdictQuestion = "holds"

// A Verdict is citizens' assessment of what officials say of a milestone, from
// what they answered while it was said. Where its N is 0, some have answered,
// and too few to say what.
type Verdict struct {
	Milestone int
	Of        plan.Completion // what officials said
	Past      bool            // they say otherwise now
	verdict.Result

	by    *flows.Program
	place string // its question
}

// PlaceName is what a place of the verdict is called in lang.
func (v Verdict) PlaceName(place, lang string) string { return v.by.Label(v.place, place, lang) }

// verdicts are the newest count.
type verdicts struct {
	counting sync.Mutex
	counted  atomic.Pointer[count]
	wanted   atomic.Bool // somebody asked since
}

// count is what was found at a moment, among what was published then.
type count struct {
	at   time.Time
	mark string
	said *Plans
	of   map[string][]Verdict // by the commitment's code
}

// Verdicts are what people say of a commitment's milestones, by number and the
// newest first, as they were last counted. There is none of a milestone that nobody spoke of.
func (b *Bot) Verdicts(commitment string) []Verdict {
	b.verdicts.wanted.Store(true)
	c := b.verdicts.counted.Load()
	if c == nil {
		return nil
	}
	return c.of[commitment]
}

// tickVerdicts counts again when what is there is old and was asked for.
func (b *Bot) tickVerdicts(ctx context.Context) error {
	c := b.verdicts.counted.Load()
	if c != nil && c.mark == b.library.Load().mark && c.said == b.Plans() && (b.Now().Sub(c.at) < verdictsEvery || !b.verdicts.wanted.Load()) {
		return nil
	}
	return b.CountVerdicts(ctx)
}

// CountVerdicts counts what people say of every milestone. Tick does it when
// it is time; a command that shows a plan does it itself.
func (b *Bot) CountVerdicts(ctx context.Context) error {
	b.verdicts.counting.Lock()
	defer b.verdicts.counting.Unlock()
	b.verdicts.wanted.Store(false)
	if err := b.readAhead(ctx); err != nil {
		return err
	}
	c := &count{at: b.Now(), mark: b.library.Load().mark, said: b.Plans(), of: make(map[string][]Verdict)}
	for _, flow := range b.Library().Flows() {
		if p := b.Library().Newest(flow); verdictOn(p) != "" {
			if err := b.countOf(ctx, p, c); err != nil {
				return fmt.Errorf("count what people say by %s: %w", flow, err)
			}
		}
	}
	for _, of := range c.of {
		slices.SortStableFunc(of, func(a, b Verdict) int { return cmp.Compare(a.Milestone, b.Milestone) })
	}
	b.verdicts.counted.Store(c)
	return nil
}

// verdictOn is the plan about which a consultation asks whether it is true; ""
// when it asks no such thing.
func verdictOn(p *flows.Program) string {
	if p.Anonymous() || !slices.Equal(p.OptionIDs(verdictQuestion), verdict.Options()) {
		return ""
	}
	return p.Plan(p.About(flows.MainPart))
}

// countOf adds what people answered in one consultation. Of a milestone that
// two of them ask about, the first by its id counts: their questions are not
// the same, so their answers are not added up.
func (b *Bot) countOf(ctx context.Context, p *flows.Program, c *count) error {
	said := make(map[string][]testimony)
	err := b.Store.View(ctx, func(v store.View) error {
		persons, err := v.Persons(ctx)
		if err != nil {
			return err
		}
		return v.EachRun(ctx, p.Flow.ID.Value, func(r store.Run, answers []store.Answer) error {
			if r.Part != flows.MainPart || r.Subject == "" || r.EndedAt.IsZero() || !counts(r.Outcome) && r.Outcome != outcomeReplaced {
				return nil
			}
			a := b.verdictOf(p, r, answers)
			a.Person = cmp.Or(persons[r.Contact], string(r.Contact))
			said[r.Subject] = append(said[r.Subject], a)
			return nil
		})
	})
	if err != nil {
		return err
	}
	for code, all := range said {
		of, n, ok := c.said.milestone(code)
		if !ok || n == 0 || slices.ContainsFunc(c.of[of.Code], func(v Verdict) bool { return v.Milestone == n }) {
			continue
		}
		claims := b.claims(of, n)
		about := make([][]testimony, len(claims))
		for _, a := range all {
			if len(claims) > 0 {
				i := stoodAt(claims, a.when)
				about[i] = append(about[i], a)
			}
		}
		for i, claim := range slices.Backward(claims) {
			if answers := stands(about[i]); len(answers) > 0 {
				c.of[of.Code] = append(c.of[of.Code], Verdict{
					Milestone: n, Of: claim.status, Past: i < len(claims)-1, Result: verdict.Of(answers, b.Fewest), by: p, place: b.Place,
				})
			}
		}
	}
	return nil
}

// testimony is what one person answered, and when: they are counted in the order in
// which they came to the end, and what they saw was said when they answered.
type testimony struct {
	verdict.Answer
	when time.Time
	mute bool // they passed over the question, and what they said before stands no more
}

// stands leaves what people said last about one claim. verdict.Of would take an
// older word for the last of who has passed over the question since.
func stands(all []testimony) (answers []verdict.Answer) {
	last := make(map[string]testimony, len(all))
	for _, a := range all {
		if before, ok := last[a.Person]; !ok || !a.At.Before(before.At) {
			last[a.Person] = a
		}
	}
	for _, a := range last {
		if !a.mute {
			answers = append(answers, a.Answer)
		}
	}
	return answers
}

// verdictOf is what one person answered. Who was invited did not choose the
// milestone: that it was known tells that we asked them.
func (b *Bot) verdictOf(p *flows.Program, r store.Run, answers []store.Answer) testimony {
	a := testimony{Answer: verdict.Answer{At: r.EndedAt}, when: r.EndedAt, mute: true}
	for _, given := range answers {
		switch given.Name {
		case verdictQuestion:
			says, ok := verdict.Read(given.Value)
			a.Says, a.mute, a.when = says, !ok, given.At
		case b.Place:
			a.Place = given.Value
		case p.About(flows.MainPart):
			a.Asked = given.Status == string(flows.Known)
		}
	}
	return a
}

// verdict is a verdict in the person's language: how many they are, how they came
// to answer, and how they divide.
func (t *turn) verdict(v Verdict) string {
	args := shares(v.Cell)
	args["number"] = v.Milestone
	args["chosen"] = t.sentence("chosen_"+string(v.Chosen()), nil)
	said := t.sentence("plan_true", args)
	if v.Past {
		return t.sentence("plan_then", map[string]any{"status": t.completion(v.Of), "text": said})
	}
	return said
}

// byPlace are the lines of a verdict, a place each, and how many are hidden.
func (t *turn) byPlace(v Verdict) []string {
	var lines []string
	for _, c := range v.Places {
		args := shares(c)
		args["place"] = v.PlaceName(c.Place, t.lang())
		if c.Place == "" {
			args["place"] = t.sentence("no_answer", nil)
		}
		lines = append(lines, t.sentence("plan_true_place", args))
	}
	if v.Hidden > 0 {
		lines = append(lines, t.sentence("plan_true_hidden", map[string]any{"n": v.Hidden}))
	}
	return lines
}

// shares are the numbers of a cell as a sentence takes them.
func shares(c verdict.Cell) map[string]any {
	return map[string]any{
		"n": c.N, "holds": c.Says[verdict.Holds], "partly": c.Says[verdict.Partly], "untrue": c.Says[verdict.Untrue],
		"cannot_tell": c.Says[verdict.CannotTell],
	}
}
