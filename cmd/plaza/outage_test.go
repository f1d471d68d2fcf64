package main

import (
	"context"
	"net/http"
	"testing"

	"plaza/store/postgres/pgtest"
)

// TestDatabaseGoesAndComesBack stops Postgres under load and starts it again.
// Meanwhile the webhook answers 503; nothing acknowledged is lost; the service
// resumes by itself, in the same process.
func TestDatabaseGoesAndComesBack(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), soakTime)
	defer cancel()
	server, err := pgtest.Start(ctx, pgtest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Stop() })
	s := openSquare(t, server.DSN(""), "testdata/soak", 1)
	c := newCrowd(s, *soakSeed)
	s.start(ctx, t)
	pid := s.nodes[0].pid()
	go c.write(ctx)
	for range 3 {
		select {
		case <-c.moment:
		case <-ctx.Done():
			t.Fatal(ctx.Err())
		}
		if err := server.Pause(true); err != nil {
			t.Fatal(err)
		}
		probe := &line{addr: s.nodes[0].addr}
		status, err := probe.deliver(request(ref(1<<24, 0), phone(1<<24), "STREETS"))
		probe.hangUp()
		if err != nil || status != http.StatusServiceUnavailable {
			t.Errorf("without its database the webhook answered %d (%v), want 503", status, err)
		}
		if err := server.Resume(ctx); err != nil {
			t.Fatal(err)
		}
		c.another()
	}
	c.finish()
	if got := s.nodes[0].pid(); got != pid {
		t.Errorf("process %d became %d", pid, got)
	}
	c.verify(ctx, t)
	if c.refused.Load() == 0 {
		t.Error("nothing was refused: the database was never away")
	}
	t.Logf("3 outages; %d people, %d messages acknowledged, %d copies refused", c.people.Load(), c.acked.Load(), c.refused.Load())
}
