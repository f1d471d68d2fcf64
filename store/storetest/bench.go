package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"plaza/store"
)

// Turns measures the hot transaction: so many messages of so many people come
// in, each finds a conversation of 1 KB, gives one answer and gets one reply.
// Every shard has a lane of its own. Wear tells how many bytes the database
// has written to its log so far; nil when it does not say.
func Turns(b *testing.B, s store.Store, batch int, wear func() int64) {
	lanes := make([]*lane, s.Shards())
	for shard := range lanes {
		lanes[shard] = newLane(b, s, shard)
	}
	began := int64(0)
	if wear != nil {
		began = wear()
	}
	var next atomic.Int64
	var done sync.WaitGroup
	b.ResetTimer()
	for _, l := range lanes {
		done.Go(func() {
			for next.Add(1) <= int64(b.N) {
				if err := l.turn(batch); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	done.Wait()
	b.StopTimer()
	turns := float64(b.N * batch)
	b.ReportMetric(turns/b.Elapsed().Seconds(), "turns/s")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/turns, "ns/turn")
	if wear != nil {
		b.ReportMetric(float64(wear()-began)/turns, "log-B/turn")
	}
}

// lane is what one shard's worker does over and over.
type lane struct {
	s      store.Store
	shard  int
	people []store.Inbound
	count  int
	stride int // people write in no order that the table knows
	state  []byte
}

func newLane(b *testing.B, s store.Store, shard int) *lane {
	l := &lane{s: s, shard: shard, stride: 1, state: bytes.Repeat([]byte("state, "), 150)[:1024]}
	for n := 0; len(l.people) < 2000; n++ {
		address := fmt.Sprintf("+1500%07d", n)
		if c := s.Contact("sms", "", address); s.Shard(c) == shard {
			l.people = append(l.people, store.Inbound{Contact: c, Channel: "town", Address: address, Text: "the second one, please"})
		}
	}
	for range len(l.people) / 50 {
		if err := l.turn(50); err != nil {
			b.Fatal(err)
		}
	}
	l.stride = 797
	return l
}

func (l *lane) turn(batch int) error {
	ctx := context.Background()
	in := make([]store.Inbound, batch)
	for i := range in {
		in[i] = l.people[(l.count+i)*l.stride%len(l.people)]
		in[i].Ref = fmt.Sprintf("SM%032d", l.count+i)
		in[i].At = noon.Add(time.Duration(l.count) * time.Millisecond)
	}
	l.count += batch
	return l.s.Update(ctx, l.shard, func(tx store.Tx) error {
		fresh, convs, err := tx.Receive(ctx, in)
		if err != nil {
			return err
		}
		put := make([]*store.Conversation, 0, batch)
		answers := make([]store.Answer, 0, batch)
		replies := make([]store.Message, 0, batch)
		for i := range in {
			m := &in[i]
			if !fresh[i] {
				return errors.New("a message came twice")
			}
			m.Run = "XK4VQ2J7"
			c := convs[m.Contact]
			c.Channel, c.Flow, c.Edition, c.Run, c.Lang = "town", "ogp-strategy", 1, m.Run, "en"
			c.SeenAt, c.Due = m.At, m.At.Add(24*time.Hour)
			c.State = bytes.Clone(l.state)
			copy(c.State[l.count%1000:], "changed")
			put = append(put, c)
			answers = append(answers, store.Answer{Contact: m.Contact, Run: m.Run, Flow: c.Flow, Part: "main", Name: m.Ref[20:],
				Kind: "choose", Status: "answered", Value: "two", Raw: m.Text, Edition: 1, Wording: 1, Lang: "en", At: m.At})
			replies = append(replies, store.Message{Contact: m.Contact, Key: "in/" + m.Ref + "/0", ID: m.Ref, Channel: "town",
				Text: "Thank you. Next: which of these matters most to you, and why?", Lang: "en", Flow: c.Flow, Run: m.Run, At: m.At})
		}
		return errors.Join(tx.Tag(ctx, in), tx.PutConversations(ctx, put), tx.PutAnswers(ctx, answers), tx.Enqueue(ctx, replies))
	})
}
