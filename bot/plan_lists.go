package bot

import (
	"slices"
	"strconv"
	"strings"

	"plaza/civic/plan"
	"plaza/flows"
)

// longestLine is how many letters a line of a list has at most: with a head
// and a foot, one fits whatever it holds.
const longestLine = 60

// page says a list: the head and as many lines as there is room for, one at
// least. MORE goes on where it stopped.
func (t *turn) page(c command, key, head string, lines []string) {
	lines = lines[min(c.from, len(lines)):]
	if c.from > 0 {
		head = ""
	}
	said := func(n int) string {
		if n < len(lines) {
			return joinPieces(head, joinLines(lines[:n]...), t.sentence("plan_rest", nil))
		}
		return joinPieces(head, joinLines(lines...))
	}
	n := min(1, len(lines))
	for n < len(lines) && fits(said(n+1), t.lang()) {
		n++
	}
	if n == len(lines) {
		t.offer(key, said(n))
		return
	}
	next := command{c.word, c.rest, c.from + n}
	t.conv.Aside = next.String()
	t.offer(key, said(n), t.button(t.word(flows.ToMore), next))
}

func joinLines(lines ...string) string { return joinWords("\n", lines...) }

// joinPieces is joinLines that puts a text together again which pieces has cut.
func joinPieces(lines ...string) string {
	return strings.TrimSpace(strings.ReplaceAll(joinLines(lines...), "\n ", " "))
}

// joinWords puts a sign between texts, and none where there is no text.
func joinWords(sign string, texts ...string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(texts), func(s string) bool { return s == "" }), sign)
}

// word is a plan word as this person writes it.
func (t *turn) word(w flows.IntentKind) string {
	words := t.Locales.Words(t.lang())
	return [][]string{words.Plan, words.Follow, words.Unfollow, words.Updates, words.More}[w-flows.ToPlan][0]
}

// tellPlan answers PLAN: alone, with a number, a code, or the name of
// something.
func (t *turn) tellPlan(c command) error {
	if c.rest == "" || t.everything(c.rest) {
		if len(t.plans.order) > 1 {
			t.listPlans(c, t.plans.order)
			return nil
		}
		t.listPlan(c, t.plans.order[0])
		return nil
	}
	found, several := t.subjects(c.rest)
	if p := t.plans.called(c.rest); p != nil {
		found, several = []subject{{p, followPlan, p.ID}}, false // the list of plans has named it so
	}
	switch {
	case len(found) == 0:
		t.page(c, "plan_unknown", t.sentence("plan_unknown", nil), t.followable())
	case several && len(found) > 1:
		t.which(c, found)
	case len(found) == 1 && found[0].kind == followCommitment:
		t.tellPromise(c, found[0].in()[0])
	case found[0].kind == followPlan && len(found) == 1:
		t.listPlan(c, found[0].plan)
	case found[0].kind == followPlan:
		var plans []*plan.Plan
		for _, s := range found {
			plans = append(plans, s.plan)
		}
		t.listPlans(c, plans)
	default:
		t.listSubjects(c, found)
	}
	return nil
}

// subjects finds what a text names. several says that it may mean different
// things, or something else than the one that was found by a word of its
// title: nobody is to follow another promise than they meant.
func (t *turn) subjects(text string) (found []subject, several bool) {
	if found = t.plans.exactly(text); len(found) > 0 {
		return found, false
	}
	if n, ok := t.number(text); ok {
		for _, c := range t.plans.Numbered(n) {
			found = append(found, subject{c.Plan, followCommitment, c.Code})
		}
		return found, len(found) > 1
	}
	found = t.plans.nearly(text, t.lang())
	if len(found) == 0 {
		found, sure := t.plans.titled(text, t.lang())
		return found, !sure
	}
	for _, s := range found {
		several = several || s.kind != found[0].kind || s.target != found[0].target
	}
	return found, several
}

// which asks which of several things was meant.
func (t *turn) which(c command, found []subject) {
	word := t.word(c.word)
	head := t.sentence("plan_which_name", map[string]any{"word": word})
	if n, ok := t.number(c.rest); ok {
		head = t.sentence("plan_which", map[string]any{"number": n, "word": word})
	}
	var lines []string
	for _, s := range found {
		lines = append(lines, t.label(s))
	}
	t.page(c, "plan_which", head, lines)
}

// listPlans lists plans, each by the word that lists its promises.
func (t *turn) listPlans(c command, plans []*plan.Plan) {
	var lines []string
	for _, p := range plans {
		lines = append(lines, p.ID+": "+shorten(p.Short.In(p.LanguagesFor(t.lang())...), longestLine))
	}
	t.page(c, "plan_plans", t.sentence("plan_plans", nil), lines)
}

// listPlan lists the promises of a plan, after what is known of all of them
// together.
func (t *turn) listPlan(c command, p *plan.Plan) {
	langs := p.LanguagesFor(t.lang())
	head := shorten(p.Short.In(langs...), longestLine)
	if len(p.Commitments) > 0 {
		head = t.listHead(head)
	}
	lines := t.progress(p)
	for _, promise := range commitments(p) {
		lines = append(lines, t.line(promise))
	}
	lines = append(lines, pieces(p.Note.In(langs...))...)
	t.page(c, "plan_list", joinLines(head, t.invented(p)), lines)
}

// listSubjects lists the promises of a theme or a place.
func (t *turn) listSubjects(c command, found []subject) {
	var lines []string
	for _, s := range found {
		for _, promise := range s.in() {
			lines = append(lines, t.line(promise))
		}
	}
	title := t.label(found[0])
	t.page(c, "plan_list", t.listHead(title), lines)
}

// listHead says what a list of promises is of, and what to send.
func (t *turn) listHead(title string) string {
	if len(t.plans.order) > 1 {
		return t.sentence("plan_list_codes", map[string]any{"title": title})
	}
	return t.sentence("plan_list", map[string]any{"title": title})
}

// line is a promise in a list: by its number, or by its code where numbers
// tell nothing.
func (t *turn) line(c Promise) string {
	return t.ref(c) + " " + shorten(t.short(c), longestLine)
}

// ref is what people write for a promise.
func (t *turn) ref(c Promise) string {
	if len(t.plans.Numbered(c.Number)) == 1 && len(t.plans.order) == 1 {
		return strconv.Itoa(c.Number)
	}
	return c.Code
}

func (t *turn) short(c Promise) string { return c.Short.In(c.Plan.LanguagesFor(t.lang())...) }

// label is what a subject is called in a sentence.
func (t *turn) label(s subject) string {
	langs := s.plan.LanguagesFor(t.lang())
	switch s.kind {
	case followCommitment:
		return strings.TrimSpace(s.target + " " + shorten(t.short(s.in()[0]), longestLine))
	case followPlan:
		return shorten(s.plan.Short.In(langs...), longestLine)
	}
	if name := shorten(s.plan.Name(s.target, langs...), longestLine); name != "" {
		return name
	}
	if letters := []rune(s.target); len(letters) > longestLine { // one word, which nobody writes
		return string(letters[:longestLine-len("...")]) + "..."
	}
	return s.target
}

// invented says that a plan is an example, wherever it is shown.
func (t *turn) invented(p *plan.Plan) string {
	if !p.Synthetic {
		return ""
	}
	return t.sentence("plan_synthetic", nil)
}

// progress says how many promises stood where, as they were counted, the last
// count first. Where a count does not add up, its note says why.
func (t *turn) progress(p *plan.Plan) (lines []string) {
	langs := p.LanguagesFor(t.lang())
	points := slices.Clone(p.Progress)
	slices.Reverse(points)
	slices.SortStableFunc(points, func(a, b plan.Point) int { return b.On.Compare(a.On) })
	for _, point := range points {
		var counts []string
		for _, code := range []plan.Completion{plan.Complete, plan.Substantial, plan.Limited, plan.NotStarted, plan.NoEvidence} {
			if n, ok := point.Counts[code]; ok {
				counts = append(counts, t.completion(code)+" "+strconv.Itoa(n))
			}
		}
		who := t.commas(t.who(point.Kind, point.On), shorten(point.Label.In(langs...), 30))
		lines = append(lines, t.sentence("plan_said", map[string]any{"who": who, "status": t.commas(counts...)}))
		for _, line := range pieces(point.Note.In(langs...)) {
			if !slices.Contains(lines, line) { // of two counts the reason is often the same
				lines = append(lines, line)
			}
		}
	}
	return lines
}
