//go:build unix

package peers

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Kannel's account for sending.
const (
	KannelUser     = "plaza"
	KannelPassword = "kannel-secret"
)

// StartKannel starts Kannel in front of a message centre, on free ports of this
// machine, and returns the address of its sendsms. service is what stands in
// its group sms-service, which says whom it tells of messages. It ends with the
// test.
func StartKannel(t testing.TB, smsc *SMSC, service string) string {
	t.Helper()
	bearerbox, smsbox := program(t, "bearerbox"), program(t, "smsbox")
	dir := t.TempDir()
	admin, link, send := freePort(t), freePort(t), freePort(t)
	conf := fmt.Sprintf(`group = core
admin-port = %s
admin-interface = 127.0.0.1
admin-password = %s
smsbox-port = %s
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
dlr-storage = internal
sms-resend-freq = 1

group = smsc
smsc = smpp
smsc-id = centre
host = 127.0.0.1
port = %d
transceiver-mode = true
smsc-username = plaza
smsc-password = secret
system-type = ""
interface-version = 34
reconnect-delay = 1

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = %s
sendsms-port = %s
sendsms-interface = 127.0.0.1
http-request-retry = 10
http-queue-delay = 1

group = sendsms-user
username = %s
password = %s
default-sender = 20880
concatenation = true
max-messages = 20

group = sms-service
keyword = default
catch-all = true
max-messages = 0
accept-x-kannel-headers = false
%s
`, admin, KannelPassword, link, smsc.Port, link, send, KannelUser, KannelPassword, service)
	file := filepath.Join(dir, "kannel.conf")
	if err := os.WriteFile(file, []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	start(t, dir, "Start-up done", bearerbox, file)
	start(t, dir, "Connected to bearerbox", smsbox, file)
	smsc.Next(t, "bound")
	// smsbox says that it is connected a moment before it is, and what is asked
	// of it in that moment makes it crash: wait until bearerbox knows of it.
	began := time.Now()
	for !connected(t, "http://127.0.0.1:"+admin+"/status.txt?password="+KannelPassword) {
		if time.Since(began) > time.Minute {
			t.Fatal("bearerbox knew of no smsbox within a minute")
		}
		<-time.After(20 * time.Millisecond)
	}
	return "http://127.0.0.1:" + send
}

// connected says whether bearerbox knows of an smsbox.
func connected(t testing.TB, status string) bool {
	t.Helper()
	r, err := http.Get(status)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	said, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Contains(string(said), "smsbox")
}

// program finds a program of Kannel's; Debian keeps them in sbin, where the
// PATH of an ordinary user does not look.
func program(t testing.TB, name string) string {
	t.Helper()
	for _, at := range []string{name, "/usr/sbin/" + name, "/usr/local/sbin/" + name} {
		if p, err := exec.LookPath(at); err == nil {
			return p
		}
	}
	t.Fatalf("%s is not installed, and this test sends through a real Kannel: as root, on Debian or Ubuntu: apt-get install kannel; then test again (make test installs it)", name)
	return ""
}

// start runs a program of Kannel's until the test ends, and returns when it has
// said that it is ready.
func start(t testing.TB, dir, ready, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, append([]string{"-v", "1"}, args...)...)
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout = cmd.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatalf("start %s: %v", name, err)
	}
	l := &log{ready: make(chan struct{}), ended: make(chan struct{})}
	go l.follow(bufio.NewScanner(out), ready)
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		<-l.ended
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("%s said:\n%s", filepath.Base(name), l.text())
		}
	})
	select {
	case <-l.ready:
	case <-l.ended:
		t.Fatalf("%s ended before it was ready", name)
	case <-time.After(time.Minute):
		t.Fatalf("%s was not ready within a minute", name)
	}
}

// log keeps the end of what a program says.
type log struct {
	ready, ended chan struct{}

	mu    sync.Mutex
	lines []string
}

func (l *log) follow(said *bufio.Scanner, ready string) {
	defer close(l.ended)
	heard := false
	for said.Scan() { // to the end, or the program would stop at a full pipe
		l.mu.Lock()
		l.lines = append(l.lines, said.Text())
		l.lines = l.lines[max(0, len(l.lines)-200):]
		l.mu.Unlock()
		if !heard && strings.Contains(said.Text(), ready) {
			heard = true
			close(l.ready)
		}
	}
}

func (l *log) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.lines, "\n")
}
