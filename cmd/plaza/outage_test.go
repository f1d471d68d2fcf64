package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"plaza/store/postgres/pgtest"
)

var outageTime = flag.Duration("outage.time", time.Minute, "how long the database is away under load")

// outagePace is how long a person of the load takes for a message: the disk,
// not the tests' patience, would decide how many messages a minute makes.
const outagePace = 200 * time.Millisecond

// townWithoutStore is a square on a Postgres of its own, and people who write.
func townWithoutStore(ctx context.Context, t *testing.T) (*pgtest.Server, *crowd) {
	t.Helper()
	server, err := pgtest.Start(ctx, pgtest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Stop() })
	c := newCrowd(openSquare(t, server.DSN(""), "testdata/soak", 1), *soakSeed)
	c.pace = outagePace
	c.start(ctx, t)
	return server, c
}

// until waits for a moment of the load.
func (c *crowd) until(ctx context.Context, t *testing.T) {
	t.Helper()
	select {
	case <-c.moment:
		c.another()
	case <-ctx.Done():
		t.Fatal(ctx.Err())
	}
}

// TestDatabaseIsAwayForAMinute stops Postgres under load, and starts it again
// when a minute is over. Every webhook is answered with 200 meanwhile; then
// every person has exactly the right answers, in order, from the same process.
//
// A longer run is one command: make outage TIME=10m.
func TestDatabaseIsAwayForAMinute(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), soakTime+2**outageTime)
	defer cancel()
	server, c := townWithoutStore(ctx, t)
	pid := c.nodes[0].pid()
	go c.write(ctx)
	c.until(ctx, t)
	if err := server.Pause(true); err != nil {
		t.Fatal(err)
	}
	before := c.acked.Load()
	ticking := time.After(*outageTime)
	// Somebody erases themselves while the store is away: all of them is in the
	// spool, and nothing of them is left anywhere.
	gone := &line{addr: c.nodes[0].addr}
	defer gone.hangUp()
	erased := phone(1 << 24)
	for i, text := range []string{"STREETS", "yes", "1", "Because of the mayor.", "ERASE"} {
		if status, err := gone.deliver(request(ref(1<<24, i), erased, text)); err != nil || status != http.StatusOK {
			t.Errorf("without its database the webhook answered %d (%v), want 200", status, err)
		}
	}
	if got := ready(t, c.nodes[0].addr); !strings.Contains(got, "waits on the disk") {
		t.Errorf("readyz says %q", got)
	}
	<-ticking
	during := c.acked.Load() - before
	held := spoolBytes(t, c.spoolDir())
	if err := server.Resume(ctx); err != nil {
		t.Fatal(err)
	}
	c.until(ctx, t)
	c.finish()
	if got := c.nodes[0].pid(); got != pid {
		t.Errorf("process %d became %d", pid, got)
	}
	c.waitForSpool(ctx, t)
	c.verify(ctx, t)
	if n := c.refused.Load(); n > 0 {
		t.Errorf("%d webhooks were not answered with 200", n)
	}
	if held == 0 || during == 0 {
		t.Errorf("%d messages in %d bytes: the database was never away", during, held)
	}
	dump, err := server.Command(ctx, "pg_dump", "--dbname", "postgres").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"mayor", erased} {
		if bytes.Contains(dump, []byte(secret)) {
			t.Errorf("the database still holds %q of somebody erased", secret)
		}
	}
	t.Logf("%v away; %d people, %d messages acknowledged, %d of them meanwhile, %d kB on the disk", *outageTime, c.people.Load(), c.acked.Load(), during, held>>10)
}

// TestKilledWhileTheDatabaseIsAway kills plaza twice while Postgres is away:
// it comes back without its database, goes on taking messages, and nothing
// that it has acknowledged is lost.
func TestKilledWhileTheDatabaseIsAway(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), soakTime)
	defer cancel()
	server, c := townWithoutStore(ctx, t)
	go c.write(ctx)
	c.until(ctx, t)
	if err := server.Pause(true); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		c.until(ctx, t)
		c.nodes[0].kill()
		if err := c.nodes[0].start(ctx); err != nil {
			t.Fatal(err)
		}
	}
	c.until(ctx, t)
	if held := spoolBytes(t, c.spoolDir()); held == 0 {
		t.Error("nothing is on the disk: the database was never away")
	}
	if err := server.Resume(ctx); err != nil {
		t.Fatal(err)
	}
	c.until(ctx, t)
	c.finish()
	c.waitForSpool(ctx, t)
	c.verify(ctx, t)
	t.Logf("%d people, %d messages acknowledged, %d copies refused or cut off", c.people.Load(), c.acked.Load(), c.refused.Load())
}

// waitForSpool waits until everything is replayed, and its file is gone.
func (c *crowd) waitForSpool(ctx context.Context, t *testing.T) {
	t.Helper()
	for spoolBytes(t, c.spoolDir()) > 0 {
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			t.Fatal("the spool is not replayed")
		}
	}
}

// spoolBytes is the size of what lies in a spool's folder.
func spoolBytes(t *testing.T, dir string) (size int64) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if info, err := os.Stat(f); err == nil { // it may be removed meanwhile
			size += info.Size()
		}
	}
	return size
}

// ready is what a node says of itself when it is ready.
func ready(t *testing.T, addr string) string {
	t.Helper()
	resp, err := http.Get("http://" + addr + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		return fmt.Sprint(resp.Status, err)
	}
	return string(text)
}
