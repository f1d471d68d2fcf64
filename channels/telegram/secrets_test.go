package telegram_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"plaza/channels"
	"plaza/channels/telegram"
	"plaza/channels/telegram/telegramtest"
)

// broken are the ways in which a network fails, each as one that would like the
// token to be told.
func broken(t *testing.T) map[string]telegram.Config {
	t.Helper()
	over := make(chan struct{})
	t.Cleanup(func() { close(over) })
	serve := func(h http.HandlerFunc) telegram.Config {
		server := httptest.NewServer(h)
		t.Cleanup(func() {
			server.CloseClientConnections()
			go server.Close() // waits for what hangs
		})
		cfg := config(server.URL)
		cfg.Timeout, cfg.LongPoll = time.Second, time.Second
		return cfg
	}
	say := func(status int, body string) telegram.Config {
		return serve(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		})
	}
	gone := httptest.NewServer(nil)
	gone.Close()
	echo := func(r *http.Request) string { return "Get \"" + r.URL.String() + "\": it broke" }
	transport := func(f func(*http.Request) (*http.Response, error)) telegram.Config {
		cfg := config("http://telegram.test")
		cfg.Transport = roundTrip(f)
		return cfg
	}
	return map[string]telegram.Config{
		"no connection":  config(gone.URL),
		"no such host":   config("http://telegram.invalid"),
		"no such port":   config("http://127.0.0.1:99999"),
		"a cut":          serve(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }),
		"a time-out":     serve(func(http.ResponseWriter, *http.Request) { <-over }),
		"no HTTP":        noHTTP(t),
		"401":            say(401, `{"ok":false,"error_code":401,"description":"Unauthorized"}`),
		"404":            say(404, `{"ok":false,"error_code":404,"description":"Not Found"}`),
		"409":            say(409, `{"ok":false,"error_code":409,"description":"Conflict: terminated by other getUpdates request"}`),
		"a number":       say(400, `{"ok":false,"error_code":400,"description":"Bad Request: 4001 and 123456789 are wrong"}`),
		"a page":         say(502, "<html>"),
		"half an answer": say(200, `{"ok":true,"result":{"message_id":`),
		"another type":   say(200, `{"ok":true,"result":"`+telegramtest.Token+`"}`),
		"a redirect": serve(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere"+r.URL.Path, http.StatusFound)
		}),
		"an error with it": transport(func(r *http.Request) (*http.Response, error) { return nil, errors.New(echo(r)) }),
		"one that wraps it": transport(func(r *http.Request) (*http.Response, error) {
			return nil, fmt.Errorf("%s: %w", echo(r), io.ErrUnexpectedEOF)
		}),
		"a body with it": transport(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(reader(func([]byte) (int, error) { return 0, errors.New(echo(r)) }))}, nil
		}),
	}
}

// noHTTP is a server that answers with what is no HTTP.
func noHTTP(t *testing.T) telegram.Config {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(conn, "SSH-2.0-OpenSSH\r\n")
			conn.Close()
		}
	}()
	return config("http://" + l.Addr().String())
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

type reader func([]byte) (int, error)

func (f reader) Read(p []byte) (int, error) { return f(p) }

// TestNoErrorHoldsTheToken makes everything fail that can, and searches every
// error, what it wraps, every finding and the log.
func TestNoErrorHoldsTheToken(t *testing.T) {
	for name, cfg := range broken(t) {
		t.Run(name, func(t *testing.T) {
			var log safeBuffer
			cfg.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			c := open(t, cfg)
			ctx, stop := context.WithTimeout(t.Context(), 5*time.Second)
			defer stop()
			nobody := func(context.Context, ...channels.Event) error { return nil }

			_, err := c.Send(ctx, channels.Outbound{ID: "m", To: "4001", Text: "private words"})
			search(t, "Send", err)
			search(t, "Poll", c.(channels.PollReceiver).Poll(ctx, nobody))
			_, err = c.(channels.Fetcher).Fetch(ctx, channels.Media{URL: "telegram:AgAC1"})
			search(t, "Fetch", err)
			for _, mend := range []bool{false, true} {
				for _, f := range c.(channels.Doctor).Diagnose(ctx, mend) {
					searchText(t, "Diagnose", fmt.Sprintf("%+v", f))
				}
			}
			cfg.Webhook = true
			for _, f := range open(t, cfg).(channels.Doctor).Diagnose(ctx, true) {
				searchText(t, "Diagnose", fmt.Sprintf("%+v", f))
			}
			searchText(t, "the log", log.String())
		})
	}
}

// TestNoCourtesyLogsTheToken: what nobody waits for fails too.
func TestNoCourtesyLogsTheToken(t *testing.T) {
	log := make(lines, 64)
	tried := make(chan struct{}, 8)
	cfg := config("http://telegram.test")
	cfg.Webhook = true
	cfg.Log = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	cfg.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		defer func() { tried <- struct{}{} }()
		return nil, errors.New("Post " + r.URL.String() + ": it broke")
	})
	hook := open(t, cfg).(channels.WebhookReceiver).Webhook(func(context.Context, ...channels.Event) error { return nil })
	good().body(`{"update_id":1,"callback_query":{"id":"9","from":{"id":4001},"message":{"message_id":5,"chat":{"id":4001,"type":"private"}},"data":"yes"}}`).serve(t, hook)
	for range 2 {
		<-tried
	}
	said := ""
	for !strings.Contains(said, "editMessageReplyMarkup") {
		said += <-log
	}
	searchText(t, "the log", said)
}

// lines is a log whose lines can be waited for.
type lines chan string

func (l lines) Write(p []byte) (int, error) {
	l <- string(p)
	return len(p), nil
}

// TestAWrongTokenIsNotRepeated by the error that refuses it.
func TestAWrongTokenIsNotRepeated(t *testing.T) {
	cfg := config("")
	cfg.Token = "123456789:AAE-fake_token of a bot"
	_, err := telegram.New(cfg)
	if err == nil {
		t.Fatal("got nil, want an error")
	}
	searchText(t, "New", err.Error())
}

// pointer is how an error prints where another one is.
var pointer = regexp.MustCompile(`\(0x[0-9a-f]+\)`)

// search looks for secrets, addresses and texts in an error and in all that it
// wraps, printed in every way.
func search(t *testing.T, of string, err error) {
	t.Helper()
	if err == nil {
		return // it has not failed at this one
	}
	said := fmt.Sprintf("%v %+v %#v %q", err, err, err, err)
	searchText(t, of, pointer.ReplaceAllString(said, "")) // which may hold any digits by chance
	switch e := err.(type) {                              //nolint:errorlint // this walks the chain itself
	case interface{ Unwrap() error }:
		search(t, of, e.Unwrap())
	case interface{ Unwrap() []error }:
		for _, inner := range e.Unwrap() {
			search(t, of, inner)
		}
	}
}

func searchText(t *testing.T, of, said string) {
	t.Helper()
	for _, secret := range append([]string{"4001", "private words", "fake_token"}, secrets...) {
		if bytes.Contains([]byte(said), []byte(secret)) {
			t.Errorf("%s: got %s, want it without %q", of, said, secret)
		}
	}
}
