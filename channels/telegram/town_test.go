package telegram_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"plaza/channels"
	"plaza/channels/channeltest"
	"plaza/channels/telegram"
	"plaza/channels/telegram/telegramtest"
)

// town is the adapter and the fake, joined over loopback.
type town struct {
	*telegramtest.Server
	channel channels.Channel
	sink    channeltest.Sink
}

// ways are both in which messages come.
var ways = []string{"polled", "called"}

// newTown joins a bot to a fake. Its messages come at once.
func newTown(t testing.TB, way string, cfg telegramtest.Config, change func(*telegram.Config)) *town {
	t.Helper()
	n := &town{}
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
		hook = called.Webhook(n.sink.Keep)
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
			_ = n.channel.(channels.PollReceiver).Poll(ctx, n.sink.Keep) // as the runtime does, without its pause
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
