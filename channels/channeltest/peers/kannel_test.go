//go:build unix

package peers_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"plaza/channels"
	"plaza/channels/channeltest/peers"
	"plaza/channels/httpgate"
)

// line is a real Kannel between us and a message centre.
type line struct {
	channel *httpgate.Channel
	smsc    *peers.SMSC
	events  chan channels.Event
	refuse  atomic.Int32 // how many times the sink says no
	kannel  string
}

// newLine starts everything. Kannel is told of us in the words that doctor says.
func newLine(t *testing.T) *line {
	t.Helper()
	l := &line{smsc: peers.StartSMSC(t), events: make(chan channels.Event, 100)}
	var handler http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	hook := ""
	for _, f := range l.open(t, server.URL, "http://127.0.0.1:1").Diagnose(context.Background(), false) {
		if strings.HasPrefix(f.Paste, "get-url = ") {
			hook = f.Paste
		}
	}
	if hook == "" {
		t.Fatal("doctor names no get-url")
	}
	l.kannel = peers.StartKannel(t, l.smsc, hook)
	l.channel = l.open(t, server.URL, l.kannel)
	handler = l.channel.Webhook(func(_ context.Context, events ...channels.Event) error {
		if l.refuse.Add(-1) >= 0 {
			return errors.New("the disk is full")
		}
		for _, e := range events {
			l.events <- e
		}
		return nil
	})
	return l
}

func (l *line) open(t *testing.T, public, kannel string) *httpgate.Channel {
	t.Helper()
	profile, err := httpgate.Open("kannel")
	if err != nil {
		t.Fatal(err)
	}
	c, err := httpgate.New(httpgate.Config{
		Profile:   profile,
		Settings:  map[string]string{"url": kannel, "username": peers.KannelUser, "password": peers.KannelPassword, "from": "20880"},
		Callers:   channels.Callers{Secret: "a-secret-part-of-the-address", Allow: []string{"127.0.0.1"}},
		PublicURL: public, Path: "/hooks/sms", Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// send sends a text and fails unless Kannel takes it.
func (l *line) send(t *testing.T, id, text string) {
	t.Helper()
	m := channels.Outbound{ID: id, To: "+254711000111", Text: text}
	if r, err := l.channel.Send(context.Background(), m); err != nil || r.Ref != id {
		t.Fatalf("got %+v, %v, want it taken as %s", r, err, id)
	}
}

// event waits for the next event.
func (l *line) event(t *testing.T) channels.Event {
	t.Helper()
	select {
	case e := <-l.events:
		return e
	case <-time.After(30 * time.Second):
		t.Fatal("nothing came from Kannel within 30 s")
		return channels.Event{}
	}
}

// until waits for the news that settles a message. That it is at the message
// centre may be told before it, after it, or for each part of a long text; what
// was told of others is passed over.
func (l *line) until(t *testing.T, id string, want channels.Delivery) {
	t.Helper()
	for {
		switch e := l.event(t); {
		case e.Kind != channels.Status || e.From != "+254711000111" || e.Ref != e.ID:
			t.Fatalf("got %+v, want a status of %s", e, id)
		case e.ID == id && e.State == want:
			return
		case e.ID == id && e.State != channels.Sent:
			t.Fatalf("got the state %d (%s), want %d", e.State, e.Why, want)
		}
	}
}

// message waits for what a person wrote.
func (l *line) message(t *testing.T) channels.Event {
	t.Helper()
	for {
		if e := l.event(t); e.Kind == channels.Message {
			return e
		}
	}
}

// TestKannel is the whole way through a real Kannel and an SMPP message centre.
func TestKannel(t *testing.T) {
	l := newLine(t)
	t.Run("sent and delivered", func(t *testing.T) {
		l.send(t, "in/42/0", "Hello & 100% {you}?")
		got := l.smsc.Next(t, "submit")
		if got.Text != "Hello & 100% {you}?" || got.Coding != 0 || got.From != "20880" || got.To != "254711000111" {
			t.Errorf("the centre got %+v", got)
		}
		l.until(t, "in/42/0", channels.Delivered)
	})
	t.Run("Arabic leaves as UCS-2", func(t *testing.T) {
		const text = "هل انتهى المشروع؟ 1 نعم 2 لا"
		l.send(t, "m-ar", text)
		if got := l.smsc.Next(t, "submit"); got.Text != text || got.Coding != 8 {
			t.Errorf("the centre got %q with coding %d, want %q with 8", got.Text, got.Coding, text)
		}
		l.until(t, "m-ar", channels.Delivered)
	})
	t.Run("accents of the GSM alphabet leave as they are", func(t *testing.T) {
		const text = "Ñandù à è ¿Qué? €5 [x] @"
		l.send(t, "m-es", text)
		if got := l.smsc.Next(t, "submit"); got.Text != text || got.Coding != 0 {
			t.Errorf("the centre got %q with coding %d, want %q with 0", got.Text, got.Coding, text)
		}
		l.until(t, "m-es", channels.Delivered)
	})
	t.Run("a long text arrives in parts that make the whole", func(t *testing.T) {
		text := strings.Repeat("All of this is one question. ", 12)
		l.send(t, "m-long", text)
		whole := ""
		for range 3 {
			part := l.smsc.Next(t, "submit")
			if part.UDH == "" {
				t.Errorf("got a part without a header")
			}
			whole += part.Text
		}
		if whole != text {
			t.Errorf("got %q", whole)
		}
		l.until(t, "m-long", channels.Delivered)
	})
	t.Run("a centre that is busy gets it later", func(t *testing.T) {
		l.smsc.Do(t, map[string]any{"do": "throttle", "times": 2})
		l.send(t, "m-slow", "later")
		l.smsc.Next(t, "throttled")
		if got := l.smsc.Next(t, "submit"); got.Text != "later" {
			t.Errorf("got %+v", got)
		}
		l.until(t, "m-slow", channels.Delivered)
	})
	t.Run("a refusal is told", func(t *testing.T) {
		l.smsc.Do(t, map[string]any{"do": "receipts", "stat": "UNDELIV", "err": "001"})
		l.send(t, "m-fail", "nobody")
		l.until(t, "m-fail", channels.Failed)
	})
	t.Run("an answer comes in", func(t *testing.T) {
		l.smsc.Do(t, map[string]any{"do": "mo", "from": "+254711000111", "to": "20880", "text": "Ja & 50% +1=2; ok"})
		e := l.message(t)
		if e.From != "+254711000111" || e.Text != "Ja & 50% +1=2; ok" || e.Ref == "" || e.At.IsZero() {
			t.Errorf("got %+v", e)
		}
	})
	t.Run("an answer in Arabic comes in", func(t *testing.T) {
		l.smsc.Do(t, map[string]any{"do": "mo", "from": "254711000111", "to": "20880", "text": "نعم، شكرا 👍", "ucs2": true})
		if e := l.message(t); e.From != "+254711000111" || e.Text != "نعم، شكرا 👍" {
			t.Errorf("got %+v", e)
		}
	})
	t.Run("what we could not keep comes again, as the same", func(t *testing.T) {
		l.refuse.Store(2)
		l.smsc.Do(t, map[string]any{"do": "mo", "from": "+254711000111", "to": "20880", "text": "keep me"})
		if e := l.message(t); e.Text != "keep me" {
			t.Errorf("got %+v", e)
		}
		if n := l.refuse.Load(); n != -1 {
			t.Errorf("the sink said no %d times, want twice", 2-n)
		}
	})
	t.Run("doctor finds it well", func(t *testing.T) {
		for _, f := range l.channel.Diagnose(context.Background(), false) {
			if f.Grade == channels.Bad {
				t.Errorf("got %+v", f)
			}
		}
	})
	t.Run("a wrong password is told", func(t *testing.T) {
		profile, err := httpgate.Open("kannel")
		if err != nil {
			t.Fatal(err)
		}
		c, err := httpgate.New(httpgate.Config{
			Profile: profile, Settings: map[string]string{"url": l.kannel, "username": peers.KannelUser, "password": "another"},
			Callers:   channels.Callers{Secret: "a-secret-part-of-the-address", Allow: []string{"127.0.0.1"}},
			PublicURL: "http://127.0.0.1:1", Path: "/hooks/sms", Now: time.Now,
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Send(context.Background(), channels.Outbound{ID: "m", To: "+254711000111", Text: "x"}); !errors.Is(err, channels.ErrTemporary) || strings.Contains(fmt.Sprint(err), "another") {
			t.Errorf("got %v, want a temporary error", err)
		}
		if f := c.Diagnose(context.Background(), false); f[0].Grade != channels.Bad {
			t.Errorf("got %+v first, want what is wrong", f[0])
		}
	})
}
