package bot_test

import (
	"errors"
	"testing"
	"time"

	"plaza/channels"
	"plaza/store"
)

// What was sent while the store was away is recorded when it is back, also by
// a node that drives the sender no more, or that its network told to wait:
// else the claim runs out, and another node sends it once more.
func TestWhatWasSentIsRecordedWhoeverDrivesTheSender(t *testing.T) {
	for name, after := range map[string]struct {
		fail error
		take bool // another node takes the sender over
	}{
		"AnotherNodeDrives": {nil, true},
		"TheNetworkSaysWait": {
			&channels.RetryAfter{Err: channels.ErrTemporary, For: 24 * time.Hour, All: true}, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, parks)
			ana, ben := w.person("+1").says("PARKS"), w.person("+2").says("PARKS")
			there := w.node()
			if err := there.Reload(t.Context()); err != nil {
				t.Fatal(err)
			}
			w.queue(ana, "x", store.Reply, "to ana")
			if after.fail != nil {
				w.queue(ben, "x", store.Reply, "to ben")
				w.net.fail = []error{nil, after.fail}
			}
			w.net.before = func() { w.line.away.Store(true) }
			if _, err := w.Dispatch(t.Context(), "sms"); !errors.Is(err, store.ErrAway) {
				t.Fatalf("got %v, want ErrAway", err)
			}
			w.net.before = nil
			w.line.away.Store(false)
			w.clock = w.clock.Add(time.Minute)
			if after.take {
				if _, err := there.Dispatch(t.Context(), "sms"); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := w.Dispatch(t.Context(), "sms"); err != nil {
				t.Fatal(err)
			}
			if got := w.outbox(); got[store.Sending] != 0 {
				t.Errorf("got %v, want nothing that is taken for under way", got)
			}
		})
	}
}
