package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"plaza/channels/twilio/twiliotest"
	"plaza/store"
	"plaza/store/postgres/pgtest"
)

const (
	takeoverPeople   = 150
	takeoverMessages = 6                      // to each of them
	takeoverLatency  = 100 * time.Millisecond // of the provider
	takeoverLease    = 2 * time.Second        // as openSquare configures it
	// takeoverSlack is what a loaded machine may add to the lease and to the
	// second after which a node looks again.
	takeoverSlack = 3 * time.Second
)

// TestTheOtherNodeTakesOver lets two real plaza serves share one Postgres and
// kills with SIGKILL whichever drives the sender, while it is sending, first
// the one and then the other. Each time the other goes on within the lease;
// no message leaves twice but those that were in doubt, none is missing but
// those that are told to be unknown, and every person gets theirs in order.
func TestTheOtherNodeTakesOver(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	s := openSquare(t, pgtest.New(t), "testdata/soak", 2)
	calls := newCalls()
	s.answer = calls.answer
	db := s.open(ctx, t)
	queueForAll(ctx, t, db)

	for i, n := range s.nodes { // the first to start drives the sender
		if err := n.start(ctx); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			calls.await(ctx, t, 1)
		}
	}
	for i, at := range []int{200, 450} {
		calls.await(ctx, t, at)
		driver := s.nodes[i]
		driver.kill()
		killed := time.Now()
		calls.awaitAfter(ctx, t, killed)
		if took := time.Since(killed); took > takeoverLease+time.Second+takeoverSlack {
			t.Errorf("kill %d: the other took over after %v, want the lease of %v", i+1, took, takeoverLease)
		}
		if err := driver.start(ctx); err != nil {
			t.Fatal(err)
		}
	}
	c := &crowd{square: s}
	c.waitForOutbox(ctx, t, db)

	fates := fatesOf(ctx, t, db)
	doubtful := 0
	copies := calls.copies()
	for text, m := range fates {
		if m.Tries > 1 || m.State == store.Unknown {
			doubtful++
		}
		switch n := copies[text]; {
		case n == 0 && m.State != store.Unknown:
			t.Errorf("%s: it is %s, and never left", text, m.State)
		case n > 1 && m.Tries < 2:
			t.Errorf("%s: it left %d times and was never in doubt", text, n)
		case n > 2 || n == 2 && m.Priority == store.Broadcast:
			t.Errorf("%s: it left %d times", text, n)
		}
	}
	// What one node has claimed at most: the sends under way and half as many.
	if most := 2 * (32 + 16); doubtful == 0 || doubtful > most {
		t.Errorf("%d messages were in doubt, want some, and at most the %d that two nodes had claimed", doubtful, most)
	}
	if len(fates) != takeoverPeople*takeoverMessages {
		t.Errorf("%d messages, want %d", len(fates), takeoverPeople*takeoverMessages)
	}
	for person := range takeoverPeople {
		var got []string
		for _, m := range s.provider.Citizen(phone(person)).Received() {
			got = append(got, m.Body)
		}
		if !slices.IsSorted(got) {
			t.Errorf("person %d got their messages out of order: %q", person, got)
		}
	}
	t.Logf("%d messages were in doubt, %d left in %d calls", doubtful, len(copies), len(calls.times))
}

// words are the text of a person's message, in the order they are queued.
func words(person, message int) string { return fmt.Sprintf("person %d, message %d", person, message) }

// queueForAll queues messages to everybody, as replies to every other person
// and to the rest as a broadcast.
func queueForAll(ctx context.Context, t *testing.T, db store.Store) {
	t.Helper()
	at := time.Now().UTC()
	for person := range takeoverPeople {
		contact := db.Contact("sms", "", phone(person))
		var msgs []store.Message
		for i := range takeoverMessages {
			msgs = append(msgs, store.Message{
				Contact: contact, Key: fmt.Sprint("key", i), ID: fmt.Sprintf("p%dm%d", person, i), Channel: "sms",
				Priority: []store.Priority{store.Reply, store.Broadcast}[person%2], Text: words(person, i), Lang: "en", At: at,
			})
		}
		err := db.Update(ctx, db.Shard(contact), func(tx store.Tx) error {
			if err := tx.PutConversations(ctx, []*store.Conversation{
				{Contact: contact, Channel: "sms", Address: phone(person), Lang: "en", SeenAt: at, New: true},
			}); err != nil {
				return err
			}
			return tx.Enqueue(ctx, msgs)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// fatesOf is what became of every message, by its words.
func fatesOf(ctx context.Context, t *testing.T, db store.Store) map[string]store.Message {
	t.Helper()
	fates := map[string]store.Message{}
	err := db.View(ctx, func(v store.View) error {
		return v.EachMessage(ctx, store.MessageFilter{}, func(m store.Message) error {
			var person, i int
			if _, err := fmt.Sscanf(m.ID, "p%dm%d", &person, &i); err != nil {
				return err
			}
			fates[words(person, i)] = m
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return fates
}

// calls are what the provider is asked to send, each answered after a while.
type calls struct {
	mu    sync.Mutex
	texts map[string]int
	times []time.Time
	news  chan struct{} // closed at the next call
}

func newCalls() *calls { return &calls{texts: map[string]int{}, news: make(chan struct{})} }

func (c *calls) answer(m twiliotest.Message) twiliotest.Answer {
	c.mu.Lock()
	c.texts[m.Body]++
	c.times = append(c.times, time.Now())
	close(c.news)
	c.news = make(chan struct{})
	c.mu.Unlock()
	time.Sleep(takeoverLatency)
	return twiliotest.Answer{}
}

// copies is how often each text was sent.
func (c *calls) copies() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.texts
}

// await waits until there were n calls.
func (c *calls) await(ctx context.Context, t *testing.T, n int) {
	t.Helper()
	c.until(ctx, t, func() bool { return len(c.times) >= n })
}

// awaitAfter waits for a call that comes after a time.
func (c *calls) awaitAfter(ctx context.Context, t *testing.T, at time.Time) {
	t.Helper()
	c.until(ctx, t, func() bool { return c.times[len(c.times)-1].After(at) })
}

func (c *calls) until(ctx context.Context, t *testing.T, done func() bool) {
	t.Helper()
	for {
		c.mu.Lock()
		ok, news := done(), c.news
		c.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-news:
		case <-ctx.Done():
			t.Fatalf("after %d calls nothing more came", len(c.times))
		}
	}
}
