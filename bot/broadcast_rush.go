package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"plaza/civic/broadcast"
	"plaza/store"
)

// BroadcastRush is a channel on which more copies of a broadcast are due at
// once than it may open conversations in a day.
type BroadcastRush struct {
	Channel string
	Due     int // some of these people may have written lately, and need no opening
	Tier    int
}

// Rushes are the channels on which a paused broadcast that goes on now would
// pass the tier. Its copies were spread over days when they were written, and keep their
// times: when it is paused for days, those of all of them are due together.
func (c *Broadcasts) Rushes(ctx context.Context, id string) ([]BroadcastRush, error) {
	found, err := c.find(ctx, id)
	if err != nil || found.State != broadcast.Paused || found.file.Template.Text == "" {
		return nil, err
	}
	due, now := map[string]int{}, c.b.Now()
	err = c.b.Store.View(ctx, func(v store.View) error {
		return v.EachMessage(ctx, store.MessageFilter{Flow: castFlow(id), States: []store.Delivery{store.Queued}}, func(m store.Message) error {
			if m.Key == castKey(id) && !m.DueAt.After(now) && m.Expires.After(now) {
				due[m.Channel]++
			}
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("count what is due of broadcast %s: %w", id, err)
	}
	var all []BroadcastRush
	for channel, n := range due {
		if tier := c.b.Tiers[channel]; tier > 0 && n > tier && c.b.caps[channel].Session > 0 {
			all = append(all, BroadcastRush{channel, n, tier})
		}
	}
	slices.SortFunc(all, func(a, b BroadcastRush) int { return cmp.Compare(a.Channel, b.Channel) })
	return all, nil
}
