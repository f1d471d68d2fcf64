package telegram_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"plaza/channels"
	"plaza/channels/telegram"
	"plaza/channels/telegram/telegramtest"
)

// TestTheOffsetFollowsTheStore: while the sink fails, every request asks from
// the same place, and Telegram forgets nothing.
func TestTheOffsetFollowsTheStore(t *testing.T) {
	fake := telegramtest.New(telegramtest.Config{})
	defer fake.Close()
	fake.Person(4001).Say("one")
	fake.Person(4002).Say("two")
	c := open(t, config(fake.URL)).(channels.PollReceiver)
	for range 3 {
		err := c.Poll(deadline(t), func(context.Context, ...channels.Event) error { return errors.New("the disk is full") })
		if err == nil {
			t.Fatal("got nil, want that nothing was stored")
		}
	}
	if got := fake.Waiting(); got != 2 {
		t.Errorf("got %d updates at Telegram, want both still", got)
	}
	ctx, stop := context.WithCancel(deadline(t))
	kept := 0
	go func() {
		_ = fake.Settle(ctx) // confirmed by the request after
		stop()
	}()
	if err := c.Poll(ctx, func(_ context.Context, events ...channels.Event) error { kept += len(events); return nil }); err != nil {
		t.Fatal(err)
	}
	if kept != 2 || fake.Waiting() != 0 {
		t.Errorf("got %d events and %d waiting, want 2 and 0", kept, fake.Waiting())
	}
	offsets := ""
	for _, call := range fake.Calls("getUpdates") {
		offsets += call.Params["offset"] + " "
	}
	if want := "0 0 0 0 7003 "; offsets != want {
		t.Errorf("got the offsets %q, want %q", offsets, want)
	}
}

// TestPoisonIsPassedOver: updates that nobody can read stand between two that
// can be, and are told to the operator by their number alone.
func TestPoisonIsPassedOver(t *testing.T) {
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			var log safeBuffer
			n := newTown(t, way, telegramtest.Config{}, func(c *telegram.Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
			n.Person(4001).Say("before")
			for _, poison := range []string{
				`{"update_id":%d,"message":"private words"}`,
				`{"update_id":%d,"message":{"message_id":"private words","chat":{"id":4001,"type":"private"}}}`,
				`{"update_id":%d,"callback_query":[]}`,
				`{"update_id":%d}`,
			} {
				n.Inject(func(id int64) string { return fmt.Sprintf(poison, id) })
			}
			n.Person(4001).Say("after")
			if err := n.Settle(deadline(t)); err != nil {
				t.Fatalf("got %v, want nothing left at Telegram", err)
			}
			if got := n.sink.Await(t, 2); len(got) != 2 || got[1].Text != "after" {
				t.Errorf("got %+v, want the two that can be read", got)
			}
			if said := log.String(); strings.Count(said, "passed over") != 3 || !strings.Contains(said, "update=7002") || strings.Contains(said, "private words") {
				t.Errorf("got the log %s, want three updates by their numbers", said)
			}
		})
	}
}

// safeBuffer is a log that a test can read while it is written.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// TestUpdatesWithoutANumber cannot be passed over; they end the poll, which the
// runtime begins again after a pause.
func TestUpdatesWithoutANumber(t *testing.T) {
	for _, answer := range []string{`{"ok":true,"result":[{}]}`, `{"ok":true,"result":[5]}`, `{"ok":true,"result":{}}`, `{"ok":true}`} {
		c := open(t, answering(http.StatusOK, answer)).(channels.PollReceiver)
		if err := c.Poll(deadline(t), nil); err == nil {
			t.Errorf("%s: got nil, want an error", answer)
		}
	}
}

// TestAnotherListensToo says what to do.
func TestAnotherListensToo(t *testing.T) {
	for description, want := range map[string]string{
		"Conflict: terminated by other getUpdates request; make sure that only one bot instance is running":            "use webhook: true",
		"Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first": "plaza doctor --mend",
	} {
		c := open(t, answering(http.StatusConflict, `{"ok":false,"error_code":409,"description":"`+description+`"}`)).(channels.PollReceiver)
		if err := c.Poll(deadline(t), nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want it to say %q", err, want)
		}
	}
}

// answering is a bot whose Telegram always says the same, without a network.
func answering(status int, body string) telegram.Config {
	cfg := config("http://telegram.test")
	cfg.Transport = handler(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	})
	return cfg
}

// handler is a network of one handler: with it time is the test's own.
type handler http.HandlerFunc

func (h handler) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	w := httptest.NewRecorder()
	h(w, r)
	return w.Result(), nil
}

// TestEverybodyWaits: a 429 to one message shuts the whole bot, polling
// included, for as long as it says and no longer.
func TestEverybodyWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		calls := map[string]int{}
		flooded := true
		cfg := config("http://telegram.test")
		cfg.Now = time.Now
		cfg.Transport = handler(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			method := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
			calls[method]++
			switch {
			case flooded:
				w.WriteHeader(http.StatusTooManyRequests)
				_, _ = w.Write([]byte(`{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 37","parameters":{"retry_after":37}}`))
			case method == "getUpdates":
				_, _ = w.Write([]byte(`{"ok":true,"result":[]}`))
			default:
				_, _ = w.Write([]byte(`{"ok":true,"result":{"message_id":1}}`))
			}
		})
		count := func(method string) int {
			mu.Lock()
			defer mu.Unlock()
			return calls[method]
		}
		c := open(t, cfg)
		send := func(to channels.Address) error {
			_, err := c.Send(t.Context(), channels.Outbound{ID: "m", To: to, Text: "Hi"})
			return err
		}
		waits := func(err error, want time.Duration) {
			t.Helper()
			var wait *channels.RetryAfter
			if !errors.As(err, &wait) || !errors.Is(err, channels.ErrTemporary) || wait.For != want {
				t.Errorf("got %v, want temporary after %s", err, want)
			}
		}
		waits(send("4001"), 37*time.Second)
		time.Sleep(7 * time.Second) // of the bubble's own clock
		waits(send("4002"), 30*time.Second)
		if got := count("sendMessage"); got != 1 {
			t.Errorf("got %d calls, want none while Telegram has asked to wait", got)
		}

		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- c.(channels.PollReceiver).Poll(ctx, nil) }()
		synctest.Wait()
		if got := count("getUpdates"); got != 0 {
			t.Errorf("got %d polls, want none while Telegram has asked to wait", got)
		}
		time.Sleep(30 * time.Second)
		synctest.Wait()
		if got := count("getUpdates"); got != 1 { // and it is told 429 itself
			t.Errorf("got %d polls, want 1 when the time has passed", got)
		}
		waits(send("4001"), 37*time.Second)
		mu.Lock()
		flooded = false
		mu.Unlock()
		stop()
		if err := <-done; err != nil {
			t.Errorf("got %v, want the end of the context to be none", err)
		}
		time.Sleep(37 * time.Second)
		if err := send("4001"); err != nil {
			t.Errorf("got %v, want none when the time has passed", err)
		}
	})
}
