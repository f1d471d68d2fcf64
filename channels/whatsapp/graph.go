package whatsapp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// answerBytes is the most that we read of an answer.
const answerBytes = 1 << 20

// answer is what the Graph API said, whatever it was.
type answer struct {
	status int
	body   []byte
	wait   time.Duration // how long it asked us to wait, 0 when it did not
}

// fault is an error as the Graph API words it. Its message can name a person's
// number, so it has no field here; that of a template's fault cannot.
type fault struct {
	Code    int    `json:"code"`
	Subcode int    `json:"error_subcode"`
	Title   string `json:"error_user_title"`
	Says    string `json:"error_user_msg"`
}

// fault is the error in an answer, or nil.
func (a answer) fault() *fault {
	var said struct {
		Error *fault `json:"error"`
	}
	if json.Unmarshal(a.body, &said) != nil {
		return nil
	}
	return said.Error
}

// unanswered is a call that nobody answered.
type unanswered struct {
	connected bool // the request may have arrived
	err       error
}

func (e *unanswered) Error() string { return e.err.Error() }
func (e *unanswered) Unwrap() error { return e.err }

// graph is the address of something at the Graph API.
func (c *Channel) graph(path string, query url.Values) *url.URL {
	u := *c.api
	u.Path, u.RawQuery = strings.TrimRight(u.Path, "/")+"/"+c.cfg.Version+"/"+path, query.Encode()
	return &u
}

// call makes one request of the Graph API, with the token: nothing is tried
// again and no redirect is followed. No error of it holds the token or the URL.
func (c *Channel) call(ctx context.Context, method, path string, query url.Values, body any) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	r := &http.Request{Method: method, URL: c.graph(path, query), Header: http.Header{}}
	if body != nil {
		raw, err := encode(body)
		if err != nil {
			return answer{}, fmt.Errorf("write a request: %w", err)
		}
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(raw)), int64(len(raw))
		r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(raw)), nil }
		r.Header.Set("Content-Type", "application/json")
	}
	said, err := c.roundTrip(ctx, r)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = said.Body.Close() }() // read as far as we want it
	a := answer{status: said.StatusCode, wait: wait(said.Header)}
	if a.body, err = io.ReadAll(io.LimitReader(said.Body, answerBytes)); err != nil {
		return a, &unanswered{connected: true, err: bare(err)}
	}
	return a, nil
}

// roundTrip puts the token on a request and makes it.
func (c *Channel) roundTrip(ctx context.Context, r *http.Request) (*http.Response, error) {
	var connected atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		// From here on a request may be under way that we cannot call back.
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	})
	r.Header.Set("Authorization", "Bearer "+c.cfg.AccessToken)
	said, err := c.cfg.Transport.RoundTrip(r.WithContext(ctx))
	if err != nil {
		return nil, &unanswered{connected: connected.Load(), err: bare(err)}
	}
	return said, nil
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// wait is how long Meta asks us to wait: in seconds by Retry-After, in minutes
// by its own header (developers.facebook.com/docs/graph-api/overview/rate-limiting).
func wait(h http.Header) time.Duration {
	if s, err := strconv.Atoi(h.Get("Retry-After")); err == nil && s > 0 {
		return min(time.Duration(s)*time.Second, time.Hour)
	}
	var usage map[string][]struct {
		Minutes int `json:"estimated_time_to_regain_access"`
	}
	if json.Unmarshal([]byte(h.Get("X-Business-Use-Case-Usage")), &usage) != nil {
		return 0
	}
	minutes := 0
	for _, account := range usage {
		for _, use := range account {
			minutes = max(minutes, use.Minutes)
		}
	}
	return min(time.Duration(min(minutes, 60))*time.Minute, time.Hour)
}

// bare takes the URL out of an error.
func bare(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
