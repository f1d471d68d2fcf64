package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"runtime/debug"
	"sync"
	"time"

	"plaza/bot/picture"
	"plaza/channels"
	"plaza/store"
)

const (
	fetchBatch = 4 // attachments under way at once
	fetchEvery = time.Second
	fetchTime  = time.Minute     // for one
	fetchLease = 5 * time.Minute // then another node may try
	fetchTries = 5
	fetchWait  = time.Minute // after the first try; it doubles
)

// errUnfit is of an attachment that is there and not kept.
var errUnfit = errors.New("not kept")

// fetchLoop fetches until ctx ends. It is not Tick's work: a network that is
// slow to give a picture away must not hold up reminders.
func (b *Bot) fetchLoop(ctx context.Context) {
	for ctx.Err() == nil {
		n, err := b.Fetch(ctx)
		if err != nil && ctx.Err() == nil {
			b.Log.Error("fetch attachments", "error", err)
		}
		if n == 0 || err != nil {
			pause(ctx, fetchEvery)
		}
	}
}

// fetches says whether any channel brings attachments that we want.
func (b *Bot) fetches() bool {
	for _, ch := range b.Channels {
		if _, ok := ch.(channels.Fetcher); ok && b.Attachments.Max > 0 {
			return true
		}
	}
	return false
}

// Fetch brings the attachments that are due, a few of every shard, and returns
// how many it tried.
func (b *Bot) Fetch(ctx context.Context) (int, error) {
	total := 0
	var errs []error
	for shard := range b.lanes {
		n, err := b.fetchShard(ctx, shard)
		total += n
		errs = append(errs, err)
	}
	return total, errors.Join(errs...)
}

// fetchShard claims some attachments, brings them outside of any transaction,
// and records what became of them.
func (b *Bot) fetchShard(ctx context.Context, shard int) (int, error) {
	const day = 24 * time.Hour
	now := b.Now().UTC()
	var claimed []store.Media
	if err := b.Store.Update(ctx, shard, func(tx store.Tx) (err error) {
		claimed, err = tx.ClaimMedia(ctx, now, now.Add(fetchLease), now.Add(-day), fetchBatch)
		return err
	}); err != nil || len(claimed) == 0 {
		return 0, err
	}
	before := make(map[store.Contact]int)
	var wg sync.WaitGroup
	for i := range claimed {
		m := &claimed[i]
		if m.Contact != "" {
			m.Today += before[m.Contact]
			before[m.Contact]++
		}
		wg.Go(func() { b.fetch(ctx, m) })
	}
	wg.Wait()
	done, cancel := context.WithTimeout(context.WithoutCancel(ctx), receiveTime)
	defer cancel()
	return len(claimed), b.Store.Update(done, shard, func(tx store.Tx) error { return tx.FinishMedia(done, claimed) })
}

// fetch brings one attachment and says in m what became of it.
func (b *Bot) fetch(ctx context.Context, m *store.Media) {
	kind, data, err := b.bring(ctx, m)
	switch {
	case err == nil:
		m.State, m.Type, m.Data, m.DueAt = store.MediaKept, kind, data, time.Time{}
	case ctx.Err() != nil:
		m.DueAt = b.Now().UTC() // we are told to stop: it is nobody's fault
	case errors.Is(err, errUnfit), errors.Is(err, channels.ErrPermanent), m.Tries >= fetchTries:
		m.State, m.Why, m.Data, m.DueAt = store.MediaLost, err.Error(), nil, time.Time{}
		b.Log.Warn("an attachment is not kept", "contact", m.Contact, "kind", m.Kind, "why", m.Why)
	default:
		m.DueAt = b.Now().UTC().Add(fetchWait << (m.Tries - 1))
		b.Log.Info("an attachment is tried again", "contact", m.Contact, "tries", m.Tries, "error", err)
	}
	b.metrics.media.WithLabelValues(string(m.State)).Inc()
}

// bring opens an attachment at its network, reads no more of it than is
// wanted, and cleans it.
func (b *Bot) bring(ctx context.Context, m *store.Media) (kind string, data []byte, err error) {
	defer func() {
		if r := recover(); r != nil { // what people send is read by decoders
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	if m.Tries > fetchTries {
		return "", nil, fmt.Errorf("%w: every try ended our process", errUnfit)
	}
	if m.Today >= b.Attachments.Daily {
		return "", nil, fmt.Errorf("%w: it is more than %d in a day", errUnfit, b.Attachments.Daily)
	}
	var from origin
	if err := json.Unmarshal(m.Data, &from); err != nil {
		return "", nil, fmt.Errorf("read where an attachment is: %w", err)
	}
	ch, ok := b.Channels[from.Channel].(channels.Fetcher)
	if !ok {
		return "", nil, fmt.Errorf("%w: channel %s brings no attachments", errUnfit, from.Channel)
	}
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	body, err := ch.Fetch(ctx, from.Media)
	if err != nil {
		return "", nil, err
	}
	data, err = io.ReadAll(io.LimitReader(body, b.Attachments.Max+1))
	_ = body.Close() // it was only read
	if err != nil {
		return "", nil, fmt.Errorf("read an attachment: %w", err)
	}
	if int64(len(data)) > b.Attachments.Max {
		return "", nil, fmt.Errorf("%w: it is larger than %d bytes", errUnfit, b.Attachments.Max)
	}
	b.decoding.Lock() // one at a time: a picture takes a hundred times its size
	defer b.decoding.Unlock()
	return clean(m.Kind, m.Type, data)
}

// clean makes an attachment fit to be kept, and says what it is. A picture is
// drawn anew, whatever it is said to be. Voices and other files are kept as
// they came.
func clean(kind, declared string, data []byte) (string, []byte, error) {
	if kind == "photo" || picture.Type(data) != "" {
		found, drawn, err := picture.Clean(data)
		if err != nil {
			return "", nil, fmt.Errorf("%w: %w", errUnfit, err)
		}
		return found, drawn, nil
	}
	declared, _, err := mime.ParseMediaType(declared)
	if err != nil || len(declared) > 100 {
		declared = "application/octet-stream"
	}
	return declared, data, nil
}
