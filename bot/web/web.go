// Package web is the HTTP surface: what the networks call, and what an
// operator's machinery asks. It calls bot to act and holds no rules of its own.
package web

import (
	"context"
	"net/http"
	"time"

	"plaza/bot"
	"plaza/channels"
)

// readyTime bounds the question whether the store answers.
const readyTime = 2 * time.Second

// HookPath is where a channel's network calls, below the public address.
func HookPath(channel string) string { return "/hooks/" + channel + "/" }

// New returns the handler of everything the public address serves: each
// channel's webhook, and whether we are alive and ready.
func New(b *bot.Bot) http.Handler {
	mux := http.NewServeMux()
	for name, ch := range b.Channels {
		switch ch := ch.(type) {
		case channels.WebhookReceiver:
			mux.Handle(HookPath(name), ch.Webhook(b.Sink(name)))
		case channels.Responder:
			mux.Handle(HookPath(name), ch.Respond(b.Exchange(name)))
		}
	}
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		plain(w, http.StatusOK, "alive\n")
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), readyTime)
		defer cancel()
		switch err := b.Store.Ping(ctx); {
		case err == nil:
			plain(w, http.StatusOK, "ready\n")
		case b.Spool != nil:
			plain(w, http.StatusOK, spooling)
		default:
			plain(w, http.StatusServiceUnavailable, "the store does not answer\n")
		}
	})
	return mux
}

// spooling is ready too: a balancer that took us out now would turn away the
// networks that call once.
const spooling = "ready: the store does not answer, and what comes waits on the disk\n"

// NewHold returns the handler of a process that has no store yet: the webhooks
// lead to the hold. What needs an answer at once has to wait.
func NewHold(chans map[string]channels.Channel, h *bot.Hold) http.Handler {
	mux := http.NewServeMux()
	for name, ch := range chans {
		if hook, ok := ch.(channels.WebhookReceiver); ok {
			mux.Handle(HookPath(name), hook.Webhook(h.Sink(name)))
		}
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		plain(w, http.StatusServiceUnavailable, "the store does not answer\n")
	})
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		plain(w, http.StatusOK, "alive\n")
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		plain(w, http.StatusOK, spooling)
	})
	return mux
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // the asker has gone; nobody is left to tell
}
