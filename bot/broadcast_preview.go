package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"plaza/civic/broadcast"
	"plaza/store"
)

// BroadcastPreview is what a broadcast would do if it began at a time: whom it
// reaches, what it costs and how long it takes. It shows no person.
type BroadcastPreview struct {
	Meant  int // whom the audience names
	People int // who gets it
	Left   map[LeftOut]int
	Lines  []BroadcastLine // by channel and language
	Rest   []BroadcastText // what it says in the languages of the file that no line has
	Whole  int             // numbers of people are rounded down to whole ones of these; 0: they are exact
	Money  BroadcastMoney
	Begins time.Time
	Ends   time.Time // when the last copy has left; zero when nobody gets it
	Closes time.Time // what has not left by then is not sent
	Late   int       // copies that the senders do not get out by then
	Spans  []BroadcastSpan
	// Untagged are the tags that its conditions name and that nobody has.
	Untagged []string
}

// BroadcastLine is what people get on one channel in one language.
type BroadcastLine struct {
	Channel  string
	Lang     string
	People   int
	Messages int
	Segments int // SMS; 0 where nothing is counted in them
	Cost     int64
	Text     string // with the fallbacks in its places
	Opens    int    // how many of them a template opens a conversation with
}

// BroadcastText is what people would get in one language.
type BroadcastText struct{ Lang, Text string }

// BroadcastMoney is what it costs, in millionths of Currency.
type BroadcastMoney struct {
	Currency string
	Cost     int64
	Budget   int64 // of this broadcast; 0 when there is none
	Left     int64 // of the budget, after it
}

// BroadcastSpan is how long one channel takes.
type BroadcastSpan struct {
	Channel string
	Rate    float64 // messages a second; 0: as fast as the network takes them
	Tier    int     // people a day whom we may open a conversation with; 0: any number
	Ends    time.Time
}

// Preview says what a broadcast would do if it began at a time, now when it
// is zero. It goes through the same sieve as the expansion, writes no copy and
// takes nothing of a tier.
func (c *Broadcasts) Preview(ctx context.Context, f *broadcast.File, at time.Time) (*BroadcastPreview, error) {
	if at.IsZero() {
		at = c.b.Now()
	}
	o, err := c.outlook(ctx, f, at.UTC())
	if err != nil {
		return nil, fmt.Errorf("preview broadcast %s: %w", f.ID.Text, err)
	}
	if f.AsksAnswers() && !o.crowd.hides() {
		return nil, tooFew(f, c.b.Fewest)
	}
	p := o.preview
	p.list(o.lines)
	p.time(o.pace)
	if f.AsksAnswers() {
		p.round(c.b.Fewest, c.b.Prices)
	}
	p.Rest = c.rest(f, p.Lines)
	if p.Untagged, err = c.Untagged(ctx, f); err != nil {
		return nil, err
	}
	return p, c.money(ctx, f, &p.Money)
}

// list puts the lines in order and adds up what they cost.
func (p *BroadcastPreview) list(lines map[drawKey]*BroadcastLine) {
	for _, l := range lines {
		p.Lines = append(p.Lines, *l)
		p.Money.Cost += l.Cost
	}
	slices.SortFunc(p.Lines, func(a, b BroadcastLine) int {
		return cmp.Or(cmp.Compare(a.Channel, b.Channel), cmp.Compare(b.People, a.People), cmp.Compare(a.Lang, b.Lang))
	})
}

// time says when each channel is done, and all of them.
func (p *BroadcastPreview) time(pace *pace) {
	p.Spans, p.Late = pace.spans(p.Begins, p.Closes)
	for _, span := range p.Spans {
		if span.Ends.After(p.Ends) {
			p.Ends = span.Ends
		}
	}
}

// rest is what a broadcast says in the languages of its file that no line has.
func (c *Broadcasts) rest(f *broadcast.File, lines []BroadcastLine) (rest []BroadcastText) {
	for _, lang := range f.Languages() {
		if !slices.ContainsFunc(lines, func(l BroadcastLine) bool { return l.Lang == lang }) {
			d := f.Draft(lang, c.b.castVoice())
			rest = append(rest, BroadcastText{Lang: lang, Text: d.Text(d.Samples())})
		}
	}
	return rest
}

// money fills in what is left of the budget.
func (c *Broadcasts) money(ctx context.Context, f *broadcast.File, m *BroadcastMoney) error {
	m.Currency = c.b.Prices.Currency
	flow := castFlow(f.ID.Text)
	if m.Budget = c.b.Budgets[flow]; m.Budget == 0 {
		return nil
	}
	return c.b.Store.View(ctx, func(v store.View) error {
		spent, err := v.Spent(ctx)
		m.Left = m.Budget - spent[flow] - m.Cost
		return err
	})
}
