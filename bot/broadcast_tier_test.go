package bot_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/bot"
	"plaza/civic/broadcast"
	"plaza/store"
	"plaza/store/postgres/pgtest"
)

// tiered is a town of so many silent people, half of whom have a tag, on a
// channel that opens eight conversations a day: two on each shard.
func tiered(t *testing.T, people int) *world {
	t.Helper()
	w := newWorld(t)
	w.over(&approving{w})
	w.config.Tiers = map[string]int{"sms": 8}
	w.restart()
	for i := range people {
		tag := []string{"tag:odd", "tag:even"}[i%2]
		w.settle(fmt.Sprintf("+1500555%04d", i), resident{seen: 2 * day, facts: map[string]string{tag: "yes"}})
	}
	return w
}

// about is a broadcast by template to who has a tag.
func about(id, tag string) string {
	return strings.NewReplacer("broadcast: news", "broadcast: "+id, "audience: everyone", "audience: tag is "+tag).Replace(news) +
		"template: well_done\nwithin: 5 days\n"
}

// opensADay is how many copies are due on each day from now on.
func (w *world) opensADay(from time.Time) (days [6]int) {
	w.t.Helper()
	err := w.store.View(w.t.Context(), func(v store.View) error {
		return v.EachMessage(w.t.Context(), store.MessageFilter{}, func(m store.Message) error {
			if m.Priority == store.Broadcast && m.State != store.Halted {
				days[m.DueAt.Sub(from)/day]++
			}
			return nil
		})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return days
}

// TestBroadcastsShareATier: what one of them opens today, another does not, and
// the preview knows it.
func TestBroadcastsShareATier(t *testing.T) {
	w := tiered(t, 40)
	began := w.clock
	first, second := about("first", "odd"), about("second", "even")
	w.cast(first)
	alone := w.opensADay(began)
	w.clock = w.clock.Add(time.Hour)
	p, err := w.Broadcasts().Preview(t.Context(), written(t, second), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	id := w.cast(second)
	both := w.opensADay(began)
	for i, n := range both {
		if n > 8 {
			t.Errorf("%d conversations are opened on day %d, want 8 at most: %v", n, i, both)
		}
	}
	if got := w.status(id); got.People != p.People || got.Left["too late"] != p.Left["too late"] || got.People == 0 {
		t.Errorf("%d get it and %v are left, want %d and %v as the preview said", got.People, got.Left, p.People, p.Left)
	}
	if both == alone || p.Ends.Sub(began) < 2*day {
		t.Errorf("got %v after %v, until %v, want the second to wait for the first", both, alone, p.Ends)
	}
}

// TestAPreviewCountsWhatIsScheduled: it begins before, and opens first.
func TestAPreviewCountsWhatIsScheduled(t *testing.T) {
	w := tiered(t, 40)
	second := written(t, about("second", "even"))
	ends := func() time.Time {
		p, err := w.Broadcasts().Preview(t.Context(), second, w.clock.Add(2*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		return p.Ends
	}
	alone := ends()
	r := w.approved(about("first", "odd"))
	if _, err := w.Broadcasts().Schedule(t.Context(), r.ID, "asha", w.clock.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	behind := ends()
	if !behind.After(alone.Add(day)) {
		t.Errorf("it ends at %v, and alone at %v, want days later", behind, alone)
	}
	w.wait(time.Hour) // the first begins
	if got := ends(); !got.After(alone.Add(day)) {
		t.Errorf("when the first has begun it ends at %v, want days after %v", got, alone)
	}
	if _, err := w.Broadcasts().Cancel(t.Context(), r.ID, "ben", ""); err != nil {
		t.Fatal(err)
	}
	for range 4 {
		w.wait(time.Minute)
	}
	w.wantCast(r.ID, broadcast.Cancelled)
	if got := ends(); got.After(behind.Add(-12 * time.Hour)) {
		t.Errorf("when the first is cancelled it ends at %v, want what it had not opened given back: before %v", got, behind)
	}
}

// TestNoDayHasMoreThanATier, whenever the broadcasts begin in it.
func TestNoDayHasMoreThanATier(t *testing.T) {
	w := tiered(t, 40)
	w.nightly()
	began := w.clock
	for i, tag := range []string{"odd", "even", "odd"} {
		w.clock = began.Add(time.Duration(i) * 7 * time.Hour).Add(time.Duration(i) * 17 * time.Second)
		w.cast(about(fmt.Sprint("b", i), tag))
	}
	var due []time.Time
	byShard := map[int][]time.Time{}
	err := w.store.View(t.Context(), func(v store.View) error {
		return v.EachMessage(t.Context(), store.MessageFilter{}, func(m store.Message) error {
			due = append(due, m.DueAt)
			byShard[w.store.Shard(m.Contact)] = append(byShard[w.store.Shard(m.Contact)], m.DueAt)
			return nil
		})
	})
	if err != nil || len(due) < 24 {
		t.Fatalf("got %d copies (%v)", len(due), err)
	}
	for shard, times := range byShard {
		for _, from := range times {
			n := 0
			for _, at := range times {
				if !at.Before(from) && at.Before(from.Add(day)) {
					n++
				}
			}
			if n > 2 {
				t.Errorf("shard %d opens %d in the day from %v, want two at most", shard, n, from)
			}
		}
	}
}

// TestARushIsToldBeforeItGoesOn: what came due while a broadcast was paused for
// days would leave at once.
func TestARushIsToldBeforeItGoesOn(t *testing.T) {
	w := tiered(t, 40)
	id := w.cast(about("first", "odd"))
	if _, err := w.Broadcasts().Pause(t.Context(), id, "ben", ""); err != nil {
		t.Fatal(err)
	}
	rushes := func() []bot.BroadcastRush {
		all, err := w.Broadcasts().Rushes(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	if got := rushes(); len(got) != 0 {
		t.Errorf("on the first day: got %v, want none", got)
	}
	people := w.status(id).People
	w.clock = w.clock.Add(4*day + 12*time.Hour)
	if diff := cmp.Diff([]bot.BroadcastRush{{Channel: "sms", Due: people, Tier: 8}}, rushes()); diff != "" || people <= 8 {
		t.Errorf("after days (-want +got):\n%s", diff)
	}
	w.clock = w.clock.Add(day) // it is over, and nothing of it leaves any more
	if got := rushes(); len(got) != 0 {
		t.Errorf("after its time: got %v, want none", got)
	}
}

// TestTwoNodesShareATier: each writes another broadcast to the same people at
// the same moment.
func TestTwoNodesShareATier(t *testing.T) {
	w := newPostgresWorld(t, pgtest.New(t), 1)
	w.over(&approving{w})
	w.config.Tiers = map[string]int{"sms": 8}
	w.restart()
	for i := range 20 {
		w.settle(fmt.Sprintf("+1500555%04d", i), resident{seen: 2 * day, facts: map[string]string{[]string{"tag:odd", "tag:even"}[i%2]: "yes"}})
	}
	began := w.clock
	nodes := []*bot.Bot{w.Bot, w.node()}
	for _, tag := range []string{"odd", "even"} {
		r := w.approved(about(tag, tag))
		if _, err := w.Broadcasts().Schedule(t.Context(), r.ID, "asha", w.clock); err != nil {
			t.Fatal(err)
		}
	}
	var group sync.WaitGroup
	for _, node := range nodes {
		group.Go(func() {
			for range 3 {
				if err := node.Tick(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	w.wait(10 * time.Second) // a node that had not heard of a beginning has put its stretch off
	w.wait(0)
	days := w.opensADay(began)
	if want := [6]int{8, 8, 4}; days != want {
		t.Errorf("got %v a day, want %v", days, want)
	}
}
