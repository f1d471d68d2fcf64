package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"plaza/channels"
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
// is zero. It goes through the same sieve as the expansion and writes nothing.
func (c *Broadcasts) Preview(ctx context.Context, f *broadcast.File, at time.Time) (*BroadcastPreview, error) {
	b := c.b
	if at.IsZero() {
		at = b.Now()
	}
	at = at.UTC()
	p := &BroadcastPreview{Left: map[LeftOut]int{}, Begins: at, Closes: at.Add(f.Within)}
	s := b.sieve(f, at, p.Closes)
	lines := map[drawKey]*BroadcastLine{}
	pace := newPace(b)
	meant := newCrowd(b.Fewest)
	ahead, err := c.ahead(ctx, f, at)
	if err != nil {
		return nil, err
	}
	for shard := range b.lanes {
		books, err := b.takenTiers(ctx, shard, f, ahead)
		if err != nil {
			return nil, err
		}
		err = b.eachStretch(ctx, shard, s, "", books, func(out sifted) error {
			p.Meant += out.meant
			meant.add(out)
			p.People += len(out.get)
			for why, n := range out.left {
				p.Left[why] += n
			}
			for _, r := range out.get {
				if err := s.count(lines, pace, r); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("preview broadcast %s: %w", f.ID.Text, err)
		}
	}
	if f.AsksAnswers() && !meant.hides() {
		return nil, tooFew(f, b.Fewest)
	}
	for _, l := range lines {
		p.Lines = append(p.Lines, *l)
		p.Money.Cost += l.Cost
	}
	slices.SortFunc(p.Lines, func(a, c BroadcastLine) int {
		return cmp.Or(cmp.Compare(a.Channel, c.Channel), cmp.Compare(c.People, a.People), cmp.Compare(a.Lang, c.Lang))
	})
	p.Spans, p.Late = pace.spans(at, p.Closes)
	for _, span := range p.Spans {
		if span.Ends.After(p.Ends) {
			p.Ends = span.Ends
		}
	}
	if f.AsksAnswers() {
		p.round(b.Fewest, b.Prices)
	}
	for _, lang := range f.Languages() {
		if !slices.ContainsFunc(p.Lines, func(l BroadcastLine) bool { return l.Lang == lang }) {
			d := f.Draft(lang, b.castVoice())
			p.Rest = append(p.Rest, BroadcastText{Lang: lang, Text: d.Text(d.Samples())})
		}
	}
	return p, c.money(ctx, f, &p.Money)
}

// eachStretch sifts a shard from somebody on, a stretch in a transaction of its
// own.
func (b *Bot) eachStretch(ctx context.Context, shard int, s *sieve, after store.Contact, books tierBooks, fn func(sifted) error) error {
	for more := true; more; {
		err := b.Store.Update(ctx, shard, func(tx store.Tx) error {
			members, err := tx.Members(ctx, after, castChunk, s.wants)
			if err != nil {
				return err
			}
			if more = len(members) == castChunk; more {
				after = members[len(members)-1].Contact
			}
			out, err := s.sift(ctx, tx, members, books)
			if err != nil {
				return err
			}
			return fn(out)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// firstOfPerson gives a copy to the first of a person's channels, and keeps
// that in memory.
func firstOfPerson() func(context.Context, store.Tx, map[store.Contact]string) (map[store.Contact]bool, error) {
	have := map[string]store.Contact{}
	return func(_ context.Context, _ store.Tx, joined map[store.Contact]string) (map[store.Contact]bool, error) {
		mine := make(map[store.Contact]bool, len(joined))
		for contact, person := range joined {
			if _, ok := have[person]; !ok {
				have[person] = contact
			}
			mine[contact] = have[person] == contact
		}
		return mine, nil
	}
}

// count adds one recipient to their line.
func (s *sieve) count(lines map[drawKey]*BroadcastLine, pace *pace, r *recipient) error {
	key := drawKey{r.Channel, r.draft.Lang}
	l := lines[key]
	if l == nil {
		l = &BroadcastLine{Channel: key.channel, Lang: key.lang, Text: r.draft.Text(r.draft.Samples())}
		lines[key] = l
	}
	msgs, err := s.copies(nil, r)
	if err != nil {
		return err
	}
	l.People++
	l.Messages += len(msgs)
	if r.opens {
		l.Opens++
	}
	for i := range msgs {
		msgs[i].Address, msgs[i].SeenAt = r.Address, r.SeenAt
		l.Cost += s.price(&msgs[i])
		if r.caps.Segments {
			n, _ := channels.Segments(msgs[i].Text)
			l.Segments += n
		}
	}
	pace.add(r, len(msgs))
	return nil
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
