package storetest

import (
	"context"
	"testing"

	"plaza/store"
)

// held is what becomes of the messages of a broadcast that is paused or
// cancelled.
func held(t *testing.T, open func(testing.TB) store.Store) {
	broadcast := func(c store.Contact, key, id string) store.Message {
		m := ours(c, key, store.Broadcast)
		m.Flow = store.BroadcastFlow(id)
		return m
	}
	put := func(t *testing.T, s store.Store, version int, state string) {
		t.Helper()
		if err := s.PutBroadcast(t.Context(), store.Cast{ID: "b7", Version: version, State: state, MadeAt: noon}); err != nil {
			t.Fatal(err)
		}
	}

	t.Run("NothingOfABroadcastLeavesWhileItIsHeld", func(t *testing.T) {
		for _, state := range store.HeldStates() {
			s := open(t)
			a, address := somebody(s, 0, 0)
			greet(t, s, a, address, nil)
			b, address := somebody(s, 0, 1)
			greet(t, s, b, address, nil)
			enqueue(t, s, broadcast(a, "one", "b7"), broadcast(b, "two", "b7"))
			put(t, s, 0, "running")
			put(t, s, 1, state)
			wantClaim(t, s, noon)
			put(t, s, 2, "running")
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
				_, err := tx.Cancel(ctx, []store.Message{broadcast(b, "two", "b7")}, "enough")
				return err
			})
			wantClaim(t, s, noon, "one")
		}
	})

	t.Run("NothingElseWaitsBehindIt", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		greet(t, s, c, address, nil)
		put(t, s, 0, "paused")
		enqueue(t, s, broadcast(c, "held", "b7"), broadcast(c, "other", "b8"))
		wantClaim(t, s, noon, "other")
		wantStates(t, s, c, map[string]store.Delivery{"held": store.Queued, "other": store.Sending})
	})

	t.Run("AFlowIsCancelledInChunks", func(t *testing.T) {
		s := open(t)
		people := map[store.Contact]string{}
		for nth := range 5 {
			c, address := somebody(s, 0, nth)
			greet(t, s, c, address, nil)
			people[c] = address
			m := broadcast(c, "copy", "b7")
			if nth == 4 {
				m.Channel = "village"
			}
			enqueue(t, s, m, broadcast(c, "other", "b8"), ours(c, "reply", store.Reply))
		}
		taken := 0
		for _, want := range []int{2, 2, 1, 0} {
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
				n, err := tx.CancelFlow(ctx, store.BroadcastFlow("b7"), "cancelled", 2)
				if n != want {
					t.Errorf("after %d: took back %d, want %d", taken, n, want)
				}
				taken += n
				return err
			})
		}
		for c := range people {
			wantStates(t, s, c, map[string]store.Delivery{"copy": store.Halted, "other": store.Queued, "reply": store.Queued})
		}
		for _, m := range messages(t, s, store.MessageFilter{States: []store.Delivery{store.Halted}}) {
			if m.Why != "cancelled" {
				t.Errorf("%s was stopped because %q, want the reason given", m.Key, m.Why)
			}
		}
	})

	t.Run("WhatMayHaveLeftStaysUnknown", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		greet(t, s, c, address, nil)
		enqueue(t, s, broadcast(c, "copy", "b7"))
		wantClaim(t, s, noon, "copy")
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			err := tx.Finish(ctx, 1, []store.Outcome{{Contact: c, Key: "copy", State: store.Queued, Doubt: true, RetryAt: noon, At: noon}})
			if err == nil {
				_, err = tx.CancelFlow(ctx, store.BroadcastFlow("b7"), "cancelled", 10)
			}
			return err
		})
		wantStates(t, s, c, map[string]store.Delivery{"copy": store.Unknown})
	})
}
