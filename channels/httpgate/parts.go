package httpgate

import (
	"context"
	"maps"
	"strings"
	"sync"
	"time"

	"plaza/channels"
)

// part is one of several SMS that make one message.
type part struct {
	ref   string
	total int
	n     int
	event channels.Event
}

// parts holds the parts of long messages until all of one are there. None is
// acknowledged before the whole message is stored, so the gateway keeps them
// too, and brings them again: what a crash takes from here it has not taken
// from anybody. That is also why this is only for gateways that call again when
// they hear no yes.
//
// A part waits a moment for its siblings, which mostly come at once, and is
// then sent away with "call again". The next one to come finds it here; when
// the last is there the message is stored, and whichever part comes again after
// that hears yes. A restarted server has forgotten which were stored; a part
// whose siblings were acknowledged before is then refused until the gateway
// gives up. If all of them come again, they make the same message with the same
// id, and the store knows it.
type parts struct {
	wait, keep time.Duration
	now        func() time.Time

	mu   sync.Mutex
	open map[string]*pieces
	done map[string]time.Time // by a part's own id: its message is stored

	bytes int // of the texts in open
	swept time.Time
}

// pieces are the parts of one message that are there.
type pieces struct {
	got  map[int]channels.Event
	seen time.Time
	full chan struct{} // closed when the message is stored
}

// Bounds of what waits. A message beyond them pushes the oldest out, which then
// comes again.
const (
	mostOpen  = 4096
	mostBytes = 16 << 20
	mostDone  = 16384
	mostPart  = 2 << 10 // one SMS has 160 characters
)

func newParts(wait, keep time.Duration, now func() time.Time) *parts {
	return &parts{wait: wait, keep: keep, now: now, open: map[string]*pieces{}, done: map[string]time.Time{}}
}

// add takes a part and says whether it may be acknowledged.
func (p *parts) add(ctx context.Context, sink channels.Sink, one part) bool {
	key := strings.Join([]string{string(one.event.From), one.ref, string(rune(one.total))}, "\x00")
	p.mu.Lock()
	if _, stored := p.done[one.event.Ref]; stored {
		p.mu.Unlock()
		return true
	}
	p.tidy()
	at := p.open[key]
	if at == nil || at.got[one.n].Ref != "" && at.got[one.n].Ref != one.event.Ref {
		// The reference is only a byte or two, and comes round again: another part
		// of the same number begins another message.
		if at != nil {
			p.drop(key)
		}
		at = &pieces{got: map[int]channels.Event{}, full: make(chan struct{})}
		p.open[key] = at
	}
	p.bytes += len(one.event.Text) - len(at.got[one.n].Text)
	at.got[one.n], at.seen = one.event, p.now()
	if len(at.got) < one.total {
		p.mu.Unlock()
		return p.await(ctx, at)
	}
	whole := join(at.got, one.total)
	p.mu.Unlock()

	if err := sink(ctx, whole); err != nil {
		return false // the parts stay, and the next to come tries again
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range at.got {
		p.done[e.Ref] = p.now()
	}
	if p.open[key] == at {
		p.drop(key)
		close(at.full)
	}
	return true
}

// await gives the siblings of a part a moment to come.
func (p *parts) await(ctx context.Context, at *pieces) bool {
	clock := time.NewTimer(p.wait)
	defer clock.Stop()
	select {
	case <-at.full:
		return true
	case <-clock.C:
	case <-ctx.Done():
	}
	return false
}

// join makes the message of its parts. Its id is the first part's: the same,
// however often and in whatever order they come.
func join(got map[int]channels.Event, total int) channels.Event {
	var text strings.Builder
	for n := 1; n <= total; n++ {
		text.WriteString(got[n].Text)
	}
	e := got[1]
	e.Text = text.String()
	return e
}

// tidy forgets what is too old, and the oldest of what is too much. The lock is
// held.
func (p *parts) tidy() {
	now := p.now()
	if now.Sub(p.swept) > time.Minute {
		p.swept = now
		old := now.Add(-p.keep)
		for key, at := range p.open {
			if at.seen.Before(old) {
				p.drop(key)
			}
		}
		maps.DeleteFunc(p.done, func(_ string, at time.Time) bool { return at.Before(old) })
	}
	for p.bytes > mostBytes || len(p.open) > mostOpen {
		p.drop(oldest(p.open, func(at *pieces) time.Time { return at.seen }))
	}
	for len(p.done) > mostDone {
		delete(p.done, oldest(p.done, func(at time.Time) time.Time { return at }))
	}
}

func (p *parts) drop(key string) {
	for _, e := range p.open[key].got {
		p.bytes -= len(e.Text)
	}
	delete(p.open, key)
}

// oldest is the key of the oldest entry.
func oldest[V any](m map[string]V, at func(V) time.Time) (key string) {
	var first time.Time
	for k, v := range m {
		if t := at(v); key == "" || t.Before(first) {
			key, first = k, t
		}
	}
	return key
}
