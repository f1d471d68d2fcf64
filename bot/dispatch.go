package bot

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"plaza/channels"
	"plaza/store"
)

// The times that a sender's lease decides. A node that is killed leaves its
// messages to another after the lease; one claimed message may take longer
// than one send, so that what is in flight is never taken for lost. To keep
// the lease while it works, a node claims no more at once than may leave in a
// third of it, and sends in the rest.
func (b *Bot) claimTime() time.Duration { return 4 * b.Lease }
func (b *Bot) paceTime() time.Duration  { return b.Lease / 3 }
func (b *Bot) sendTime() time.Duration  { return b.Lease - b.paceTime() }

const (
	// claimBatch is the most messages of one shard that are claimed at once.
	claimBatch = 64
	// dispatchEvery is how often the outbox is looked at when nothing woke us.
	dispatchEvery = time.Second
	// sendTries is how often a message that could not leave is tried in all.
	sendTries = 6
)

// A sender drives one channel's messages out of the outbox.
type sender struct {
	wake  chan struct{} // holds one: something was queued
	limit *rate.Limiter
}

func newSender(perSecond float64) *sender {
	limit := rate.Inf
	if perSecond > 0 {
		limit = rate.Limit(perSecond)
	}
	return &sender{wake: make(chan struct{}, 1), limit: rate.NewLimiter(limit, 1)}
}

// wake tells a channel's sender that something was queued.
func (b *Bot) wake(channel string) {
	if s := b.senders[channel]; s != nil {
		select {
		case s.wake <- struct{}{}:
		default: // already told
		}
	}
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

// Dispatch sends what is due on one channel, one batch of every shard, and
// returns how many messages it claimed. It does nothing while another node
// drives this sender.
func (b *Bot) Dispatch(ctx context.Context, channel string) (int, error) {
	var (
		total int
		errs  []error
		fence int64
		renew time.Time
	)
	for shard := range b.lanes {
		if now := b.Now().UTC(); !now.Before(renew) {
			var ok bool
			var err error
			if fence, ok, err = b.Store.Acquire(ctx, channel, b.Node, now, now.Add(b.Lease)); err != nil || !ok {
				return total, errors.Join(append(errs, err)...)
			}
			renew = now.Add(b.paceTime())
		}
		n, err := b.dispatchShard(ctx, channel, shard, fence)
		total += n
		errs = append(errs, err)
	}
	return total, errors.Join(errs...)
}

// dispatchShard claims a batch, sends it at the channel's pace, and records
// what became of it.
func (b *Bot) dispatchShard(ctx context.Context, channel string, shard int, fence int64) (int, error) {
	now := b.Now().UTC()
	most := claimBatch
	if pace := float64(b.senders[channel].limit.Limit()) * b.paceTime().Seconds(); pace < claimBatch {
		most = max(1, int(pace))
	}
	var claimed []store.Message
	if err := b.Store.Update(ctx, shard, func(tx store.Tx) (err error) {
		claimed, err = tx.Claim(ctx, channel, fence, now, now.Add(b.claimTime()), most)
		return err
	}); err != nil || len(claimed) == 0 {
		return 0, err
	}
	outcomes := make([]store.Outcome, len(claimed))
	slots := make(chan struct{}, b.InFlight)
	var wg sync.WaitGroup
	for i := range claimed {
		// A claimed message is sent or given back, also when ctx ends meanwhile.
		if b.senders[channel].limit.Wait(ctx) != nil {
			outcomes[i] = store.Outcome{Contact: claimed[i].Contact, Key: claimed[i].Key, State: store.Queued, RetryAt: now, At: now}
			continue
		}
		slots <- struct{}{}
		wg.Go(func() {
			outcomes[i] = b.send(b.Channels[channel], &claimed[i])
			<-slots
		})
	}
	wg.Wait()
	return len(claimed), b.finish(shard, fence, outcomes)
}

// send makes one attempt and says what became of it.
func (b *Bot) send(ch channels.Channel, m *store.Message) store.Outcome {
	ctx, cancel := context.WithTimeout(context.Background(), b.sendTime())
	defer cancel()
	out := channels.Outbound{ID: m.ID, To: channels.Address(m.Address), Text: m.Text, Lang: m.Lang, Expires: m.Expires}
	if err := unpack(m.Extras, &out); err != nil {
		return b.outcome(m, channels.Receipt{}, errors.Join(channels.ErrPermanent, err))
	}
	receipt, err := ch.Send(ctx, out)
	return b.outcome(m, receipt, err)
}

// outcome decides what an attempt means. The adapter has only classified it.
func (b *Bot) outcome(m *store.Message, r channels.Receipt, err error) store.Outcome {
	now := b.Now().UTC()
	o := store.Outcome{Contact: m.Contact, Key: m.Key, Ref: r.Ref, At: now}
	switch {
	case err == nil:
		o.State = store.Sent
	case errors.Is(err, channels.ErrStopped):
		o.State, o.Why = store.Halted, err.Error()
	case errors.Is(err, channels.ErrPermanent), errors.Is(err, channels.ErrTemporary) && m.Tries >= sendTries:
		o.State, o.Why = store.Failed, err.Error()
	case errors.Is(err, channels.ErrTemporary):
		o.State, o.Why, o.RetryAt = store.Queued, err.Error(), now.Add(b.backoff(m.Tries, err))
	case m.Priority != store.Broadcast && m.Tries <= 1:
		// Nobody knows whether it left. A reply someone waits for is tried once more.
		o.State, o.Why, o.RetryAt = store.Queued, err.Error(), now.Add(b.backoff(m.Tries, err))
		b.metrics.unknown.Inc()
	default:
		o.State, o.Why = store.Unknown, err.Error()
		b.metrics.unknown.Inc()
	}
	b.metrics.sent.WithLabelValues(m.Channel, string(o.State)).Inc()
	return o
}

// backoff is how long to wait before trying again: what the network asked for,
// else 5 s doubling to about 5 min, spread by a quarter so that messages which
// failed together do not return together.
func (b *Bot) backoff(tries int, err error) time.Duration {
	tries = max(tries, 1)
	wait := 5 * time.Second << min(tries-1, 6)
	var asked *channels.RetryAfter
	if errors.As(err, &asked) && asked.For > wait {
		wait = asked.For
	}
	var raw [2]byte
	b.randMu.Lock()
	_, _ = io.ReadFull(b.Rand, raw[:]) // without randomness there is no spread, and no harm
	b.randMu.Unlock()
	return wait + wait/4*time.Duration(binary.BigEndian.Uint16(raw[:]))/(1<<16)
}

// finish records outcomes, and opts out who told their network to stop us. It
// has a time of its own: what was sent is recorded also while we shut down.
func (b *Bot) finish(shard int, fence int64, outcomes []store.Outcome) error {
	ctx, cancel := context.WithTimeout(context.Background(), receiveTime)
	defer cancel()
	return b.update(ctx, shard, func(tx store.Tx, w *writes) error {
		if err := tx.Finish(ctx, fence, outcomes); err != nil {
			return err
		}
		var stopped []store.Contact
		for _, o := range outcomes {
			if o.State == store.Halted {
				stopped = append(stopped, o.Contact)
			}
		}
		if len(stopped) == 0 {
			return nil
		}
		convs, err := tx.Conversations(ctx, stopped)
		if err != nil {
			return err
		}
		for _, conv := range convs {
			w.conv(conv)
			if err := b.attempt(ctx, tx, w, conv, "halt", func(t *turn) error { return t.stop("network", true) }); err != nil {
				return err
			}
		}
		return nil
	})
}
