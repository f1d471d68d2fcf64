package storetest

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/store"
)

// exchange holds a store to what channels need that answer in the same breath.
func exchange(t *testing.T, open func(testing.TB) store.Store) {
	start := func(t *testing.T) (store.Store, store.Contact) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		greet(t, s, c, address, nil)
		return s, c
	}
	take := func(t *testing.T, s store.Store, c store.Contact, channel, ref string) []string {
		t.Helper()
		var keys []string
		update(t, s, s.Shard(c), func(ctx context.Context, tx store.Tx) error {
			msgs, err := tx.TakeReplies(ctx, c, channel, ref, noon.Add(time.Hour))
			keys = nil
			for _, m := range msgs {
				keys = append(keys, m.Key)
			}
			return err
		})
		return keys
	}
	want := func(t *testing.T, got []string, want ...string) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("took %q, want %q", got, want)
		}
	}

	t.Run("RepliesAreTakenWholeAndInOrder", func(t *testing.T) {
		s, c := start(t)
		first := ours(c, "a", store.Reply)
		first.Extras, first.Flow, first.Run, first.Last = []byte(`[1]`), "f", "r", true
		enqueue(t, s, first, ours(c, "b", store.Reply))
		first.State, first.Tries, first.Ref, first.DueAt = store.Sent, 1, "m1", noon
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			got, err := tx.TakeReplies(ctx, c, "town", "m1", noon)
			if len(got) != 2 || got[1].Key != "b" {
				t.Fatalf("took %+v, want a and b", got)
			}
			if diff := cmp.Diff(first, got[0]); diff != "" {
				t.Errorf("message (-want +got):\n%s", diff)
			}
			return err
		})
		wantStates(t, s, c, map[string]store.Delivery{"a": store.Sent, "b": store.Sent})
		wantClaim(t, s, noon.Add(time.Hour))
	})

	t.Run("TheSameMessageIsAnsweredTheSame", func(t *testing.T) {
		s, c := start(t)
		enqueue(t, s, ours(c, "a", store.Reply))
		want(t, take(t, s, c, "town", "m1"), "a")
		enqueue(t, s, ours(c, "b", store.Reply))
		want(t, take(t, s, c, "town", "m1"), "a")
		want(t, take(t, s, c, "town", "m2"), "b")
		want(t, take(t, s, c, "town", "m1"), "a")
		want(t, take(t, s, c, "town", "m3"))
	})

	t.Run("NobodyElsesAndNoOtherChannels", func(t *testing.T) {
		s, c := start(t)
		other, address := somebody(s, 0, 1)
		greet(t, s, other, address, nil)
		elsewhere := ours(c, "c", store.Reply)
		elsewhere.Channel = "village"
		enqueue(t, s, ours(other, "a", store.Reply), ours(c, "b", store.Reply), elsewhere)
		want(t, take(t, s, c, "town", "m1"), "b")
		want(t, take(t, s, c, "village", "m1"), "c")
		want(t, take(t, s, other, "town", "m1"), "a")
	})

	t.Run("WhatHasExpiredOrWasStoppedIsNotSaid", func(t *testing.T) {
		s, c := start(t)
		late := ours(c, "a", store.Reply)
		late.Expires = noon.Add(time.Minute)
		enqueue(t, s, late, ours(c, "b", store.Reply))
		want(t, take(t, s, c, "town", "m1"), "b")
		enqueue(t, s, ours(c, "d", store.Reply))
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.Halt(ctx, c) })
		want(t, take(t, s, c, "town", "m2"))
		wantStates(t, s, c, map[string]store.Delivery{"a": store.Expired, "b": store.Sent, "d": store.Halted})
	})

	t.Run("TheAddressOfSomebodyErasedGoesWithTheConfirmation", func(t *testing.T) {
		s, c := start(t)
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			if err := tx.Erase(ctx, c, noon); err != nil {
				return err
			}
			m := ours(c, "erased", store.Reply)
			_, m.Address = somebody(s, 0, 0)
			m.Last = true
			return tx.Enqueue(ctx, []store.Message{m})
		})
		want(t, take(t, s, c, "town", "m1"), "erased")
		wantStates(t, s, c, map[string]store.Delivery{})
	})

	t.Run("Heard", func(t *testing.T) {
		s, c := start(t)
		other, _ := somebody(s, 0, 1)
		for _, of := range []struct {
			contact store.Contact
			want    []bool
		}{{c, []bool{false, true, false}}, {other, []bool{false, false, false}}} {
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
				got, err := tx.Heard(ctx, of.contact, []string{"never", "hello", ""})
				if !slices.Equal(got, of.want) {
					t.Errorf("heard %v, want %v", got, of.want)
				}
				return err
			})
		}
	})

	t.Run("HeardInTheSameTransaction", func(t *testing.T) {
		s, c := start(t)
		_, address := somebody(s, 0, 0)
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			if _, _, err := tx.Receive(ctx, []store.Inbound{said(c, address, "m1", "1", noon)}); err != nil {
				return err
			}
			got, err := tx.Heard(ctx, c, []string{"m1"})
			if err == nil && !got[0] {
				t.Error("got a message that was not heard, want what this transaction has received")
			}
			return err
		})
	})
}
