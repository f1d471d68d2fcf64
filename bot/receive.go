package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"plaza/channels"
	"plaza/store"
)

// Sink returns where the named channel hands in what the network tells it. It
// needs the lanes that Run runs: there the messages of a shard meet and share
// a transaction.
func (b *Bot) Sink(channel string) channels.Sink {
	return b.sink(channel, true)
}

// sink is Sink. What a network keeps until we have confirmed it is not spooled.
func (b *Bot) sink(channel string, spools bool) channels.Sink {
	return func(ctx context.Context, events ...channels.Event) error {
		return b.take(ctx, channel, spools, events, func(shard int, arrivals []*arrival) error {
			return b.lanes[shard].submit(ctx, arrivals)
		})
	}
}

// Receive stores and handles what a network told us, without waiting for
// company. Nil means that all of it is stored.
func (b *Bot) Receive(ctx context.Context, channel string, events ...channels.Event) error {
	return b.take(ctx, channel, true, events, func(shard int, arrivals []*arrival) error {
		return errors.Join(b.keep(ctx, shard, arrivals)...)
	})
}

// take sorts events by shard and hands each shard its messages, in the order
// they came.
func (b *Bot) take(ctx context.Context, channel string, spools bool, events []channels.Event, hand func(int, []*arrival) error) error {
	caps := b.caps[channel]
	byShard := make(map[int][]*arrival)
	var receipts []channels.Event
	for _, e := range events {
		if e.Kind == channels.Status {
			receipts = append(receipts, e)
			continue
		}
		a, err := b.arrival(channel, caps, e)
		if err != nil {
			return err
		}
		a.spools = spools
		shard := b.Store.Shard(a.in.Contact)
		byShard[shard] = append(byShard[shard], a)
	}
	errs := []error{b.keepReceipts(ctx, channel, spools, receipts)}
	stored := make(chan error, len(byShard))
	for shard, arrivals := range byShard {
		go func() { stored <- hand(shard, arrivals) }()
	}
	for range byShard {
		errs = append(errs, <-stored)
	}
	return errors.Join(errs...)
}

// arrival turns what a network told us into a message as we keep it.
func (b *Bot) arrival(channel string, caps channels.Capabilities, e channels.Event) (*arrival, error) {
	in := store.Inbound{
		Contact: b.Store.Contact(caps.Name, caps.Scope, string(e.From)),
		Channel: channel,
		Address: string(e.From),
		Ref:     store.Storable(e.Ref),
		At:      b.Now().UTC(),
		Text:    e.Text,
		Tap:     e.Tap,
		Place:   e.Place,
		Lang:    e.Lang,
		Quiet:   e.Handled,
	}
	if err := b.attach(&in, e.Media); err != nil {
		return nil, err
	}
	return &arrival{in: in, event: e, kind: e.Kind, stored: make(chan error, 1)}, nil
}

// receive stores and handles messages of one shard, together where possible.
// It returns one error a message; nil means stored.
func (b *Bot) receive(ctx context.Context, shard int, batch []*arrival) []error {
	errs := make([]error, len(batch))
	err := b.receiveTogether(ctx, shard, batch)
	if err == nil {
		b.metrics.batches.Inc()
		return errs
	}
	if b.backlog != nil && errors.Is(err, store.ErrAway) {
		return fill(errs, err) // no message is at fault: all of them wait on the disk
	}
	b.Log.Warn("a batch failed; taking its messages one by one", "shard", shard, "messages", len(batch), "error", err)
	for i := range batch {
		errs[i] = b.receiveAlone(ctx, shard, batch[i:i+1], err)
		if errs[i] != nil && b.backlog != nil {
			fill(errs[i:], errs[i]) // those behind it are not to overtake it
			break
		}
	}
	return errs
}

func fill(errs []error, err error) []error {
	for i := range errs {
		errs[i] = err
	}
	return errs
}

// receiveAlone handles one message by itself. What cannot be handled is
// parked: it is stored, so it may be thanked for, and Tick tries it again.
func (b *Bot) receiveAlone(ctx context.Context, shard int, one []*arrival, cause error) error {
	if ctx.Err() != nil {
		return cause // the store is away: the network must call again
	}
	err := b.receiveTogether(ctx, shard, one)
	if err == nil {
		return nil
	}
	if parkErr := b.park(ctx, shard, one[0]); parkErr != nil {
		return fmt.Errorf("%w; and to park it: %w", err, parkErr)
	}
	b.metrics.parked.Inc()
	b.Log.Error("a message could not be handled and waits", "contact", one[0].in.Contact, "error", err)
	return nil
}

// park stores a message to be handled later, unless it is stored already: a
// commit that seemed to fail may have succeeded, and then it was handled. What
// the network said of an opt-out is not put off.
func (b *Bot) park(ctx context.Context, shard int, a *arrival) error {
	in := a.in
	return b.update(ctx, shard, func(tx store.Tx, w *writes) error {
		fresh, convs, err := tx.Receive(ctx, []store.Inbound{in})
		if err != nil || !fresh[0] {
			return err
		}
		conv := convs[in.Contact]
		conv.Channel, conv.Address = in.Channel, in.Address
		w.conv(conv)
		if a.kind == channels.Stopped {
			b.silence(w, conv, "network")
			return nil
		}
		w.park(in)
		conv.Waiting++
		return nil
	})
}

var errErased = errors.New("a message follows its person's erasure")

// receiveTogether is the hot path: one transaction, two round trips.
func (b *Bot) receiveTogether(ctx context.Context, shard int, batch []*arrival) error {
	in := make([]store.Inbound, len(batch))
	for i, a := range batch {
		in[i] = a.in
	}
	repeats := 0
	err := b.update(ctx, shard, func(tx store.Tx, w *writes) error {
		fresh, convs, err := tx.Receive(ctx, in)
		if err != nil {
			return err
		}
		repeats = 0
		for i := range in {
			if !fresh[i] {
				repeats++
				continue
			}
			conv := convs[in[i].Contact]
			if slices.Contains(w.erased, conv.Contact) {
				return errErased // what follows an erasure begins in a transaction of its own
			}
			if conv.Waiting > 0 && batch[i].kind == channels.Message {
				w.park(in[i]) // never overtake a message that waits
				conv.Waiting++
				continue
			}
			err := b.attempt(ctx, tx, w, conv, "in/"+in[i].Ref, func(t *turn) error { return t.arrive(&in[i], batch[i].kind) })
			if err != nil {
				b.metrics.parked.Inc()
				b.Log.Error("a message could not be handled and waits", "contact", conv.Contact, "error", err)
				if how, told := toldToStop(batch[i].kind, err); told {
					b.silence(w, conv, how)
				}
				if batch[i].kind == channels.Stopped {
					continue // all that it said is done
				}
				w.park(in[i])
				conv.Waiting++
			}
		}
		return nil
	})
	if err == nil {
		b.metrics.received.Add(float64(len(in) - repeats))
		b.metrics.repeats.Add(float64(repeats))
	}
	return err
}

// retryParked handles the messages of one contact that wait, oldest first. If
// one fails again, none of them is taken and that one has had one more try.
func (b *Bot) retryParked(ctx context.Context, shard int, c store.Contact) error {
	const some = 16
	var failed *store.Inbound
	err := b.update(ctx, shard, func(tx store.Tx, w *writes) error {
		failed = nil
		convs, err := tx.Conversations(ctx, []store.Contact{c})
		if err != nil {
			return err
		}
		conv := convs[c]
		if conv == nil {
			return nil // erased meanwhile
		}
		waiting, err := tx.Parked(ctx, c, some)
		if err != nil {
			return err
		}
		for i := range waiting {
			if slices.Contains(w.erased, c) {
				break // what they wrote after it went with it
			}
			failed = &waiting[i]
			err := b.attempt(ctx, tx, w, conv, "in/"+failed.Ref, func(t *turn) error { return t.arrive(failed, channels.Message) })
			if err != nil {
				return err
			}
		}
		failed = nil
		w.conv(conv)
		w.then = append(w.then, func(ctx context.Context, tx store.Tx) error { return tx.Settle(ctx, waiting) })
		return nil
	})
	if err == nil || failed == nil {
		return err
	}
	b.Log.Error("a parked message failed again", "contact", c, "tries", failed.Tries+1, "error", err)
	again := store.Tx.Park
	if failed.Tries+1 >= parkedTries {
		again = store.Tx.Settle // it stays with what they wrote, and holds back no other: one of them may say STOP
	}
	how, told := toldToStop(channels.Message, err)
	return b.update(ctx, shard, func(tx store.Tx, w *writes) error {
		convs, err := tx.Conversations(ctx, []store.Contact{c})
		if err != nil {
			return err
		}
		if conv := convs[c]; told && conv != nil {
			b.silence(w, conv, how)
		}
		return again(tx, ctx, []store.Inbound{*failed})
	})
}
