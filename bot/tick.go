package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"plaza/flows"
	"plaza/store"
)

const (
	tickEvery   = time.Second
	tickBatch   = 200            // due rows of one shard in one transaction
	parkedTries = 5              // then a message is left for an operator
	busyWait    = time.Hour      // a part that is due waits so long for a busy person
	lookAgain   = 24 * time.Hour // a run that may say nothing is looked at again after this
	failedWait  = time.Minute    // what failed is tried again after this
	reloadEvery = 5 * time.Second
)

// Kinds of due rows.
const (
	duePart   = "part"   // begin a part; Data is a partDue
	dueAside  = "aside"  // time passes for the run that Key names, which is put aside
	dueForget = "forget" // the end of keep of the run that Key names; another Key only looks whether anything keeps the person
)

// tickLoop ticks until ctx ends.
func (b *Bot) tickLoop(ctx context.Context) {
	reloaded := b.Now()
	for ctx.Err() == nil {
		if err := b.Tick(ctx); err != nil && ctx.Err() == nil {
			b.Log.Error("tick", "error", err)
		}
		if now := b.Now(); now.Sub(reloaded) >= reloadEvery {
			reloaded = now
			before := b.library.Load()
			if err := b.Reload(ctx); err != nil && ctx.Err() == nil {
				b.Log.Error("reload what is published", "error", err)
			}
			if b.library.Load() != before {
				b.Log.Info("took up what was published since")
			}
		}
		if !b.more.Swap(false) {
			pause(ctx, tickEvery)
		}
	}
}

// Tick does what is due now on every shard: reminders and expiry, parts that
// begin, retention, desks whose wait is over, messages that failed before,
// sends that nobody finished, chunks of the jobs, and what people say of promises.
func (b *Bot) Tick(ctx context.Context) error {
	errs := []error{b.readAhead(ctx), b.tickCasts(ctx)}
	for shard := range b.lanes {
		for _, work := range []func(context.Context, int) error{b.tickRuns, b.tickDue, b.tickParked, b.tickLost} {
			if err := work(ctx, shard); err != nil {
				errs = append(errs, fmt.Errorf("shard %d: %w", shard, err))
			}
		}
	}
	return errors.Join(append(errs, b.tickJobs(ctx), b.tickVerdicts(ctx))...)
}

// tickRuns gives the clock to the runs that want it.
func (b *Bot) tickRuns(ctx context.Context, shard int) error {
	now := b.Now().UTC()
	return b.update(ctx, shard, func(tx store.Tx, w *writes) error {
		convs, err := tx.DueRuns(ctx, now, tickBatch)
		if err != nil {
			return err
		}
		for _, conv := range convs {
			key := fmt.Sprintf("clock/%s/%d", conv.Run, conv.Due.Unix())
			conv.Due = time.Time{}
			w.conv(conv)
			err := b.attempt(ctx, tx, w, conv, key, (*turn).clock)
			if later, ok := errors.AsType[*notNow](err); ok {
				conv.Due = later.until
				if tomorrow := now.Add(lookAgain); tomorrow.Before(conv.Due) {
					conv.Due = tomorrow // a run that expires meanwhile ends, for which nothing is said
				}
			} else if err != nil {
				b.Log.Error("a reminder failed and waits", "contact", conv.Contact, "flow", conv.Flow, "error", err)
				conv.Due = now.Add(failedWait)
			}
		}
		return nil
	})
}

// clock tells the open run what time it is. It may come early: then the run
// says when it wants the clock again. While we ask whether to stop, nothing is
// said. When a desk has waited long enough, the flow takes over from it.
func (t *turn) clock() error {
	t.priority, t.timed = store.Reminder, true
	if !t.conv.Stopped.IsZero() {
		return t.endRuns() // which failed when they stopped
	}
	p, s := t.open()
	if p == nil {
		return nil
	}
	t.mute = t.conv.Aside == asideStop
	if t.conv.Desk != "" && !t.now.Before(p.Due(s)) {
		t.leaveDesk()
	}
	if err := t.step(p, s, flows.Input{Kind: flows.InClock, At: t.now}); err != nil {
		return err
	}
	if len(t.said) > 0 {
		t.conv.Aside = "" // the flow's question is the last they read: a yes answers that one
	}
	return nil
}

// tickDue takes the due rows that have come, each with its contact's
// conversation locked.
func (b *Bot) tickDue(ctx context.Context, shard int) error {
	now := b.Now().UTC()
	return b.update(ctx, shard, func(tx store.Tx, w *writes) error {
		due, err := tx.ClaimDue(ctx, now, tickBatch)
		if err != nil || len(due) == 0 {
			return err
		}
		contacts := make([]store.Contact, len(due))
		for i := range due {
			contacts[i] = due[i].Contact
		}
		convs, err := tx.Conversations(ctx, contacts)
		if err != nil {
			return err
		}
		if err := b.readFor(ctx, tx, w, digested(due)); err != nil {
			return err
		}
		if len(due) == tickBatch {
			b.more.Store(true)
		}
		for i, d := range due {
			conv := convs[d.Contact]
			if conv == nil {
				continue
			}
			if b.behind(&d) {
				w.due = append(w.due, b.wait(d))
				continue
			}
			err := b.attempt(ctx, tx, w, conv, "due/"+d.Kind+"/"+d.Key, func(t *turn) error { return t.come(&due[i]) })
			if err != nil {
				w.due = append(w.due, b.again(d, err))
			}
		}
		return nil
	})
}

// again is the due row for what could not be done now.
func (b *Bot) again(d store.Due, err error) store.Due {
	if later, ok := errors.AsType[*notNow](err); ok {
		d.At = later.until
		return d
	}
	b.Log.Error("what was due failed and waits", "kind", d.Kind, "contact", d.Contact, "tries", d.Tries+1, "error", err)
	return b.wait(d)
}

// wait is a due row that is taken up again later, and later each time.
func (b *Bot) wait(d store.Due) store.Due {
	d.At, d.Tries = b.Now().UTC().Add(failedWait<<min(d.Tries, 8)), d.Tries+1
	return d
}

// come does what one due row asks for.
func (t *turn) come(d *store.Due) error {
	t.priority, t.timed = store.Reminder, true
	switch d.Kind {
	case duePart:
		return t.comePart(d)
	case dueInvite:
		return t.comeInvite(d)
	case dueAside:
		return t.comeAside(d)
	case dueDigest:
		return t.comeDigest(d)
	case dueForget:
		contact := t.conv.Contact
		t.w.then = append(t.w.then, func(ctx context.Context, tx store.Tx) error { return tx.Forget(ctx, contact, d.Key) })
		if t.conv.Run == d.Key {
			t.close()
			t.w.conv(t.conv)
		}
		return nil
	}
	t.Log.Error("a due row of no known kind was dropped", "kind", d.Kind)
	return nil
}

// tickParked tries messages again that could not be handled.
func (b *Bot) tickParked(ctx context.Context, shard int) error {
	var contacts []store.Contact
	err := b.Store.Update(ctx, shard, func(tx store.Tx) (err error) {
		contacts, err = tx.Waiting(ctx, parkedTries, tickBatch)
		return err
	})
	for _, c := range contacts {
		err = errors.Join(err, b.retryParked(ctx, shard, c))
	}
	return err
}

// tickLost gives up claims that nobody finished: their process died while it
// was sending.
func (b *Bot) tickLost(ctx context.Context, shard int) error {
	return b.Store.Update(ctx, shard, func(tx store.Tx) error {
		again, unknown, err := tx.Lost(ctx, b.Now().UTC(), b.askable())
		if err == nil && again+unknown > 0 {
			b.metrics.unknown.Add(float64(again + unknown))
			b.Log.Warn("sends with an unknown outcome", "shard", shard, "tried_again", again, "given_up", unknown)
		}
		return err
	})
}
