package bot_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"plaza/bot"
	"plaza/channels"
	"plaza/store"
	"plaza/store/spool"
)

// spooling gives a world a spool, and a node that uses it.
func (w *world) spooling(max int64) *world {
	w.t.Helper()
	w.spoolDir = w.t.TempDir()
	s, err := spool.Open(spool.Options{Dir: w.spoolDir, Keys: keys(w.t), Max: max, Now: func() time.Time { return w.clock }, Rand: rand.Reader})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = s.Close() })
	w.config.Spool = s
	w.Bot = w.node()
	if err := w.Reload(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	return w
}

// replay replays until nothing more is.
func (w *world) replay() {
	w.t.Helper()
	for {
		n, err := w.Replay(w.t.Context())
		if err != nil {
			w.t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

// spoolFiles is everything that lies in the spool's folder.
func (w *world) spoolFiles() []byte { return readAll(w.t, w.spoolDir) }

func readAll(t testing.TB, dir string) []byte {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	var all []byte
	for _, p := range paths {
		b, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b...)
	}
	return all
}

// counted is a metric of the bot's.
func (w *world) counted(name string) float64 {
	w.t.Helper()
	reg := prometheus.NewRegistry()
	reg.MustRegister(w.Collectors()...)
	families, err := reg.Gather()
	if err != nil {
		w.t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == "plaza_"+name {
			m := f.GetMetric()[0]
			return m.GetCounter().GetValue() + m.GetGauge().GetValue()
		}
	}
	w.t.Fatalf("there is no metric %s", name)
	return 0
}

func TestStoreGoesAndComesBack(t *testing.T) {
	w := newWorld(t, streets).spooling(1 << 20)
	ana, ben := w.person("+1").says("STREETS", "yes").skips(), w.person("+2")
	w.line.away.Store(true)
	w.receive(ana, "water pipes", "It leaks.")
	w.receive(ben, "STREETS")
	w.receive(ben, "yes")
	if got := w.counted("spooled_total"); got != 4 {
		t.Errorf("got %v events spooled, want 4", got)
	}
	if got := w.counted("spool_bytes"); got < 400 {
		t.Errorf("got %v bytes, want what four events take", got)
	}
	if n, err := w.Replay(t.Context()); n != 0 || !errors.Is(err, store.ErrAway) {
		t.Errorf("got %d, %v while the store is away", n, err)
	}
	w.line.away.Store(false)
	w.receive(ben, "street") // goes behind what waits
	w.dispatch()
	ben.hearsNothing()
	w.replay()
	w.dispatch()
	ana.hears("Why?", "Thank you.").onRecord("streets/main done first=pipes why=It leaks.")
	ben.hears("May we", "What comes", "Why?").onRecord("streets/main  first=lamps")
	if got := w.counted("replayed_total"); got != 5 {
		t.Errorf("got %v events replayed, want 5", got)
	}
	if left := w.spoolFiles(); len(left) != 0 || w.counted("spool_bytes") != 0 {
		t.Errorf("the spool still holds %d bytes", len(left))
	}
	ben.says("It is dark.").hears("Thank you.") // straight into the store again
	if got := w.counted("spooled_total"); got != 5 {
		t.Errorf("got %v events spooled, want no more than 5", got)
	}
}

// The network repeats itself, and so may a replay that was cut off.
func TestReplayTwiceIsHarmless(t *testing.T) {
	w := newWorld(t, streets).spooling(1 << 20)
	w.line.away.Store(true)
	for range 2 {
		for i, text := range []string{"STREETS", "yes", "street"} {
			e := channels.Event{Kind: channels.Message, From: "+1", Ref: fmt.Sprint("r", i), Text: text}
			if err := w.Receive(t.Context(), "sms", e); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.line.away.Store(false)
	w.line.cuts = 1 // the first commit is not heard of
	for range 3 {
		_, _ = w.Replay(t.Context())
	}
	w.replay()
	w.dispatch()
	w.person("+1").hears("May we", "What comes", "Why?").onRecord("streets/main  first=lamps")
}

func TestReceiptsAreSpooled(t *testing.T) {
	w := newWorld(t, streets).spooling(1 << 20)
	w.person("+1").says("STREETS")
	w.line.away.Store(true)
	e := channels.Event{Kind: channels.Status, From: "+1", ID: w.net.lastID(), State: channels.Delivered}
	if err := w.Receive(t.Context(), "sms", e); err != nil {
		t.Fatal(err)
	}
	w.line.away.Store(false)
	w.replay()
	if got := w.outbox(); got[store.Delivered] != 1 {
		t.Errorf("got %v, want delivered", got)
	}
}

// What is erased while the store is away is erased: in the store, which had
// some of it, and in the spool, which had the rest.
func TestEraseInTheSpool(t *testing.T) {
	w := newWorld(t, streets).spooling(1 << 20)
	ana := w.person("+15005550123").says("STREETS", "yes", "street")
	w.line.away.Store(true)
	w.receive(ana, "Because of the mayor.", "ERASE")
	if held := w.spoolFiles(); len(held) == 0 || bytes.Contains(held, []byte("mayor")) || bytes.Contains(held, []byte("+15005550123")) {
		t.Error("the spool is empty, or holds text or an address in clear")
	}
	w.line.away.Store(false)
	w.replay()
	w.dispatch()
	ana.onRecord().nothingOf("mayor", "street", "STREETS", "May we")
	for what, held := range map[string][]byte{"database": readAll(t, w.storeDir), "spool": w.spoolFiles()} {
		for _, secret := range []string{"mayor", "+15005550123", "STREETS"} {
			if bytes.Contains(held, []byte(secret)) {
				t.Errorf("the %s still holds %q", what, secret)
			}
		}
	}
	if left := w.spoolFiles(); len(left) != 0 {
		t.Errorf("the spool still holds %d bytes", len(left))
	}
	ana.skips().says("STREETS").hears("START")
}

func TestFullSpoolAcknowledgesNothing(t *testing.T) {
	w := newWorld(t, streets).spooling(1000)
	w.line.away.Store(true)
	acked := 0
	for i := range 20 {
		e := channels.Event{Kind: channels.Message, From: "+1", Ref: fmt.Sprint("r", i), Text: "STREETS"}
		err := w.Receive(t.Context(), "sms", e)
		switch {
		case err == nil:
			acked++
		case !errors.Is(err, spool.ErrFull):
			t.Errorf("got %v, want ErrFull", err)
		}
	}
	if acked == 0 || acked == 20 {
		t.Fatalf("%d of 20 were acknowledged: the bound was never met", acked)
	}
	w.line.away.Store(false)
	w.replay()
	if got := w.counted("messages_received_total"); got != float64(acked) {
		t.Errorf("got %v messages stored, want the %d acknowledged", got, acked)
	}
}

// An event that the store refuses, though it answers, holds up nobody for long.
func TestWhatTheStoreRefusesIsSetAside(t *testing.T) {
	w := newWorld(t, streets).spooling(1 << 20)
	w.line.refuse = true
	ana := w.person("+1")
	w.receive(ana, "STREETS")
	for range 10 {
		if n, err := w.Replay(t.Context()); n > 0 || err == nil {
			break
		}
	}
	w.line.refuse = false
	if got := w.counted("spool_left_total"); got != 1 {
		t.Errorf("got %v set aside, want 1", got)
	}
	w.replay()
	w.person("+2").says("STREETS").hears("May we")
	if left := w.spoolFiles(); len(left) == 0 {
		t.Error("an acknowledged message was thrown away")
	}
}

func TestWhatAnEarlierProcessLeftComesFirst(t *testing.T) {
	w := newWorld(t, streets).spooling(1 << 20)
	ana := w.person("+1")
	w.line.away.Store(true)
	w.receive(ana, "STREETS", "yes")
	w.line.away.Store(false)
	w.Bot = w.node()
	if err := w.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.receive(ana, "street")
	w.replay()
	w.dispatch()
	ana.hears("May we", "What comes", "Why?")
}

// Nobody's second message goes before a first that had to wait.
func TestWhatFailsInABatchIsNotOvertaken(t *testing.T) {
	w := newWorld(t, streets).spooling(1 << 20)
	ana := w.person("+1").says("STREETS").skips()
	w.line.fails = 3 // the batch, the first alone, and to park it
	w.receive(ana, "yes", "street", "It is dark.")
	w.replay()
	w.dispatch()
	ana.hears("What comes", "Why?", "Thank you.").onRecord("streets/main done first=lamps why=It is dark.")
}

// A network that keeps what we do not confirm is not confirmed.
func TestPolledEventsAreNotSpooled(t *testing.T) {
	w := newWorld(t, streets)
	polled := &polledNetwork{network: w.net, in: make(chan channels.Event), out: make(chan error)}
	w.config.Channels = map[string]channels.Channel{"sms": polled}
	w.spooling(1 << 20)
	w.line.away.Store(true)
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { w.Run(ctx) })
	defer running.Wait()
	defer stop()
	polled.in <- channels.Event{Kind: channels.Message, From: "+1", Ref: "a", Text: "STREETS"}
	if err := <-polled.out; err == nil {
		t.Error("it was confirmed, and is nowhere")
	}
	if got := w.counted("spooled_total"); got != 0 {
		t.Errorf("got %v spooled, want none", got)
	}
}

// polledNetwork is a network that we ask.
type polledNetwork struct {
	*network
	in  chan channels.Event
	out chan error
}

func (n *polledNetwork) Poll(ctx context.Context, sink channels.Sink) error {
	for {
		select {
		case e := <-n.in:
			n.out <- sink(ctx, e)
		case <-ctx.Done():
			return nil
		}
	}
}

// A process that has not reached its store since it began takes events in all
// the same, and hands them to the bot once there is one.
func TestHoldBeforeThereIsABot(t *testing.T) {
	w := newWorld(t, streets).spooling(1 << 20)
	h := bot.NewHold(w.config.Spool, w.config.Now)
	sink := h.Sink("sms")
	for i, text := range []string{"STREETS", "yes"} {
		if err := sink(t.Context(), channels.Event{Kind: channels.Message, From: "+1", Ref: fmt.Sprint(i), Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	w.Bot = w.node()
	if err := w.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.Pass(w.Bot)
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { w.Run(ctx) })
	// Also the very first that the bot takes goes behind them.
	err := sink(t.Context(), channels.Event{Kind: channels.Message, From: "+1", Ref: "late", Text: "street"})
	stop()
	running.Wait()
	if err != nil {
		t.Fatal(err)
	}
	w.replay()
	w.dispatch()
	w.person("+1").hears("May we", "What comes", "Why?")
}

// A receipt that says nobody is there, and comes after what they wrote since,
// does not keep us from writing to them.
func TestAReceiptFromBeforeTheyWroteBuriesNobody(t *testing.T) {
	for name, late := range map[string]func(w *world, dead channels.Event){
		"Spooled": func(w *world, dead channels.Event) {
			w.line.away.Store(true)
			if err := w.Receive(t.Context(), "sms", dead); err != nil {
				t.Fatal(err)
			}
			w.clock = w.clock.Add(time.Minute)
			w.receive(w.person("+1"), "yes")
			w.line.away.Store(false)
			w.replay()
		},
		"Told": func(w *world, dead channels.Event) {
			dead.At = w.clock
			w.clock = w.clock.Add(time.Minute)
			w.receive(w.person("+1"), "yes")
			if err := w.Receive(t.Context(), "sms", dead); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, streets).spooling(1 << 20)
			ana := w.person("+1").says("STREETS").skips()
			late(w, channels.Event{Kind: channels.Status, From: "+1", ID: w.net.lastID(), State: channels.Failed, Dead: true})
			w.queue(ana, "news", store.Broadcast, "the news")
			w.dispatch()
			ana.hears("What comes first?", "the news")
		})
	}
}
