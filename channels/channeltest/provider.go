package channeltest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// provider gives every request the same recorded answer, and keeps what it was
// asked.
type provider struct {
	URL     string
	written atomic.Int64 // bytes of an endless answer

	mu    sync.Mutex
	asked []string
	came  *sync.Cond
	over  chan struct{}
}

// newProvider answers as a recorded section says: a status, headers and a
// body; or "cut" (the connection ends when the request is read), "hang" (no
// answer), "endless" (an answer that does not stop).
func newProvider(t *testing.T, answer string) *provider {
	t.Helper()
	p := &provider{over: make(chan struct{})}
	p.came = sync.NewCond(&p.mu)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { p.serve(w, r, answer) }))
	p.URL = server.URL
	t.Cleanup(func() {
		close(p.over)
		server.CloseClientConnections()
		server.Close()
	})
	return p
}

func (p *provider) serve(w http.ResponseWriter, r *http.Request, answer string) {
	p.keep(r)
	status, headers, body := head(answer)
	switch status {
	case "cut":
		panic(http.ErrAbortHandler)
	case "hang":
		select {
		case <-r.Context().Done():
		case <-p.over:
		}
		panic(http.ErrAbortHandler)
	case "endless":
		w.WriteHeader(http.StatusOK)
		for chunk := []byte(strings.Repeat(" ", 64<<10)); ; {
			n, err := w.Write(chunk)
			if p.written.Add(int64(n)); err != nil {
				return
			}
		}
	}
	for name, value := range headers {
		w.Header().Set(name, value)
	}
	code, err := strconv.Atoi(status)
	if err != nil {
		code = http.StatusOK
	}
	w.WriteHeader(code)
	io.WriteString(w, body) // the adapter may have seen enough
}

// keep writes a request as the recorded files do.
func (p *provider) keep(r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // not a whole request: the adapter gave up
	}
	said := r.Method + " " + r.URL.RequestURI()
	if form, err := url.ParseQuery(string(body)); err == nil && strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		said += "\n\n" + decode(form)
	} else if len(body) > 0 {
		said += "\n\n" + string(body)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = append(p.asked, said)
	p.came.Broadcast()
}

func (p *provider) requests() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.asked)
}

// wait returns when so many requests have come.
func (p *provider) wait(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.asked) < n {
		p.came.Wait()
	}
}
