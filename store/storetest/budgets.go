package storetest

import (
	"context"
	"math"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plaza/store"
)

func spend(t testing.TB, s store.Store, flow string, amount, limit int64) bool {
	t.Helper()
	ok, err := s.Spend(context.Background(), flow, amount, limit)
	if err != nil {
		t.Errorf("spend %d of %s: %v", amount, flow, err)
	}
	return ok
}

// budgets is the money of a consultation.
func budgets(t *testing.T, open func(testing.TB) store.Store) {
	t.Run("ALimitIsNeverPassed", func(t *testing.T) {
		s := open(t)
		for i, step := range []struct {
			flow          string
			amount, limit int64
			want          bool
		}{
			{"f", 101, 100, false},
			{"f", 60, 100, true},
			{"g", 100, 100, true}, // another's money
			{"f", 41, 100, false},
			{"f", 40, 100, true},
			{"f", 1, 100, false},
			{"f", 0, 100, true},
			{"f", -30, 0, true},
			{"f", 31, 100, false},
			{"f", 30, 100, true},
			{"f", 7, math.MaxInt64, true}, // what leaves whatever it costs
			{"h", -5, 100, true},
		} {
			if got := spend(t, s, step.flow, step.amount, step.limit); got != step.want {
				t.Errorf("step %d: got %v, want %v", i, got, step.want)
			}
		}
		view(t, s, func(ctx context.Context, v store.View) error {
			got, err := v.Spent(ctx)
			if diff := cmp.Diff(map[string]int64{"f": 107, "g": 100}, got); diff != "" {
				t.Errorf("spent (-want +got):\n%s", diff)
			}
			return err
		})
	})

	t.Run("ManySpendAtOnce", func(t *testing.T) {
		s := open(t)
		var granted atomic.Int64
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				for range 20 {
					if spend(t, s, "f", 7, 500) {
						granted.Add(7)
					}
				}
			})
		}
		group.Wait()
		view(t, s, func(ctx context.Context, v store.View) error {
			got, err := v.Spent(ctx)
			if want := int64(500 / 7 * 7); granted.Load() != want || got["f"] != want {
				t.Errorf("granted %d and wrote %d, want %d", granted.Load(), got["f"], want)
			}
			return err
		})
	})
}
