//go:build unix

// Package peers runs other people's implementations beside ours, so that two
// opinions can be compared: Twilio's segment calculator and signatures, and a
// mock made from Twilio's description of its API. They are npm packages, named
// by exact version in package.json; nothing of them ships.
package peers

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Folder installs the packages where they are missing or old, and returns the
// folder that holds them. Tests that run at once wait for each other.
func Folder(t testing.TB) string {
	t.Helper()
	_, file, _, _ := runtime.Caller(0)
	dir := filepath.Dir(file)
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Fatalf("%s is not installed, and this test compares us with npm packages: install Node.js 20 or newer with npm (apt-get install nodejs npm, or nodejs.org), then test again", program)
		}
	}
	lock, err := os.OpenFile(filepath.Join(os.TempDir(), fmt.Sprintf("plaza-peers-%d.lock", os.Getuid())), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		t.Fatalf("lock the npm packages: %v", err)
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatalf("lock the npm packages: %v", err)
	}
	installed := filepath.Join(dir, "node_modules", ".package-lock.json")
	if newer(installed, filepath.Join(dir, "package-lock.json")) {
		return dir
	}
	cmd := exec.Command("npm", "ci", "--no-progress", "--loglevel=error")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("npm ci in %s: %v\n%s", dir, err, out)
	}
	if now := time.Now(); os.Chtimes(installed, now, now) != nil {
		t.Fatalf("npm ci in %s left no %s", dir, installed)
	}
	return dir
}

func newer(file, than string) bool {
	a, err := os.Stat(file)
	if err != nil {
		return false
	}
	b, err := os.Stat(than)
	return err == nil && !a.ModTime().Before(b.ModTime())
}

// Node runs a script of this folder and returns what it prints.
func Node(t testing.TB, stdin []byte, script string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command("node", append([]string{script}, args...)...)
	cmd.Dir = Folder(t)
	seen(t, filepath.Join(cmd.Dir, script))
	cmd.Stdin = bytes.NewReader(stdin)
	var failed bytes.Buffer
	cmd.Stderr = &failed
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node %s: %v\n%s", script, err, failed.Bytes())
	}
	return out
}

// seen looks at a file that another program will read: go test keeps a result
// until a file that the test itself has seen changes.
func seen(t testing.TB, file string) {
	t.Helper()
	if _, err := os.Stat(file); err != nil {
		t.Fatal(err)
	}
}

// Mock serves an OpenAPI description by Prism, which checks every request
// against it, and returns its URL. It ends with the test.
func Mock(t testing.TB, description string) string {
	t.Helper()
	seen(t, filepath.Join(Folder(t), description))
	port := freePort(t)
	serve(t, "prism", filepath.Join("node_modules", "@stoplight", "prism-cli", "dist", "index.js"),
		"mock", "--host", "127.0.0.1", "--port", port, description)
	return "http://127.0.0.1:" + port
}

// BotAPI serves the fake Bot API of the package telegram-test-api, and returns
// its URL. It ends with the test.
func BotAPI(t testing.TB) string {
	t.Helper()
	seen(t, filepath.Join(Folder(t), "botapi.mjs"))
	port := freePort(t)
	serve(t, "telegram-test-api", "botapi.mjs", port)
	return "http://127.0.0.1:" + port
}

// serve runs a server of this folder until the test ends, and returns when it
// listens.
func serve(t testing.TB, name string, args ...string) {
	t.Helper()
	cmd := exec.Command("node", args...)
	cmd.Dir = Folder(t)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		t.Fatalf("start %s: %v", name, err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		_ = cmd.Wait()
	})
	ready := make(chan string, 1)
	go listen(out, ready)
	select {
	case said := <-ready:
		if said != "" {
			t.Fatalf("%s ended before it listened:\n%s", name, said)
		}
	case <-time.After(time.Minute):
		t.Fatalf("%s did not listen within a minute", name)
	}
}

// listen reads what a server prints: nothing is sent on ready until it listens,
// or what it said until it ended.
func listen(out interface{ Read([]byte) (int, error) }, ready chan<- string) {
	var said strings.Builder
	lines := bufio.NewScanner(out)
	for lines.Scan() { // to the end, or the server would stop at a full pipe
		if said.Len() < 4096 {
			fmt.Fprintln(&said, lines.Text())
		}
		if strings.Contains(lines.Text(), "is listening on") {
			ready <- ""
			said.Reset()
		}
	}
	select {
	case ready <- said.String():
	default:
	}
}

func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}
