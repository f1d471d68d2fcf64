package bot_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"plaza/channels"
	"plaza/civic/plan"
	"plaza/civic/plan/library"
	"plaza/locales"
)

// hostile is a plan in which everything is as long as a plan may have it, and
// more than that where nothing holds it.
func hostile(t *testing.T) *plan.Plan {
	t.Helper()
	every := func(text string) plan.Text {
		in := plan.Text{}
		for _, lang := range []string{"en", "es", "fr", "pt", "sw", "ar"} {
			in[lang] = text
		}
		in["ar"] = strings.NewReplacer("word", "كلمة", "unspaced", "بلافراغ").Replace(text)
		return in
	}
	long, unspaced := strings.Repeat("word ", 80)+"word.", strings.Repeat("unspaced", 40)
	day := func(s string) plan.Day {
		d, err := plan.ParseDay(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	from := plan.Source{Name: long, AsOf: day("2025-09-30")}
	p := parsePlan(t, "riverbend.yaml")
	p.ID, p.Commitments = strings.Repeat("x", 60), nil
	p.Title, p.Short, p.Note, p.Source, p.Place = every(long), every(strings.Repeat("word ", 7)+"words"), every(long), from, long
	p.Names = map[string]plan.Text{}
	for n := 1; n <= 8; n++ {
		c := plan.Commitment{
			Code: fmt.Sprintf("XXXX-XXXX-XXX-%02d", n), Number: n, Title: every(long), Short: every(strings.Repeat("word ", 7) + "words"),
			Description: every(long), Themes: []string{fmt.Sprint("theme", n), long[:300]}, Places: []string{fmt.Sprint("place", n)}, Source: from,
			End: day("2026-12-31"),
			Milestones: []plan.Milestone{
				{Number: 1, Title: every(unspaced), Short: every(strings.Repeat("unspaced", 5)), Due: day("2026-09-30")}, {Number: 2, Due: day("2026-10-31")},
			},
			Updates: []plan.Update{{On: day("2025-11-30"), By: long, Milestone: n % 3 % 2, Status: plan.Substantial, Note: every(long), Source: from}},
		}
		if n%3 == 2 {
			c.Milestones, c.Title, c.Updates[0].Milestone = c.Milestones[1:], every(unspaced), 2
		}
		if n == 6 {
			c.Updates = append(c.Updates, plan.Update{On: day("2025-12-30"), By: long, Status: plan.Limited, Slipped: every(long), Why: every(long), Source: from})
		}
		for _, kind := range []plan.Kind{plan.Government, plan.IRM, plan.LocalMonitoringBody, plan.CitizenPanel} {
			a := plan.Assessment{On: day("2025-09-30"), Kind: kind, By: long, Completion: plan.Substantial, EarlyResults: "outstanding", Note: every(long), Source: from}
			if kind == plan.CitizenPanel {
				a.People, a.Chosen = 123456, "followers"
			}
			c.Assessments = append(c.Assessments, a)
		}
		p.Names[c.Themes[0]], p.Names[c.Places[0]] = every(long), every(unspaced)
		p.Commitments = append(p.Commitments, c)
	}
	return p
}

// Nothing said about plans takes more than two SMS, or four in the large
// alphabet, in any language and of any plan; the status is always said, no
// word is cut, and MORE comes to an end.
func TestAnswersAboutPlansFit(t *testing.T) {
	bundle, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	worlds := map[string]func(t *testing.T) []*plan.Plan{
		"riverbend": func(t *testing.T) []*plan.Plan { return []*plan.Plan{parsePlan(t, "riverbend.yaml")} },
		"hostile":   func(t *testing.T) []*plan.Plan { return []*plan.Plan{hostile(t)} },
		"riverbend beside another": func(t *testing.T) []*plan.Plan {
			return []*plan.Plan{parsePlan(t, "riverbend.yaml"), parsePlan(t, "riverbend.yaml", "riverbend-1", "hilltop-2", "RVB", "HLT")}
		},
		"those that come with Plaza": func(t *testing.T) (all []*plan.Plan) {
			for _, name := range library.Names() {
				p, err := library.Plan(name)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, p)
			}
			return all
		},
	}
	for name, plans := range worlds {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			for _, p := range plans(t) {
				w.promise(p)
			}
			for _, lang := range bundle.Languages() {
				(&reader{world: w, t: t, bundle: bundle, lang: lang}).readAll()
			}
		})
	}
}

// reader is somebody who asks for everything there is in one language.
type reader struct {
	*world
	t      *testing.T
	bundle *locales.Bundle
	lang   string
	asked  int
}

func (r *reader) readAll() {
	w := r.bundle.Words(r.lang)
	r.ask(w.Plan[0], w.Follow[0], w.Updates[0], w.Follow[0]+" ALL", w.Unfollow[0])
	for _, p := range r.Plans().All() {
		r.ask(w.Plan[0]+" "+p.ID, w.Follow[0]+" "+p.ID)
		for i := range p.Commitments {
			c := &p.Commitments[i]
			r.standing(c, r.say(w.Plan[0]+" "+c.Code))
			if i > 0 && i < len(p.Commitments)-1 {
				continue
			}
			r.ask(fmt.Sprint(w.Plan[0], c.Number), w.Follow[0]+" "+c.Code, w.Follow[0]+" "+c.Code)
			for _, name := range append(slices.Clone(c.Themes), c.Places...) {
				r.ask(w.Plan[0]+" "+name, w.Follow[0]+" "+name)
			}
			r.ask(w.Unfollow[0] + " " + c.Code)
		}
	}
	r.ask(w.Unfollow[0]+" 999", "MY DATA", w.Unfollow[0]+" theme1", w.Unfollow[0])
}

// standing holds a card to tell what each official says, and when.
func (r *reader) standing(c *plan.Commitment, card string) {
	r.t.Helper()
	kinds := map[plan.Kind]string{plan.Government: "kind_government", plan.IRM: "kind_irm", plan.LocalMonitoringBody: "kind_monitor"}
	for kind, key := range kinds {
		a, ok := c.Standing(kind)
		if !ok {
			continue
		}
		wants := []string{r.bundle.Sentence(r.lang, key, nil)}
		if a.Completion != plan.NotSaid {
			wants = append(wants, r.bundle.Sentence(r.lang, "completion_"+strings.ReplaceAll(a.Completion.String(), " ", "_"), nil))
		}
		if !a.On.IsZero() {
			wants = append(wants, fmt.Sprint(a.On.Year), r.bundle.Words(r.lang).MonthNames[a.On.Month-1])
		}
		for _, want := range wants {
			if !strings.Contains(card, want) {
				r.t.Errorf("%s: %s: got %q, want it to say %q", r.lang, c.Code, card, want)
			}
		}
	}
}

// ask sends texts, each with MORE until that was all, and returns the first
// answer to the last of them.
func (r *reader) ask(texts ...string) (first string) {
	r.t.Helper()
	for _, text := range texts {
		first = r.say(text)
		before := first
		for pages := 0; ; pages++ {
			next := r.say(r.bundle.Words(r.lang).More[0])
			if next == r.bundle.Sentence(r.lang, "more_none", nil) {
				break
			}
			if next == before || pages > 60 {
				r.t.Fatalf("%s: MORE after %q does not come to an end: %q", r.lang, text, next)
			}
			before = next
		}
	}
	return first
}

// say sends one text and holds the answer to its limits.
func (r *reader) say(text string) string {
	r.t.Helper()
	r.asked++
	from := channels.Address("+" + r.lang)
	heard := len(r.net.to(string(from)))
	event := channels.Event{From: from, Ref: fmt.Sprintf("%s/%d", r.lang, r.asked), Text: text, Lang: r.lang}
	if err := r.Receive(r.t.Context(), "sms", event); err != nil {
		r.t.Fatal(err)
	}
	r.dispatch()
	said := r.net.to(string(from))[heard:]
	for _, answer := range said {
		n, large := channels.Segments(answer)
		if n > 2 && !large || n > 4 {
			r.t.Errorf("%s: %q: got %d SMS (large alphabet: %v), want 2, or 4 in the large: %q", r.lang, text, n, large, answer)
		}
		for _, cut := range cutWord.FindAllString(answer, -1) {
			r.t.Errorf("%s: %q: got %q, want no word cut: %q", r.lang, text, cut, answer)
		}
	}
	return strings.Join(said, "\n")
}

// In Arabic a line that begins with a code gets a mark of direction, which
// takes room too: of so many pages, some are full to the last letter.
func TestMarksOfDirectionTakeRoom(t *testing.T) {
	bundle, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	w := riverbend(t) // of several plans, promises are listed by their codes
	p := parsePlan(t, "riverbend.yaml")
	p.ID, p.Names, p.Commitments = "hilltop-2", nil, nil
	for n := 1; n <= 60; n++ {
		short := plan.Text{}
		for _, lang := range p.Languages {
			short[lang] = "كلمة " + strings.Repeat("ك", n*7%33+1)
		}
		p.Commitments = append(p.Commitments, plan.Commitment{Code: fmt.Sprintf("HLT%04d", n), Number: n, Title: short, Short: short, End: plan.Day{Year: 2026}})
	}
	w.promise(p)
	(&reader{world: w, t: t, bundle: bundle, lang: "ar"}).ask("PLAN hilltop-2")
}

// cutWord is a word of the hostile plan that lost letters.
var cutWord = regexp.MustCompile(`\b(w|wo|wor|(unspaced)*(u|un|uns|unsp|unspa|unspac|unspace)|unspaced|(unspaced){2,39})\.\.\.`)
