package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
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

// A square is real plaza serves on loopback, and everything they need: one
// database, a configuration each, and a provider that takes what they send.
type square struct {
	bin      string
	dir      string
	database string // as the configuration names it
	provider *twiliotest.Server
	nodes    []*node

	answer func(twiliotest.Message) twiliotest.Answer // of the provider; nil takes every message
}

// spoolDir is where a node keeps what comes while the database is away.
func (s *square) spoolDir() string { return filepath.Join(s.dir, "data", "spool") }

// A node is one process among those that serve a square.
type node struct {
	bin    string
	config string
	addr   string

	mu    sync.Mutex
	cmd   *exec.Cmd
	ended chan error   // holds why the running process ended, once it has
	log   bytes.Buffer // of the running process; read only after it has ended
}

// openSquare prepares a square of nodes on a database and publishes the
// consultation in folder. It starts nothing. An empty database is the embedded
// default; more are further lines of the channel's configuration.
func openSquare(tb testing.TB, database, folder string, nodes int, more ...string) *square {
	tb.Helper()
	bin, err := buildPlaza()
	if err != nil {
		tb.Fatal(err)
	}
	s := &square{bin: bin, dir: tb.TempDir(), database: database}
	first := freeAddr(tb)
	s.provider = twiliotest.New(twiliotest.Config{
		AccountSID: accountSID, AuthToken: authToken, From: ourNumber, Connect: "http://" + first,
		Answer: func(m twiliotest.Message) twiliotest.Answer {
			if s.answer == nil {
				return twiliotest.Answer{}
			}
			return s.answer(m)
		},
	})
	tb.Cleanup(s.provider.Close)
	for i := range nodes {
		n := &node{bin: bin, addr: first, config: filepath.Join(s.dir, fmt.Sprintf("plaza%d.yaml", i))}
		if i > 0 {
			n.addr = freeAddr(tb)
		}
		lines := []string{
			"data: " + filepath.Join(s.dir, "data"),
			"public_url: " + publicURL,
			"listen: " + n.addr,
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
		if err := os.WriteFile(n.config, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(n.kill)
		s.nodes = append(s.nodes, n)
	}
	for _, args := range [][]string{{"migrate"}, {"publish", folder}} {
		if out, err := s.nodes[0].command(args...).CombinedOutput(); err != nil {
			tb.Fatalf("plaza %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	return s
}

// start starts every node.
func (s *square) start(ctx context.Context, tb testing.TB) {
	tb.Helper()
	for _, n := range s.nodes {
		if err := n.start(ctx); err != nil {
			tb.Fatal(err)
		}
	}
}

// freeAddr is a loopback address nobody listens on. It is not one that the
// system picks: those it also lends to outgoing calls, of which the tests make
// thousands, while the node that had it is dead and to come back.
func freeAddr(tb testing.TB) string {
	tb.Helper()
	const lowest, lent = 10000, 32768 // where Linux, macOS and Windows begin to lend, or later
	for range 100 {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", lowest+rand.IntN(lent-lowest)))
		if err != nil {
			continue
		}
		defer l.Close()
		return l.Addr().String()
	}
	tb.Fatal("no free address on 127.0.0.1")
	return ""
}

// command is one verb of plaza with the node's configuration.
func (n *node) command(args ...string) *exec.Cmd {
	return exec.Command(n.bin, append([]string{"--config", n.config}, args...)...)
}

// start starts serve and waits until it is ready.
func (n *node) start(ctx context.Context) error {
	cmd := n.command("serve")
	n.log.Reset()
	cmd.Stdout, cmd.Stderr = &n.log, &n.log
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	n.mu.Lock()
	n.cmd, n.ended = cmd, ended
	n.mu.Unlock()
	go func() { ended <- cmd.Wait() }()
	for {
		resp, err := http.Get("http://" + n.addr + "/readyz")
		if err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case err := <-ended:
			ended <- err // for kill
			return fmt.Errorf("serve ended by itself: %w\n%s", err, n.log.String())
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// kill ends the process as a power cut would: at once. It returns when the
// process is gone, for the next one takes its address and its log.
func (n *node) kill() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.cmd != nil {
		_ = n.cmd.Process.Kill()
		<-n.ended
		n.cmd = nil
	}
}

// pid is the running process.
func (n *node) pid() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.cmd.Process.Pid
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
