package storetest

import (
	"context"
	"testing"
	"time"

	"plaza/store"
)

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
