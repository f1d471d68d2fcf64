package bot

import (
	"context"
	"sync"
	"time"

	"plaza/channels"
)

// A Hold takes events in for a Bot that cannot be made yet, because its store
// has not been reached since the process began. Everything goes to the spool.
type Hold struct {
	spool Spool
	now   func() time.Time

	mu  sync.RWMutex
	bot *Bot // once there is one
}

// NewHold makes a Hold on a spool.
func NewHold(s Spool, now func() time.Time) *Hold { return &Hold{spool: s, now: now} }

// Sink returns where the named channel hands in what the network tells it.
func (h *Hold) Sink(channel string) channels.Sink {
	return func(ctx context.Context, events ...channels.Event) error {
		if b, err := h.add(channel, events); b == nil {
			return err
		}
		return h.bot.Sink(channel)(ctx, events...)
	}
}

func (h *Hold) add(channel string, events []channels.Event) (*Bot, error) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if h.bot != nil {
		return h.bot, nil
	}
	records := make([][]byte, len(events))
	for i, e := range events {
		var err error
		if records[i], err = encodeSpooled(channel, h.now().UTC(), e); err != nil {
			return nil, err
		}
	}
	return nil, h.spool.Add(records...)
}

// Pass waits for what is on its way to the disk. From then on the bot, which
// has the same spool and does not run yet, is handed everything.
func (h *Hold) Pass(b *Bot) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.bot = b
	if h.spool.Bytes() > 0 {
		b.backlog.mark()
	}
}
