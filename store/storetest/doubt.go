package storetest

import (
	"context"
	"testing"
	"time"

	"plaza/store"
)

// doubt is about messages of which nobody knows whether they left.
func doubt(t *testing.T, open func(testing.TB) store.Store) {
	lost := func(t *testing.T, s store.Store, at time.Time, asked []string, wantAgain, wantUnknown int) {
		t.Helper()
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			again, unknown, err := tx.Lost(ctx, at, asked)
			if again != wantAgain || unknown != wantUnknown {
				t.Errorf("got %d again and %d unknown, want %d and %d", again, unknown, wantAgain, wantUnknown)
			}
			return err
		})
	}

	t.Run("ALostReplyGoesBackOnce", func(t *testing.T) {
		s, c := addressee(t, open)
		enqueue(t, s, ours(c, "a", store.Reply))
		at := noon
		wantClaim(t, s, at, "a")
		lost(t, s, at, nil, 0, 0)
		at = at.Add(time.Minute)
		lost(t, s, at, nil, 1, 0)
		wantClaim(t, s, at, "a")
		at = at.Add(time.Minute)
		lost(t, s, at, nil, 0, 1)
		wantStates(t, s, c, map[string]store.Delivery{"a": store.Unknown})

		enqueue(t, s, ours(c, "cast", store.Broadcast))
		wantClaim(t, s, at, "cast")
		at = at.Add(time.Minute)
		lost(t, s, at, nil, 0, 1)
		wantClaim(t, s, at)
	})

	t.Run("WhatCanBeAskedAboutGoesBackInDoubt", func(t *testing.T) {
		s, c := addressee(t, open)
		enqueue(t, s, ours(c, "cast", store.Broadcast))
		at := noon
		for range 3 {
			wantClaim(t, s, at, "cast")
			at = at.Add(time.Minute)
			lost(t, s, at, []string{"village", "town"}, 1, 0)
		}
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			got, _, err := tx.Claim(ctx, "town", 1, at, at.Add(time.Minute), 1)
			if len(got) != 1 || !got[0].Doubt || !got[0].TriedAt.Equal(noon) {
				t.Errorf("got %+v, want it in doubt since its first claim", got)
			}
			return err
		})
	})

	t.Run("DoubtEndsWithAnAnswer", func(t *testing.T) {
		s, c := addressee(t, open)
		enqueue(t, s, ours(c, "a", store.Reply))
		for i, doubt := range []bool{false, true, true, false, false} {
			at := noon.Add(time.Duration(i) * time.Minute)
			since := []time.Duration{0, 1, 1, 1, 4}[i] * time.Minute
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
				got, _, err := tx.Claim(ctx, "town", 1, at, at.Add(time.Minute), 1)
				if wanted := i == 2 || i == 3; len(got) != 1 || got[0].Doubt != wanted || !got[0].TriedAt.Equal(noon.Add(since)) {
					t.Errorf("claim %d: got %+v, want doubt %v since %v", i, got, wanted, since)
				}
				return err
			})
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
				return tx.Finish(ctx, 1, []store.Outcome{{Contact: c, Key: "a", State: store.Queued, Doubt: doubt, At: at}})
			})
		}
	})

	t.Run("AMessageInDoubtThatMayNotBeSentStaysInDoubt", func(t *testing.T) {
		s, c := addressee(t, open)
		old := ours(c, "old", store.Reply)
		old.Expires = noon.Add(time.Second)
		enqueue(t, s, old, ours(c, "b", store.Reply))
		inDoubt := func(key string) {
			wantClaim(t, s, noon, key)
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
				return tx.Finish(ctx, 1, []store.Outcome{{Contact: c, Key: key, State: store.Queued, RetryAt: noon.Add(time.Hour), Doubt: true, At: noon}})
			})
		}
		inDoubt("old")
		at := noon.Add(time.Hour)
		wantClaim(t, s, at, "b")
		wantStates(t, s, c, map[string]store.Delivery{"old": store.Unknown, "b": store.Sending})
		finish(t, s, 1, c, "b", store.Sent, time.Time{})
		enqueue(t, s, ours(c, "c", store.Reply))
		inDoubt("c")
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.Halt(ctx, c) })
		wantStates(t, s, c, map[string]store.Delivery{"old": store.Unknown, "b": store.Sent, "c": store.Unknown})
	})
}
