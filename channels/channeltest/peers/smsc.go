//go:build unix

package peers

import (
	"bufio"
	"encoding/json"
	"io"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// SMSC is an operator's message centre that speaks SMPP, made of an npm
// package.
type SMSC struct {
	Port   int
	events chan SMSCEvent
	stdin  io.WriteCloser
}

// SMSCEvent is one thing that happened at the centre.
type SMSCEvent struct {
	Event  string // listening, bound, submit, throttled, heard
	Port   int
	ID     string
	From   string
	To     string
	Coding int
	Text   string
	UDH    string // of a part of a long message, in hexadecimal digits
	Status int    // of heard: what Kannel said of a message or receipt
}

// StartSMSC starts a message centre on a free port of this machine. It ends
// with the test.
func StartSMSC(t testing.TB) *SMSC {
	t.Helper()
	cmd := exec.Command("node", "smsc.mjs")
	cmd.Dir = Folder(t)
	seen(t, filepath.Join(cmd.Dir, "smsc.mjs"))
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("start the message centre: %v", err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		_ = cmd.Wait()
	})
	s := &SMSC{events: make(chan SMSCEvent, 1000), stdin: stdin}
	go func() {
		defer close(s.events)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			var e SMSCEvent
			if json.Unmarshal(lines.Bytes(), &e) == nil {
				s.events <- e
			}
		}
	}()
	s.Port = s.Next(t, "listening").Port
	return s
}

// Next waits for the next event of a kind and passes over the others.
func (s *SMSC) Next(t testing.TB, event string) SMSCEvent {
	t.Helper()
	late := time.After(30 * time.Second)
	for {
		select {
		case e, ok := <-s.events:
			if !ok {
				t.Fatalf("the message centre ended before %s", event)
			}
			if e.Event == event {
				return e
			}
		case <-late:
			t.Fatalf("the message centre saw no %s within 30 s", event)
		}
	}
}

// Do tells the centre to do something; smsc.mjs lists what it can.
func (s *SMSC) Do(t testing.TB, command map[string]any) {
	t.Helper()
	line, err := json.Marshal(command)
	if err == nil {
		_, err = s.stdin.Write(append(line, '\n'))
	}
	if err != nil {
		t.Fatalf("tell the message centre: %v", err)
	}
}
