package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"plaza/channels"
	"plaza/store"
)

const (
	replayBatch = 256
	replayEvery = time.Second
	replayTries = 5           // of a batch while the store answers; then it goes record by record
	adoptEvery  = time.Minute // how often the spools of killed processes are looked for
	pingTime    = 2 * time.Second
)

// replayLoop replays until ctx ends.
func (b *Bot) replayLoop(ctx context.Context) {
	told := false // of this outage
	for ctx.Err() == nil {
		n, err := b.Replay(ctx)
		switch {
		case err == nil:
			told = false
		case ctx.Err() == nil && !told:
			told = true
			b.Log.Error("replay what waits on the disk", "bytes", b.backlog.Bytes(), "error", err)
		}
		if n > 0 && err == nil {
			continue // there may be more
		}
		idle := time.NewTimer(replayEvery)
		select {
		case <-b.backlog.wake:
		case <-idle.C:
		case <-ctx.Done():
		}
		idle.Stop()
	}
}

// Replay hands one batch of what waits on the disk to the store, if that is
// back, and returns how many events it took.
func (b *Bot) Replay(ctx context.Context) (int, error) {
	l := b.backlog
	if l == nil {
		return 0, nil
	}
	var lookErr error
	if now := b.Now(); now.Sub(l.looked) >= adoptEvery {
		l.looked = now
		if lookErr = l.Adopt(); l.Bytes() > 0 {
			l.mark()
		}
	}
	if !l.waits() {
		return 0, lookErr
	}
	ping, cancel := context.WithTimeout(ctx, pingTime)
	defer cancel()
	if err := b.Store.Ping(ping); err != nil {
		return 0, err
	}
	records, err := l.Next(replayBatch)
	if err != nil {
		return 0, err
	}
	if len(records) == 0 {
		if ended, err := l.end(); !ended || err != nil {
			return 0, err
		}
		return 0, lookErr
	}
	if err := b.replay(ctx, records); err != nil {
		if ctx.Err() != nil || errors.Is(err, store.ErrAway) {
			return 0, err
		}
		if l.tries++; l.tries < replayTries {
			return 0, err
		}
		if err := b.replayEach(ctx, records); err != nil {
			return 0, err
		}
	}
	l.tries = 0
	b.metrics.replayed.Add(float64(len(records)))
	return len(records), l.Done()
}

// replayEach replays records one by one, and sets aside what the store will not
// take by itself: nobody else is to wait for it.
func (b *Bot) replayEach(ctx context.Context, records [][]byte) error {
	for _, r := range records {
		err := b.replay(ctx, [][]byte{r})
		if err == nil {
			continue
		}
		if ctx.Err() != nil || errors.Is(err, store.ErrAway) {
			return err
		}
		b.metrics.left.Inc()
		b.Log.Error("an event that was spooled cannot be stored; it is tried again at the next start", "error", err)
		if err := b.backlog.Leave(r); err != nil {
			return err
		}
	}
	return nil
}

// replay stores and handles records, those of a shard together and in order.
// To do it again is harmless: every message is known by its id.
func (b *Bot) replay(ctx context.Context, records [][]byte) error {
	ctx, cancel := context.WithTimeout(ctx, receiveTime)
	defer cancel()
	byShard := make(map[int][]*arrival)
	var updates []store.StatusUpdate
	for _, r := range records {
		var s spooled
		if err := json.Unmarshal(r, &s); err != nil {
			return fmt.Errorf("read a spooled event: %w", err)
		}
		caps, known := b.caps[s.Channel]
		if !known {
			return fmt.Errorf("replay an event: no channel %s is configured any more", s.Channel)
		}
		if s.Event.Kind == channels.Status {
			updates = append(updates, b.receipt(caps, s.Event, s.At))
			continue
		}
		a, err := b.arrival(s.Channel, caps, s.Event)
		if err != nil {
			return err
		}
		a.in.At = s.At
		shard := b.Store.Shard(a.in.Contact)
		byShard[shard] = append(byShard[shard], a)
	}
	taken := make(chan error, len(byShard))
	for shard, arrivals := range byShard {
		go func() { taken <- errors.Join(b.receive(ctx, shard, arrivals)...) }()
	}
	var errs []error
	for range byShard {
		errs = append(errs, <-taken)
	}
	if len(updates) > 0 {
		errs = append(errs, b.receipts(ctx, updates))
	}
	return errors.Join(errs...)
}
