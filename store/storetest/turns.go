package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"plaza/store"
)

// turns is what leaves before what.
func turns(t *testing.T, open func(testing.TB) store.Store) {
	t.Run("OneInFlightForOnePerson", func(t *testing.T) {
		s, c := addressee(t, open)
		other, address := somebody(s, 0, 1)
		greet(t, s, other, address, nil)
		enqueue(t, s, ours(c, "a", store.Reply), ours(c, "b", store.Reply), ours(other, "c", store.Reply))
		wantClaim(t, s, noon, "a", "c")
		wantClaim(t, s, noon)
		finish(t, s, 1, c, "a", store.Sent, time.Time{})
		wantClaim(t, s, noon, "b")
	})

	t.Run("NoneInFlightOnAnotherChannelEither", func(t *testing.T) {
		s, c := addressee(t, open)
		other := ours(c, "b", store.Reply)
		other.Channel = "village"
		enqueue(t, s, other, ours(c, "a", store.Reply))
		wantClaim(t, s, noon, "a")
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			got, _, err := tx.Claim(ctx, "village", 1, noon, noon.Add(time.Minute), 5)
			if len(got) != 0 {
				t.Errorf("claimed %v while one is in flight", got)
			}
			return err
		})
	})

	t.Run("RepliesBeforeRemindersBeforeBroadcasts", func(t *testing.T) {
		s, c := addressee(t, open)
		enqueue(t, s, ours(c, "cast", store.Broadcast), ours(c, "remind", store.Reminder), ours(c, "reply", store.Reply))
		for _, key := range []string{"reply", "remind", "cast"} {
			wantClaim(t, s, noon, key)
			finish(t, s, 1, c, key, store.Sent, time.Time{})
		}
	})

	t.Run("UrgentKindsGoFirstForAll", func(t *testing.T) {
		s, _ := addressee(t, open)
		for n := range 5 {
			c, address := somebody(s, 0, n+1)
			greet(t, s, c, address, nil)
			enqueue(t, s, ours(c, fmt.Sprintf("m%d", n), store.Broadcast-store.Priority(n%2*2)))
		}
		if got, want := claim(t, s, 1, noon, 3), []string{"m1", "m3", "m0"}; !slices.Equal(got, want) {
			t.Errorf("claimed %v, want %v", got, want)
		}
	})

	t.Run("NotBeforeItIsDue", func(t *testing.T) {
		s, c := addressee(t, open)
		later := ours(c, "later", store.Reply)
		later.DueAt = noon.Add(time.Hour)
		enqueue(t, s, later, ours(c, "now", store.Reply))
		wantClaim(t, s, noon, "now")
		finish(t, s, 1, c, "now", store.Sent, time.Time{})
		wantClaim(t, s, noon)
		wantClaim(t, s, noon.Add(time.Hour), "later")
	})

	t.Run("AMessageToBeTriedAgainHoldsBackTheNext", func(t *testing.T) {
		s, c := addressee(t, open)
		enqueue(t, s, ours(c, "a", store.Reply), ours(c, "b", store.Reply))
		wantClaim(t, s, noon, "a")
		finish(t, s, 1, c, "a", store.Queued, noon.Add(time.Minute))
		wantClaim(t, s, noon)
		wantClaim(t, s, noon.Add(time.Minute), "a")
	})

	t.Run("WhatIsSeenAndNotTakenStaysQueued", func(t *testing.T) {
		s, c := addressee(t, open)
		other, address := somebody(s, 0, 1)
		greet(t, s, other, address, nil)
		enqueue(t, s, ours(c, "a", store.Reply), ours(other, "b", store.Reply))
		if got, want := claim(t, s, 1, noon, 1), []string{"a"}; !slices.Equal(got, want) {
			t.Errorf("claimed %v, want %v", got, want)
		}
		wantStates(t, s, other, map[string]store.Delivery{"b": store.Queued})
	})

	t.Run("FlowsTakeTurns", func(t *testing.T) {
		s := open(t)
		for n := range 40 { // big has queued all of its own before small comes
			c, address := somebody(s, 0, n)
			greet(t, s, c, address, nil)
			m := ours(c, fmt.Sprintf("big%02d", n), store.Broadcast)
			if m.Flow = "big"; n >= 36 {
				m.Flow, m.Key = "small", fmt.Sprintf("small%d", n)
			}
			if n == 39 {
				m.Flow, m.Key, m.Priority = "big", "reply", store.Reply
			}
			enqueue(t, s, m)
		}
		got := claim(t, s, 1, noon, 7)
		if got[0] != "reply" {
			t.Errorf("claimed %v, want the reply first", got)
		}
		slices.Sort(got)
		if want := []string{"big00", "big01", "big02", "reply", "small36", "small37", "small38"}; !slices.Equal(got, want) {
			t.Errorf("claimed %v, want %v", got, want)
		}
	})

	t.Run("FlowsTakeTurnsOneAtATime", func(t *testing.T) {
		s := open(t)
		for n := range 44 {
			c, address := somebody(s, 0, n)
			greet(t, s, c, address, nil)
			m := ours(c, fmt.Sprintf("m%d", n), store.Broadcast)
			if m.Flow = "big"; n >= 40 {
				m.Flow = "small"
			}
			enqueue(t, s, m)
		}
		small := 0
		for range 40 { // 4 of small's must be among them, unless the lots fall so once in a billion times
			for _, key := range claim(t, s, 1, noon, 1) {
				if key >= "m40" && len(key) == 3 {
					small++
				}
			}
		}
		if small != 4 {
			t.Errorf("%d of small's 4 messages left among 40, want all", small)
		}
	})
}
