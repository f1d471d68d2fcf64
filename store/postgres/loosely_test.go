package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"plaza/store"
	"plaza/store/postgres"
	"plaza/store/postgres/pgtest"
	"plaza/store/storetest"
)

// TestTheServerDiesWhileCopiesAreWritten kills Postgres itself, over and over,
// between the stretches of a broadcast that commit without waiting for the
// disk. What it then has lost is written again, what was sent is never lost,
// and everybody has one copy, on one of their channels.
func TestTheServerDiesWhileCopiesAreWritten(t *testing.T) {
	ctx := context.Background()
	server, err := pgtest.Start(ctx, pgtest.Options{Settings: map[string]string{
		"wal_writer_delay": "10s", // what nobody waits for stays in memory, and dies with it
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	c := &castOut{t: t, people: 60, sent: map[store.Contact]int{}, cursor: map[int]store.Contact{}}
	c.db, err = postgres.Open(ctx, server.DSN(""), postgres.Options{Keys: storetest.Key(t), Shards: 2, Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	defer c.db.Close()
	c.greet()
	lost := 0
	for range 4 {
		c.expand()
		c.send()
		c.expand()
		if err := server.Restart(ctx, true); err != nil {
			t.Fatal(err)
		}
		lost += c.look()
	}
	if lost == 0 {
		t.Error("nothing was lost by any crash: this proves nothing")
	}
	for c.expand() {
		c.look()
	}
	c.send()
	c.settle()
}

// castOut is a broadcast to people with a channel on each of two shards, every
// third of whom has joined them.
type castOut struct {
	t      *testing.T
	db     *postgres.DB
	people int
	sent   map[store.Contact]int    // what the network was given
	cursor map[int]store.Contact    // how far each shard came, as this process knows
	who    map[store.Contact]string // the person, where they joined
}

// update commits, however often the database must be asked after it was away.
func (c *castOut) update(shard int, fn func(ctx context.Context, tx store.Tx) error) {
	c.t.Helper()
	ctx := context.Background()
	for try := range 100 {
		err := c.db.Update(ctx, shard, func(tx store.Tx) error { return fn(ctx, tx) })
		if err == nil {
			return
		}
		if !errors.Is(err, store.ErrAway) || try == 99 {
			c.t.Fatal(err)
		}
	}
}

func (c *castOut) greet() {
	c.who = map[store.Contact]string{}
	for shard := range 2 {
		var convs []*store.Conversation
		for i := 0; len(convs) < c.people; i++ {
			address := fmt.Sprintf("+1%d555%05d", shard, i)
			contact := c.db.Contact("sms", "", address)
			if c.db.Shard(contact) != shard {
				continue
			}
			if len(convs)%3 == 0 {
				c.who[contact] = fmt.Sprint("person ", len(convs))
			}
			convs = append(convs, &store.Conversation{Contact: contact, Channel: "town", Address: address, New: true})
		}
		c.update(shard, func(ctx context.Context, tx store.Tx) error {
			return errors.Join(tx.PutConversations(ctx, convs),
				tx.AddJobs(ctx, []store.Job{{Kind: "cast", Key: "b7", At: time.Unix(1, 0)}}))
		})
	}
}

// expand writes the next stretch of copies on each shard; false when all are written.
func (c *castOut) expand() (more bool) {
	const chunk = 7
	for shard := range 2 {
		c.update(shard, func(ctx context.Context, tx store.Tx) error {
			if err := tx.Loosely(ctx); err != nil {
				return err
			}
			jobs, err := tx.ClaimJobs(ctx, time.Unix(2, 0), 1)
			if err != nil || len(jobs) == 0 {
				return err
			}
			j := jobs[0]
			members, err := tx.Members(ctx, store.Contact(j.Data), chunk, store.Wants{})
			if err != nil {
				return err
			}
			joined := map[store.Contact]string{}
			for _, m := range members {
				joined[m.Contact] = c.who[m.Contact]
			}
			mine, err := tx.OnePerPerson(ctx, "b7", joined)
			if err != nil {
				return err
			}
			var copies []store.Message
			for _, m := range members {
				if mine[m.Contact] {
					copies = append(copies, store.Message{Contact: m.Contact, Key: "cast/b7", ID: string(m.Contact), Channel: "town",
						Priority: store.Broadcast, Text: "text", At: time.Unix(1, 0), New: true})
				}
				j.Data = []byte(m.Contact)
			}
			if len(members) < chunk {
				j.At = time.Time{}
			}
			more = more || !j.At.IsZero()
			c.cursor[shard] = store.Contact(j.Data)
			return errors.Join(tx.Enqueue(ctx, copies), tx.PutJobs(ctx, []store.Job{j}))
		})
	}
	return more
}

// send gives some of the copies to the network, and notes of half of them that
// it did: of the others the server never hears.
func (c *castOut) send() {
	for shard := range 2 {
		var claimed []store.Message
		c.update(shard, func(ctx context.Context, tx store.Tx) (err error) {
			claimed, _, err = tx.Claim(ctx, "town", 1, time.Unix(2, 0), time.Unix(100, 0), 5)
			return err
		})
		for i, m := range claimed {
			c.sent[m.Contact]++
			if i%2 == 0 {
				c.update(shard, func(ctx context.Context, tx store.Tx) error {
					return tx.Finish(ctx, 1, []store.Outcome{{Contact: m.Contact, Key: m.Key, State: store.Sent, Ref: m.ID, At: time.Unix(3, 0)}})
				})
			}
		}
	}
}

// look holds that what is there is what the cursors say, and that everything
// sent is there. It returns on how many shards the last stretch was lost, and
// goes on from what is there.
func (c *castOut) look() (lost int) {
	c.t.Helper()
	there := c.messages()
	for contact := range c.sent {
		if m, ok := there[contact]; !ok || m.State == store.Queued {
			c.t.Errorf("%s was sent and is %q", contact, m.State)
		}
	}
	for shard := range 2 {
		c.update(shard, func(ctx context.Context, tx store.Tx) error {
			j, _, err := tx.Job(ctx, "cast", "b7")
			at := store.Contact(j.Data)
			if at != c.cursor[shard] {
				lost++
				c.cursor[shard] = at
			}
			for contact := range there {
				if c.db.Shard(contact) == shard && contact > at {
					c.t.Errorf("there is a copy of %s, beyond %s where the cursor is", contact, at)
				}
			}
			return err
		})
	}
	return lost
}

func (c *castOut) messages() map[store.Contact]store.Message {
	c.t.Helper()
	there := map[store.Contact]store.Message{}
	for try := range 100 { // each connection of before the crash fails once
		err := c.db.View(context.Background(), func(v store.View) error {
			return v.EachMessage(context.Background(), store.MessageFilter{}, func(m store.Message) error {
				there[m.Contact] = m
				return nil
			})
		})
		if err == nil {
			break
		}
		if try == 99 {
			c.t.Fatal(err)
		}
	}
	return there
}

// settle holds that everybody has one copy, which was given to the network at
// most once.
func (c *castOut) settle() {
	c.t.Helper()
	there := c.messages()
	joined := map[string]int{}
	for contact := range there {
		if person := c.who[contact]; person != "" {
			joined[person]++
		}
	}
	if got, want := len(joined), c.people/3; got != want {
		c.t.Errorf("%d of those with two channels have a copy, want %d", got, want)
	}
	for person, n := range joined {
		if n != 1 {
			c.t.Errorf("%s has %d copies, want one", person, n)
		}
	}
	if got, want := len(there), 2*c.people-c.people/3; got != want {
		c.t.Errorf("there are %d copies, want %d", got, want)
	}
	for contact, n := range c.sent {
		if n != 1 {
			c.t.Errorf("%s was sent %d times", contact, n)
		}
	}
}
