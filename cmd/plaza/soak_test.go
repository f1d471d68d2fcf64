package main

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/store"
	"plaza/store/postgres/pgtest"
)

var (
	soakKills = flag.Int("soak.kills", 20, "how often the process is killed, on each store")
	soakSeed  = flag.Uint64("soak.seed", 1, "decides when it is killed and what the network repeats")
)

const (
	// soakTime bounds one store's run; it only ends a run that hangs.
	soakTime = 30 * time.Minute
	// soakCrowd is how many people write at the same time.
	soakCrowd = 24
)

// TestKilledAtAnyMoment kills a real plaza serve with SIGKILL at random
// moments, while a network delivers every message up to three times and in
// bursts. Every person must end with exactly the right answers, in order;
// nothing acknowledged may be lost, and nothing stored twice. On Postgres two
// processes serve, and any of them may be given any copy.
//
// A longer run is one command: make soak KILLS=500 SEED=7.
func TestKilledAtAnyMoment(t *testing.T) {
	for _, name := range []string{"sqlite", "postgres"} {
		t.Run(name, func(t *testing.T) {
			database, nodes := "", 1
			if name == "postgres" {
				database, nodes = pgtest.New(t), 2
			}
			ctx, cancel := context.WithTimeout(t.Context(), soakTime)
			defer cancel()
			s := openSquare(t, database, "testdata/soak", nodes)
			c := newCrowd(s, *soakSeed)
			s.start(ctx, t)
			go c.write(ctx)
			for range *soakKills {
				select {
				case <-c.moment:
				case <-ctx.Done():
					t.Fatal(ctx.Err())
				}
				n := s.nodes[c.choose(nodes)]
				n.kill()
				if err := n.start(ctx); err != nil {
					t.Fatal(err)
				}
				c.another()
			}
			c.finish()
			c.verify(ctx, t)
			t.Logf("%d kills; %d people, %d messages, %d copies of them delivered, %d refused or cut off, %d replies left more than once",
				*soakKills, c.people.Load(), c.acked.Load(), c.posted.Load(), c.refused.Load(), c.twice)
		})
	}
}

// A crowd is people writing through a network that repeats itself.
type crowd struct {
	*square
	seed    uint64
	people  atomic.Int64  // who have entered
	posted  atomic.Int64  // copies the network delivered, or tried to
	refused atomic.Int64  // copies it could not deliver
	acked   atomic.Int64  // messages acknowledged
	closed  atomic.Bool   // nobody new enters
	left    chan struct{} // closed when everyone has finished
	twice   int           // replies that left more than once, though never for certain
	pace    time.Duration // between two messages of a person; 0 for as fast as they are answered

	mu     sync.Mutex
	random *rand.Rand
	next   int64         // the post at which the next moment comes
	moment chan struct{} // holds one: now is the time
}

func newCrowd(s *square, seed uint64) *crowd {
	c := &crowd{square: s, seed: seed, left: make(chan struct{}), moment: make(chan struct{}, 1), random: rand.New(rand.NewPCG(seed, 0))}
	c.another()
	return c
}

// another chooses the next moment: some posts from now.
func (c *crowd) another() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.next = c.posted.Load() + 10 + c.random.Int64N(150)
}

// choose is a number below n, by the seed.
func (c *crowd) choose(n int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.random.IntN(n)
}

// post counts a copy on its way, and says when the moment has come.
func (c *crowd) post() {
	n := c.posted.Add(1)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.next > 0 && n >= c.next {
		c.next = 0
		c.moment <- struct{}{}
	}
}

// finish lets no one new enter and waits until everyone has been answered.
func (c *crowd) finish() {
	c.mu.Lock()
	c.next = 0
	c.mu.Unlock()
	c.closed.Store(true)
	<-c.left
}

// write lets people enter, one after another in each of the crowd's places.
func (c *crowd) write(ctx context.Context) {
	var wg sync.WaitGroup
	for place := range soakCrowd {
		wg.Go(func() {
			random := rand.New(rand.NewPCG(c.seed, uint64(place)+1))
			var lines []*line
			for i := range 4 {
				lines = append(lines, &line{addr: c.nodes[i%len(c.nodes)].addr})
			}
			for !c.closed.Load() && ctx.Err() == nil {
				person := int(c.people.Add(1))
				for i, text := range says(person) {
					c.say(ctx, random, lines, person, i, text)
					c.breathe(ctx)
				}
			}
		})
	}
	wg.Wait()
	close(c.left)
}

// breathe lets a person take their time.
func (c *crowd) breathe(ctx context.Context) {
	if c.pace == 0 {
		return
	}
	select {
	case <-time.After(c.pace):
	case <-ctx.Done():
	}
}

// say delivers one message until it is acknowledged: up to three copies at
// once, and sometimes the one before it again. Now and then the person asks
// for help in the same moment: that must disturb nothing.
func (c *crowd) say(ctx context.Context, random *rand.Rand, lines []*line, person, message int, text string) {
	var wg sync.WaitGroup
	defer wg.Wait()
	if i := slices.Index(askHelp, message); i >= 0 {
		help := len(says(person)) + i
		wg.Go(func() { c.deliver(ctx, lines[3:], person, help, "HELP") })
	}
	random.Shuffle(3, func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	c.deliver(ctx, lines[:1+random.IntN(3)], person, message, text)
	if message > 0 && random.IntN(4) == 0 {
		c.post()
		if _, err := lines[0].deliver(request(ref(person, message-1), phone(person), says(person)[message-1])); err != nil {
			c.refused.Add(1)
		}
	}
}

// askHelp are the messages of the script beside which people ask for help.
var askHelp = []int{2, 4}

// deliver delivers a copy on each line, again until one is acknowledged.
func (c *crowd) deliver(ctx context.Context, lines []*line, person, message int, text string) {
	for ctx.Err() == nil {
		var thanked atomic.Bool
		var wg sync.WaitGroup
		for _, l := range lines {
			wg.Go(func() {
				c.post()
				status, err := l.deliver(request(ref(person, message), phone(person), text))
				if err != nil || status != http.StatusOK {
					c.refused.Add(1)
					return
				}
				thanked.Store(true)
			})
		}
		wg.Wait()
		if thanked.Load() {
			c.acked.Add(1)
			return
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
		}
	}
}

// says is what a person writes. What they say in their own words is theirs
// alone, so that answers that changed hands would be seen.
func says(person int) []string {
	first := []string{"1", "water pipes", "the road"}
	return []string{
		"STREETS", "yes", first[person%3], why(person), []string{"two", "0", "7 days"}[person%3], []string{"4", "five", "1"}[person%3],
	}
}

func why(person int) string { return fmt.Sprintf("Because of house %d.", person) }

// expected is what must be on record of a person.
func expected(person int) map[string]string {
	return map[string]string{
		"first": []string{"lamps", "pipes", "road"}[person%3],
		"why":   why(person),
		"days":  []string{"2", "0", "7"}[person%3],
		"trust": []string{"4", "5", "1"}[person%3],
	}
}

// verify waits until everything queued has left, and compares what is on
// record, and what the provider was given, with what must be.
func (c *crowd) verify(ctx context.Context, t *testing.T) {
	t.Helper()
	db := c.square.open(ctx, t)
	c.waitForOutbox(ctx, t, db)
	answers := make(map[string]int)
	want := make(map[string]map[string]string)
	for person := 1; person <= int(c.people.Load()); person++ {
		want[string(db.Contact("sms", "", phone(person)))] = expected(person)
	}
	got := make(map[string]map[string]string)
	err := db.View(ctx, func(v store.View) error {
		if err := v.EachRun(ctx, "soak", func(r store.Run, as []store.Answer) error {
			if r.Outcome != "done" {
				t.Errorf("%s: a run is %q, want done", r.Contact, r.Outcome)
			}
			if got[string(r.Contact)] != nil {
				t.Errorf("%s: more than one run", r.Contact)
			}
			values := make(map[string]string)
			for _, a := range as {
				answers[a.Name]++
				values[a.Name] = a.Value
			}
			got[string(r.Contact)] = values
			return nil
		}); err != nil {
			return err
		}
		for person := 1; person <= int(c.people.Load()); person++ {
			c.verifyPerson(ctx, t, v, db, person)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("answers differ (-want +got):\n%s", diff)
	}
	for name, n := range answers {
		if n != len(want) {
			t.Errorf("%s: %d answers, want %d", name, n, len(want))
		}
	}
}

// verifyPerson compares one person's conversation: what they wrote, once and
// in order; what they were told, in order; and what the provider was given.
func (c *crowd) verifyPerson(ctx context.Context, t *testing.T, v store.View, db store.Store, person int) {
	t.Helper()
	lines, err := v.Transcript(ctx, db.Contact("sms", "", phone(person)), 1000)
	if err != nil {
		t.Fatal(err)
	}
	var wrote, told []string
	for _, l := range lines {
		if l.In {
			wrote = append(wrote, l.Text)
		} else {
			told = append(told, l.Text)
		}
	}
	all := len(wrote)
	wrote = slices.DeleteFunc(wrote, func(text string) bool { return text == "HELP" })
	if helps := all - len(wrote); helps != len(askHelp) {
		t.Errorf("person %d: asked for help %d times, stored %d", person, len(askHelp), helps)
	}
	if diff := cmp.Diff(says(person), wrote); diff != "" {
		t.Errorf("person %d: messages stored (-want +got):\n%s", person, diff)
	}
	if len(told) < all {
		t.Errorf("person %d: %d replies to %d messages", person, len(told), all)
	}
	var left []string
	for _, m := range c.provider.Citizen(phone(person)).Received() {
		left = append(left, m.Body)
	}
	once := slices.Compact(slices.Clone(left)) // a send nobody knew of is tried once more, at once
	c.twice += len(left) - len(once)
	if diff := cmp.Diff(told, once); diff != "" {
		t.Errorf("person %d: replies that left (-queued +left):\n%s", person, diff)
	}
}

// waitForOutbox waits until no message waits to be handled, nothing is queued
// and nothing is on its way.
func (c *crowd) waitForOutbox(ctx context.Context, t *testing.T, db store.Store) {
	t.Helper()
	for {
		waiting := 0
		for shard := range db.Shards() {
			if err := db.Update(ctx, shard, func(tx store.Tx) error {
				contacts, err := tx.Waiting(ctx, 1000, 1000)
				waiting += len(contacts)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		open := make(map[store.Delivery]int)
		if err := db.View(ctx, func(v store.View) error {
			tallies, err := v.Outbox(ctx)
			for _, tally := range tallies {
				if !tally.State.Final() {
					open[tally.State] += tally.N
				}
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if len(open) == 0 && waiting == 0 {
			return
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			t.Fatalf("still not sent: %v", slices.Collect(maps.Keys(open)))
		}
	}
}
