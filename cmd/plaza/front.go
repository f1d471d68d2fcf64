package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
)

// A front is one address that is listened on. What stands behind it may
// change while it serves; before there is anything, callers are told to wait.
type front struct {
	*http.Server
	addr   net.Addr
	behind atomic.Pointer[http.Handler]
}

// front listens on an address and serves, and waits for no caller longer than
// configured. When it breaks, s.broke says why.
func (s *server) front(ctx context.Context, c *config, addr string) (*front, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	f := &front{addr: l.Addr()}
	f.Server = &http.Server{
		Handler:           f,
		ReadHeaderTimeout: c.Timeouts.Header,
		ReadTimeout:       c.Timeouts.Read,
		WriteTimeout:      c.Timeouts.Write,
		IdleTimeout:       c.Timeouts.Idle,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	go func() {
		if err := f.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			s.broke <- err
		}
	}()
	return f, nil
}

// show puts a handler behind the address.
func (f *front) show(h http.Handler) { f.behind.Store(&h) }

// ServeHTTP answers with what stands behind the address now.
func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h := f.behind.Load(); h != nil {
		(*h).ServeHTTP(w, r)
		return
	}
	http.Error(w, "not yet", http.StatusServiceUnavailable)
}
