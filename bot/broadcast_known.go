package bot

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"plaza/store"
)

// casts are the broadcasts as this node last read them. The tick reads what
// has changed since, and the jobs go by it.
type casts struct {
	mu    sync.Mutex
	byID  map[string]*cast
	known map[string]int       // the version of each that was read, also of one that could not be
	next  map[string]time.Time // when each is counted again
}

// each are the broadcasts, in no order.
func (c *casts) each() []*cast {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Collect(maps.Values(c.byID))
}

// put takes a broadcast in as it was read or written, unless a newer one is there.
func (c *casts) put(row store.Cast, read *cast) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byID == nil {
		c.byID, c.known, c.next = map[string]*cast{}, map[string]int{}, map[string]time.Time{}
	}
	if row.Version > c.known[row.ID] {
		c.known[row.ID] = row.Version
		if read != nil {
			c.byID[row.ID] = read
		}
	}
}

// refreshCasts reads the broadcasts that were changed since.
func (b *Bot) refreshCasts(ctx context.Context) error {
	b.casts.mu.Lock()
	known := maps.Clone(b.casts.known)
	b.casts.mu.Unlock()
	rows, err := b.Store.Broadcasts(ctx, known)
	if err != nil {
		return err
	}
	for _, row := range rows {
		read, err := readCast(row)
		if err != nil { // it must not keep the others from moving on
			b.Log.Error("a broadcast could not be read", "broadcast", row.ID, "error", err)
		}
		b.casts.put(row, read)
	}
	return nil
}

// castNow is a broadcast as the last tick saw it.
func (b *Bot) castNow(ctx context.Context, id string) (*cast, error) {
	b.casts.mu.Lock()
	c := b.casts.byID[id]
	b.casts.mu.Unlock()
	if c != nil {
		return c, nil
	}
	return b.Broadcasts().find(ctx, id)
}
