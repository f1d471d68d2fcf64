package storetest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/store"
)

// jobs is work on a whole shard.
func jobs(t *testing.T, open func(testing.TB) store.Store) {
	news := store.Job{Kind: "news", Key: "kaduna/2", At: noon, Data: []byte("begin")}
	claimed := func(t *testing.T, s store.Store, shard int, at time.Time, n int) (got []store.Job) {
		t.Helper()
		update(t, s, shard, func(ctx context.Context, tx store.Tx) (err error) {
			got, err = tx.ClaimJobs(ctx, at, n)
			return err
		})
		return got
	}

	t.Run("WhatWasAddedOnceIsLeftAlone", func(t *testing.T) {
		s := open(t)
		again := news
		again.Data, again.At = []byte("again"), noon.Add(-time.Hour)
		for _, add := range [][]store.Job{{news}, {again}, nil} {
			update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.AddJobs(ctx, add) })
		}
		if diff := cmp.Diff([]store.Job{news}, claimed(t, s, 0, noon, 10)); diff != "" {
			t.Errorf("due (-want +got):\n%s", diff)
		}
		if got := claimed(t, s, 1, noon, 10); len(got) != 0 {
			t.Errorf("another shard has %v, want nothing", got)
		}
	})

	t.Run("DueOnesComeOldestFirst", func(t *testing.T) {
		s := open(t)
		old, later := store.Job{Kind: "cast", Key: "1", At: noon.Add(-time.Hour)}, store.Job{Kind: "cast", Key: "2", At: noon.Add(time.Second)}
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.AddJobs(ctx, []store.Job{later, news, old}) })
		for n, want := range map[int][]store.Job{1: {old}, 9: {old, news}} {
			if diff := cmp.Diff(want, claimed(t, s, 0, noon, n)); diff != "" {
				t.Errorf("the first %d (-want +got):\n%s", n, diff)
			}
		}
	})

	t.Run("WhatIsDoneStaysAndIsNeverBegunAgain", func(t *testing.T) {
		s := open(t)
		done := store.Job{Kind: news.Kind, Key: news.Key, Tries: 2}
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			return errors.Join(tx.AddJobs(ctx, []store.Job{news}), tx.PutJobs(ctx, []store.Job{done}), tx.AddJobs(ctx, []store.Job{news}))
		})
		if got := claimed(t, s, 0, noon.AddDate(9, 0, 0), 10); len(got) != 0 {
			t.Errorf("got %v, want nothing due", got)
		}
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error {
			got, ok, err := tx.Job(ctx, news.Kind, news.Key)
			if diff := cmp.Diff(done, got); diff != "" || !ok {
				t.Errorf("found %v (-want +got):\n%s", ok, diff)
			}
			_, ok, err2 := tx.Job(ctx, news.Kind, "another")
			if ok {
				t.Error("found a job that nobody added")
			}
			return errors.Join(err, err2)
		})
	})

	t.Run("AChunkThatFailsIsDoneAgain", func(t *testing.T) {
		s := open(t)
		update(t, s, 0, func(ctx context.Context, tx store.Tx) error { return tx.AddJobs(ctx, []store.Job{news}) })
		killed := errors.New("killed")
		for range 2 {
			err := s.Update(t.Context(), 0, func(tx store.Tx) error {
				got, err := tx.ClaimJobs(t.Context(), noon, 10)
				if diff := cmp.Diff([]store.Job{news}, got); diff != "" {
					t.Errorf("due (-want +got):\n%s", diff)
				}
				moved := news
				moved.Data = []byte("further")
				return errors.Join(err, tx.PutJobs(t.Context(), []store.Job{moved}), killed)
			})
			if !errors.Is(err, killed) {
				t.Fatal(err)
			}
		}
	})
}

// JobsRace lets many workers on two nodes count one job up. Every step is
// done by one of them, and none twice.
func JobsRace(t *testing.T, a, b store.Store) {
	const steps = 40
	ctx := context.Background()
	update(t, a, 0, func(ctx context.Context, tx store.Tx) error {
		return tx.AddJobs(ctx, []store.Job{{Kind: "count", Key: "up", At: noon}})
	})
	var counted atomic.Int64
	step := func(s store.Store) (done bool, err error) {
		taken := false
		err = s.Update(ctx, 0, func(tx store.Tx) error {
			jobs, err := tx.ClaimJobs(ctx, noon, 1)
			if err != nil || len(jobs) == 0 { // done, or held by another: its row says which
				j, _, err2 := tx.Job(ctx, "count", "up")
				done = j.At.IsZero()
				return errors.Join(err, err2)
			}
			j := jobs[0]
			if j.Tries++; j.Tries == steps {
				j.At = time.Time{}
			}
			taken = true
			return tx.PutJobs(ctx, []store.Job{j})
		})
		if taken && err == nil {
			counted.Add(1)
		}
		return done, err
	}
	var group sync.WaitGroup
	for _, node := range []store.Store{a, b, a, b} {
		group.Go(func() {
			for range 100 * steps {
				done, err := step(node)
				if done {
					return
				}
				if err != nil && !errors.Is(err, store.ErrConflict) {
					t.Error(err)
					return
				}
			}
			t.Error("the job did not end")
		})
	}
	group.Wait()
	if got := counted.Load(); got != steps {
		t.Errorf("got %d chunks committed, want %d", got, steps)
	}
}
