package telegram

import (
	"context"
	"sync"
	"time"
)

// gate is shut while Telegram has asked this bot to wait.
type gate struct {
	mu    sync.Mutex
	until time.Time
}

// shut shuts the gate, for no shorter than it was shut already.
func (g *gate) shut(now time.Time, d time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if until := now.Add(d); until.After(g.until) {
		g.until = until
	}
}

// left is how long the gate stays shut; 0 when it is open.
func (g *gate) left(now time.Time) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	return max(0, g.until.Sub(now))
}

// wait returns when the gate is open, or false when ctx has ended.
func (g *gate) wait(ctx context.Context, now func() time.Time) bool {
	for d := g.left(now()); d > 0; d = g.left(now()) {
		t := time.NewTimer(d)
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
			return false
		}
	}
	return ctx.Err() == nil
}
