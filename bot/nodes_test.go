package bot_test

import (
	"fmt"
	"testing"
	"time"
)

// A slow network must not let a second node send at the same time: the rate
// is kept by whoever has the lease.
func TestSenderIsDrivenByOneNodeHoweverLongItTakes(t *testing.T) {
	w := newWorld(t, parks)
	there := w.node()
	w.net.before = func() {
		w.clock = w.clock.Add(15 * time.Second)
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
	w.config.Rate, w.config.Lease = map[string]float64{"sms": 1000}, 30*time.Millisecond
	slow := w.node()
	for i := range 100 {
		w.receive(w.person(fmt.Sprintf("+1%d", i)), "PARKS")
	}
	n, err := slow.Dispatch(t.Context(), "sms")
	if most := 10 * w.store.Shards(); n == 0 || n > most || err != nil {
		t.Errorf("claimed %d (%v) at once, want what may leave in a third of the lease: %d at most", n, err, most)
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
