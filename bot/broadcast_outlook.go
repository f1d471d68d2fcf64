package bot

import (
	"context"
	"time"

	"plaza/channels"
	"plaza/civic/broadcast"
	"plaza/store"
)

// An outlook is what a walk through everybody adds up of a broadcast, before
// anything is put in order or rounded.
type outlook struct {
	*sieve
	preview *BroadcastPreview
	crowd   *crowd // whom the audience names
	lines   map[drawKey]*BroadcastLine
	pace    *pace
}

// outlook walks through everybody, behind the broadcasts that open
// conversations before one that begins then.
func (c *Broadcasts) outlook(ctx context.Context, f *broadcast.File, at time.Time) (*outlook, error) {
	b := c.b
	p := &BroadcastPreview{Left: map[LeftOut]int{}, Begins: at, Closes: at.Add(f.Within)}
	o := &outlook{
		sieve: b.sieve(f, at, p.Closes), preview: p, crowd: newCrowd(b.Fewest), lines: map[drawKey]*BroadcastLine{}, pace: newPace(b),
	}
	ahead, err := c.ahead(ctx, f, at)
	if err != nil {
		return nil, err
	}
	for shard := range b.lanes {
		books, err := b.takenTiers(ctx, shard, f, ahead)
		if err != nil {
			return nil, err
		}
		if err := b.eachStretch(ctx, shard, o.sieve, "", books, o.add); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// add adds up what becomes of a stretch of people.
func (o *outlook) add(out sifted) error {
	o.crowd.add(out)
	o.preview.Meant += out.meant
	o.preview.People += len(out.get)
	for why, n := range out.left {
		o.preview.Left[why] += n
	}
	for _, r := range out.get {
		if err := o.count(r); err != nil {
			return err
		}
	}
	return nil
}

// count adds one recipient to their line.
func (o *outlook) count(r *recipient) error {
	key := drawKey{r.Channel, r.draft.Lang}
	l := o.lines[key]
	if l == nil {
		l = &BroadcastLine{Channel: key.channel, Lang: key.lang, Text: r.draft.Text(r.draft.Samples())}
		o.lines[key] = l
	}
	msgs, err := o.copies(nil, r)
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
		l.Cost += o.price(&msgs[i])
		if r.caps.Segments {
			n, _ := channels.Segments(msgs[i].Text)
			l.Segments += n
		}
	}
	o.pace.add(r, len(msgs))
	return nil
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
