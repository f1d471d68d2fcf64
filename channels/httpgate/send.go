package httpgate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"

	"plaza/channels"
)

// answerBytes is the most of an answer that is read.
const answerBytes = 256 << 10

// Send makes one request. No error of it holds a secret, an address or a text.
func (c *Channel) Send(ctx context.Context, m channels.Outbound) (channels.Receipt, error) {
	v, err := c.valuesOf(m)
	if err != nil {
		return channels.Receipt{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	if err := ctx.Err(); err != nil {
		return channels.Receipt{}, fmt.Errorf("send by gateway: %w: %w", channels.ErrTemporary, err)
	}
	var connected atomic.Bool
	r, err := c.profile.request.build(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		// From here on a request may be under way that we cannot call back.
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	}), v)
	if err != nil {
		return channels.Receipt{}, fmt.Errorf("send by gateway: %w: %w", channels.ErrPermanent, err)
	}
	resp, err := c.client.Do(r)
	switch {
	case err != nil && !connected.Load():
		return channels.Receipt{}, fmt.Errorf("send by gateway: %w: no connection: %w", channels.ErrTemporary, plain(err))
	case err != nil:
		return channels.Receipt{}, fmt.Errorf("send by gateway: no answer, the message may have left: %w", plain(err))
	}
	defer func() { _ = resp.Body.Close() }() // read as far as we want it
	body, err := io.ReadAll(io.LimitReader(resp.Body, answerBytes+1))
	whole := err == nil && len(body) <= answerBytes
	receipt, err := c.profile.answer.read(resp.StatusCode, body, whole, m.ID)
	return receipt, later(err, resp.Header)
}

// valuesOf is what the places of the request's templates stand for.
func (c *Channel) valuesOf(m channels.Outbound) (values, error) {
	left, err := c.validity(m.Expires)
	if err != nil {
		return nil, err
	}
	v := values{
		"to": string(m.To), "text": m.Text, "id": m.ID, "lang": m.Lang,
		"messages": c.address("messages"), "receipts": c.address("receipts") + "/" + idInPath(m.ID),
		"validity.ms":      strconv.FormatInt(left.Milliseconds(), 10),
		"validity.seconds": strconv.FormatInt(int64(left/time.Second), 10),
		"validity.minutes": strconv.FormatInt(max(1, int64(left/time.Minute)), 10),
		"validity.hours":   strconv.FormatInt(max(1, int64(left/time.Hour)), 10),
	}
	for name, s := range c.settings {
		v["set."+name] = s
	}
	alphabet := c.profile.gsm
	if _, ucs2 := channels.Segments(m.Text); ucs2 {
		alphabet = c.profile.ucs2
	}
	for name, t := range alphabet {
		v[name] = t.plain(v)
	}
	return v, nil
}

// validity is how long the gateway may try. What is not worth sending any more
// is not sent.
func (c *Channel) validity(expires time.Time) (time.Duration, error) {
	least, most := c.profile.validity[0], c.profile.validity[1]
	left := min(c.cfg.Validity, most)
	if !expires.IsZero() {
		d := expires.Sub(c.cfg.Now())
		if d < time.Second {
			return 0, fmt.Errorf("send by gateway: %w: the message expired before it was sent", channels.ErrPermanent)
		}
		left = min(left, d)
	}
	return max(left, least), nil
}

// later adds how long the gateway asked us to wait, if it did.
func later(err error, h http.Header) error {
	s, e := strconv.Atoi(h.Get("Retry-After"))
	if e != nil || s <= 0 || !errors.Is(err, channels.ErrTemporary) {
		return err
	}
	return &channels.RetryAfter{Err: err, For: min(time.Duration(s)*time.Second, time.Hour)}
}

// plain takes the URL out of an error: it may hold a password and a number.
func plain(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
