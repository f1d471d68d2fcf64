package bot_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"plaza/bot"
	"plaza/channels"
	"plaza/channels/twilio"
	"plaza/channels/twilio/twiliotest"
	"plaza/locales"
	"plaza/store"
	"plaza/store/postgres"
	"plaza/store/postgres/pgtest"
	"plaza/store/sqlite"
)

// latency is how long the fake provider takes to answer.
const latency = 50 * time.Millisecond

// BenchmarkDispatch measures how fast one sender without a rate empties its
// outbox into a provider that takes 50 ms for each message, over loopback HTTP,
// beside a bare loop of the same adapter making the same calls. The database
// has its default durability. Rounds of the two alternate; the ratio is the
// median of theirs.
func BenchmarkDispatch(b *testing.B) {
	for _, inFlight := range []int{32, 256} {
		b.Run(fmt.Sprintf("postgres/inflight=%d", inFlight), func(b *testing.B) {
			server, err := pgtest.Start(b.Context(), pgtest.Options{})
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = server.Stop() })
			s, err := postgres.Open(b.Context(), server.DSN(""), postgres.Options{Keys: keys(b), Migrate: true})
			if err != nil {
				b.Fatal(err)
			}
			newRace(b, s, inFlight).run(b)
		})
		b.Run(fmt.Sprintf("sqlite/inflight=%d", inFlight), func(b *testing.B) {
			s, err := sqlite.Open(b.Context(), b.TempDir()+"/plaza.db", sqlite.Options{Keys: keys(b), Migrate: true})
			if err != nil {
				b.Fatal(err)
			}
			newRace(b, s, inFlight).run(b)
		})
	}
}

// A race is the dispatcher against the bare loop.
type race struct {
	store    store.Store
	bot      *bot.Bot
	channel  *twilio.Channel
	inFlight int
	round    int
}

func newRace(b *testing.B, s store.Store, inFlight int) *race {
	b.Cleanup(func() { _ = s.Close() })
	provider := twiliotest.New(twiliotest.Config{
		Statuses: []twiliotest.Status{},
		Answer: func(twiliotest.Message) twiliotest.Answer {
			time.Sleep(latency)
			return twiliotest.Answer{}
		},
	})
	b.Cleanup(provider.Close)
	ch, err := twilio.New(twilio.Config{
		AccountSID: twiliotest.Account, AuthToken: twiliotest.Token, From: twiliotest.Number,
		PublicURL: "https://plaza.example", Path: "/hooks/sms/", API: provider.URL, Now: time.Now,
	})
	if err != nil {
		b.Fatal(err)
	}
	bundle, err := locales.Load()
	if err != nil {
		b.Fatal(err)
	}
	r := &race{store: s, channel: ch, inFlight: inFlight}
	r.bot, err = bot.New(bot.Config{
		Store: s, Channels: map[string]channels.Channel{"sms": ch}, Locales: bundle, Now: time.Now,
		InFlight: map[string]int{"sms": inFlight},
	})
	if err != nil {
		b.Fatal(err)
	}
	return r
}

// run lets both go in turns and reports what they do a second, the memory each
// adds at its peak, and the ratio.
func (r *race) run(b *testing.B) {
	const seconds, rounds = 3, 5
	n := int(seconds * time.Second / latency * time.Duration(r.inFlight))
	r.bare(b, 4*r.inFlight) // connections are made before the clock runs
	for b.Loop() {
		var ours, theirs, ratios, ourHeap, theirHeap []float64
		for range rounds {
			r.enqueue(b, n)
			rate, heap := measured(n, func() {
				if sent, err := r.bot.Dispatch(b.Context(), "sms"); sent != n || err != nil {
					b.Fatalf("dispatched %d of %d: %v", sent, n, err)
				}
			})
			bareRate, bareHeap := measured(n, func() { r.bare(b, n) })
			ours, ourHeap = append(ours, rate), append(ourHeap, heap)
			theirs, theirHeap = append(theirs, bareRate), append(theirHeap, bareHeap)
			ratios = append(ratios, rate/bareRate)
		}
		for name, values := range map[string][]float64{
			"msg/s": ours, "bare-msg/s": theirs, "ratio": ratios, "MiB": ourHeap, "bare-MiB": theirHeap,
		} {
			slices.Sort(values)
			b.ReportMetric(values[rounds/2], name)
		}
		b.ReportMetric(0, "ns/op")
	}
}

// bare calls the adapter n times, from as many goroutines as sends may be under way.
func (r *race) bare(b *testing.B, n int) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range r.inFlight {
		wg.Go(func() {
			for i := next.Add(1); i <= int64(n); i = next.Add(1) {
				if _, err := r.channel.Send(b.Context(), channels.Outbound{
					ID: fmt.Sprintf("bare%012d", i), To: channels.Address(citizen(int(i))), Text: benchText, Lang: "en",
				}); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}

const benchText = "Thank you. Next: which of these matters most to you, and why?"

func citizen(i int) string { return fmt.Sprintf("+999%010d", i) }

// enqueue queues a message to each of n people.
func (r *race) enqueue(b *testing.B, n int) {
	r.round++
	at := time.Now().UTC()
	shards := make([][]store.Message, r.store.Shards())
	for i := range n {
		c := r.store.Contact("sms", "", citizen(i))
		shards[r.store.Shard(c)] = append(shards[r.store.Shard(c)], store.Message{
			Contact: c, Key: fmt.Sprintf("cast/%d/%d", r.round, i), ID: fmt.Sprintf("%016d", i), Channel: "sms", Address: citizen(i),
			Priority: store.Broadcast, Text: benchText, Lang: "en", Flow: "f", At: at,
		})
	}
	for shard, msgs := range shards {
		for batch := range slices.Chunk(msgs, 500) {
			err := r.store.Update(b.Context(), shard, func(tx store.Tx) error {
				if r.round == 1 {
					if err := tx.PutConversations(b.Context(), people(batch)); err != nil {
						return err
					}
				}
				return tx.Enqueue(b.Context(), batch)
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

// people are the conversations of those a batch goes to.
func people(batch []store.Message) []*store.Conversation {
	convs := make([]*store.Conversation, len(batch))
	for i, m := range batch {
		convs[i] = &store.Conversation{Contact: m.Contact, Channel: "sms", Address: m.Address, Lang: "en", SeenAt: m.At, New: true}
	}
	return convs
}

// measured is how many of n things fn does a second, and by how many MiB the
// heap is larger at its peak than before.
func measured(n int, fn func()) (rate, heap float64) {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before, peak := m.HeapAlloc, m.HeapAlloc
	ctx, stop := context.WithCancel(context.Background())
	var watch sync.WaitGroup
	watch.Go(func() {
		for ctx.Err() == nil {
			time.Sleep(100 * time.Millisecond)
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapAlloc)
		}
	})
	began := time.Now()
	fn()
	took := time.Since(began)
	stop()
	watch.Wait()
	return float64(n) / took.Seconds(), float64(peak-before) / (1 << 20)
}
