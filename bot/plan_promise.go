package bot

import (
	"strings"

	"plaza/civic/plan"
	"plaza/flows"
	"plaza/flows/answer"
)

// A card is how a promise stands, in the parts that are said of it. What has
// to go when there is no room goes in the order of cuts; the status never does.
type card struct {
	code, title, short string
	example            string // said where the plan is invented
	status, brief      string // what officials say; and only how far it is done
	citizens           string
	nobody             bool // no citizen has been asked, which may be left out
	next               func(milestone string) string
	milestone, named   string // the whole title of the next milestone, and its short one
	update             func(text string) string
	news               string
	fell               bool // the news is why the status went down, which goes last of all
	source             func(name string) string
	from               string
	hint, words        string // what can be sent now: in a sentence, and only the words
}

// cuts make room, one after another, until what is left fits.
func (c *card) cuts() []func() {
	return []func(){
		func() { c.news = shorten(c.news, 120) },
		func() { c.title = c.short },
		func() { c.milestone = c.named },
		func() { c.news = shorten(c.news, 60) },
		func() { c.hint = c.words },
		func() { c.from = shorten(c.from, 40) },
		func() {
			if !c.fell {
				c.news = shorten(c.news, 30)
			}
		},
		func() { c.milestone = shorten(c.named, 45) },
		func() { c.from = shorten(c.from, 25) },
		func() {
			if c.nobody {
				c.citizens = ""
			}
		},
		func() { c.hint = "" },
		func() {
			if !c.fell {
				c.news = ""
			}
		},
		func() { c.title = shorten(c.short, 25) },
		func() { c.status = c.brief },
		func() { c.milestone = "" },
		func() { c.title = "" },
		func() { c.source = nil },
		func() { c.citizens = "" },
		func() { c.news = "" },
	}
}

// text is the card as it stands.
func (c *card) text() string {
	lines := []string{strings.TrimSpace(c.code + " " + c.title), c.example, c.status, c.citizens}
	if c.milestone != "" {
		lines = append(lines, c.next(c.milestone))
	}
	if c.news != "" {
		lines = append(lines, c.update(c.news))
	}
	if c.source != nil {
		lines = append(lines, c.source(c.from))
	}
	return strings.ReplaceAll(joinLines(append(lines, c.hint)...), "....", "...") // a sentence ends where its milestone was cut
}

// tellPromise says how a promise stands. MORE tells the rest: the whole news,
// what was promised, and each milestone.
func (t *turn) tellPromise(c command, p Promise) {
	details := t.details(p)
	if c.from > 0 {
		t.page(c, "plan_promise", "", append([]string{""}, details...)) // the card was the first of it
		return
	}
	card := t.card(p)
	for _, cut := range card.cuts() {
		if fits(card.text(), t.lang()) {
			break
		}
		cut()
	}
	offers := []flows.Choice{t.button(t.word(flows.ToFollow), command{word: flows.ToFollow, rest: answer.Fold(p.Code)})}
	if len(details) > 0 {
		next := command{c.word, c.rest, 1}
		t.conv.Aside = next.String()
		offers = append(offers, t.button(t.word(flows.ToMore), next))
	}
	t.offer("plan_promise", card.text(), offers...)
}

// card gathers what is said of a promise.
func (t *turn) card(p Promise) *card {
	langs := p.Plan.LanguagesFor(t.lang())
	status, brief, note, source := t.official(p)
	citizens, asked := t.citizens(p)
	c := &card{
		code: p.Code, title: p.Title.In(langs...), short: t.short(p), example: t.invented(p.Plan),
		status: status, brief: brief, citizens: citizens, nobody: !asked,
		hint: t.sentence("plan_hint", map[string]any{"code": t.ref(p)}), words: t.word(flows.ToFollow) + " " + t.ref(p),
	}
	if len(t.details(p)) > 0 {
		c.hint += " " + t.sentence("plan_rest", nil)
		c.words = t.commas(c.words, t.word(flows.ToMore))
	}
	if source.Name != "" {
		c.from = source.Name
		c.source = func(name string) string {
			switch day := t.writeDay(source.AsOf); {
			case day == "":
				return t.sentence("data_from", map[string]any{"source": name})
			case name == "":
				return t.sentence("data_as_of_day", map[string]any{"date": day})
			default:
				return t.sentence("plan_as_of", map[string]any{"date": day, "source": name})
			}
		}
	}
	if n := len(p.Milestones); n > 0 && untitled(p) {
		c.milestone = t.sentence("plan_untold", map[string]any{"n": n})
		c.named, c.next = c.milestone, func(milestone string) string { return milestone }
	} else if m := p.Next(t.day(t.now)); m != nil {
		c.milestone, c.named = t.milestoneCalled(m, m.Title.In(langs...)), t.milestone(m, langs)
		c.next = func(milestone string) string { return t.next(p, m, milestone) }
	}
	c.news, c.update = note, func(text string) string { return text } // the status beside it says whose and when
	c.fell = p.Fell(0) != nil
	if updates := p.toTell(); len(updates) > 0 {
		u := updates[0]
		c.news = t.told(p, u)
		c.update = func(text string) string {
			return t.sentence("plan_news", map[string]any{"date": t.writeDay(u.On), "text": text})
		}
	}
	return c
}

// toTell are the updates that are told of a promise: the one by which its
// status went down, for as long as it stands there, and the newest.
func (p Promise) toTell() (updates []*plan.Update) {
	fell, last := p.Fell(0), p.LastUpdate()
	if fell != nil {
		updates = append(updates, fell)
	}
	if last != nil && last != fell {
		updates = append(updates, last)
	}
	return updates
}

// official is what every official speaker says of a promise, each with its
// day: they are told side by side and never merged. The note and the source are
// the newest one's.
func (t *turn) official(p Promise) (status, brief, note string, source plan.Source) {
	var said, short []string
	newest := plan.Day{}
	if source = p.Source; source.Name == "" {
		source = p.Plan.Source
	}
	for _, kind := range plan.Officials() {
		a, ok := p.Standing(kind)
		status := t.assessed(a)
		if !ok || status == "" {
			continue
		}
		who := t.who(kind, a.On)
		said = append(said, t.sentence("plan_said", map[string]any{"who": who, "status": status}))
		if a.Completion != plan.NotSaid {
			status = t.completion(a.Completion)
		}
		short = append(short, t.sentence("plan_said", map[string]any{"who": who, "status": status}))
		if newest.Compare(a.On) > 0 {
			continue
		}
		newest, note = a.On, a.Note.In(p.Plan.LanguagesFor(t.lang())...)
		if source = a.Source; source.Name == "" {
			source = plan.Source{Name: a.By} // an office that speaks for itself
		}
		if source.AsOf.IsZero() {
			source.AsOf = a.On
		}
	}
	if len(said) == 0 {
		none := t.sentence("plan_no_status", nil)
		return none, none, "", source
	}
	return strings.Join(said, " "), strings.Join(short, " "), note, source
}

// details are the lines behind a card.
func (t *turn) details(p Promise) []string {
	langs := p.Plan.LanguagesFor(t.lang())
	var news string
	var lines []string
	for _, u := range p.toTell() {
		told := t.told(p, u)
		news, lines = news+told, append(lines, pieces(told)...)
	}
	if _, _, note, _ := t.official(p); !strings.Contains(news, note) {
		lines = append(lines, pieces(note)...)
	}
	lines = append(lines, pieces(p.Description.In(langs...))...)
	for i := range p.Milestones {
		m := &p.Milestones[i]
		line := t.milestoneCalled(m, m.Title.In(langs...))
		if status, on, _ := p.MilestoneStatus(m.Number); status != plan.NotSaid {
			line = t.commas(line, t.completion(status), t.writeDay(on))
		}
		lines = append(lines, pieces(line)...)
	}
	for _, v := range t.Verdicts(p.Code) {
		if v.N == 0 {
			continue
		}
		lines = append(lines, pieces(t.verdict(v))...)
		for _, line := range t.byPlace(v) {
			lines = append(lines, pieces(line)...)
		}
	}
	return lines
}
