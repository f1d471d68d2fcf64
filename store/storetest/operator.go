package storetest

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/store"
)

// messages is what a filter finds, as an operator sees it.
func messages(t testing.TB, s store.Store, f store.MessageFilter) []store.Message {
	t.Helper()
	var found []store.Message
	view(t, s, func(ctx context.Context, v store.View) error {
		return v.EachMessage(ctx, f, func(m store.Message) error {
			found = append(found, m)
			return nil
		})
	})
	return found
}

// operator is what a person does to the outbox by hand.
func operator(t *testing.T, open func(testing.TB) store.Store) {
	t.Run("MessagesAreFoundByWhatTheyAre", func(t *testing.T) {
		s := open(t)
		a, address := somebody(s, 0, 0)
		greet(t, s, a, address, nil)
		b, address := somebody(s, 1, 0)
		greet(t, s, b, address, nil)
		first, second, third := ours(a, "1", store.Reply), ours(b, "2", store.Broadcast), ours(b, "3", store.Reply)
		first.Flow, second.Channel, third.At = "f", "village", noon.Add(time.Hour)
		enqueue(t, s, first, second, third)
		wantClaim(t, s, noon, "1")
		for _, test := range []struct {
			name   string
			filter store.MessageFilter
			want   []string
		}{
			{"All", store.MessageFilter{}, []string{"1", "2", "3"}},
			{"OfAChannel", store.MessageFilter{Channel: "village"}, []string{"2"}},
			{"InAState", store.MessageFilter{States: []store.Delivery{store.Sending}}, []string{"1"}},
			{"InOneOfTwoStates", store.MessageFilter{States: []store.Delivery{store.Sending, store.Queued}}, []string{"1", "2", "3"}},
			{"OfAConsultation", store.MessageFilter{Flow: "f"}, []string{"1"}},
			{"OfAPerson", store.MessageFilter{Contact: b}, []string{"2", "3"}},
			{"SinceAnHour", store.MessageFilter{Since: noon.Add(time.Minute)}, []string{"3"}},
			{"TheOldest", store.MessageFilter{Limit: 2}, []string{"1", "2"}},
			{"OfNobody", store.MessageFilter{Channel: "city"}, nil},
		} {
			var got []string
			for _, m := range messages(t, s, test.filter) {
				got = append(got, m.Key)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("%s: got %v, want %v", test.name, got, test.want)
			}
		}
	})

	t.Run("AnOperatorSeesNoWordsAndNoAddress", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		greet(t, s, c, address, nil)
		m := ours(c, "a", store.Reminder)
		m.Extras, m.Flow, m.Run, m.Expires, m.Last = []byte(`[1]`), "f", "r", noon.Add(time.Hour), true
		enqueue(t, s, m)
		m.State, m.DueAt = store.Queued, noon
		m.Text, m.Extras, m.Address = "", nil, ""
		if diff := cmp.Diff([]store.Message{m}, messages(t, s, store.MessageFilter{})); diff != "" {
			t.Errorf("message (-want +got):\n%s", diff)
		}
	})

	t.Run("WhatFailedIsSentOnceMore", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		greet(t, s, c, address, nil)
		for _, key := range []string{"failed", "unknown", "sent"} {
			enqueue(t, s, ours(c, key, store.Broadcast))
			wantClaim(t, s, noon, key)
			finish(t, s, 1, c, key, store.Delivery(key), time.Time{})
		}
		enqueue(t, s, ours(c, "queued", store.Broadcast))
		var all []store.Message
		for _, m := range messages(t, s, store.MessageFilter{}) {
			all = append(all, m)
			m.State = store.Failed // as it was some time ago
			if m.Key != "failed" {
				all = append(all, m)
			}
		}
		later := noon.Add(time.Minute)
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			n, err := tx.Requeue(ctx, all, later)
			if n != 2 {
				t.Errorf("returned %d to the queue, want 2", n)
			}
			return err
		})
		for _, m := range messages(t, s, store.MessageFilter{}) {
			want := store.Queued
			if m.Key == "sent" {
				want = store.Sent
			}
			if m.State != want || m.State == store.Queued && (m.Tries != 0 || m.Why != "" || m.Ref != "") || m.Doubt != (m.Key == "unknown") {
				t.Errorf("%s is %s after %d tries, ref %q, why %q, doubt %v", m.Key, m.State, m.Tries, m.Ref, m.Why, m.Doubt)
			}
		}
		wantClaim(t, s, noon, "queued")
		finish(t, s, 1, c, "queued", store.Sent, time.Time{})
		wantClaim(t, s, later, "failed")
	})

	t.Run("WhatWaitsIsStopped", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		greet(t, s, c, address, nil)
		enqueue(t, s, ours(c, "a", store.Reply), ours(c, "b", store.Reply), ours(c, "c", store.Reply))
		wantClaim(t, s, noon, "a")
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			n, err := tx.Cancel(ctx, []store.Message{ours(c, "a", store.Reply), ours(c, "b", store.Reply)}, "not now")
			if n != 1 {
				t.Errorf("stopped %d, want 1", n)
			}
			return err
		})
		wantStates(t, s, c, map[string]store.Delivery{"a": store.Sending, "b": store.Halted, "c": store.Queued})
		if got := messages(t, s, store.MessageFilter{States: []store.Delivery{store.Halted}}); len(got) != 1 || got[0].Why != "not now" {
			t.Errorf("got %v, want the reason", got)
		}
		// One that may have left does not become one that has not.
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			err := tx.Finish(ctx, 1, []store.Outcome{{Contact: c, Key: "a", State: store.Queued, Doubt: true, RetryAt: noon, At: noon}})
			if err == nil {
				_, err = tx.Cancel(ctx, []store.Message{ours(c, "a", store.Reply)}, "not now")
			}
			return err
		})
		wantStates(t, s, c, map[string]store.Delivery{"a": store.Unknown, "b": store.Halted, "c": store.Queued})
	})
}
