package bot

import (
	"context"
	"runtime"
	"strings"
	"testing"
	"time"

	"plaza/civic/plan"
	"plaza/store"
)

// What is remembered of a plan grows with its news and not with its revisions,
// each of which says everything again.
func TestOldRevisionsAreLetGo(t *testing.T) {
	const revisions, letters = 20, 200_000
	m := newMill(t)
	b := m.node(m.store, nil)
	p := &plan.Plan{
		ID: "riverbend-1", Languages: []string{"en"}, Title: plan.Text{"en": "Riverbend"}, Short: plan.Text{"en": "Riverbend"},
		Commitments: []plan.Commitment{{
			Code: "RVB-1", Number: 1, Title: plan.Text{"en": "Wells"}, Short: plan.Text{"en": "Wells"},
			Description: plan.Text{"en": strings.Repeat("word ", letters/5)},
			Milestones:  []plan.Milestone{{Number: 1, Title: plan.Text{"en": "Meters"}}},
		}},
	}
	held := func() int {
		runtime.GC()
		runtime.GC() // pools let go at the second
		var now runtime.MemStats
		runtime.ReadMemStats(&now)
		return int(now.HeapAlloc)
	}
	before := 0
	for n := 1; n <= revisions; n++ {
		c := &p.Commitments[0]
		c.Updates = append(c.Updates, plan.Update{
			On: plan.DayOf(m.now.Add(time.Duration(n) * 24 * time.Hour)), By: "Water office", Milestone: n % 2, Status: plan.Limited,
		})
		err := m.store.AddPlan(t.Context(), store.PlanRevision{Plan: p.ID, N: n, Hash: "-", Body: p.YAML(), By: "amina", At: m.now})
		if err != nil {
			t.Fatal(err)
		}
		if err := b.readOn(t.Context(), p.ID, n); err != nil {
			t.Fatal(err)
		}
		if n == 1 {
			before = held()
		}
	}
	if got, most := held()-before, revisions*letters/3; got > most {
		t.Errorf("got %d bytes for %d revisions of %d, want at most %d", got, revisions, letters, most)
	}
	known := b.gazette.of(p.ID)
	if len(known.news) != revisions-1 {
		t.Fatalf("got %d pieces of news, want %d", len(known.news), revisions-1)
	}
	last := known.news[revisions-2]
	if last.of.Code != "RVB-1" || last.Update.By != "Water office" || known.news[1].of.Milestone(1) == nil && known.news[0].of.Milestone(1) == nil {
		t.Errorf("got %+v of %+v, want what is told of it", last.Update, last.of)
	}
	runtime.KeepAlive(b)
}

// reads notes how many revisions of plans were read from a store.
type reads struct {
	store.Store
	n int
}

func (r *reads) PlanRevisions(ctx context.Context, id string, known int) ([]store.PlanRevision, error) {
	revisions, err := r.Store.PlanRevisions(ctx, id, known)
	r.n += len(revisions)
	return revisions, err
}

// A plan says everything again in each revision, and they only become more.
func TestARevisionIsReadOnce(t *testing.T) {
	m := newMill(t)
	s := &reads{Store: m.store}
	b := m.node(s, nil)
	p := &plan.Plan{
		ID: "riverbend-1", Languages: []string{"en"}, Title: plan.Text{"en": "Riverbend"}, Short: plan.Text{"en": "Riverbend"},
		Commitments: []plan.Commitment{{Code: "RVB-1", Number: 1, Title: plan.Text{"en": "Wells"}, Short: plan.Text{"en": "Wells"}}},
	}
	const revisions = 5
	for n := 1; n <= revisions; n++ {
		err := m.store.AddPlan(t.Context(), store.PlanRevision{Plan: p.ID, N: n, Hash: "-", Body: p.YAML(), By: "amina", At: m.now})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := b.readOn(t.Context(), p.ID, n); err != nil {
				t.Fatal(err)
			}
		}
	}
	if s.n != revisions {
		t.Errorf("read %d revisions of %d", s.n, revisions)
	}
}
