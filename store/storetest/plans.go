package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/store"
)

// plans is what is published of action plans: only ever added.
func plans(t *testing.T, open func(testing.TB) store.Store) {
	revision := func(plan string, n int) store.PlanRevision {
		return store.PlanRevision{Plan: plan, N: n, Hash: "h", Body: []byte("id: " + plan), By: "Ana", At: noon.Add(time.Duration(n) * time.Hour)}
	}
	publish := func(t *testing.T, s store.Store, rs ...store.PlanRevision) {
		t.Helper()
		for _, r := range rs {
			if err := s.AddPlan(t.Context(), r); err != nil {
				t.Fatal(err)
			}
		}
	}

	t.Run("ANumberIsTakenOnce", func(t *testing.T) {
		s := open(t)
		publish(t, s, revision("kaduna", 1))
		other := revision("kaduna", 1)
		other.Body = []byte("rewritten")
		if err := s.AddPlan(t.Context(), other); !errors.Is(err, store.ErrConflict) {
			t.Errorf("got %v, want ErrConflict", err)
		}
		got, err := s.PlanRevisions(t.Context(), "kaduna", 0)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]store.PlanRevision{revision("kaduna", 1)}, got); diff != "" {
			t.Errorf("revisions (-want +got):\n%s", diff)
		}
	})

	t.Run("TheNewestOfEachThatIsNews", func(t *testing.T) {
		s := open(t)
		if got, err := s.Plans(t.Context(), nil); len(got) != 0 || err != nil {
			t.Errorf("got %v, %v of no plans", got, err)
		}
		publish(t, s, revision("uruguay", 1), revision("kaduna", 2), revision("kaduna", 1), revision("uruguay", 10), revision("uruguay", 9))
		for _, test := range []struct {
			name  string
			known map[string]int
			want  []store.PlanRevision
		}{
			{"OfWhoKnowsNothing", nil, []store.PlanRevision{revision("kaduna", 2), revision("uruguay", 10)}},
			{"OfWhoIsBehindInOne", map[string]int{"kaduna": 2, "uruguay": 9, "gone": 3}, []store.PlanRevision{revision("uruguay", 10)}},
			{"OfWhoKnowsAll", map[string]int{"kaduna": 2, "uruguay": 10}, nil},
		} {
			got, err := s.Plans(t.Context(), test.known)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.name, diff)
			}
		}
	})

	t.Run("AllOfOneThatAreNews", func(t *testing.T) {
		s := open(t)
		publish(t, s, revision("uruguay", 1), revision("kaduna", 2), revision("uruguay", 10), revision("uruguay", 9))
		all := []store.PlanRevision{revision("uruguay", 1), revision("uruguay", 9), revision("uruguay", 10)}
		for _, test := range []struct {
			name  string
			known int
			want  []store.PlanRevision
		}{
			{"ToWhoKnowsNothing", 0, all},
			{"ToWhoIsBehind", 1, all[1:]},
			{"ToWhoKnowsAll", 10, nil},
		} {
			got, err := s.PlanRevisions(t.Context(), "uruguay", test.known)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.name, diff)
			}
		}
	})
}
