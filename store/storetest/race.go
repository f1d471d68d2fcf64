package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"plaza/store"
)

// Race lets two nodes on one database work for the same people at once. Every
// message is delivered to both, which take them in opposite order and in
// batches of several people, also in opposite order; each message counts one
// up and gets one reply, and either node sends. Whoever loses a race waits or
// gets ErrConflict and tries again; in the end everything has happened once.
func Race(t *testing.T, a, b store.Store) {
	const people, messages = 4, 24 // people of each shard
	crowd := make([][]store.Inbound, 2)
	for shard := range crowd {
		for p := range people {
			c, address := somebody(a, shard, p)
			crowd[shard] = append(crowd[shard], said(c, address, "", "one more", noon))
		}
	}
	var group sync.WaitGroup
	var sent sync.Map
	for n, node := range []store.Store{a, b} {
		for shard := range crowd {
			group.Go(func() {
				for m := range messages {
					batch := slices.Clone(crowd[shard])
					if n == 1 {
						m = messages - 1 - m
						slices.Reverse(batch)
					}
					for i := range batch {
						batch[i].Ref = fmt.Sprint(m)
					}
					if err := converse(node, shard, batch); err != nil {
						t.Errorf("message %d: %v", m, err)
						return
					}
				}
			})
		}
		group.Go(func() {
			for range messages {
				if err := send(t, node, int64(n+1), &sent); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	for shard, batch := range crowd {
		update(t, a, shard, func(ctx context.Context, tx store.Tx) error {
			for p, m := range batch {
				convs, err := tx.Conversations(ctx, []store.Contact{m.Contact})
				if err != nil {
					return err
				}
				answers, err := tx.Answers(ctx, m.Contact, "r")
				if err != nil {
					return err
				}
				if convs[m.Contact].Edition != messages || len(answers) != messages {
					t.Errorf("shard %d, person %d: counted %d and %d answers, want %d", shard, p, convs[m.Contact].Edition, len(answers), messages)
				}
			}
			return nil
		})
	}
}

// converse handles a batch as the runtime does, again after a conflict.
func converse(s store.Store, shard int, in []store.Inbound) error {
	ctx := context.Background()
	var err error
	for range 50 {
		err = s.Update(ctx, shard, func(tx store.Tx) error {
			fresh, convs, err := tx.Receive(ctx, in)
			if err != nil {
				return err
			}
			var put []*store.Conversation
			var answers []store.Answer
			var replies []store.Message
			for i, m := range in {
				if !fresh[i] {
					continue
				}
				conv := convs[m.Contact]
				conv.Edition++ // whoever reads without a lock loses one
				put = append(put, conv)
				answers = append(answers, store.Answer{Contact: m.Contact, Run: "r", Name: fmt.Sprint(conv.Edition), At: noon})
				replies = append(replies, ours(m.Contact, "in/"+m.Ref+"/0", store.Reply))
			}
			return errors.Join(tx.PutConversations(ctx, put), tx.PutAnswers(ctx, answers), tx.Enqueue(ctx, replies))
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
			msgs, _, err = tx.Claim(ctx, "town", fence, noon.Add(time.Second), noon.Add(time.Hour), 3)
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
