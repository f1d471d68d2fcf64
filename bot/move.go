package bot

import (
	"context"
	"fmt"

	"plaza/flows"
	"plaza/store"
)

// Move brings the people who are in the middle of a consultation over to its
// newest edition, and returns how many were. Who cannot be moved finishes on
// the edition they began. It may be run again after an interruption.
func (b *Bot) Move(ctx context.Context, flow string) (int, error) {
	newest := b.Library().Newest(flow)
	if newest == nil {
		return 0, store.ErrNotFound
	}
	var behind []store.Contact
	if err := b.Store.View(ctx, func(v store.View) (err error) {
		behind, err = v.Behind(ctx, flow, newest.Edition)
		return err
	}); err != nil {
		return 0, err
	}
	moved := 0
	for _, c := range behind {
		ok := false
		err := b.update(ctx, b.Store.Shard(c), func(tx store.Tx, w *writes) error {
			convs, err := tx.Conversations(ctx, []store.Contact{c})
			conv := convs[c]
			if err != nil || conv == nil || conv.Flow != flow || conv.Edition >= newest.Edition {
				return err // they moved on by themselves
			}
			return b.attempt(ctx, tx, w, conv, fmt.Sprintf("move/%s/%d", conv.Run, newest.Edition), func(t *turn) (err error) {
				ok, err = t.move(newest)
				return err
			})
		})
		if err != nil {
			return moved, err
		}
		if ok {
			moved++
		}
	}
	return moved, nil
}

// move brings the open run over to a newer edition.
func (t *turn) move(newest *flows.Program) (bool, error) {
	t.priority = store.Reminder
	old, s := t.open()
	if old == nil || !t.conv.Stopped.IsZero() || t.conv.Desk != "" {
		return false, nil
	}
	next, effects, ok := newest.Move(old, s, t.now)
	if !ok {
		return false, nil
	}
	t.conv.Edition = newest.Edition
	t.w.run(t.run(newest, &next))
	ask, err := t.apply(newest, &next, effects)
	if err != nil {
		return false, err
	}
	if ask != nil {
		return true, t.step(newest, next, *ask)
	}
	t.keep(newest, next)
	return true, nil
}
