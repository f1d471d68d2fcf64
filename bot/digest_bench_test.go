package bot_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	"plaza/bot"
	"plaza/bot/schedule"
	"plaza/channels"
	"plaza/civic/plan"
	"plaza/locales"
	"plaza/store"
	"plaza/store/postgres"
	"plaza/store/postgres/pgtest"
	"plaza/store/sqlite"
)

// followers are the people of BenchmarkDigest, each of whom follows one of
// 40 promises.
const followers = 100_000

// BenchmarkDigest measures how fast news reaches the outbox, from the revision
// that is published to the last message queued: at once, and as a digest that
// everybody has at the same time. Beside a revision that changes all promises
// stands one that changes a single one: what it costs should follow what
// changed, and not who follows.
func BenchmarkDigest(b *testing.B) {
	for _, db := range []struct {
		name string
		open func(*testing.B) store.Store
	}{{"postgres", openPostgres}, {"sqlite", openSQLite}} {
		for _, rhythm := range []string{"now", "weekly"} {
			b.Run(db.name+"/"+rhythm, func(b *testing.B) {
				a := newAudience(b, db.open(b), rhythm)
				for _, changed := range []int{1, 40} {
					b.Run(fmt.Sprintf("changed=%d", changed), func(b *testing.B) { a.run(b, changed) })
				}
			})
		}
	}
}

func openPostgres(b *testing.B) store.Store {
	server, err := pgtest.Start(b.Context(), pgtest.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = server.Stop() })
	s, err := postgres.Open(b.Context(), server.DSN(""), postgres.Options{Keys: keys(b), Migrate: true})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

func openSQLite(b *testing.B) store.Store {
	s, err := sqlite.Open(b.Context(), b.TempDir()+"/plaza.db", sqlite.Options{Keys: keys(b), Migrate: true})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// An audience is who follows a plan, on a store of its own.
type audience struct {
	*bot.Bot
	store  store.Store
	clock  time.Time
	rhythm string
	plan   *plan.Plan
	people int
	told   int // messages in the outbox
}

func newAudience(b *testing.B, s store.Store, rhythm string) *audience {
	b.Helper()
	b.Cleanup(func() { _ = s.Close() })
	bundle, err := locales.Load()
	if err != nil {
		b.Fatal(err)
	}
	a := &audience{store: s, clock: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC), rhythm: rhythm, plan: promises(40)}
	a.Bot, err = bot.New(bot.Config{
		Store: s, Locales: bundle, Channels: map[string]channels.Channel{"sms": newNetwork()}, Now: func() time.Time { return a.clock },
		Cap: bot.Cap{Messages: 12, Within: 7 * day}, Quiet: schedule.Quiet{From: 21 * time.Hour, To: 8 * time.Hour},
	})
	if err != nil {
		b.Fatal(err)
	}
	a.publish(b)
	shards := make([][]store.Conversation, s.Shards())
	for i := range followers {
		number := fmt.Sprintf("+2547%08d", i)
		c := s.Contact("sms", "", number)
		shards[s.Shard(c)] = append(shards[s.Shard(c)], store.Conversation{Contact: c, Channel: "sms", Address: number, Lang: "en", New: true})
	}
	for shard, people := range shards {
		for len(people) > 0 {
			some := people[:min(1000, len(people))]
			people = people[len(some):]
			if err := s.Update(b.Context(), shard, func(tx store.Tx) error { return a.settle(b.Context(), tx, some) }); err != nil {
				b.Fatal(err)
			}
		}
	}
	return a
}

// settle lets people follow one promise each.
func (a *audience) settle(ctx context.Context, tx store.Tx, people []store.Conversation) error {
	var convs []*store.Conversation
	var follows []store.Follow
	var facts []store.Fact
	for i := range people {
		c := &people[i]
		code := a.plan.Commitments[a.people%len(a.plan.Commitments)].Code
		a.people++
		convs = append(convs, c)
		follows = append(follows, store.Follow{Contact: c.Contact, Plan: a.plan.ID, Kind: "commitment", Target: code, Seen: 1, At: a.clock})
		facts = append(facts, store.Fact{Contact: c.Contact, Name: "updates", Value: a.rhythm, At: a.clock})
	}
	if err := tx.PutConversations(ctx, convs); err != nil {
		return err
	}
	if err := tx.AddFollows(ctx, follows); err != nil {
		return err
	}
	return tx.PutFacts(ctx, facts)
}

func (a *audience) publish(b *testing.B) {
	b.Helper()
	err := a.store.AddPlan(b.Context(), store.PlanRevision{Plan: a.plan.ID, N: a.Plans().Revision(a.plan.ID) + 1, Hash: "-", Body: a.plan.YAML(), At: a.clock})
	if err == nil {
		err = a.Reload(b.Context())
	}
	if err != nil {
		b.Fatal(err)
	}
}

// run publishes a revision that changes so many promises, and tells everybody
// whom it is news to.
func (a *audience) run(b *testing.B, changed int) {
	rounds, peak := 0, peakMemory()
	for b.Loop() {
		rounds++
		a.clock = a.clock.Add(7 * day)
		for i := range changed {
			c := &a.plan.Commitments[i]
			status := []plan.Completion{plan.Limited, plan.Substantial}[len(c.Updates)%2]
			c.Updates = append(c.Updates, plan.Update{On: plan.DayOf(a.clock), By: "Water office", Status: status, Note: plan.Text{"en": "As planned."}})
		}
		a.publish(b)
		a.told += followers / 40 * changed
		a.tick(b, a.rhythm == "now")
		if a.rhythm == "weekly" {
			a.clock = a.clock.Add(7 * day)
			a.tick(b, true)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(rounds), "s/revision")
	b.ReportMetric(float64(rounds*changed*followers/40)/b.Elapsed().Seconds(), "people/s")
	b.ReportMetric(peak(), "MB-heap")
}

// tick works off what is due: until everybody has their message, or until the
// jobs are done.
func (a *audience) tick(b *testing.B, told bool) {
	b.Helper()
	for range 1000 {
		if err := a.Tick(b.Context()); err != nil {
			b.Fatal(err)
		}
		if told && a.queued(b) == a.told || !told && a.walked(b) {
			return
		}
	}
	b.Fatalf("got %d messages, want %d", a.queued(b), a.told)
}

func (a *audience) queued(b *testing.B) (n int) {
	err := a.store.View(b.Context(), func(v store.View) error {
		flow := "plan/" + a.plan.ID
		tallies, err := v.Progress(b.Context(), flow)
		for _, t := range tallies[flow] {
			n += t.N
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// walked says whether the walk over the followers has come to its end.
func (a *audience) walked(b *testing.B) bool {
	done := true
	for shard := range a.store.Shards() {
		err := a.store.Update(b.Context(), shard, func(tx store.Tx) error {
			job, ok, err := tx.Job(b.Context(), "news", fmt.Sprintf("%s/%d", a.plan.ID, a.Plans().Revision(a.plan.ID)))
			done = done && ok && job.At.IsZero()
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return done
}

// peakMemory watches the heap until it is asked.
func peakMemory() (peak func() float64) {
	stop, most := make(chan struct{}), make(chan uint64)
	go func() {
		var seen uint64
		var m runtime.MemStats
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				most <- seen
				return
			case <-tick.C:
				runtime.ReadMemStats(&m)
				seen = max(seen, m.HeapInuse)
			}
		}
	}()
	return func() float64 {
		close(stop)
		return float64(<-most) / (1 << 20)
	}
}
