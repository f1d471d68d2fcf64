package bot

import (
	"context"
	"fmt"

	"plaza/civic/plan"
	"plaza/store"
)

// Changed tells one person of a change of a plan, as the news does, and says
// whether a consultation of theirs waits for it.
func (b *Bot) Changed(ctx context.Context, c store.Contact, id string, change plan.Change) (waits bool, err error) {
	return waits, b.update(ctx, b.Store.Shard(c), func(tx store.Tx, w *writes) error {
		convs, err := tx.Conversations(ctx, []store.Contact{c})
		if err != nil || convs[c] == nil {
			return fmt.Errorf("no such person: %w", err)
		}
		return b.attempt(ctx, tx, w, convs[c], "news", func(t *turn) (err error) {
			waits, err = t.changed(id, change)
			return err
		})
	})
}
