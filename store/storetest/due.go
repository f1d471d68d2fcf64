package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/store"
)

func due(t *testing.T, open func(testing.TB) store.Store) {
	t.Run("ARowIsTakenOnceAndInOrder", func(t *testing.T) {
		s := open(t)
		c, _ := somebody(s, 0, 0)
		want := []store.Due{
			{Contact: c, Kind: "part", Key: "p", At: noon.Add(time.Second), Data: []byte("data"), Tries: 2, Flow: "f", Edition: 3},
			{Contact: c, Kind: "retention", Key: "r", At: noon.Add(2 * time.Second)},
		}
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			return errors.Join(
				tx.PutDue(ctx, []store.Due{{Contact: c, Kind: "part", Key: "p", At: noon}}),
				tx.PutDue(ctx, []store.Due{want[1], want[0], {Contact: c, Kind: "late", Key: "l", At: noon.Add(time.Hour)}}))
		})
		for _, want := range [][]store.Due{want[:1], want[1:], nil} {
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
				got, err := tx.ClaimDue(ctx, noon.Add(2*time.Second), 1)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("due (-want +got):\n%s", diff)
				}
				return err
			})
		}
	})

	t.Run("ARowTakenInAFailedTransactionStays", func(t *testing.T) {
		s := open(t)
		c, _ := somebody(s, 0, 0)
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			return tx.PutDue(ctx, []store.Due{{Contact: c, Kind: "part", Key: "p", At: noon}})
		})
		stop := errors.New("stop")
		for range 2 {
			err := s.Update(context.Background(), 0, func(tx store.Tx) error {
				got, err := tx.ClaimDue(context.Background(), noon, 10)
				if len(got) != 1 {
					t.Errorf("got %d rows, want 1", len(got))
				}
				return errors.Join(err, stop)
			})
			if !errors.Is(err, stop) {
				t.Fatal(err)
			}
		}
	})
}

func editions(t *testing.T, open func(testing.TB) store.Store) {
	ctx := context.Background()
	t.Run("ANumberIsTakenOnce", func(t *testing.T) {
		s := open(t)
		one := store.Edition{Flow: "f", Edition: 1, Wording: 1, Hash: "h", Files: []byte("files"), PublishedAt: noon}
		two := store.Edition{Flow: "f", Edition: 1, Wording: 2, Hash: "i", Files: []byte("more"), PublishedAt: noon.Add(time.Hour), Retired: true}
		if err := errors.Join(s.AddEdition(ctx, two), s.AddEdition(ctx, one)); err != nil {
			t.Fatal(err)
		}
		if err := s.AddEdition(ctx, one); !errors.Is(err, store.ErrConflict) {
			t.Errorf("got %v, want ErrConflict", err)
		}
		got, err := s.Editions(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]store.Edition{one, two}, got); diff != "" {
			t.Errorf("editions (-want +got):\n%s", diff)
		}
	})

	t.Run("OneSenderHasOneOwner", func(t *testing.T) {
		s := open(t)
		for i, step := range []struct {
			owner string
			at    time.Duration
			fence int64
			ok    bool
		}{
			{"a", 0, 1, true},
			{"a", 30 * time.Second, 1, true}, // renewed until 1:30
			{"b", time.Minute, 0, false},
			{"b", 90 * time.Second, 2, true},
			{"a", 100 * time.Second, 0, false},
			{"a", 150 * time.Second, 3, true},
		} {
			at := noon.Add(step.at)
			fence, ok, err := s.Acquire(ctx, "town", step.owner, at, at.Add(time.Minute))
			if err != nil || ok != step.ok || fence != step.fence {
				t.Errorf("step %d: got %d, %v, %v, want %d, %v", i, fence, ok, err, step.fence, step.ok)
			}
		}
		if fence, ok, err := s.Acquire(ctx, "village", "b", noon, noon.Add(time.Minute)); fence != 1 || !ok || err != nil {
			t.Errorf("another sender: got %d, %v, %v", fence, ok, err)
		}
	})

	t.Run("ItAnswers", func(t *testing.T) {
		if err := open(t).Ping(ctx); err != nil {
			t.Error(err)
		}
	})
}
