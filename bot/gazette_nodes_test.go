package bot_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"plaza/civic/plan"
	"plaza/store"
	"plaza/store/postgres/pgtest"
)

// An operator may let a node have one connection to the database. Whoever
// wanted a second within a transaction would wait for ever.
func TestNewsNeedsNoSecondConnection(t *testing.T) {
	dsn := pgtest.New(t)
	if strings.Contains(dsn, "?") {
		dsn += "&pool_max_conns=1"
	} else {
		dsn += "?pool_max_conns=1"
	}
	w := newPostgresWorld(t, dsn, 0)
	p := promises(1)
	w.reveals(p)
	ana := w.person("+1").wants("plan", p.ID)
	bo := w.person("+2").wants("plan", p.ID).at("weekly")
	tick := func() {
		t.Helper()
		ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
		defer stop()
		if err := w.Tick(ctx); err != nil {
			t.Fatal(err)
		}
		w.dispatch()
	}
	w.stands(p, "RVB-1", limited)
	tick()
	ana.hears("RVB-1 Promise 1: now limited.")
	w.clock = w.clock.Add(7 * day)
	w.restart()
	tick() // the digest is due at a node that has read nothing yet
	bo.hears("RVB-1 Promise 1: now limited.")
}

// What is news to a node that has heard of it first waits for one that has
// not, wherever it comes due.
func TestNewsWaitsForANodeThatHasNotReadIt(t *testing.T) {
	w := newWorld(t)
	w.nightly()
	p := promises(2)
	w.reveals(p)
	late := w.node()
	if err := late.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	ana := w.person("+1").wants("plan", p.ID)
	w.clock = time.Date(2026, 3, 3, 6, 59, 59, 0, time.UTC)
	w.stands(p, "RVB-1", limited)
	w.wait(0) // she sleeps
	w.clock = time.Date(2026, 3, 3, 7, 0, 0, 0, time.UTC)
	if err := late.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.wait(0)
	ana.hearsNothing()
	w.wait(time.Minute)
	ana.hears("RVB-1 Promise 1: now limited.")
	w.wait(time.Hour)

	w.stands(p, "RVB-2", limited)
	w.line.unread = true
	if err := w.Tick(t.Context()); err == nil {
		t.Error("nobody said that the plan could not be read")
	}
	w.line.unread = false
	ana.hearsNothing()
	w.wait(5 * time.Second)
	ana.hears("RVB-2 Promise 2: now limited.")
}

// A revision that an older node cannot read is news once a newer one is there.
func TestNewsWaitsForANodeThatUnderstandsIt(t *testing.T) {
	w := newWorld(t)
	p := promises(1)
	w.reveals(p)
	ana := w.person("+1").wants("plan", p.ID)
	w.clock = w.clock.Add(time.Hour)
	c := p.Commitment("RVB-1")
	c.Updates = append(c.Updates, plan.Update{On: plan.DayOf(w.clock), By: "Water office", Status: plan.Limited})
	err := w.store.AddPlan(t.Context(), store.PlanRevision{Plan: p.ID, N: 2, Hash: "-", Body: p.YAML(), By: "amina", At: w.clock})
	w.line.garbles = 2
	if err = errors.Join(err, w.Reload(t.Context())); err != nil {
		t.Fatal(err)
	}
	w.wait(0)
	ana.hearsNothing()
	w.line.garbles = 0
	w.restart() // with the newer program
	w.wait(0)
	w.wait(time.Minute)
	ana.hears("RVB-1 Promise 1: now limited.")
	w.wait(day)
	ana.hearsNothing()
}

// Who begins to follow by a node that has not heard of the news yet, while
// another tells it, hears it all the same, once.
func TestNewsReachesWhoFollowsMeanwhile(t *testing.T) {
	w := newWorld(t)
	p := promises(2)
	w.reveals(p)
	late := w.node()
	if err := late.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	ana, bo, cleo := w.person("+1").says("FOLLOW RVB-2").skips(), w.person("+2").says("UPDATES weekly").skips(), w.person("+3")
	w.stands(p, "RVB-1", limited)
	w.stands(p, "RVB-2", limited)
	w.wait(0)
	ana.hears("RVB-2 Promise 2: now limited.")
	here := w.Bot
	w.Bot = late
	for _, who := range []*someone{ana, bo, cleo} {
		who.says("FOLLOW RVB-1")
	}
	w.Bot = here
	w.dispatch()
	for _, who := range []*someone{ana, bo, cleo} {
		who.hears("You follow RVB-1")
	}
	w.wait(time.Minute)
	ana.hears("RVB-1 Promise 1: now limited.")
	bo.hearsNothing()
	cleo.hears("RVB-1 Promise 1: now limited.")
	w.wait(7 * day)
	bo.hears("RVB-1 Promise 1: now limited.")
	ana.hearsNothing()
	cleo.hearsNothing()
}
