package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"plaza/channels"
)

// caller is a bot that asks for its messages.
type caller struct{ *Channel }

// Poll asks for messages until ctx ends. Telegram forgets an update when it is
// asked for later ones, so the offset moves only when the sink has stored all
// before it; after an error, or a restart, what is not stored comes again.
func (c *caller) Poll(ctx context.Context, sink channels.Sink) error {
	offset := int64(0) // Telegram knows from where
	for c.gate.wait(ctx, c.cfg.Now) {
		updates, err := c.updates(ctx, offset)
		var wait *channels.RetryAfter
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.As(err, &wait):
			continue // the gate is shut
		case err != nil:
			return err
		}
		next, err := c.take(ctx, sink, updates)
		if err != nil {
			return err
		}
		offset = max(offset, next)
	}
	return nil
}

// updates asks once, and waits for news where there is none.
func (c *caller) updates(ctx context.Context, offset int64) ([]json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.LongPoll+c.cfg.Timeout)
	defer cancel()
	result, err := c.call(ctx, "getUpdates", tgbotapi.Params{
		"offset": strconv.FormatInt(offset, 10), "limit": "100",
		"timeout":         strconv.Itoa(int(c.cfg.LongPoll / time.Second)),
		"allowed_updates": allowed,
	}, updatesBytes)
	if err != nil {
		return nil, err
	}
	var updates []json.RawMessage
	if err := json.Unmarshal(result, &updates); err != nil {
		return nil, errors.New("telegram getUpdates: the answer is no list")
	}
	return updates, nil
}

// take hands the events of a batch over, in order, and returns the offset that
// tells Telegram that they are stored. An update that cannot be read is passed
// over: it would be as unreadable tomorrow.
func (c *caller) take(ctx context.Context, sink channels.Sink, updates []json.RawMessage) (int64, error) {
	var (
		next   int64
		events []channels.Event
		after  []func(context.Context)
	)
	for _, raw := range updates {
		u, err := read(raw)
		next = max(next, u.ID+1)
		if err != nil {
			c.passOver(u.ID, err)
			continue
		}
		n := c.decode(u)
		if n.event != nil {
			events = append(events, *n.event)
		}
		if n.after != nil {
			after = append(after, n.after)
		}
	}
	if len(updates) > 0 && next <= 1 {
		return 0, errors.New("telegram getUpdates: updates without a number")
	}
	if len(events) > 0 {
		if err := sink(ctx, events...); err != nil {
			return 0, fmt.Errorf("take in messages of telegram: %w", err)
		}
	}
	for _, run := range after {
		c.chore(run)
	}
	return next, nil
}

// passOver notes an update that cannot be read, without a word of it.
func (c *Channel) passOver(id int64, err error) {
	c.cfg.Log.Error("passed over an update that cannot be read", "channel", "telegram", "update", id, "error", err)
}
