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
		msgs, _, err := tx.Claim(ctx, "town", fence, at, at.Add(time.Minute), n)
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

// states is the state of every message of a contact by key.
func states(t testing.TB, s store.Store, c store.Contact) map[string]store.Delivery {
	t.Helper()
	got := map[string]store.Delivery{}
	for _, m := range messages(t, s, store.MessageFilter{Contact: c}) {
		got[m.Key] = m.State
	}
	return got
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

// addressee is a store with a person in it to whom messages can be sent.
func addressee(t testing.TB, open func(testing.TB) store.Store) (store.Store, store.Contact) {
	s := open(t)
	c, address := somebody(s, 0, 0)
	greet(t, s, c, address, nil)
	return s, c
}

func outbox(t *testing.T, open func(testing.TB) store.Store) {
	t.Run("AMessageIsClaimedWhole", func(t *testing.T) {
		s, c := addressee(t, open)
		_, address := somebody(s, 0, 0)
		want := store.Message{
			Contact: c, Key: "in/1/0", ID: "id", Channel: "town", Priority: store.Reminder, Text: "hello", Extras: []byte(`[1]`),
			Lang: "en", Flow: "f", Run: "r", DueAt: noon.Add(time.Second), Expires: noon.Add(time.Hour), At: noon, Last: true,
		}
		enqueue(t, s, want)
		want.Address, want.State, want.Tries = address, store.Sending, 1
		want.TriedAt, want.SeenAt = noon.Add(time.Second), noon
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			got, _, err := tx.Claim(ctx, "town", 1, noon.Add(time.Second), noon.Add(time.Minute), 5)
			if diff := cmp.Diff([]store.Message{want}, got); diff != "" {
				t.Errorf("message (-want +got):\n%s", diff)
			}
			return err
		})
	})

	t.Run("AKeyIsSentOnce", func(t *testing.T) {
		s, c := addressee(t, open)
		again := ours(c, "a", store.Reply)
		again.Text = "another text"
		enqueue(t, s, ours(c, "a", store.Reply), again)
		wantClaim(t, s, noon, "a")
		wantStates(t, s, c, map[string]store.Delivery{"a": store.Sending})
	})

	t.Run("FinishNeedsTheFenceItWasClaimedUnder", func(t *testing.T) {
		s, c := addressee(t, open)
		enqueue(t, s, ours(c, "a", store.Reply))
		wantClaim(t, s, noon, "a")
		finish(t, s, 2, c, "a", store.Sent, time.Time{})
		wantStates(t, s, c, map[string]store.Delivery{"a": store.Sending})
		finish(t, s, 1, c, "a", store.Sent, time.Time{})
		finish(t, s, 1, c, "a", store.Failed, time.Time{})
		wantStates(t, s, c, map[string]store.Delivery{"a": store.Sent})
	})

	t.Run("TheNetworksIdsOfAPerson", func(t *testing.T) {
		s, c := addressee(t, open)
		other, address := somebody(s, 0, 1)
		greet(t, s, other, address, nil)
		enqueue(t, s, ours(c, "a", store.Reply), ours(c, "b", store.Reply), ours(other, "c", store.Reply))
		wantClaim(t, s, noon, "a", "c")
		finish(t, s, 1, c, "a", store.Failed, time.Time{})
		finish(t, s, 1, other, "c", store.Sent, time.Time{})
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			got, err := tx.Refs(ctx, c)
			if want := []string{"net-a"}; !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
			return err
		})
	})

	t.Run("WhatIsGivenBackWasNoTry", func(t *testing.T) {
		s, c := addressee(t, open)
		enqueue(t, s, ours(c, "a", store.Reply), ours(c, "b", store.Reply))
		for range 3 {
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
				got, _, err := tx.Claim(ctx, "town", 1, noon, noon.Add(time.Minute), 5)
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
		s, c := addressee(t, open)
		enqueue(t, s, ours(c, "a", store.Broadcast))
		wantClaim(t, s, noon, "a")
		later := noon.Add(time.Hour)
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			return tx.Finish(ctx, 1, []store.Outcome{{Contact: c, Key: "a", State: store.Queued, Back: true, RetryAt: later, At: noon}})
		})
		wantClaim(t, s, later.Add(-time.Second))
		wantClaim(t, s, later, "a")
	})

	t.Run("WhenThePersonLastWrote", func(t *testing.T) {
		s, c := addressee(t, open)
		enqueue(t, s, ours(c, "a", store.Reply))
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			got, _, err := tx.Claim(ctx, "town", 1, noon, noon.Add(time.Minute), 1)
			if len(got) != 1 || !got[0].SeenAt.Equal(noon) {
				t.Errorf("got %+v, want it to say that they wrote at noon", got)
			}
			return err
		})
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
