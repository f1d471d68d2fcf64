package bot_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"plaza/bot"
	"plaza/store"
	"plaza/store/postgres/pgtest"
)

// A person who follows the same with two of their phones hears of it on one.
func TestJoinedChannelsBringOneCopy(t *testing.T) {
	w := newWorld(t)
	p := promises(2)
	w.reveals(p)
	ana := w.person("+1").wants("commitment", "RVB-1")
	again := w.person("+22").wants("plan", "riverbend-1")
	for _, one := range []*someone{ana, again} {
		one.change(func(ctx context.Context, tx store.Tx) error { return tx.Join(ctx, one.contact(), "ana") })
	}
	w.stands(p, "RVB-1", limited)
	w.wait(time.Minute)
	copies := func() int { return len(w.net.to("+1")) - ana.heard + len(w.net.to("+22")) - again.heard }
	if got := copies(); got != 1 {
		t.Errorf("got %d copies, want 1", got)
	}
	ana.skips()
	again.skips()
	w.stands(p, "RVB-2", limited)
	w.wait(time.Minute)
	ana.hearsNothing()
	again.hears("RVB-2 Promise 2: now limited.\n(Data")
}

// The network to the store is cut after some commits, and nodes come and go:
// everybody gets one copy.
func TestNewsIsToldOnceWhateverFails(t *testing.T) {
	const people = 60
	for round := range 4 {
		w := newWorld(t)
		p := promises(2)
		w.reveals(p)
		var all []*someone
		for i := range people {
			one := w.person(fmt.Sprintf("+1%03d", i)).wants("plan", p.ID)
			if i%3 == 0 {
				one.at("weekly")
			}
			all = append(all, one)
		}
		w.stands(p, "RVB-1", limited)
		for try := range 6 {
			w.line.cuts = round * try % 4
			if try%2 == 0 {
				w.restart()
			}
			_ = w.Tick(t.Context())
			w.clock = w.clock.Add(2 * time.Minute)
		}
		w.line.cuts = 0
		w.wait(0)
		w.wait(14 * day)
		w.wait(14 * day)
		for _, one := range all {
			if got := len(w.net.to(one.number)) - one.heard; got != 1 {
				t.Errorf("round %d: %s got %d copies, want 1", round, one.number, got)
			}
		}
	}
}

// Two nodes tick at the same time.
func TestTwoNodesTellNewsOnce(t *testing.T) {
	w := newWorld(t)
	p := promises(1)
	w.reveals(p)
	var all []*someone
	for i := range 30 {
		all = append(all, w.person(fmt.Sprintf("+1%03d", i)).wants("plan", p.ID))
	}
	w.stands(p, "RVB-1", limited)
	other := w.node()
	if err := other.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for _, b := range []*bot.Bot{w.Bot, other} {
		wg.Go(func() {
			for range 3 {
				if err := b.Tick(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	w.dispatch()
	for _, one := range all {
		one.hears("RVB-1 Promise 1: now limited.")
	}
}

// A walk over more people than one transaction takes is cut off after each of
// its commits, and goes on where it was.
func TestNewsReachesEverybodyOfALongWalk(t *testing.T) {
	const people = 450 // of one shard
	w := newWorld(t)
	p := promises(1)
	w.reveals(p)
	var all []*someone
	for i := 0; len(all) < people; i++ {
		if one := w.person(fmt.Sprintf("+1%05d", i)); w.store.Shard(one.contact()) == 0 {
			all = append(all, one)
		}
	}
	all[0].change(func(ctx context.Context, tx store.Tx) error {
		var convs []*store.Conversation
		var follows []store.Follow
		for _, one := range all {
			convs = append(convs, &store.Conversation{Contact: one.contact(), Channel: "sms", Address: one.number, Lang: "en", New: true})
			follows = append(follows, store.Follow{Contact: one.contact(), Plan: p.ID, Kind: "plan", Target: p.ID, Seen: 1, At: w.clock})
		}
		return errors.Join(tx.PutConversations(ctx, convs), tx.AddFollows(ctx, follows))
	})
	w.stands(p, "RVB-1", limited)
	for range 5 {
		w.line.cuts = 1 + 5*w.store.Shards() // of a Tick on each shard, and the first chunk
		_ = w.Tick(t.Context())
		w.clock = w.clock.Add(2 * time.Minute)
	}
	w.line.cuts = 0
	w.wait(0)
	w.wait(time.Hour)
	for _, one := range all {
		if got := len(w.net.to(one.number)); got != 1 {
			t.Fatalf("%s got %d copies, want 1", one.number, got)
		}
	}
}

// Whoever ends the news while they are about to be told hears no more of it.
func TestNewsHeedsWhatIsSaidMeanwhile(t *testing.T) {
	w := newPostgresWorld(t, pgtest.New(t), 0)
	p := promises(1)
	w.reveals(p)
	ana := w.person("+1").wants("plan", p.ID)
	w.stands(p, "RVB-1", limited)
	var said atomic.Bool
	w.line.locks = func() {
		if !said.Swap(true) {
			ana.says("UNFOLLOW").hears("You follow nothing any more")
		}
	}
	w.wait(0)
	ana.hearsNothing()
}
