package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"plaza/store"
)

// Race lets two nodes on one database work for the same people at once: every
// message is delivered to both, each answer counts one up, and either node
// sends. Whoever loses a race waits or gets ErrConflict and tries again; in
// the end everything has happened once.
func Race(t *testing.T, a, b store.Store) {
	const people, messages = 6, 15
	var group sync.WaitGroup
	for _, node := range []store.Store{a, b} {
		for p := range people {
			c, address := somebody(a, p%2, p)
			group.Go(func() {
				for m := range messages {
					if err := converse(node, said(c, address, fmt.Sprint(m), "one more", noon)); err != nil {
						t.Errorf("message %d: %v", m, err)
						return
					}
				}
			})
		}
	}
	var sent sync.Map
	for n, node := range []store.Store{a, b} {
		group.Go(func() {
			for range people * messages {
				if err := send(t, node, int64(n+1), &sent); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	for p := range people {
		c, _ := somebody(a, p%2, p)
		update(t, a, p%2, func(ctx context.Context, tx store.Tx) error {
			convs, err := tx.Conversations(ctx, []store.Contact{c})
			if err != nil {
				return err
			}
			answers, err := tx.Answers(ctx, c, "r")
			if convs[c].Edition != messages || len(answers) != messages {
				t.Errorf("person %d: counted %d and %d answers, want %d", p, convs[c].Edition, len(answers), messages)
			}
			return err
		})
	}
}

// converse handles one message as the runtime does, again after a conflict.
func converse(s store.Store, in store.Inbound) error {
	ctx := context.Background()
	var err error
	for range 50 {
		err = s.Update(ctx, s.Shard(in.Contact), func(tx store.Tx) error {
			fresh, convs, err := tx.Receive(ctx, []store.Inbound{in})
			if err != nil || !fresh[0] {
				return err
			}
			conv := convs[in.Contact]
			conv.Edition++ // whoever reads without a lock loses one
			return errors.Join(tx.PutConversations(ctx, []*store.Conversation{conv}),
				tx.PutAnswers(ctx, []store.Answer{{Contact: in.Contact, Run: "r", Name: fmt.Sprint(conv.Edition), At: noon}}),
				tx.Enqueue(ctx, []store.Message{ours(in.Contact, "in/"+in.Ref+"/0", store.Reply)}))
		})
		if !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
	return fmt.Errorf("fifty conflicts in a row, the last: %w", err)
}

// send claims on both shards and finishes what it claimed. No message may be
// claimed by two.
func send(t *testing.T, s store.Store, fence int64, sent *sync.Map) error {
	ctx := context.Background()
	for shard := range s.Shards() {
		var msgs []store.Message
		err := s.Update(ctx, shard, func(tx store.Tx) (err error) {
			msgs, err = tx.Claim(ctx, "town", fence, noon.Add(time.Second), noon.Add(time.Hour), 3)
			return err
		})
		if errors.Is(err, store.ErrConflict) {
			continue // claimed by the other: nothing was taken
		}
		if err != nil {
			return err
		}
		var outcomes []store.Outcome
		for _, m := range msgs {
			if _, twice := sent.LoadOrStore(string(m.Contact)+m.Key, true); twice {
				t.Errorf("%s was claimed twice", m.Key)
			}
			outcomes = append(outcomes, store.Outcome{Contact: m.Contact, Key: m.Key, State: store.Sent, At: noon})
		}
		if err := s.Update(ctx, shard, func(tx store.Tx) error { return tx.Finish(ctx, fence, outcomes) }); err != nil {
			return err
		}
	}
	return nil
}
