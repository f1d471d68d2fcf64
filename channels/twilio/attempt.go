package twilio

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"
)

// answerBytes is the most of an answer that is read; a message is some 1,500.
const answerBytes = 256 << 10

// attempt is the transport of one Send. It gives twilio-go the context that
// its calls do not take, lets one request through, and remembers what became
// of it.
type attempt struct {
	ctx  context.Context
	to   *url.URL
	next http.RoundTripper
	most int64 // bytes of the answer that are read; answerBytes when it is 0

	used       bool
	connected  atomic.Bool
	status     int
	retryAfter time.Duration
	date       time.Time // of the answer, by the clock of who answered
}

// RoundTrip makes the one request of the attempt.
func (a *attempt) RoundTrip(r *http.Request) (*http.Response, error) {
	if a.used {
		// A redirect, or a repetition of what the client could not decode (which
		// it does for newer versions of the API). A second message is not ours to
		// risk.
		return nil, errors.New("one attempt is one request")
	}
	a.used = true
	ctx := httptrace.WithClientTrace(a.ctx, &httptrace.ClientTrace{
		// From here on a request may be under way that we cannot call back.
		GotConn: func(httptrace.GotConnInfo) { a.connected.Store(true) },
	})
	r = r.Clone(ctx)
	// The host is ours to say; twilio-go would let TWILIO_REGION change it.
	r.URL.Scheme, r.URL.Host, r.Host = a.to.Scheme, a.to.Host, ""
	answer, err := a.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	a.status = answer.StatusCode
	if s, err := strconv.Atoi(answer.Header.Get("Retry-After")); err == nil && s > 0 {
		a.retryAfter = min(time.Duration(s)*time.Second, time.Hour)
	}
	if at, err := http.ParseTime(answer.Header.Get("Date")); err == nil {
		a.date = at
	}
	answer.Body = bounded{io.LimitReader(answer.Body, cmp.Or(a.most, answerBytes)), answer.Body}
	return answer, nil
}

// bounded reads the beginning of a body and closes all of it.
type bounded struct {
	io.Reader
	io.Closer
}
