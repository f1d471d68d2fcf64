package bot

import (
	"context"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"plaza/channels"
	"plaza/store"
)

const (
	// dispatchEvery is how often the outbox is looked at when nothing woke us.
	dispatchEvery = time.Second
	// inFlight is how many sends of one channel are under way at once, where
	// nothing else is configured.
	inFlight = 32
)

// A sender drives one channel's messages out of the outbox. All but wake and
// stirred belong to the one goroutine that dispatches the channel.
type sender struct {
	name  string
	ch    channels.Channel
	most  int // sends under way at once
	limit *rate.Limiter
	paid  bool      // the limit has been asked for a send that has not begun
	held  time.Time // the network wants nothing before

	fence int64
	ended [][]store.Outcome // by shard: what became of messages and is not recorded yet

	wake    chan struct{} // holds one: something was queued,
	stirred []atomic.Bool // and on which shards
}

func newSender(name string, ch channels.Channel, shards, most int, perSecond float64) *sender {
	limit := rate.Inf
	if perSecond > 0 {
		limit = rate.Limit(perSecond)
	}
	if most <= 0 {
		most = inFlight
	}
	return &sender{
		name: name, ch: ch, most: most, limit: rate.NewLimiter(limit, 1), ended: make([][]store.Outcome, shards),
		wake: make(chan struct{}, 1), stirred: make([]atomic.Bool, shards),
	}
}

// wake tells a channel's sender that something was queued on a shard.
func (b *Bot) wake(channel string, shard int) {
	if s := b.senders[channel]; s != nil {
		s.stirred[shard].Store(true)
		select {
		case s.wake <- struct{}{}:
		default: // already told
		}
	}
}

// ahead is how many messages may be claimed that no send has begun of: enough
// to begin the next ones while the store is asked for more, and where there is
// a pace, what leaves in a second. A node that is killed leaves them in doubt.
func (s *sender) ahead() int {
	if limit := s.limit.Limit(); limit != rate.Inf {
		return max(1, min(int(limit), s.most))
	}
	return (s.most + 1) / 2
}

// dispatchLoop dispatches one channel until ctx ends.
func (b *Bot) dispatchLoop(ctx context.Context, channel string) {
	for ctx.Err() == nil {
		n, err := b.Dispatch(ctx, channel)
		if err != nil && ctx.Err() == nil {
			b.Log.Error("dispatch", "channel", channel, "error", err)
		}
		if n > 0 && err == nil {
			continue // there may be more
		}
		idle := time.NewTimer(dispatchEvery)
		select {
		case <-b.senders[channel].wake:
		case <-idle.C:
		case <-ctx.Done():
		}
		idle.Stop()
	}
}
