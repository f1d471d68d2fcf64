package telegram_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"plaza/channels"
	"plaza/channels/telegram"
	"plaza/channels/telegram/telegramtest"
)

// town is the adapter and the fake, joined over loopback, with a sink that
// keeps everything.
type town struct {
	*telegramtest.Server
	channel channels.Channel

	mu   sync.Mutex
	news *sync.Cond
	kept []channels.Event
	fail int // so many calls of the sink fail first
}

func (n *town) sink(_ context.Context, events ...channels.Event) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.fail > 0 {
		n.fail--
		return errors.New("the disk is full")
	}
	n.kept = append(n.kept, events...)
	n.news.Broadcast()
	return nil
}

// events waits for so many.
func (n *town) events(t testing.TB, count int) []channels.Event {
	t.Helper()
	n.mu.Lock()
	defer n.mu.Unlock()
	late := false
	clock := time.AfterFunc(10*time.Second, func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		late = true
		n.news.Broadcast()
	})
	defer clock.Stop()
	for len(n.kept) < count && !late {
		n.news.Wait()
	}
	if late {
		t.Fatalf("got %d events, want %d: %+v", len(n.kept), count, n.kept)
	}
	return slices.Clone(n.kept)
}

// ways are both in which messages come.
var ways = []string{"polled", "called"}

// newTown joins a bot to a fake. Its messages come at once.
func newTown(t testing.TB, way string, cfg telegramtest.Config, change func(*telegram.Config)) *town {
	t.Helper()
	n := &town{}
	n.news = sync.NewCond(&n.mu)
	var hook http.Handler
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { hook.ServeHTTP(w, r) }))
	t.Cleanup(web.Close)
	cfg.Connect = web.URL
	n.Server = telegramtest.New(cfg)
	t.Cleanup(n.Close)
	account := config(n.URL)
	account.Webhook = way == "called"
	account.LongPoll = 20 * time.Second // news ends the wait, and the test ends it
	if change != nil {
		change(&account)
	}
	n.channel = open(t, account)
	if called, ok := n.channel.(channels.WebhookReceiver); ok {
		hook = called.Webhook(n.sink)
		for _, f := range n.channel.(channels.Doctor).Diagnose(deadline(t), true) {
			if f.Grade == channels.Bad {
				t.Fatalf("set the webhook: %s", f.Says)
			}
		}
		return n
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			_ = n.channel.(channels.PollReceiver).Poll(ctx, n.sink) // as the runtime does, without its pause
		}
	}()
	t.Cleanup(func() { stop(); <-done })
	return n
}

func deadline(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute) // only against hanging
	t.Cleanup(cancel)
	return ctx
}

// send sends what must be taken.
func (n *town) send(t testing.TB, m channels.Outbound) channels.Receipt {
	t.Helper()
	if m.ID == "" {
		m.ID = "m"
	}
	r, err := n.channel.Send(deadline(t), m)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
