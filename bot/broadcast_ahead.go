package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"plaza/civic/broadcast"
	"plaza/store"
)

// ahead are the broadcasts that open conversations before one that begins at
// this time, each with its sieve: those that begin no later, as far as they
// have not come yet. Who is not scheduled or is paused may never go on.
func (c *Broadcasts) ahead(ctx context.Context, f *broadcast.File, at time.Time) ([]*sieve, error) {
	if f.Template.Text == "" || len(c.b.Tiers) == 0 {
		return nil, nil
	}
	all, err := c.all(ctx)
	if err != nil {
		return nil, err
	}
	var before []*cast
	for _, other := range all {
		goes := other.State == broadcast.Scheduled || other.State == broadcast.Running
		if goes && other.ID != f.ID.Text && other.file.Template.Text != "" && !other.Start.After(at) {
			before = append(before, other)
		}
	}
	slices.SortStableFunc(before, func(a, b *cast) int { return a.Start.Compare(b.Start) })
	sieves := make([]*sieve, len(before))
	for i, other := range before {
		begins := c.b.Now().UTC()
		if other.Start.After(begins) {
			begins = other.Start
		}
		sieves[i] = c.b.sieve(other.file, begins, other.Ends(other.file))
	}
	return sieves, nil
}

// takenTiers are the openings on a shard when those ahead have come through.
func (b *Bot) takenTiers(ctx context.Context, shard int, f *broadcast.File, ahead []*sieve) (books tierBooks, err error) {
	from, done := map[string]store.Contact{}, map[string]bool{}
	locked := slices.SortedFunc(slices.Values(ahead), func(a, b *sieve) int { return strings.Compare(a.id, b.id) })
	err = b.Store.Update(ctx, shard, func(tx store.Tx) error {
		for _, s := range locked {
			j, begun, err := tx.Job(ctx, jobCast, s.id)
			if err != nil {
				return err
			}
			cursor, err := readCursor(&j)
			if err != nil {
				return err
			}
			from[s.id], done[s.id] = cursor.After, begun && j.At.IsZero()
		}
		books, err = b.openTiers(ctx, tx, f)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look what other broadcasts open: %w", err)
	}
	for _, s := range ahead {
		if done[s.id] {
			continue
		}
		if err := b.eachStretch(ctx, shard, s, from[s.id], books, func(sifted) error { return nil }); err != nil {
			return nil, err
		}
	}
	return books, nil
}
