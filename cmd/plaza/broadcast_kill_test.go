package main

import (
	"context"
	"fmt"
	"testing"
	"time"

	"plaza/store"
	"plaza/store/postgres/pgtest"
)

const (
	castPeople = 100_000
	castKills  = 3
)

// TestBroadcastKilledThreeTimes kills a real plaza serve with SIGKILL three
// times while it writes the copies of a broadcast. In the end everybody who
// agreed has exactly one, and nobody else has any.
func TestBroadcastKilledThreeTimes(t *testing.T) {
	for _, name := range []string{"sqlite", "postgres"} {
		t.Run(name, func(t *testing.T) {
			database := ""
			if name == "postgres" {
				database = pgtest.New(t)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
			defer cancel()
			s := openSquare(t, database, "testdata/soak", 1, "    rate: 1", "quiet: {zone: "+awakeZone(time.Now())+"}")
			db := s.open(ctx, t)
			settleFollowers(ctx, t, db)
			scheduleBroadcast(ctx, t, db)
			n := s.nodes[0]
			had := 0
			for kill := range castKills {
				if err := n.start(ctx); err != nil {
					t.Fatal(err)
				}
				awaitCopies(ctx, t, db, had+1) // it has gone on since it was killed last
				n.kill()
				if had = awaitCopies(ctx, t, db, 0); had >= castPeople {
					t.Fatalf("everybody had theirs before kill %d: use more people", kill+1)
				}
				t.Logf("killed with %d copies written", had)
			}
			if err := n.start(ctx); err != nil {
				t.Fatal(err)
			}
			awaitExpansion(ctx, t, db)
			n.kill()
			copies := copiesOf(ctx, t, db)
			for i := range castPeople + castPeople/10 {
				want := 1
				if i >= castPeople {
					want = 0 // they did not agree
				}
				if got := copies[follower(db, i)]; got != want {
					t.Errorf("person %d has %d copies, want %d", i, got, want)
				}
			}
			if len(copies) != castPeople {
				t.Errorf("%d people have a copy, want %d", len(copies), castPeople)
			}
		})
	}
}

// follower is the contact of the i-th person.
func follower(db store.Store, i int) store.Contact {
	return db.Contact("sms", "", fmt.Sprintf("+23480%08d", i))
}

// settleFollowers puts people on record; the last tenth agreed to nothing.
func settleFollowers(ctx context.Context, t *testing.T, db store.Store) {
	t.Helper()
	seen := time.Now().UTC().Add(-24 * time.Hour)
	convs := make([][]*store.Conversation, db.Shards())
	said := make([][]store.Consent, db.Shards())
	for i := range castPeople + castPeople/10 {
		c := follower(db, i)
		shard := db.Shard(c)
		convs[shard] = append(convs[shard], &store.Conversation{
			Contact: c, Channel: "sms", Address: fmt.Sprintf("+23480%08d", i), Lang: "en", SeenAt: seen, New: true,
		})
		if i < castPeople {
			said[shard] = append(said[shard], store.Consent{Contact: c, Purpose: "updates", Yes: true, How: "reply", At: seen})
		}
	}
	for shard := range convs {
		err := db.Update(ctx, shard, func(tx store.Tx) error {
			if err := tx.PutConversations(ctx, convs[shard]); err != nil {
				return err
			}
			return tx.AddConsents(ctx, said[shard])
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// awaitCopies waits until there are so many copies, and returns how many there are.
func awaitCopies(ctx context.Context, t *testing.T, db store.Store, want int) int {
	t.Helper()
	for {
		n := 0
		err := db.View(ctx, func(v store.View) error {
			flow := store.BroadcastFlow(broadcastID)
			tallies, err := v.Progress(ctx, flow)
			for _, tally := range tallies[flow] {
				n += tally.N
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if n >= want {
			return n
		}
		if err := ctx.Err(); err != nil {
			t.Fatalf("%d copies: %v", n, err)
		}
	}
}

// awaitExpansion waits until everybody was looked at.
func awaitExpansion(ctx context.Context, t *testing.T, db store.Store) {
	t.Helper()
	for shard := 0; shard < db.Shards(); {
		done := false
		err := db.Update(ctx, shard, func(tx store.Tx) error {
			j, ok, err := tx.Job(ctx, "cast", broadcastID)
			done = ok && j.At.IsZero()
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if done {
			shard++
			continue
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			t.Fatal(ctx.Err())
		}
	}
}

// copiesOf counts the copies of each contact.
func copiesOf(ctx context.Context, t *testing.T, db store.Store) map[store.Contact]int {
	t.Helper()
	copies := map[store.Contact]int{}
	err := db.View(ctx, func(v store.View) error {
		return v.EachMessage(ctx, store.MessageFilter{Flow: store.BroadcastFlow(broadcastID)}, func(m store.Message) error {
			copies[m.Contact]++
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return copies
}
