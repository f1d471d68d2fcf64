package twilio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"plaza/channels"
)

// redirects is the most that are followed to an attachment. Twilio sends one,
// to where it keeps the bytes.
const redirects = 3

// Fetch opens an attachment where Twilio keeps it. The account's token goes to
// Twilio's own hosts alone; to where they point, the request goes without it.
func (c *account) Fetch(ctx context.Context, m channels.Media) (io.ReadCloser, error) {
	at, err := url.Parse(m.URL)
	if err != nil || !c.keeps(m.URL) {
		return nil, fmt.Errorf("fetch from twilio: %w: the attachment is on no host of Twilio's", channels.ErrPermanent)
	}
	for range 1 + redirects {
		answer, err := c.open(ctx, at)
		if err != nil {
			return nil, err
		}
		if answer.StatusCode == http.StatusOK {
			return answer.Body, nil
		}
		_ = answer.Body.Close()
		next, err := answer.Location()
		switch {
		case answer.StatusCode/100 != 3 || err != nil:
			return nil, unfetched(answer.StatusCode)
		case !c.holds(next):
			return nil, fmt.Errorf("fetch from twilio: %w: Twilio points to a host that is not its own", channels.ErrPermanent)
		}
		at = next
	}
	return nil, fmt.Errorf("fetch from twilio: %w: it points from one place to the next", channels.ErrTemporary)
}

// open asks for one URL. The answer's head must come in the time of an attempt;
// for its body the caller has as long as ctx.
func (c *account) open(ctx context.Context, at *url.URL) (*http.Response, error) {
	ctx, cancel := context.WithCancel(ctx)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), http.NoBody)
	if err != nil {
		cancel()
		return nil, fmt.Errorf("fetch from twilio: %w: the address is not one", channels.ErrPermanent)
	}
	if c.ours(at) {
		r.SetBasicAuth(c.cfg.AccountSID, c.cfg.AuthToken)
	}
	clock := time.AfterFunc(c.cfg.Timeout, cancel)
	answer, err := c.cfg.Transport.RoundTrip(r)
	inTime := clock.Stop()
	if err == nil && !inTime {
		_ = answer.Body.Close()
		err = context.DeadlineExceeded
	}
	if err != nil {
		cancel()
		return nil, fmt.Errorf("fetch from twilio: %w: %w", channels.ErrTemporary, plain(err))
	}
	answer.Body = ending{answer.Body, cancel}
	return answer, nil
}

// unfetched says what a refusal means: what was deleted does not come back.
func unfetched(status int) error {
	class := channels.ErrTemporary
	if status == http.StatusNotFound || status == http.StatusGone {
		class = channels.ErrPermanent
	}
	return fmt.Errorf("fetch from twilio: %w: http %d", class, status)
}

// ours says whether a host is one of Twilio's APIs, which know our token.
func (c *account) ours(u *url.URL) bool {
	host := strings.ToLower(u.Hostname())
	return u.Scheme == "https" && (host == "twilio.com" || strings.HasSuffix(host, ".twilio.com")) ||
		u.Scheme == c.api.Scheme && u.Host == c.media
}

// holds says whether Twilio may point to a place: its own hosts, and its part
// of the store that it uses.
func (c *account) holds(u *url.URL) bool {
	if c.keeps(u.String()) {
		return true
	}
	return u.Scheme == "https" && u.User == nil && strings.HasSuffix(strings.ToLower(u.Hostname()), ".amazonaws.com") &&
		strings.HasPrefix(u.Path, "/media.twiliocdn.com/")
}

// ending is a body that ends its request when it is closed.
type ending struct {
	io.ReadCloser
	cancel context.CancelFunc
}

// Close ends the request, also in the middle.
func (e ending) Close() error {
	err := e.ReadCloser.Close()
	e.cancel()
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
