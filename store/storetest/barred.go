package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"plaza/store"
)

// barred is what may not leave.
func barred(t *testing.T, open func(testing.TB) store.Store) {
	t.Run("NothingLeavesAfterAnOptOutButTheLastWord", func(t *testing.T) {
		s, c := addressee(t, open)
		last := ours(c, "last", store.Reply)
		last.Last = true
		enqueue(t, s, ours(c, "a", store.Reply), last)
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			convs, err := tx.Conversations(ctx, []store.Contact{c})
			if err != nil {
				return err
			}
			convs[c].Stopped = noon
			return tx.PutConversations(ctx, []*store.Conversation{convs[c]})
		})
		wantClaim(t, s, noon, "last")
		wantStates(t, s, c, map[string]store.Delivery{"a": store.Halted, "last": store.Sending})
	})

	t.Run("NothingLeavesTooLate", func(t *testing.T) {
		s, c := addressee(t, open)
		old := ours(c, "old", store.Reply)
		old.Expires = noon.Add(time.Minute)
		enqueue(t, s, old, ours(c, "b", store.Reply))
		wantClaim(t, s, noon.Add(time.Minute), "b")
		wantStates(t, s, c, map[string]store.Delivery{"old": store.Expired, "b": store.Sending})
	})

	t.Run("ManyThatEndLeaveOthersTheirTurn", func(t *testing.T) {
		s, c := addressee(t, open)
		want := map[string]store.Delivery{"good": store.Sending}
		for i := range store.ClaimLooks + 1 { // of one person each look finds one
			old := ours(c, fmt.Sprintf("old%d", i), store.Broadcast)
			old.Expires = noon
			enqueue(t, s, old)
			want[old.Key] = store.Expired
		}
		enqueue(t, s, ours(c, "good", store.Broadcast))
		for visit, wantMore := range []bool{true, false, false} {
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
				got, more, err := tx.Claim(ctx, "town", 1, noon, noon.Add(time.Minute), 1)
				if more != wantMore || (len(got) > 0) != (visit == 1) {
					t.Errorf("visit %d claimed %v, more %v, want more %v", visit, got, more, wantMore)
				}
				return err
			})
		}
		wantStates(t, s, c, want)
	})

	t.Run("NothingLeavesWithoutAnAddress", func(t *testing.T) {
		s := open(t)
		c, _ := somebody(s, 0, 0)
		enqueue(t, s, ours(c, "a", store.Reply))
		wantClaim(t, s, noon)
		wantStates(t, s, c, map[string]store.Delivery{"a": store.Failed})
		wantWhy(t, s, c, store.WhyNoAddress)
	})

	t.Run("HaltStopsWhatIsQueued", func(t *testing.T) {
		s, c := addressee(t, open)
		enqueue(t, s, ours(c, "a", store.Reply), ours(c, "b", store.Reply))
		wantClaim(t, s, noon, "a")
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.Halt(ctx, c) })
		wantStates(t, s, c, map[string]store.Delivery{"a": store.Sending, "b": store.Halted})
	})

	t.Run("NothingUnaskedLeavesForADeadAddress", func(t *testing.T) {
		s, c := addressee(t, open)
		at := noon.Add(time.Minute)
		enqueue(t, s, ours(c, "a", store.Reply), ours(c, "b", store.Reply), ours(c, "remind", store.Reminder), ours(c, "cast", store.Broadcast))
		wantClaim(t, s, at, "a")
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			return tx.Finish(ctx, 1, []store.Outcome{{Contact: c, Key: "a", State: store.Failed, Dead: true, At: at}})
		})
		wantDead(t, s, c, at)
		wantClaim(t, s, at, "b") // they asked
		finish(t, s, 1, c, "b", store.Sent, time.Time{})
		wantClaim(t, s, at)
		wantStates(t, s, c, map[string]store.Delivery{"a": store.Failed, "b": store.Sent, "remind": store.Failed, "cast": store.Failed})
	})

	t.Run("WhoWritesIsNotDead", func(t *testing.T) {
		s, c := addressee(t, open)
		at := noon.Add(time.Minute)
		put := func(seen time.Time) {
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
				convs, err := tx.Conversations(ctx, []store.Contact{c})
				if err != nil {
					return err
				}
				convs[c].SeenAt = seen
				return tx.PutConversations(ctx, []*store.Conversation{convs[c]})
			})
		}
		enqueue(t, s, ours(c, "a", store.Reply))
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			return tx.Status(ctx, []store.StatusUpdate{{Contact: c, ID: "id-a", State: store.Failed, Dead: true, At: at}})
		})
		wantDead(t, s, c, at)
		put(noon) // a reminder's turn writes the row as well
		wantDead(t, s, c, at)
		put(at.Add(time.Second))
		wantDead(t, s, c, time.Time{})
		// The same receipt again moves nothing, and says nothing new.
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			return tx.Status(ctx, []store.StatusUpdate{{Contact: c, ID: "id-a", State: store.Failed, Dead: true, At: at}})
		})
		wantDead(t, s, c, time.Time{})
		// Nor does one that comes late, of before they wrote.
		enqueue(t, s, ours(c, "b", store.Reply), ours(c, "c", store.Reply))
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			return tx.Status(ctx, []store.StatusUpdate{{Contact: c, ID: "id-b", State: store.Failed, Dead: true, At: at}})
		})
		wantDead(t, s, c, time.Time{})
		wantClaim(t, s, at, "c")
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			return tx.Finish(ctx, 1, []store.Outcome{{Contact: c, Key: "c", State: store.Failed, Dead: true, At: at}})
		})
		wantDead(t, s, c, time.Time{})
		wantStates(t, s, c, map[string]store.Delivery{"a": store.Failed, "b": store.Failed, "c": store.Failed})
	})

	t.Run("WhatMayNotLeaveHoldsNothingUp", func(t *testing.T) {
		s, c := addressee(t, open)
		enqueue(t, s, ours(c, "good", store.Reply))
		for n := range 100 {
			c, address := somebody(s, 0, n+1)
			greet(t, s, c, address, nil)
			late := ours(c, "late", store.Broadcast)
			if late.Expires = noon.Add(-time.Second); n < 70 {
				late.Priority = store.Reply
			}
			enqueue(t, s, late)
		}
		if got, want := claim(t, s, 1, noon, 1), []string{"good"}; !slices.Equal(got, want) {
			t.Errorf("claimed %v, want %v", got, want)
		}
		ended := 0
		for n := range 100 {
			c, _ := somebody(s, 0, n+1)
			if states(t, s, c)["late"] == store.Expired {
				ended++
			}
		}
		if ended != store.ClaimLook-1 {
			t.Errorf("%d of the late ones ended, want all that were looked at: %d", ended, store.ClaimLook-1)
		}
		if got := claim(t, s, 1, noon, 1); len(got) != 0 {
			t.Errorf("claimed %v, want none: the rest is late too", got)
		}
		for n := range 100 {
			c, _ := somebody(s, 0, n+1)
			wantStates(t, s, c, map[string]store.Delivery{"late": store.Expired})
		}
	})
}
