package bot

import (
	"cmp"
	"slices"
	"strings"

	"plaza/channels"
	"plaza/civic/plan"
	"plaza/flows"
)

// headline is what is said of one promise.
type headline struct {
	text    string
	setback bool
	plan    *plan.Plan
	on      plan.Day // the day it speaks of
	source  string
}

// headlines puts what is new in one plan into words: of each promise and each
// of those who speak of it one headline, however often they spoke.
func (t *turn) headlines(e bulletin) []headline {
	type subject struct {
		commitment string
		milestone  int
		kind       plan.Kind
		place      string
	}
	var order []subject
	of := make(map[subject][]notice)
	for _, x := range e.news {
		s := subject{commitment: x.Commitment, milestone: x.Milestone}
		if x.Assessment != nil {
			s.kind, s.place = x.Assessment.Kind, x.Assessment.Place
		}
		if of[s] == nil {
			order = append(order, s)
		}
		of[s] = append(of[s], x)
	}
	all := make([]headline, len(order))
	for i, s := range order {
		slices.SortStableFunc(of[s], func(a, b notice) int { return a.on().Compare(b.on()) }) // what is noted late happened before
		all[i] = t.headline(e.plan, of[s])
	}
	return all
}

// headline says what became of one promise by the words of one kind of speaker,
// oldest first.
func (t *turn) headline(p *plan.Plan, news []notice) headline {
	first, last := news[0], news[len(news)-1]
	langs := p.LanguagesFor(t.lang())
	what := t.what(p, last.of, last.of.Milestone(last.Milestone))
	h := headline{text: t.sentence("news_promised", map[string]any{"what": what}), plan: p}
	switch {
	case last.Assessment != nil:
		a := last.Assessment
		who := t.sentence(kindKey(a.Kind), nil)
		if a.Place != "" {
			who += ", " + p.Name(a.Place, langs...)
		}
		h.text = what + ". " + who + ": " + cmp.Or(ended(t.assessed(*a)), ended(a.Note.In(langs...)), t.sentence("news_assessed", nil))
		h.setback, h.on, h.source = last.Setback, a.On, cmp.Or(a.Source.Name, a.By)
	case last.Update != nil:
		h.on, h.source = last.Update.On, cmp.Or(last.Update.Source.Name, last.Update.By)
		h.text, h.setback = t.updated(p, what, first, news, langs)
	}
	return h
}

// what names a promise and, if it is about one, its milestone.
func (t *turn) what(p *plan.Plan, c *plan.Commitment, m *plan.Milestone) string {
	langs := p.LanguagesFor(t.lang())
	what := c.Code + " " + c.Short.In(langs...)
	if m != nil {
		what += ", " + t.milestone(m, langs)
	}
	return what
}

// updated says what an office said of a promise.
func (t *turn) updated(p *plan.Plan, what string, first notice, news []notice, langs []string) (text string, setback bool) {
	var status plan.Completion
	var due, on plan.Day
	var slipped, why, note string
	for _, x := range news {
		if x.Update == nil {
			continue
		}
		if x.To != plan.NotSaid {
			status, on = x.To, x.on()
		}
		if !x.FromDue.IsZero() || !x.Update.Due.IsZero() {
			due = x.Update.Due
		}
		if x.Setback {
			setback, slipped, why = true, x.Update.Slipped.In(langs...), x.Update.Why.In(langs...)
			if x.Update.ReasonPending() {
				why = ""
			}
		}
		note = cmp.Or(x.Update.Note.In(langs...), note)
	}
	text = what + "."
	now, _, _ := p.Commitment(first.Commitment).MilestoneStatus(first.Milestone)
	switch {
	case status == plan.NotSaid:
	case status != now: // it was noted late, and something else has been said of a later day
		text += " " + t.sentence("plan_said", map[string]any{"who": t.who(plan.Government, on), "status": t.completion(status)})
	case first.From == plan.NotSaid || first.From == status:
		text = t.sentence("news_status", map[string]any{"what": what, "status": t.completion(status)})
	default:
		text = t.sentence("news_status_was", map[string]any{"what": what, "status": t.completion(status), "was": t.completion(first.From)})
	}
	if !due.IsZero() {
		text += " " + t.sentence("news_due", map[string]any{"date": t.writeDay(due)})
	}
	if setback {
		if slipped != "" {
			text += " " + t.sentence("news_slipped", map[string]any{"text": ended(slipped)})
		}
		if why != "" {
			text += " " + t.sentence("news_why", map[string]any{"text": ended(why)})
		} else {
			text += " " + t.sentence("news_no_why", nil)
		}
	} else if note != "" {
		text += " " + ended(note)
	}
	return text, setback
}

// ended ends a sentence of an author's.
func ended(text string) string {
	text = strings.TrimSpace(text)
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?") || strings.HasSuffix(text, "؟") {
		return text
	}
	return text + "."
}

// bring says headlines in one message, setbacks first; its last line is the
// sentence end. What does not fit is counted, and PLAN tells it. Where the
// network carries nothing else by then, the template goes out.
func (t *turn) bring(all []headline, template, end string) {
	slices.SortStableFunc(all, func(a, b headline) int {
		switch {
		case a.setback == b.setback:
			return 0
		case a.setback:
			return -1
		}
		return 1
	})
	lines, lang := t.compose(all, t.sentence(end, nil)), t.lang()
	t.tell(flows.Message{Text: strings.Join(lines, "\n"), Lang: lang}, "")
	if t.caps[t.conv.Channel].Session > 0 {
		t.templates = map[int]*channels.Template{len(t.said) - 1: {
			Name: template, Lang: lang, Vars: []string{strings.Join(lines[:len(lines)-1], " ")},
		}}
	}
}

// mostHeadlines is more than two SMS ever hold.
const mostHeadlines = 10

// compose is as many of the headlines as two SMS hold, or four where the
// language needs more room, and the end.
func (t *turn) compose(all []headline, end string) []string {
	for n := min(len(all), mostHeadlines); n > 0; n-- {
		if lines := t.lines(all[:n], len(all)-n, end); t.fit(lines) {
			return lines
		}
	}
	first := all[0]
	for letters, whole := len(first.text), first.text; ; letters -= 10 {
		first.text = shorten(whole, letters)
		if lines := t.lines([]headline{first}, len(all)-1, end); letters < 20 || t.fit(lines) {
			return lines
		}
	}
}

func (t *turn) fit(lines []string) bool { return fits(strings.Join(lines, "\n"), t.lang()) }

// lines are headlines, where the newest is from, how many more there are,
// whether any is invented, and the end.
func (t *turn) lines(said []headline, more int, end string) (lines []string) {
	newest := said[0]
	for _, h := range said {
		lines = append(lines, h.text)
		if newest.on.Compare(h.on) < 0 {
			newest = h
		}
	}
	if newest.source != "" && !newest.on.IsZero() {
		key, args := "data_as_of", map[string]any{"date": t.writeDay(newest.on), "source": shorten(newest.source, longestLine)}
		if args["source"] == "" {
			key = "data_as_of_day"
		}
		lines = append(lines, t.sentence(key, args))
	}
	if more > 0 {
		lines = append(lines, t.sentence("news_more", map[string]any{"n": more}))
	}
	for _, h := range said {
		if h.plan.Synthetic {
			lines = append(lines, t.invented(h.plan))
			break
		}
	}
	return append(lines, end)
}
