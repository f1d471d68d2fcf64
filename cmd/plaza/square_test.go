package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"plaza/channels/twilio/twiliotest"
	"plaza/store"
	"plaza/store/postgres"
	"plaza/store/sqlite"
)

// buildPlaza builds the real program, once for all tests of a run.
var buildPlaza = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "plaza-bin")
	if err != nil {
		return "", err
	}
	bin := filepath.Join(dir, "plaza")
	if out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build plaza: %w\n%s", err, out)
	}
	return bin, nil
})

// A square is a real plaza serve on loopback, and everything it needs: a
// database, a configuration, and a provider that takes what it sends.
type square struct {
	bin      string
	dir      string
	config   string
	database string // as the configuration names it
	addr     string
	provider *twiliotest.Server

	mu    sync.Mutex
	cmd   *exec.Cmd
	ended chan error   // holds why the running process ended, once it has
	log   bytes.Buffer // of the running process; read only after it has ended
}

// openSquare prepares a square on a database and publishes the consultation in
// folder. It starts nothing. An empty database is the embedded default; more
// are further lines of the channel's configuration.
func openSquare(tb testing.TB, database, folder string, more ...string) *square {
	tb.Helper()
	bin, err := buildPlaza()
	if err != nil {
		tb.Fatal(err)
	}
	s := &square{bin: bin, dir: tb.TempDir(), database: database, addr: freeAddr(tb)}
	s.provider = twiliotest.New(twiliotest.Config{
		AccountSID: accountSID, AuthToken: authToken, From: ourNumber, Connect: "http://" + s.addr,
	})
	tb.Cleanup(s.provider.Close)
	s.config = filepath.Join(s.dir, "plaza.yaml")
	lines := []string{
		"data: " + filepath.Join(s.dir, "data"),
		"public_url: " + publicURL,
		"listen: " + s.addr,
		"metrics: " + freeAddr(tb),
		"log: {level: warn}",
		"lease: 2s",
		"channels:",
		"  sms:",
		"    kind: twilio",
		"    account_sid: " + accountSID,
		"    auth_token: " + authToken,
		`    from: "` + ourNumber + `"`,
		"    api_url: " + s.provider.URL,
	}
	lines = append(lines, more...)
	if database != "" {
		lines = append(lines, "database: "+database)
	}
	if err := os.WriteFile(s.config, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		tb.Fatal(err)
	}
	s.run(tb, "migrate")
	s.run(tb, "publish", folder)
	tb.Cleanup(func() { s.kill() })
	return s
}

// freeAddr is a loopback address nobody listens on.
func freeAddr(tb testing.TB) string {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// run runs one verb of plaza to its end.
func (s *square) run(tb testing.TB, args ...string) string {
	tb.Helper()
	out, err := exec.Command(s.bin, append([]string{"--config", s.config}, args...)...).CombinedOutput()
	if err != nil {
		tb.Fatalf("plaza %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// start starts serve and waits until it is ready.
func (s *square) start(ctx context.Context) error {
	cmd := exec.Command(s.bin, "--config", s.config, "serve")
	s.log.Reset()
	cmd.Stdout, cmd.Stderr = &s.log, &s.log
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	s.mu.Lock()
	s.cmd, s.ended = cmd, ended
	s.mu.Unlock()
	go func() { ended <- cmd.Wait() }()
	for {
		resp, err := http.Get("http://" + s.addr + "/readyz")
		if err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case err := <-ended:
			ended <- err // for kill
			return fmt.Errorf("serve ended by itself: %w\n%s", err, s.log.String())
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// kill ends the process as a power cut would: at once. It returns when the
// process is gone, for the next one takes its address and its log.
func (s *square) kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cmd != nil && s.cmd.Process != nil {
		_ = s.cmd.Process.Kill()
		<-s.ended
		s.cmd = nil
	}
}

// pid is the running process.
func (s *square) pid() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cmd.Process.Pid
}

// open opens the square's database beside it, to look inside.
func (s *square) open(ctx context.Context, tb testing.TB) store.Store {
	tb.Helper()
	key, _, err := store.LoadOrCreateKey(filepath.Join(s.dir, "data", "plaza.key"), nil)
	if err != nil {
		tb.Fatal(err)
	}
	var db store.Store
	if s.database == "" {
		db, err = sqlite.Open(ctx, filepath.Join(s.dir, "data", "plaza.db"), sqlite.Options{Keys: key})
	} else {
		db, err = postgres.Open(ctx, s.database, postgres.Options{Keys: key})
	}
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = db.Close() })
	return db
}
