package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"plaza/channels"
	"plaza/store"
)

// spooled is one event as it waits on the disk.
type spooled struct {
	Channel string
	At      time.Time // when it came
	Event   channels.Event
}

// encodeSpooled writes an event for the spool.
func encodeSpooled(channel string, at time.Time, e channels.Event) ([]byte, error) {
	if !utf8.ValidString(string(e.From)) {
		return nil, errors.New("spool an event: its address is no text") // it would come back as another
	}
	e.Ref, e.ID = store.Storable(e.Ref), store.Storable(e.ID)
	record, err := json.Marshal(spooled{Channel: channel, At: at, Event: e})
	if err != nil {
		return nil, fmt.Errorf("spool an event: %w", err)
	}
	return record, nil
}

// keep stores and handles messages of one shard, or spools them while the
// store is away. It returns one error a message; nil means that its network
// may be thanked.
func (b *Bot) keep(ctx context.Context, shard int, batch []*arrival) []error {
	if b.backlog == nil {
		return b.receive(ctx, shard, batch)
	}
	if b.backlog.waits() {
		if errs, joined := b.spool(batch, b.backlog.join); joined {
			return errs
		}
	}
	errs := b.receive(ctx, shard, batch)
	var lost []*arrival
	for i, err := range errs {
		if err != nil {
			lost = append(lost, batch[i])
		}
	}
	if len(lost) == 0 {
		return errs
	}
	b.Log.Warn("what came is kept on the disk until the store is back", "shard", shard, "messages", len(lost))
	after, _ := b.spool(lost, b.backlog.begin)
	for i, err := range errs {
		if err != nil {
			errs[i], after = after[0], after[1:]
		}
	}
	return errs
}

// spool hands arrivals to add, as records, unless their network keeps them.
func (b *Bot) spool(batch []*arrival, add func([][]byte) (bool, error)) (errs []error, added bool) {
	errs = make([]error, len(batch))
	var records [][]byte
	for i, a := range batch {
		if !a.spools {
			errs[i] = errBehind
			continue
		}
		record, err := encodeSpooled(a.in.Channel, a.in.At, a.event)
		if err != nil {
			errs[i] = err
			continue
		}
		records = append(records, record)
	}
	added, err := add(records)
	if added && err == nil {
		b.metrics.spooled.Add(float64(len(records)))
	}
	for i := range errs {
		if errs[i] == nil {
			errs[i] = err
		}
	}
	return errs, added
}

// keepReceipts moves messages forward by what the network said of them, or
// spools that. Receipts may overtake each other, and nothing else: they move
// messages forward only.
func (b *Bot) keepReceipts(ctx context.Context, channel string, spools bool, events []channels.Event) error {
	if len(events) == 0 {
		return nil
	}
	spools = spools && b.backlog != nil
	if spools && b.backlog.waits() {
		if joined, err := b.spoolReceipts(channel, events, b.backlog.join); joined {
			return err
		}
	}
	updates := make([]store.StatusUpdate, len(events))
	for i, e := range events {
		updates[i] = b.receipt(b.caps[channel], e, b.Now())
	}
	ctx, cancel := context.WithTimeout(ctx, receiveTime)
	defer cancel()
	err := b.receipts(ctx, updates)
	if err != nil && spools {
		_, err = b.spoolReceipts(channel, events, b.backlog.begin)
	}
	return err
}

func (b *Bot) spoolReceipts(channel string, events []channels.Event, add func([][]byte) (bool, error)) (bool, error) {
	records := make([][]byte, len(events))
	for i, e := range events {
		var err error
		if records[i], err = encodeSpooled(channel, b.Now().UTC(), e); err != nil {
			return true, err
		}
	}
	added, err := add(records)
	if added && err == nil {
		b.metrics.spooled.Add(float64(len(records)))
	}
	return added, err
}
