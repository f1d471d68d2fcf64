package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/store"
)

// ours is a message to a person.
func ours(c store.Contact, key string, p store.Priority) store.Message {
	return store.Message{Contact: c, Key: key, ID: "id-" + key, Channel: "town", Priority: p, Text: "text of " + key, Lang: "en", At: noon}
}

func enqueue(t testing.TB, s store.Store, msgs ...store.Message) {
	t.Helper()
	for _, m := range msgs {
		update(t, s, s.Shard(m.Contact), func(ctx context.Context, tx store.Tx) error { return tx.Enqueue(ctx, []store.Message{m}) })
	}
}

// claim takes up to n messages at a time and returns their keys.
func claim(t testing.TB, s store.Store, fence int64, at time.Time, n int) []string {
	t.Helper()
	var keys []string
	update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
		msgs, err := tx.Claim(ctx, "town", fence, at, at.Add(time.Minute), n)
		for _, m := range msgs {
			keys = append(keys, m.Key)
			if m.Address == "" || m.State != store.Sending {
				t.Errorf("claimed %s with address %q in state %s", m.Key, m.Address, m.State)
			}
		}
		return err
	})
	return keys
}

func finish(t testing.TB, s store.Store, fence int64, c store.Contact, key string, state store.Delivery, retry time.Time) {
	t.Helper()
	update(t, s, s.Shard(c), func(ctx context.Context, tx store.Tx) error {
		return tx.Finish(ctx, fence, []store.Outcome{{Contact: c, Key: key, State: state, Ref: "net-" + key, RetryAt: retry, At: noon}})
	})
}

// states is the state of every message of a contact by text.
func states(t testing.TB, s store.Store, c store.Contact) map[string]store.Delivery {
	t.Helper()
	out := map[string]store.Delivery{}
	view(t, s, func(ctx context.Context, v store.View) error {
		lines, err := v.Transcript(ctx, c, 100)
		for _, l := range lines {
			if !l.In {
				out[l.Text[len("text of "):]] = l.State
			}
		}
		return err
	})
	return out
}

func wantStates(t testing.TB, s store.Store, c store.Contact, want map[string]store.Delivery) {
	t.Helper()
	if diff := cmp.Diff(want, states(t, s, c)); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
}

func wantClaim(t testing.TB, s store.Store, at time.Time, want ...string) {
	t.Helper()
	if got := claim(t, s, 1, at, 10); !slices.Equal(got, want) {
		t.Errorf("claimed %v, want %v", got, want)
	}
}

func outbox(t *testing.T, open func(testing.TB) store.Store) {
	start := func(t *testing.T) (store.Store, store.Contact) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		greet(t, s, c, address, nil)
		return s, c
	}

	t.Run("AMessageIsClaimedWhole", func(t *testing.T) {
		s, c := start(t)
		_, address := somebody(s, 0, 0)
		want := store.Message{
			Contact: c, Key: "in/1/0", ID: "id", Channel: "town", Priority: store.Reminder, Text: "hello", Extras: []byte(`[1]`),
			Lang: "en", Flow: "f", Run: "r", DueAt: noon.Add(time.Second), Expires: noon.Add(time.Hour), At: noon, Last: true,
		}
		enqueue(t, s, want)
		want.Address, want.State, want.Tries = address, store.Sending, 1
		want.TriedAt, want.SeenAt = noon.Add(time.Second), noon
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			got, err := tx.Claim(ctx, "town", 1, noon.Add(time.Second), noon.Add(time.Minute), 5)
			if diff := cmp.Diff([]store.Message{want}, got); diff != "" {
				t.Errorf("message (-want +got):\n%s", diff)
			}
			return err
		})
	})

	t.Run("AKeyIsSentOnce", func(t *testing.T) {
		s, c := start(t)
		again := ours(c, "a", store.Reply)
		again.Text = "another text"
		enqueue(t, s, ours(c, "a", store.Reply), again)
		wantClaim(t, s, noon, "a")
		wantStates(t, s, c, map[string]store.Delivery{"a": store.Sending})
	})

	t.Run("OneInFlightForOnePerson", func(t *testing.T) {
		s, c := start(t)
		other, address := somebody(s, 0, 1)
		greet(t, s, other, address, nil)
		enqueue(t, s, ours(c, "a", store.Reply), ours(c, "b", store.Reply), ours(other, "c", store.Reply))
		wantClaim(t, s, noon, "a", "c")
		wantClaim(t, s, noon)
		finish(t, s, 1, c, "a", store.Sent, time.Time{})
		wantClaim(t, s, noon, "b")
	})

	t.Run("NoneInFlightOnAnotherChannelEither", func(t *testing.T) {
		s, c := start(t)
		other := ours(c, "b", store.Reply)
		other.Channel = "village"
		enqueue(t, s, other, ours(c, "a", store.Reply))
		wantClaim(t, s, noon, "a")
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			got, err := tx.Claim(ctx, "village", 1, noon, noon.Add(time.Minute), 5)
			if len(got) != 0 {
				t.Errorf("claimed %v while one is in flight", got)
			}
			return err
		})
	})

	t.Run("RepliesBeforeRemindersBeforeBroadcasts", func(t *testing.T) {
		s, c := start(t)
		enqueue(t, s, ours(c, "cast", store.Broadcast), ours(c, "remind", store.Reminder), ours(c, "reply", store.Reply))
		for _, key := range []string{"reply", "remind", "cast"} {
			wantClaim(t, s, noon, key)
			finish(t, s, 1, c, key, store.Sent, time.Time{})
		}
	})

	t.Run("UrgentKindsGoFirstForAll", func(t *testing.T) {
		s, _ := start(t)
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
		s, c := start(t)
		later := ours(c, "later", store.Reply)
		later.DueAt = noon.Add(time.Hour)
		enqueue(t, s, later, ours(c, "now", store.Reply))
		wantClaim(t, s, noon, "now")
		finish(t, s, 1, c, "now", store.Sent, time.Time{})
		wantClaim(t, s, noon)
		wantClaim(t, s, noon.Add(time.Hour), "later")
	})

	t.Run("AMessageToBeTriedAgainHoldsBackTheNext", func(t *testing.T) {
		s, c := start(t)
		enqueue(t, s, ours(c, "a", store.Reply), ours(c, "b", store.Reply))
		wantClaim(t, s, noon, "a")
		finish(t, s, 1, c, "a", store.Queued, noon.Add(time.Minute))
		wantClaim(t, s, noon)
		wantClaim(t, s, noon.Add(time.Minute), "a")
	})

	t.Run("NothingLeavesAfterAnOptOutButTheLastWord", func(t *testing.T) {
		s, c := start(t)
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
		s, c := start(t)
		old := ours(c, "old", store.Reply)
		old.Expires = noon.Add(time.Minute)
		enqueue(t, s, old, ours(c, "b", store.Reply))
		wantClaim(t, s, noon.Add(time.Minute), "b")
		wantStates(t, s, c, map[string]store.Delivery{"old": store.Expired, "b": store.Sending})
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
		s, c := start(t)
		enqueue(t, s, ours(c, "a", store.Reply), ours(c, "b", store.Reply))
		wantClaim(t, s, noon, "a")
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.Halt(ctx, c) })
		wantStates(t, s, c, map[string]store.Delivery{"a": store.Sending, "b": store.Halted})
	})

	t.Run("FinishNeedsTheFenceItWasClaimedUnder", func(t *testing.T) {
		s, c := start(t)
		enqueue(t, s, ours(c, "a", store.Reply))
		wantClaim(t, s, noon, "a")
		finish(t, s, 2, c, "a", store.Sent, time.Time{})
		wantStates(t, s, c, map[string]store.Delivery{"a": store.Sending})
		finish(t, s, 1, c, "a", store.Sent, time.Time{})
		finish(t, s, 1, c, "a", store.Failed, time.Time{})
		wantStates(t, s, c, map[string]store.Delivery{"a": store.Sent})
	})

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
		s, c := start(t)
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
		s, c := start(t)
		enqueue(t, s, ours(c, "cast", store.Broadcast))
		at := noon
		for range 3 {
			wantClaim(t, s, at, "cast")
			at = at.Add(time.Minute)
			lost(t, s, at, []string{"village", "town"}, 1, 0)
		}
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			got, err := tx.Claim(ctx, "town", 1, at, at.Add(time.Minute), 1)
			if len(got) != 1 || !got[0].Doubt || !got[0].TriedAt.Equal(noon) {
				t.Errorf("got %+v, want it in doubt since its first claim", got)
			}
			return err
		})
	})

	t.Run("DoubtEndsWithAnAnswer", func(t *testing.T) {
		s, c := start(t)
		enqueue(t, s, ours(c, "a", store.Reply))
		for i, doubt := range []bool{false, true, true, false, false} {
			at := noon.Add(time.Duration(i) * time.Minute)
			since := []time.Duration{0, 1, 1, 1, 4}[i] * time.Minute
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
				got, err := tx.Claim(ctx, "town", 1, at, at.Add(time.Minute), 1)
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

	t.Run("WhatIsGivenBackWasNoTry", func(t *testing.T) {
		s, c := start(t)
		enqueue(t, s, ours(c, "a", store.Reply), ours(c, "b", store.Reply))
		for range 3 {
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
				got, err := tx.Claim(ctx, "town", 1, noon, noon.Add(time.Minute), 5)
				if len(got) != 1 || got[0].Key != "a" || got[0].Tries != 1 {
					t.Errorf("got %+v, want a for the first time", got)
				}
				return err
			})
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
				return tx.Finish(ctx, 1, []store.Outcome{{Contact: c, Key: "a", State: store.Queued, Back: true, At: noon}})
			})
		}
	})

	t.Run("WhatIsGivenBackMayWait", func(t *testing.T) {
		s, c := start(t)
		enqueue(t, s, ours(c, "a", store.Broadcast))
		wantClaim(t, s, noon, "a")
		later := noon.Add(time.Hour)
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			return tx.Finish(ctx, 1, []store.Outcome{{Contact: c, Key: "a", State: store.Queued, Back: true, RetryAt: later, At: noon}})
		})
		wantClaim(t, s, later.Add(-time.Second))
		wantClaim(t, s, later, "a")
	})

	t.Run("NothingUnaskedLeavesForADeadAddress", func(t *testing.T) {
		s, c := start(t)
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
		s, c := start(t)
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

	t.Run("WhenThePersonLastWrote", func(t *testing.T) {
		s, c := start(t)
		enqueue(t, s, ours(c, "a", store.Reply))
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			got, err := tx.Claim(ctx, "town", 1, noon, noon.Add(time.Minute), 1)
			if len(got) != 1 || !got[0].SeenAt.Equal(noon) {
				t.Errorf("got %+v, want it to say that they wrote at noon", got)
			}
			return err
		})
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

	t.Run("AMessageInDoubtThatMayNotBeSentStaysInDoubt", func(t *testing.T) {
		s, c := start(t)
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

// wantWhy holds the reason of a contact's last message.
func wantWhy(t testing.TB, s store.Store, c store.Contact, want string) {
	t.Helper()
	view(t, s, func(ctx context.Context, v store.View) error {
		lines, err := v.Transcript(ctx, c, 1)
		if err == nil && lines[0].Why != want {
			t.Errorf("got the reason %q, want %q", lines[0].Why, want)
		}
		return err
	})
}

// Poisoned holds that a row that cannot be read stops no other: spoil makes
// the address of a contact unreadable.
func Poisoned(t *testing.T, s store.Store, spoil func(store.Contact)) {
	for n := range 3 {
		c, address := somebody(s, 0, n)
		greet(t, s, c, address, nil)
		enqueue(t, s, ours(c, fmt.Sprintf("m%d", n), store.Reply))
		if n == 1 {
			spoil(c)
		}
	}
	wantClaim(t, s, noon, "m0", "m2")
	c, _ := somebody(s, 0, 1)
	wantStates(t, s, c, map[string]store.Delivery{"m1": store.Failed})
	wantWhy(t, s, c, store.WhyUnreadable)
}

// wantDead holds since when nobody is reached at a contact's address.
func wantDead(t testing.TB, s store.Store, c store.Contact, want time.Time) {
	t.Helper()
	update(t, s, s.Shard(c), func(ctx context.Context, tx store.Tx) error {
		convs, err := tx.Conversations(ctx, []store.Contact{c})
		if err == nil && !convs[c].Dead.Equal(want) {
			t.Errorf("dead since %v, want %v", convs[c].Dead, want)
		}
		return err
	})
}

func receipts(t *testing.T, open func(testing.TB) store.Store) {
	for _, test := range []struct {
		name string
		heed []store.Delivery
		want store.Delivery
	}{
		{"Forward", []store.Delivery{store.Delivered, store.Read}, store.Read},
		{"NeverBack", []store.Delivery{store.Delivered, store.Sent}, store.Delivered},
		{"AFailureAfterSent", []store.Delivery{store.Failed}, store.Failed},
		{"NothingAfterAFailure", []store.Delivery{store.Failed, store.Delivered}, store.Failed},
		{"NoFailureAfterDelivery", []store.Delivery{store.Delivered, store.Failed}, store.Delivered},
		{"AllTwice", []store.Delivery{store.Delivered, store.Delivered, store.Read, store.Read}, store.Read},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := open(t)
			c, address := somebody(s, 0, 0)
			greet(t, s, c, address, nil)
			enqueue(t, s, ours(c, "a", store.Reply), ours(c, "b", store.Reply))
			wantClaim(t, s, noon, "a")
			finish(t, s, 1, c, "a", store.Sent, time.Time{})
			for i, state := range test.heed {
				u := store.StatusUpdate{Contact: c, ID: "id-a", State: state, At: noon}
				if i%2 == 1 { // by the network's id
					u.ID, u.Ref = "", "net-a"
				}
				update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
					return tx.Status(ctx, []store.StatusUpdate{u, {Contact: c, ID: "nobody's", State: store.Read}, {Contact: c, State: store.Read}})
				})
			}
			wantStates(t, s, c, map[string]store.Delivery{"a": test.want, "b": store.Queued})
		})
	}

	t.Run("EachReceiptMovesItsOwnMessage", func(t *testing.T) {
		s := open(t)
		var updates []store.StatusUpdate
		var people []store.Contact
		for n, state := range []store.Delivery{store.Delivered, store.Read, store.Failed, store.Sent, store.Delivered} {
			c, address := somebody(s, 0, n)
			greet(t, s, c, address, nil)
			enqueue(t, s, ours(c, "a", store.Reply))
			people = append(people, c)
			updates = append(updates, store.StatusUpdate{Contact: c, ID: "id-a", State: state, At: noon})
		}
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.Status(ctx, updates) })
		for n, c := range people {
			wantStates(t, s, c, map[string]store.Delivery{"a": updates[n].State})
		}
	})

	t.Run("AReceiptOvertakesTheAnswerOfTheNetwork", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		greet(t, s, c, address, nil)
		enqueue(t, s, ours(c, "a", store.Reply))
		wantClaim(t, s, noon, "a")
		status := func(u store.StatusUpdate) {
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.Status(ctx, []store.StatusUpdate{u}) })
		}
		status(store.StatusUpdate{Contact: c, ID: "id-a", State: store.Delivered, At: noon})
		finish(t, s, 1, c, "a", store.Sent, time.Time{})
		wantStates(t, s, c, map[string]store.Delivery{"a": store.Delivered})
		// The answer told the network's id, by which the next receipt comes.
		status(store.StatusUpdate{Contact: c, Ref: "net-a", State: store.Read, At: noon})
		wantStates(t, s, c, map[string]store.Delivery{"a": store.Read})
	})

	t.Run("WhatTheNetworkSaysItCost", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		greet(t, s, c, address, nil)
		enqueue(t, s, ours(c, "a", store.Reply))
		cost := func(want int64, fn func(context.Context, store.Tx) error) {
			t.Helper()
			update(t, s, 0, fn)
			view(t, s, func(ctx context.Context, v store.View) error {
				lines, err := v.Transcript(ctx, c, 1)
				if err == nil && lines[0].Cost != want {
					t.Errorf("got a cost of %d, want %d", lines[0].Cost, want)
				}
				return err
			})
		}
		told := func(n int64, state store.Delivery) func(context.Context, store.Tx) error {
			return func(ctx context.Context, tx store.Tx) error {
				return tx.Status(ctx, []store.StatusUpdate{{Contact: c, ID: "id-a", State: state, Cost: n, At: noon}})
			}
		}
		wantClaim(t, s, noon, "a")
		cost(70, func(ctx context.Context, tx store.Tx) error {
			return tx.Finish(ctx, 1, []store.Outcome{{Contact: c, Key: "a", State: store.Queued, Cost: 70, At: noon}})
		})
		wantClaim(t, s, noon, "a")
		cost(140, func(ctx context.Context, tx store.Tx) error {
			return tx.Finish(ctx, 1, []store.Outcome{{Contact: c, Key: "a", State: store.Sent, Ref: "net-a", Cost: 70, At: noon}})
		})
		cost(140, told(0, store.Delivered))
		cost(75, told(75, store.Delivered))
		wantStates(t, s, c, map[string]store.Delivery{"a": store.Delivered})
	})

	t.Run("AnAnswerThatComesLate", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		greet(t, s, c, address, nil)
		enqueue(t, s, ours(c, "a", store.Reply), ours(c, "b", store.Broadcast))
		for i, key := range []string{"a", "b"} {
			at := noon.Add(time.Duration(2*i) * time.Minute)
			wantClaim(t, s, at, key)
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
				_, _, err := tx.Lost(ctx, at.Add(time.Minute), nil)
				return err
			})
			finish(t, s, 1, c, key, store.Queued, at) // says nothing new
			finish(t, s, 1, c, key, store.Sent, time.Time{})
			finish(t, s, 1, c, key, store.Failed, time.Time{})
		}
		wantStates(t, s, c, map[string]store.Delivery{"a": store.Sent, "b": store.Sent})
		wantClaim(t, s, noon.Add(time.Hour))
	})
}
