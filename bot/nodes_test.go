package bot_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"plaza/store"
)

// A slow network must not let a second node send at the same time: the rate
// is kept by whoever has the lease.
func TestSenderIsDrivenByOneNodeHoweverLongItTakes(t *testing.T) {
	w := newWorld(t, parks)
	w.config.InFlight = map[string]int{"sms": 1} // one after another, each of them slow
	began, passed := w.clock, new(atomic.Int64)
	w.config.Now = func() time.Time { return began.Add(time.Duration(passed.Load())) }
	there := w.node()
	w.Bot = w.node()
	if err := w.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.net.before = func() {
		passed.Add(int64(15 * time.Second))
		if n, err := there.Dispatch(t.Context(), "sms"); n != 0 || err != nil {
			t.Errorf("another node sent %d (%v) meanwhile", n, err)
		}
	}
	shards := make(map[int]bool)
	for i := 0; len(shards) < w.store.Shards(); i++ {
		p := w.person(fmt.Sprintf("+1%d", i))
		if shard := w.store.Shard(p.contact()); !shards[shard] {
			shards[shard] = true
			w.receive(p, "PARKS")
		}
	}
	w.dispatch()
}

// Nobody's reply waits behind what was claimed and may not leave yet.
func TestSlowChannelClaimsLittle(t *testing.T) {
	w := newWorld(t, parks)
	w.config.Rate = map[string]float64{"sms": 10}
	slow := w.node()
	for i := range 40 {
		w.receive(w.person(fmt.Sprintf("+1%d", i)), "PARKS")
	}
	ctx, stop := context.WithCancel(t.Context())
	sent := 0
	w.net.before = func() { // one at a time: the pace sees to it
		if sent++; sent == 4 {
			stop()
		}
		if got := w.outbox()[store.Sending]; got > 12 {
			t.Errorf("%d are claimed, want what leaves in a second", got)
		}
	}
	if n, err := slow.Dispatch(ctx, "sms"); n > 20 || err != nil {
		t.Errorf("claimed %d (%v), want no more than four sends took and the next ten", n, err)
	}
	if got := w.outbox(); got[store.Sending] != 0 || got[store.Queued] != 40-got[store.Sent] {
		t.Errorf("got %v, want what was not sent back in the queue", got)
	}
}

// A node that has not heard yet of what another published must not lose the
// answer of somebody who is in it.
func TestAnswerReachesANodeThatHasNotReloaded(t *testing.T) {
	w := newWorld(t)
	here, there := w.Bot, w.node()
	w.publish(parks)
	ana := w.person("+1").says("PARKS", "yes").skips()
	w.Bot = there
	ana.says("3").onRecord("parks/main done trees=3")
	w.Bot = here // it drives the sender
	w.dispatch()
	ana.hears("Noted.")
}
