package bot

import (
	"context"
	"fmt"
	"time"

	"plaza/store"
)

// handBatch is how many messages an operator changes in one transaction.
const handBatch = 500

// Retry returns messages that failed, or of which nobody knows whether they
// left, to the queue, and counts them. One that has moved on since it was read
// is left alone. A person may get an unknown one twice, unless its network can
// say what became of it.
func (b *Bot) Retry(ctx context.Context, msgs []store.Message) (int, error) {
	due := b.Now().UTC()
	n, err := b.byShard(ctx, msgs, func(tx store.Tx, some []store.Message) (int, error) { return tx.Requeue(ctx, some, due) })
	for i := range msgs {
		b.wake(msgs[i].Channel, b.Store.Shard(msgs[i].Contact))
	}
	if err != nil {
		return n, fmt.Errorf("send once more: %w", err)
	}
	return n, nil
}

// Cancel stops those of the messages that still wait to be sent, and counts
// them. The reason is kept with each.
func (b *Bot) Cancel(ctx context.Context, msgs []store.Message, why string) (int, error) {
	n, err := b.byShard(ctx, msgs, func(tx store.Tx, some []store.Message) (int, error) { return tx.Cancel(ctx, some, why) })
	if err != nil {
		return n, fmt.Errorf("stop messages: %w", err)
	}
	return n, nil
}

// byShard changes messages, some at a time: nobody waits long for a lock.
func (b *Bot) byShard(ctx context.Context, msgs []store.Message, change func(store.Tx, []store.Message) (int, error)) (int, error) {
	shards := make([][]store.Message, b.Store.Shards())
	for _, m := range msgs {
		shard := b.Store.Shard(m.Contact)
		shards[shard] = append(shards[shard], m)
	}
	total := 0
	for shard, theirs := range shards {
		for len(theirs) > 0 {
			some := theirs[:min(handBatch, len(theirs))]
			theirs = theirs[len(some):]
			n := 0
			err := b.Store.Update(ctx, shard, func(tx store.Tx) (err error) {
				n, err = change(tx, some)
				return err
			})
			if err != nil {
				return total, err
			}
			total += n
		}
	}
	return total, nil
}

// Overdue is how long the oldest message of a tally has waited past its time.
func Overdue(t store.Tally, now time.Time) time.Duration {
	if t.Oldest.IsZero() || !t.Oldest.Before(now) {
		return 0
	}
	return now.Sub(t.Oldest)
}
