package storetest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plaza/store"
)

// follow is one thing that a person asked to hear about.
func follow(c store.Contact, kind, target string) store.Follow {
	return store.Follow{Contact: c, Plan: "kaduna", Kind: kind, Target: target, Seen: 1, At: noon}
}

func addFollows(t testing.TB, s store.Store, follows ...store.Follow) {
	t.Helper()
	for _, f := range follows {
		update(t, s, s.Shard(f.Contact), func(ctx context.Context, tx store.Tx) error {
			return tx.AddFollows(ctx, []store.Follow{f, f})
		})
	}
}

func wantFollows(t testing.TB, s store.Store, c store.Contact, want ...store.Follow) {
	t.Helper()
	update(t, s, s.Shard(c), func(ctx context.Context, tx store.Tx) error {
		got, err := tx.Follows(ctx, []store.Contact{c})
		if diff := cmp.Diff(want, got[c]); diff != "" {
			t.Errorf("follows (-want +got):\n%s", diff)
		}
		return err
	})
}

// follows is what people asked to hear about.
func follows(t *testing.T, open func(testing.TB) store.Store) {
	t.Run("WhatIsThereIsLeftAlone", func(t *testing.T) {
		s := open(t)
		c, _ := somebody(s, 0, 0)
		addFollows(t, s, follow(c, "theme", "climate"), follow(c, "commitment", "NGKD0003"))
		again := follow(c, "theme", "climate")
		again.Seen, again.At = 9, noon.AddDate(1, 0, 0)
		addFollows(t, s, again)
		wantFollows(t, s, c, follow(c, "commitment", "NGKD0003"), follow(c, "theme", "climate"))
	})

	t.Run("OneGoesOrAllGo", func(t *testing.T) {
		s := open(t)
		a, _ := somebody(s, 0, 0)
		b, _ := somebody(s, 0, 1)
		one, two, three := follow(a, "theme", "climate"), follow(a, "place", "zaria"), follow(a, "commitment", "NGKD0003")
		addFollows(t, s, one, two, three, follow(b, "theme", "climate"))
		drop := func(want int, follows ...store.Follow) {
			t.Helper()
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
				got, err := tx.DropFollows(ctx, follows)
				if got != want {
					t.Errorf("dropped %d, want %d", got, want)
				}
				return err
			})
		}
		drop(0)
		drop(0, store.Follow{Contact: a, Plan: "uruguay", Kind: "theme", Target: "climate"})
		drop(1, store.Follow{Contact: a, Plan: "kaduna", Kind: "theme", Target: "climate"})
		wantFollows(t, s, a, three, two)
		drop(2, store.Follow{Contact: a})
		wantFollows(t, s, a)
		wantFollows(t, s, b, follow(b, "theme", "climate"))
	})

	t.Run("WhatWasSeenOnlyGrows", func(t *testing.T) {
		s := open(t)
		c, _ := somebody(s, 0, 0)
		addFollows(t, s, follow(c, "theme", "climate"), follow(c, "theme", "health"))
		see := func(target string, n int) {
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
				f := follow(c, "theme", target)
				f.Seen = n
				return tx.SetSeen(ctx, []store.Follow{f})
			})
		}
		see("climate", 5)
		see("climate", 3)
		see("unknown", 7)
		want := follow(c, "theme", "climate")
		want.Seen = 5
		wantFollows(t, s, c, want, follow(c, "theme", "health"))
	})

	t.Run("FollowersComeInOrderAndOnce", func(t *testing.T) {
		s := open(t)
		var people []store.Contact
		for n := range 7 {
			c, _ := somebody(s, 0, n)
			people = append(people, c)
		}
		slices.Sort(people)
		elsewhere, _ := somebody(s, 1, 0)
		addFollows(t, s, follow(elsewhere, "theme", "climate"), follow(people[6], "theme", "health"),
			store.Follow{Contact: people[5], Plan: "uruguay", Kind: "theme", Target: "climate"})
		for _, c := range people[:4] {
			addFollows(t, s, follow(c, "commitment", "NGKD0003"))
		}
		addFollows(t, s, follow(people[1], "theme", "climate"), follow(people[4], "theme", "climate"))
		of := []store.Follow{{Kind: "commitment", Target: "NGKD0003"}, {Kind: "theme", Target: "climate"}, {Kind: "place", Target: "zaria"}}
		for n := 1; n <= 6; n++ {
			var got []store.Contact
			for after := store.Contact(""); ; after = got[len(got)-1] {
				var chunk []store.Contact
				update(t, s, 0, func(ctx context.Context, tx store.Tx) (err error) {
					chunk, err = tx.Followers(ctx, "kaduna", of, after, n)
					return err
				})
				if len(chunk) > n || len(got) > len(people) {
					t.Fatalf("got %d people behind %d, want at most %d of %d", len(chunk), len(got), n, len(people))
				}
				if len(chunk) == 0 {
					break
				}
				got = append(got, chunk...)
			}
			if !slices.Equal(got, people[:5]) {
				t.Errorf("in chunks of %d: got %v, want %v", n, got, people[:5])
			}
		}
	})

	t.Run("CountsArePeople", func(t *testing.T) {
		s := open(t)
		a, phoneA := somebody(s, 0, 0)
		b, phoneB := somebody(s, 1, 0)
		c, _ := somebody(s, 0, 1)
		greet(t, s, a, phoneA, nil)
		greet(t, s, b, phoneB, nil)
		addFollows(t, s, follow(a, "theme", "climate"), follow(b, "theme", "climate"), follow(c, "theme", "climate"),
			follow(b, "place", "zaria"), store.Follow{Contact: c, Plan: "uruguay", Kind: "theme", Target: "climate"})
		want := func(n int) {
			t.Helper()
			view(t, s, func(ctx context.Context, v store.View) error {
				got, err := v.FollowCounts(ctx, "kaduna")
				if diff := cmp.Diff(map[[2]string]int{{"theme", "climate"}: n, {"place", "zaria"}: 1}, got); diff != "" {
					t.Errorf("counts (-want +got):\n%s", diff)
				}
				return err
			})
		}
		want(3)
		for _, who := range []store.Contact{a, b} {
			update(t, s, s.Shard(who), func(ctx context.Context, tx store.Tx) error { return tx.Join(ctx, who, "ana") })
		}
		want(2)
	})

	t.Run("AFollowKeepsThePerson", func(t *testing.T) {
		s := open(t)
		c, address := somebody(s, 0, 0)
		fill(t, s, c, address, "r1")
		settle(t, s, c)
		addFollows(t, s, follow(c, "theme", "climate"))
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.Forget(ctx, c, "r1") })
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			convs, err := tx.Conversations(ctx, []store.Contact{c})
			if convs[c] == nil || convs[c].Address != address {
				t.Errorf("got %+v, want the address kept", convs[c])
			}
			facts, err2 := tx.Facts(ctx, c)
			if len(facts) != 1 {
				t.Errorf("got the facts %v, want them kept: the rhythm is one", facts)
			}
			_, err3 := tx.DropFollows(ctx, []store.Follow{{Contact: c}})
			return errors.Join(err, err2, err3, tx.Forget(ctx, c, "r1"))
		})
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			convs, err := tx.Conversations(ctx, []store.Contact{c})
			if convs[c] != nil {
				t.Errorf("got %+v, want nothing: nothing else keeps them", convs[c])
			}
			return err
		})
	})

	t.Run("AnErasureTakesThemAlong", func(t *testing.T) {
		s := open(t)
		a, address := somebody(s, 0, 0)
		b, _ := somebody(s, 0, 1)
		fill(t, s, a, address, "r1")
		addFollows(t, s, follow(b, "theme", "climate"))
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.Erase(ctx, a, noon) })
		wantFollows(t, s, a)
		wantFollows(t, s, b, follow(b, "theme", "climate"))
	})
}
