package postgres_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"plaza/store"
	"plaza/store/postgres"
	"plaza/store/postgres/pgtest"
	"plaza/store/storetest"
)

// two is one database with two nodes, and a person on it.
type two struct {
	*testing.T
	dsn  string
	a, b *postgres.DB
	c    store.Contact
}

func newTwo(t *testing.T) *two {
	dsn, keys := pgtest.New(t), storetest.Key(t)
	w := &two{T: t, dsn: dsn, a: open(t, dsn, keys), b: open(t, dsn, keys)}
	w.c = w.a.Contact("sms", "", "+15005550001")
	return w
}

// on runs fn in a transaction of one of the nodes.
func (w *two) on(s store.Store, fn func(context.Context, store.Tx) error) {
	w.Helper()
	ctx := w.Context()
	if err := s.Update(ctx, s.Shard(w.c), func(tx store.Tx) error { return fn(ctx, tx) }); err != nil {
		w.Fatal(err)
	}
}

// meet runs first on one node and, before it commits, second on the other,
// which has to wait for it.
func (w *two) meet(first, second func(context.Context, store.Tx) error) {
	w.Helper()
	ctx := w.Context()
	var after sync.WaitGroup
	var late error
	err := w.a.Update(ctx, w.a.Shard(w.c), func(tx store.Tx) error {
		if err := first(ctx, tx); err != nil {
			return err
		}
		after.Go(func() {
			late = w.b.Update(ctx, w.b.Shard(w.c), func(tx store.Tx) error { return second(ctx, tx) })
		})
		waitForLock(w.T, w.dsn)
		return nil
	})
	after.Wait()
	if err := errors.Join(err, late); err != nil {
		w.Fatal(err)
	}
}

// TestAMessageWaitsForTheOneBefore holds one person's conversation in one
// node while the other receives their next message.
func TestAMessageWaitsForTheOneBefore(t *testing.T) {
	w := newTwo(t)
	turn := func(ref string, between func()) func(context.Context, store.Tx) error {
		return func(ctx context.Context, tx store.Tx) error {
			_, convs, err := tx.Receive(ctx, []store.Inbound{{Contact: w.c, Ref: ref, Address: "+15005550001"}})
			if err != nil {
				return err
			}
			between()
			convs[w.c].Edition++
			return tx.PutConversations(ctx, []*store.Conversation{convs[w.c]})
		}
	}
	alone := func() {}
	// Both find nobody there: the second to insert fails whole.
	shard := w.a.Shard(w.c)
	first := w.a.Update(t.Context(), shard, func(tx store.Tx) error {
		return turn("1", func() { w.on(w.b, turn("2", alone)) })(t.Context(), tx)
	})
	if !errors.Is(first, store.ErrConflict) {
		t.Fatalf("got %v, want ErrConflict", first)
	}
	// Now there is a row to lock: the second waits until the first is done.
	w.meet(turn("1", alone), turn("3", alone))
	w.on(w.a, func(ctx context.Context, tx store.Tx) error {
		convs, err := tx.Conversations(ctx, []store.Contact{w.c})
		if err == nil && convs[w.c].Edition != 3 {
			t.Errorf("got %d turns, want 3", convs[w.c].Edition)
		}
		return err
	})
}

// TestWhoUnfollowsIsGone lets a person unfollow while the news of another
// node notes what they have seen.
func TestWhoUnfollowsIsGone(t *testing.T) {
	w := newTwo(t)
	climate := store.Follow{Contact: w.c, Plan: "kaduna", Kind: "theme", Target: "climate"}
	w.on(w.a, func(ctx context.Context, tx store.Tx) error { return tx.AddFollows(ctx, []store.Follow{climate}) })
	w.meet(
		func(ctx context.Context, tx store.Tx) error {
			seen := climate
			seen.Seen = 7
			if err := tx.SetSeen(ctx, []store.Follow{seen}); err != nil {
				return err
			}
			_, err := tx.Follows(ctx, []store.Contact{w.c}) // what is queued leaves with a read
			return err
		},
		func(ctx context.Context, tx store.Tx) error {
			n, err := tx.DropFollows(ctx, []store.Follow{climate})
			if n != 1 {
				t.Errorf("dropped %d, want 1", n)
			}
			return err
		})
	w.on(w.a, func(ctx context.Context, tx store.Tx) error {
		left, err := tx.Follows(ctx, []store.Contact{w.c})
		if len(left) != 0 {
			t.Errorf("got %v after UNFOLLOW, want nothing", left)
		}
		return err
	})
}

// TestAnAnswerWaitsForAReceipt lets a receipt move a message while the other
// node notes that it was sent: neither's news is lost.
func TestAnAnswerWaitsForAReceipt(t *testing.T) {
	w, now := newTwo(t), time.Now()
	w.on(w.a, func(ctx context.Context, tx store.Tx) error {
		return errors.Join(
			tx.PutConversations(ctx, []*store.Conversation{{Contact: w.c, Channel: "town", Address: "+15005550001", New: true}}),
			tx.Enqueue(ctx, []store.Message{{Contact: w.c, Key: "k", ID: "our-id", Channel: "town", Text: "hello", At: now}}))
	})
	w.on(w.a, func(ctx context.Context, tx store.Tx) error {
		taken, _, err := tx.Claim(ctx, "town", 1, now, now.Add(time.Minute), 1)
		if len(taken) != 1 {
			t.Errorf("claimed %d messages, want 1", len(taken))
		}
		return err
	})
	w.meet(
		func(ctx context.Context, tx store.Tx) error {
			return tx.Status(ctx, []store.StatusUpdate{{Contact: w.c, ID: "our-id", State: store.Delivered, At: now}})
		},
		func(ctx context.Context, tx store.Tx) error {
			return tx.Finish(ctx, 1, []store.Outcome{{Contact: w.c, Key: "k", State: store.Sent, Ref: "theirs", Cost: 7, At: now}})
		})
	err := w.a.View(t.Context(), func(v store.View) error {
		return v.EachMessage(t.Context(), store.MessageFilter{}, func(m store.Message) error {
			if m.State != store.Delivered || m.Ref != "theirs" || m.Cost != 7 {
				t.Errorf("got %s, %q and %d, want it delivered, under their id and paid", m.State, m.Ref, m.Cost)
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestACancelledFlowWaitsForNobody lets somebody stop while the other node takes
// back a broadcast: whose words wait for that node's job would wait in a circle.
func TestACancelledFlowWaitsForNobody(t *testing.T) {
	w, now := newTwo(t), time.Now()
	w.on(w.a, func(ctx context.Context, tx store.Tx) error {
		msgs := make([]store.Message, 2)
		for i := range msgs {
			msgs[i] = store.Message{Contact: w.c, Key: string(rune('a' + i)), Channel: "town", Flow: []string{"well", "bins"}[i], Text: "hello", At: now}
		}
		return errors.Join(
			tx.PutConversations(ctx, []*store.Conversation{{Contact: w.c, Channel: "town", Address: "+15005550001", New: true}}),
			tx.Enqueue(ctx, msgs))
	})
	w.on(w.a, func(ctx context.Context, tx store.Tx) error {
		n, err := tx.Cancel(ctx, []store.Message{{Contact: w.c, Key: "a"}}, "they said no")
		if err != nil || n != 1 {
			t.Errorf("stopped %d, %v, want 1", n, err)
		}
		short, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		return w.b.Update(short, w.b.Shard(w.c), func(tx store.Tx) error {
			for flow, want := range map[string]int{"well": 0, "bins": 1} {
				if n, err := tx.CancelFlow(short, flow, "it is cancelled", 10); err != nil || n != want {
					t.Errorf("%s: stopped %d, %v, want %d", flow, n, err, want)
				}
			}
			return nil
		})
	})
}

// waitForLock returns once somebody waits for a lock in the database.
func waitForLock(t *testing.T, dsn string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	for waits := false; !waits; {
		err := conn.QueryRow(ctx, `select exists (select 1 from pg_stat_activity
			where datname = current_database() and wait_event_type = 'Lock')`).Scan(&waits)
		if err != nil {
			t.Fatal(err)
		}
	}
}
