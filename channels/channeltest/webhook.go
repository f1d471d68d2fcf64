package channeltest

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/channels"
)

// webhooks replays what was recorded of the network's calls, then holds the
// adapter to what is true of every network.
func webhooks(t *testing.T, s Suite) {
	all := records(t, filepath.Join(s.Data, "webhook"), "request", "want")
	var good *call
	for _, r := range all {
		c := newCall(t, r.sections["request"])
		if good == nil && strings.HasPrefix(r.sections["want"], "200\nmessage") {
			good = &c
		}
		t.Run(r.name, func(t *testing.T) {
			k := &keeper{}
			status := k.serve(t, s, c.request(s))
			got := strings.TrimSpace(fmt.Sprintf("%d\n%s", status, strings.Join(k.events(), "\n")))
			if d := cmp.Diff(r.sections["want"], got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
	if good == nil {
		t.Fatal("got no request that brings a message, want one to try the rules with")
	}
	rules(t, s, good)
}

// rules holds an adapter to what is true of every network that calls us, with
// a request that brings a message.
func rules(t *testing.T, s Suite, good *call) {
	t.Run("rule: what is not kept is not acknowledged", func(t *testing.T) { unkept(t, s, *good) })
	t.Run("rule: twice is handed over twice, as the same", func(t *testing.T) { twice(t, s, *good) })
	t.Run("rule: without proof it is refused", func(t *testing.T) { unproven(t, s, *good) })
	if !s.Bearer {
		t.Run("rule: what was changed on the way is refused", func(t *testing.T) { changed(t, s, *good) })
	}
	t.Run("rule: a giant is refused", func(t *testing.T) { giant(t, s, *good) })
	t.Run("rule: a slow sender is cut off", func(t *testing.T) { slow(t, s, *good) })
	t.Run("rule: calls do not disturb each other", func(t *testing.T) { crowd(t, s, *good) })
}

// call is one recorded request.
type call struct {
	method, target string
	headers        map[string]string
	body           string
}

func newCall(t *testing.T, section string) call {
	t.Helper()
	first, headers, body := head(section)
	c := call{headers: headers, body: body}
	c.method, c.target, _ = strings.Cut(first, " ")
	if strings.HasPrefix(headers["Content-Type"], "application/x-www-form-urlencoded") {
		c.body = encode(t, body)
	}
	return c
}

// request builds the request with the provider's proof on it.
func (c call) request(s Suite) *http.Request {
	r := c.bare()
	if s.Sign != nil {
		s.Sign(r, []byte(c.body))
	}
	return r
}

func (c call) bare() *http.Request {
	r := httptest.NewRequest(c.method, c.target, strings.NewReader(c.body))
	for name, value := range c.headers {
		r.Header.Set(name, value)
	}
	return r
}

// keeper is a sink with the adapter that it is for.
type keeper struct{ Sink }

// events lists what was kept as the recorded files write it.
func (k *keeper) events() []string {
	var all []string
	for _, e := range k.Events() {
		all = append(all, describe(e))
	}
	return all
}

func (k *keeper) handler(t *testing.T, s Suite) http.Handler {
	t.Helper()
	switch c := s.Open(t, "http://127.0.0.1:1").(type) {
	case channels.WebhookReceiver:
		return c.Webhook(k.Keep)
	case channels.Responder:
		return c.Respond(&teller{keeper: k})
	}
	t.Fatal("got a channel that nobody calls, want one that is called")
	return nil
}

func (k *keeper) serve(t *testing.T, s Suite, r *http.Request) int {
	t.Helper()
	w := httptest.NewRecorder()
	k.handler(t, s).ServeHTTP(w, r)
	return w.Code
}

func unkept(t *testing.T, s Suite, c call) {
	k := &keeper{}
	k.Fail(1)
	if status := k.serve(t, s, c.request(s)); status != http.StatusServiceUnavailable {
		t.Errorf("got %d, want 503", status)
	}
	if status := k.serve(t, s, c.request(s)); status != http.StatusOK {
		t.Errorf("got %d when it came again, want 200", status)
	}
	if got := k.events(); len(got) != 1 {
		t.Errorf("got %q, want what came again", got)
	}
}

func twice(t *testing.T, s Suite, c call) {
	k := &keeper{}
	h := k.handler(t, s)
	for range 2 {
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, c.request(s)); w.Code != http.StatusOK {
			t.Errorf("got %d, want 200", w.Code)
		}
	}
	if got := k.Events(); len(got) != 2 || got[0].Ref != got[1].Ref || got[0].Ref == "" {
		t.Errorf("got %+v, want two events with the same Ref", got)
	}
}

func unproven(t *testing.T, s Suite, c call) {
	k := &keeper{}
	if status := k.serve(t, s, c.bare()); status != http.StatusForbidden && status != http.StatusUnauthorized {
		t.Errorf("got %d, want 401 or 403", status)
	}
	none(t, k)
}

func changed(t *testing.T, s Suite, c call) {
	k := &keeper{}
	signed := c.request(s)
	forged := c
	forged.body = strings.Replace(c.body, "=", "=x", 1)
	r := forged.bare()
	r.Header = signed.Header
	if status := k.serve(t, s, r); status != http.StatusForbidden && status != http.StatusUnauthorized {
		t.Errorf("got %d, want 401 or 403", status)
	}
	none(t, k)
}

func giant(t *testing.T, s Suite, c call) {
	k := &keeper{}
	c.body += strings.Repeat("x", 4<<20)
	if status := k.serve(t, s, c.request(s)); status != http.StatusRequestEntityTooLarge {
		t.Errorf("got %d for a body of 4 MiB, want 413", status)
	}
	// And when the size is not said beforehand.
	r := c.request(s)
	r.ContentLength = -1
	r.Body = io.NopCloser(io.MultiReader(bytes.NewReader([]byte(c.body)), endlessly{}))
	if status := k.serve(t, s, r); status != http.StatusRequestEntityTooLarge {
		t.Errorf("got %d for a body without end, want 413", status)
	}
	none(t, k)
}

type endlessly struct{}

func (endlessly) Read(p []byte) (int, error) { return copy(p, "&a=b"), nil }

// slow speaks to a server that sets no limits of its own: the head of a
// request, and then nothing.
func slow(t *testing.T, s Suite, c call) {
	k := &keeper{}
	server := httptest.NewServer(k.handler(t, s))
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	r := c.request(s)
	body := c.body + "  " // a GET has none of its own, and may be sent one
	fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: example.org\r\nContent-Length: %d\r\n", c.method, c.target, len(body))
	r.Header.Write(conn)
	fmt.Fprintf(conn, "\r\n%s", body[:1])
	conn.SetReadDeadline(time.Now().Add(patience))
	answer, err := http.ReadResponse(bufio.NewReader(conn), r)
	if err != nil {
		t.Fatalf("got %v, want an answer", err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusRequestTimeout {
		t.Errorf("got %d, want 408", answer.StatusCode)
	}
	none(t, k)
}

func crowd(t *testing.T, s Suite, c call) {
	const n = 50
	k := &keeper{}
	h := k.handler(t, s)
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			w := httptest.NewRecorder()
			if h.ServeHTTP(w, c.request(s)); w.Code != http.StatusOK {
				t.Errorf("got %d, want 200", w.Code)
			}
		})
	}
	all.Wait()
	if got := k.events(); len(got) != n {
		t.Errorf("got %d events, want %d", len(got), n)
	}
}

func none(t *testing.T, k *keeper) {
	t.Helper()
	if got := k.events(); len(got) > 0 {
		t.Errorf("got %q, want no effect", got)
	}
}
