package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"plaza/channels"
	"plaza/store/postgres/pgtest"
)

// counter is a consultation that hands over to a person.
const counter = `
flow: counter
title: The counter
languages: [en]
start: [COUNTER]
steps:
  - consent: take_part
    required: yes
    keep: 1 year
    text: Do you agree?
  - ask: theme
    text: Which?
    options: {water: Water, roads: Roads}
  - ask: why
    text: Why?
    answer: text
  - handoff: front desk
    text: Somebody will answer you here.
    wait: 2 days
  - say: Thank you.
`

// forum is a configured plaza in a folder of its own, of which a test runs one
// verb after another.
type forum struct {
	t      *testing.T
	config configFile
	now    time.Time
	n      int
}

// newForum publishes counter on a database; an empty one is the default.
func newForum(t *testing.T, database string) *forum {
	t.Helper()
	dir := t.TempDir()
	f := &forum{t: t, config: configFile(filepath.Join(dir, "plaza.yaml")), now: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)}
	f.write(string(f.config), strings.Join([]string{
		"data: " + filepath.Join(dir, "data"),
		"database: " + database,
		"public_url: https://plaza.example",
		"listen: 127.0.0.1:0",
		"metrics: 127.0.0.1:0",
		"channels: {sms: {kind: twilio, account_sid: AC00000000000000000000000000000000, auth_token: none, from: '+15005550006'}}",
	}, "\n"))
	folder := filepath.Join(dir, "counter")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	f.write(filepath.Join(folder, "flow.yaml"), counter)
	f.run("publish", folder)
	return f
}

func (f *forum) write(name, content string) {
	f.t.Helper()
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		f.t.Fatal(err)
	}
}

func (f *forum) world(out, err io.Writer) world {
	return world{in: strings.NewReader(""), out: out, err: err, now: func() time.Time { return f.now }}
}

// run runs a verb that must succeed, and returns what it printed and said.
func (f *forum) run(args ...string) (out, said string) {
	f.t.Helper()
	out, said, code := f.try(args...)
	if code != 0 {
		f.t.Fatalf("plaza %s: exit code %d\n%s", strings.Join(args, " "), code, said)
	}
	return out, said
}

func (f *forum) try(args ...string) (out, said string, code int) {
	f.t.Helper()
	var o, e bytes.Buffer
	code = run(f.t.Context(), append([]string{"--config", string(f.config)}, args...), f.world(&o, &e))
	return o.String(), e.String(), code
}

// says lets a person write, as if the network had called.
func (f *forum) says(number string, texts ...string) {
	f.t.Helper()
	var talk bytes.Buffer
	h, err := f.config.open(f.t.Context(), f.world(io.Discard, &talk), ui{io.Discard, &talk}, mustExist, true)
	if err != nil {
		f.t.Fatalf("%v\n%s", err, &talk)
	}
	defer h.close(ui{io.Discard, &talk})
	for _, text := range texts {
		f.n++
		f.now = f.now.Add(time.Minute)
		err := h.bot.Receive(f.t.Context(), "sms", channels.Event{
			Kind: channels.Message, From: channels.Address(number), Ref: "SM" + strings.Repeat("0", f.n), Text: text,
		})
		if err != nil {
			f.t.Fatal(err)
		}
	}
}

func TestForum(t *testing.T) {
	for name, database := range map[string]func(*testing.T) string{
		"sqlite":   func(*testing.T) string { return "" },
		"postgres": func(t *testing.T) string { return pgtest.New(t) },
	} {
		t.Run(name, func(t *testing.T) {
			f := newForum(t, database(t))
			f.says("+15005550001", "counter", "yes", "2", "Because of the bridge.")
			f.says("+15005550002", "counter", "no")
			t.Run("desk", func(t *testing.T) { f.t = t; testDesk(f) })
			t.Run("export", func(t *testing.T) { f.t = t; testExport(f) })
			f.t = t
		})
	}
}

func testDesk(f *forum) {
	t := f.t
	out, _ := f.run("desk", "list")
	m := regexp.MustCompile(`(?m)^(\S+)  front desk, counter, in en, since `).FindStringSubmatch(out)
	if m == nil || !strings.Contains(out, "  > Because of the bridge.\n") || !strings.Contains(out, "  < Somebody will answer you here.\n") {
		t.Fatalf("got the queue\n%s", out)
	}
	if strings.Contains(out, "+1500") {
		t.Errorf("the queue tells a number:\n%s", out)
	}
	if out, said := f.run("desk", "list", "back office"); out != "" || said != "plaza: nobody waits\n" {
		t.Errorf("another desk: got %q and %q", out, said)
	}
	_, said, code := f.try("desk", "answer", "NOPE", "hello")
	if code != 1 || !strings.Contains(said, "hint: plaza desk list") {
		t.Errorf("an unknown code: got exit code %d and %q", code, said)
	}
	f.run("desk", "answer", m[1], "We", "look into it.")
	if out, _ := f.run("desk", "list"); !strings.Contains(out, "  < We look into it.\n") {
		t.Errorf("the answer is not in the conversation:\n%s", out)
	}
	f.run("desk", "return", strings.ToLower(m[1]))
	if _, said := f.run("desk", "list"); said != "plaza: nobody waits\n" {
		t.Errorf("after the return: got %q", said)
	}
}

func testExport(f *forum) {
	t := f.t
	dir := filepath.Join(t.TempDir(), "out")
	out, said := f.run("export", "counter", "--out", dir)
	if out != dir+"\n" || !strings.Contains(said, "plaza: 2 runs of 2 people") {
		t.Errorf("got %q and %q", out, said)
	}
	wide, err := os.ReadFile(filepath.Join(dir, "runs.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{",main,done,en,sms,1,false,false,,2026-03-02,2026-03-02,yes,roads", ",main,declined,en,sms,1,false,false,,2026-03-02,2026-03-02,no,"} {
		if !strings.Contains(string(wide), want) {
			t.Errorf("runs.csv has no %q:\n%s", want, wide)
		}
	}
	long, err := os.ReadFile(filepath.Join(dir, "answers.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"bridge", "1500555", "SM0"} {
		if strings.Contains(string(wide)+string(long), secret) {
			t.Errorf("the export holds %q:\n%s%s", secret, wide, long)
		}
	}
	if !strings.Contains(string(long), ",why,answered,,,") {
		t.Errorf("answers.csv does not say that why was answered:\n%s", long)
	}
	_, said = f.run("export", "counter", "--out", dir+"2", "--format", "jsonl", "--text")
	if !strings.Contains(said, "plaza: free text may tell who wrote it") {
		t.Errorf("free text left without a warning: %q", said)
	}
	lines, err := os.ReadFile(filepath.Join(dir+"2", "answers.jsonl"))
	if err != nil || !strings.Contains(string(lines), `"value":"Because of the bridge."`) {
		t.Errorf("the free text is not there: %v\n%s", err, lines)
	}
}

// TestServe starts serve, asks it how it is, and stops it.
func TestServe(t *testing.T) {
	f := newForum(t, "")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	said, talk := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		code := run(ctx, []string{"--config", string(f.config), "serve"}, f.world(io.Discard, talk))
		_ = talk.Close()
		ended <- code
	}()
	heard := listenTo(said)
	public := heard(t, `listening on (http://\S+)`)
	metrics := heard(t, `metrics on (http://\S+)`)
	if got := heard(t, `set its webhook to (\S+)`); got != "https://plaza.example/hooks/sms/" {
		t.Errorf("got webhook %s", got)
	}
	if got := heard(t, `consultation (\S+), edition 1\.1, in en: The counter`); got != "counter" {
		t.Errorf("got consultation %s", got)
	}
	for url, want := range map[string]int{
		public + "/healthz": http.StatusOK, public + "/readyz": http.StatusOK, metrics: http.StatusOK,
		public + "/metrics": http.StatusNotFound, public + "/hooks/sms/": http.StatusMethodNotAllowed, public + "/hooks/fax/": http.StatusNotFound,
	} {
		resp, err := http.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%s: got %d, want %d", url, resp.StatusCode, want)
		}
	}
	t.Run("TheAddressIsTaken", func(t *testing.T) {
		f.t = t
		t.Setenv("PLAZA_LISTEN", "") // the world of a test brings its own environment
		w := f.world(io.Discard, io.Discard)
		var out bytes.Buffer
		w.err, w.env = &out, []string{"PLAZA_LISTEN=" + strings.TrimPrefix(public, "http://")}
		if code := run(t.Context(), []string{"--config", string(f.config), "serve"}, w); code != 1 || !strings.Contains(out.String(), "hint: listen in the configuration says where") {
			t.Errorf("got exit code %d and %q", code, out.String())
		}
	})
	t.Run("ASlowCallerIsHungUpOn", func(t *testing.T) {
		conn, err := net.Dial("tcp", strings.TrimPrefix(public, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := io.WriteString(conn, "GET /healthz HTTP/1.1\r\nX: "+strings.Repeat("x", 2*maxHeader)); err != nil {
			return // hung up while it was still sending
		}
		answer, err := io.ReadAll(conn)
		if err == nil && !strings.Contains(string(answer), " 431 ") {
			t.Errorf("a head of %d bytes was answered %q", 2*maxHeader, answer)
		}
	})
	// A request in hand when it is told to stop is answered all the same.
	conn, err := net.Dial("tcp", strings.TrimPrefix(public, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "POST /hooks/sms/ HTTP/1.1\r\nHost: plaza.example\r\nContent-Type: application/x-www-form-urlencoded\r\n"+
		"X-Twilio-Signature: none\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
	answer := bufio.NewReader(conn)
	if line, err := answer.ReadString('\n'); err != nil || !strings.Contains(line, " 100 ") {
		t.Fatalf("got %q, %v, want to be told to go on", line, err)
	}
	stop()
	heard(t, `(stopping): finishing what is in hand`)
	select {
	case code := <-ended:
		t.Fatalf("it ended with exit code %d while a request was in hand", code)
	default:
	}
	fmt.Fprint(conn, "a=bc")
	if rest, err := io.ReadAll(answer); err != nil || !strings.Contains(string(rest), "HTTP/1.1 403 ") {
		t.Errorf("the request in hand was answered %q, %v", rest, err)
	}
	if code := <-ended; code != 0 {
		t.Errorf("got exit code %d, want 0", code)
	}
	heard(t, `plaza: (stopped)`)
}

// listenTo reads what is said, and returns a function that waits for a line
// that matches and returns its first group.
func listenTo(r io.Reader) func(t *testing.T, pattern string) string {
	lines := make(chan string, 100)
	go func() {
		var rest string
		buf := make([]byte, 4096)
		for {
			n, err := r.Read(buf)
			rest += string(buf[:n])
			for {
				line, more, ok := strings.Cut(rest, "\n")
				if !ok {
					break
				}
				lines <- line
				rest = more
			}
			if err != nil {
				close(lines)
				return
			}
		}
	}()
	var heard []string
	return func(t *testing.T, pattern string) string {
		t.Helper()
		re := regexp.MustCompile(pattern)
		for i := 0; ; i++ {
			for i >= len(heard) {
				line, ok := <-lines
				if !ok {
					t.Fatalf("it was never said: %s\n%s", pattern, strings.Join(heard, "\n"))
				}
				heard = append(heard, line)
			}
			if m := re.FindStringSubmatch(heard[i]); m != nil {
				return m[1]
			}
		}
	}
}
