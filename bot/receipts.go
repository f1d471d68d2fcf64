package bot

import (
	"context"
	"errors"
	"time"

	"plaza/channels"
	"plaza/store"
)

// receipt turns what a network says of a message of ours into our terms. It
// came at the time given, and may be of an earlier one.
func (b *Bot) receipt(caps channels.Capabilities, e channels.Event, at time.Time) store.StatusUpdate {
	if !e.At.IsZero() && e.At.Before(at) {
		at = e.At
	}
	u := store.StatusUpdate{
		Contact: b.Store.Contact(caps.Name, caps.Scope, string(e.From)),
		ID:      store.Storable(e.ID), Ref: store.Storable(e.Ref), Why: e.Why, Dead: e.Dead, At: at.UTC(),
	}
	u.Cost, _ = b.Prices.told(e.Cost)
	switch e.State {
	case channels.Sent:
		u.State = store.Sent
	case channels.Delivered:
		u.State = store.Delivered
	case channels.Read:
		u.State = store.Read
	case channels.Failed:
		u.State = store.Failed
	}
	return u
}

// receipts moves messages forward by what the network said of them. Receipts
// for messages that are not ours are passed over.
func (b *Bot) receipts(ctx context.Context, updates []store.StatusUpdate) error {
	byShard := make(map[int][]store.StatusUpdate)
	for _, u := range updates {
		shard := b.Store.Shard(u.Contact)
		byShard[shard] = append(byShard[shard], u)
	}
	var errs []error
	for shard, us := range byShard {
		errs = append(errs, b.update(ctx, shard, func(tx store.Tx, _ *writes) error { return tx.Status(ctx, us) }))
	}
	return errors.Join(errs...)
}
