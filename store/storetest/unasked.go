package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/store"
)

// unasked is what was sent to people who had not just written.
func unasked(t *testing.T, open func(testing.TB) store.Store) {
	s := open(t)
	a, address := somebody(s, 0, 0)
	greet(t, s, a, address, nil)
	b, address := somebody(s, 0, 1)
	greet(t, s, b, address, nil)
	nobody, _ := somebody(s, 0, 2)
	for n, state := range []store.Delivery{store.Sent, store.Failed, store.Unknown, store.Delivered} {
		m := ours(a, string(state), store.Reminder)
		m.DueAt = noon.Add(time.Duration(n) * time.Hour)
		enqueue(t, s, m)
		wantClaim(t, s, m.DueAt, m.Key)
		finish(t, s, 1, a, m.Key, state, time.Time{})
	}
	old, later := ours(a, "old", store.Broadcast), ours(a, "later", store.Broadcast)
	old.DueAt, later.DueAt = noon.Add(-time.Hour), noon.Add(24*time.Hour)
	reply := ours(a, "reply", store.Reply)
	reply.DueAt = noon.Add(24 * time.Hour)
	enqueue(t, s, old, later, reply, ours(b, "b", store.Broadcast))
	update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
		got, err := tx.Unasked(ctx, []store.Contact{b, a, nobody}, noon.Add(-time.Hour))
		want := map[store.Contact][]time.Time{a: {noon, noon.Add(2 * time.Hour), noon.Add(3 * time.Hour), noon.Add(24 * time.Hour)}, b: {noon}}
		delete(got, nobody)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("unasked (-want +got):\n%s", diff)
		}
		return err
	})
	update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.Halt(ctx, a) })
	update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
		got, err := tx.Unasked(ctx, []store.Contact{a}, noon.Add(4*time.Hour))
		if len(got[a]) != 0 {
			t.Errorf("got %v, though it was stopped", got[a])
		}
		return err
	})
}
