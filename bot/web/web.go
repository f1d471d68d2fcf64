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
		if hook, ok := ch.(channels.WebhookReceiver); ok {
			mux.Handle(HookPath(name), hook.Webhook(b.Sink(name)))
		}
	}
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		plain(w, http.StatusOK, "alive\n")
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), readyTime)
		defer cancel()
		if err := b.Store.Ping(ctx); err != nil {
			plain(w, http.StatusServiceUnavailable, "the store does not answer\n")
			return
		}
		plain(w, http.StatusOK, "ready\n")
	})
	return mux
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // the asker has gone; nobody is left to tell
}
