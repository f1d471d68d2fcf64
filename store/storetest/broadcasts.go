package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/store"
)

// broadcasts are messages to many, from draft to end.
func broadcasts(t *testing.T, open func(testing.TB) store.Store) {
	draft := store.Cast{ID: "b7", State: "draft", Body: []byte("text"), MadeAt: noon}
	put := func(s store.Store, b store.Cast, version int, state string) error {
		b.Version, b.State = version, state
		return s.PutBroadcast(context.Background(), b)
	}
	want := func(t *testing.T, s store.Store, want ...store.Cast) {
		t.Helper()
		got, err := s.Broadcasts(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("broadcasts (-want +got):\n%s", diff)
		}
	}

	t.Run("OnlyWhoKnowsTheNewestReplacesIt", func(t *testing.T) {
		s := open(t)
		earlier := store.Cast{ID: "b9", State: "done", Body: []byte("old"), MadeAt: noon.Add(-time.Hour), StartAt: noon}
		for i, step := range []struct {
			version int
			state   string
			ok      bool
		}{
			{1, "nobody made it", false},
			{0, "draft", true},
			{0, "made twice", false},
			{1, "approved", true},
			{1, "stale", false},
			{2, "sending", true},
			{9, "ahead", false},
		} {
			err := put(s, draft, step.version, step.state)
			if ok := err == nil; ok != step.ok || !ok && !errors.Is(err, store.ErrConflict) {
				t.Errorf("step %d: got %v, want success %v or ErrConflict", i, err, step.ok)
			}
		}
		if err := s.PutBroadcast(t.Context(), earlier); err != nil {
			t.Fatal(err)
		}
		earlier.Version = 1
		now := draft
		now.Version, now.State = 3, "sending"
		want(t, s, earlier, now)
		for _, test := range []struct {
			known map[string]int
			want  []store.Cast
		}{
			{map[string]int{"b9": 1, "b7": 2}, []store.Cast{now}},
			{map[string]int{"b9": 1, "b7": 3}, nil},
			{map[string]int{"b7": 3, "other": 7}, []store.Cast{earlier}},
		} {
			got, err := s.Broadcasts(t.Context(), test.known)
			if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
				t.Errorf("knowing %v (-want +got):\n%s%v", test.known, diff, err)
			}
		}
	})

	t.Run("OfManyAtOnceOneReplacesIt", func(t *testing.T) {
		s := open(t)
		if err := put(s, draft, 0, "draft"); err != nil {
			t.Fatal(err)
		}
		won := make([]bool, 8)
		var group sync.WaitGroup
		for i := range won {
			group.Go(func() {
				err := put(s, draft, 1, fmt.Sprint("by ", i))
				if won[i] = err == nil; err != nil && !errors.Is(err, store.ErrConflict) {
					t.Error(err)
				}
			})
		}
		group.Wait()
		winner := draft
		winner.Version = 2
		for i, ok := range won {
			if ok {
				winner.State += fmt.Sprint("by ", i)
			}
		}
		winner.State = winner.State[len(draft.State):]
		want(t, s, winner) // two winners would have left a longer state
	})

	ask := func(t testing.TB, s store.Store, cast string, who map[store.Contact]string) (got map[store.Contact]bool) {
		t.Helper()
		for c := range who {
			update(t, s, s.Shard(c), func(ctx context.Context, tx store.Tx) (err error) {
				got, err = tx.OnePerPerson(ctx, cast, who)
				return err
			})
			break
		}
		return got
	}
	t.Run("TheFirstChannelOfAPersonKeepsIt", func(t *testing.T) {
		s := open(t)
		a, _ := somebody(s, 0, 0)
		b, _ := somebody(s, 1, 0)
		alone, _ := somebody(s, 1, 1)
		c, _ := somebody(s, 0, 1)
		d, _ := somebody(s, 0, 2)
		for i, test := range []struct {
			cast string
			who  map[store.Contact]string
			want map[store.Contact]bool
		}{
			{"b7", map[store.Contact]string{b: "ana", alone: ""}, map[store.Contact]bool{b: true, alone: true}},
			{"b7", map[store.Contact]string{a: "ana"}, map[store.Contact]bool{a: false}},
			{"b7", map[store.Contact]string{b: "ana", alone: ""}, map[store.Contact]bool{b: true, alone: true}},
			{"b8", map[store.Contact]string{a: "ana"}, map[store.Contact]bool{a: true}},
			{"b8", map[store.Contact]string{b: "ana"}, map[store.Contact]bool{b: false}},
			{"b7", map[store.Contact]string{c: "ben", d: "ben", a: "ana"}, map[store.Contact]bool{min(c, d): true, max(c, d): false, a: false}},
		} {
			if diff := cmp.Diff(test.want, ask(t, s, test.cast, test.who)); diff != "" {
				t.Errorf("step %d (-want +got):\n%s", i, diff)
			}
		}
	})
	t.Run("WhoIsErasedHadItAndIsNotNamed", func(t *testing.T) {
		s := open(t)
		a, _ := somebody(s, 0, 0)
		b, _ := somebody(s, 1, 0)
		ask(t, s, "b7", map[store.Contact]string{a: "ana"})
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.Erase(ctx, a, noon) })
		if got := ask(t, s, "b7", map[store.Contact]string{b: "ana"}); got[b] {
			t.Error("a second copy goes to the person's other channel")
		}
		if got := ask(t, s, "b7", map[store.Contact]string{a: "ana"}); got[a] {
			t.Error("the contact of who was erased is still known")
		}
	})

	t.Run("MessagesOfFlowsAreCounted", func(t *testing.T) {
		s := open(t)
		for shard := range 2 {
			c, address := somebody(s, shard, 0)
			greet(t, s, c, address, nil)
			first, second, other := ours(c, "cast/b7", store.Broadcast), ours(c, "cast/b7/2", store.Broadcast), ours(c, "other", store.Broadcast)
			first.Flow, second.Flow, second.Channel = "broadcast/b7", "broadcast/b7", "village"
			another := ours(c, "cast/b8", store.Broadcast)
			another.Flow = "broadcast/b8"
			enqueue(t, s, first, second, other, another)
		}
		view(t, s, func(ctx context.Context, v store.View) error {
			got, err := v.Progress(ctx, "broadcast/b7", "broadcast/b8", "broadcast/none")
			queued := func(channel string) store.Tally {
				return store.Tally{Channel: channel, State: store.Queued, N: 2, Oldest: noon}
			}
			want := map[string][]store.Tally{"broadcast/b7": {queued("town"), queued("village")}, "broadcast/b8": {queued("town")}}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("tally (-want +got):\n%s", diff)
			}
			return err
		})
	})
}

// CopiesRace lets two nodes ask at once, on different shards and in different
// order, which channel of many people gets a broadcast: one of each.
func CopiesRace(t *testing.T, a, b store.Store) {
	const people = 50
	ctx := context.Background()
	won := make([]map[store.Contact]bool, 2)
	var ready, group sync.WaitGroup
	ready.Add(2)
	for shard, node := range []store.Store{a, b} {
		who := map[store.Contact]string{}
		for p := range people {
			c, _ := somebody(node, shard, p)
			who[c] = fmt.Sprint("person ", p)
		}
		group.Go(func() {
			ready.Done()
			ready.Wait()
			for range 10 {
				err := node.Update(ctx, shard, func(tx store.Tx) (err error) {
					won[shard], err = tx.OnePerPerson(ctx, "b7", who)
					return err
				})
				if err == nil || !errors.Is(err, store.ErrConflict) {
					if err != nil {
						t.Error(err)
					}
					return
				}
			}
			t.Error("ten conflicts in a row")
		})
	}
	group.Wait()
	for p := range people {
		first, _ := somebody(a, 0, p)
		second, _ := somebody(b, 1, p)
		if won[0][first] == won[1][second] {
			t.Errorf("person %d gets %v on one channel and %v on the other, want one copy", p, won[0][first], won[1][second])
		}
	}
}
