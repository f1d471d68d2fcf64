package whatsapp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"plaza/channels"
)

// Fetch opens an attachment: Meta is asked where it is, which it says for five
// minutes (business-phone-numbers/media), and that place is read if it is
// Meta's. Only the id of what was stored is used, never its host; the token goes
// to no host but Meta's, and no redirect is followed.
func (c *Channel) Fetch(ctx context.Context, m channels.Media) (io.ReadCloser, error) {
	stored, err := url.Parse(m.URL)
	if err != nil || !digits.MatchString(path.Base(stored.Path)) {
		return nil, fmt.Errorf("fetch by whatsapp: %w: not an attachment of WhatsApp's", channels.ErrPermanent)
	}
	a, err := c.call(ctx, http.MethodGet, path.Base(stored.Path), url.Values{"phone_number_id": {c.cfg.PhoneNumberID}}, nil)
	if err != nil {
		return nil, fmt.Errorf("fetch by whatsapp: %w: %w", channels.ErrTemporary, err)
	}
	if a.status != http.StatusOK {
		return nil, gone(a)
	}
	var where struct {
		URL string `json:"url"`
	}
	if json.Unmarshal(a.body, &where) != nil {
		return nil, fmt.Errorf("fetch by whatsapp: %w: the answer names no place", channels.ErrTemporary)
	}
	u, err := url.Parse(where.URL)
	if err != nil || !c.keeps(u) {
		return nil, errors.New("fetch by whatsapp: the attachment is not on a host of Meta's")
	}
	return c.download(ctx, u)
}

func (c *Channel) download(ctx context.Context, u *url.URL) (io.ReadCloser, error) {
	said, err := c.roundTrip(ctx, &http.Request{Method: http.MethodGet, URL: u, Header: http.Header{}})
	if err != nil {
		return nil, fmt.Errorf("fetch by whatsapp: %w: %w", channels.ErrTemporary, err)
	}
	if said.StatusCode != http.StatusOK {
		_ = said.Body.Close()
		return nil, gone(answer{status: said.StatusCode})
	}
	return said.Body, nil
}

// gone classifies an answer that brings nothing. What is a week old is no more.
func gone(a answer) error {
	class := channels.ErrTemporary
	f := a.fault()
	if a.status == http.StatusNotFound || a.status == http.StatusGone || f != nil && f.Code == 100 {
		class = channels.ErrPermanent
	}
	return fmt.Errorf("fetch by whatsapp: %w: http %d", class, a.status)
}

// keeps says whether a place is Meta's: where it keeps what people send, and
// the API itself.
func (c *Channel) keeps(u *url.URL) bool {
	if u.User != nil || u.Scheme != c.api.Scheme {
		return false
	}
	if u.Host == c.api.Host || slices.Contains(c.cfg.MediaHosts, u.Host) {
		return true
	}
	host := strings.ToLower(u.Host) // with a port it is not Meta's
	return u.Scheme == "https" && (host == "lookaside.fbsbx.com" || host == "graph.facebook.com")
}
