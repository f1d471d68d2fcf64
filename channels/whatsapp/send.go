package whatsapp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"plaza/channels"
)

// Send creates one message. It makes one request, whatever happens.
//
// No error of it holds a token, an address or a text; those of Meta do, so they
// are not wrapped.
func (c *Channel) Send(ctx context.Context, m channels.Outbound) (channels.Receipt, error) {
	if !m.Expires.IsZero() && !c.cfg.Now().Before(m.Expires) {
		return channels.Receipt{}, fmt.Errorf("send by whatsapp: %w: the message expired before it was sent", channels.ErrPermanent)
	}
	out, err := c.draw(m)
	if err != nil {
		return channels.Receipt{}, fmt.Errorf("send by whatsapp: %w", err)
	}
	a, err := c.call(ctx, http.MethodPost, c.cfg.PhoneNumberID+"/messages", nil, out)
	if err != nil {
		return channels.Receipt{}, lost(err)
	}
	return taken(a)
}

// lost says what it means that nobody answered.
func lost(err error) error {
	var u *unanswered
	if errors.As(err, &u) && !u.connected {
		return fmt.Errorf("send by whatsapp: %w: no connection: %w", channels.ErrTemporary, u.err)
	}
	return fmt.Errorf("send by whatsapp: no answer, the message may have left: %w", err)
}

// taken reads the answer to a message.
func taken(a answer) (channels.Receipt, error) {
	if f := a.fault(); f != nil || a.status < 200 || a.status > 299 {
		return channels.Receipt{}, refused(a, f)
	}
	var said struct {
		Messages []struct {
			ID string `json:"id"`
		} `json:"messages"`
	}
	if json.Unmarshal(a.body, &said) != nil || len(said.Messages) != 1 || !isRef(said.Messages[0].ID) {
		return channels.Receipt{}, errors.New("send by whatsapp: the answer names no message")
	}
	return channels.Receipt{Ref: said.Messages[0].ID}, nil
}

// refused classifies an answer that is not yes. Where Meta's code is not known
// the status decides: a 4xx has not been acted on, of a 5xx nobody knows.
func refused(a answer, f *fault) error {
	says := "http " + strconv.Itoa(a.status)
	var known fact
	ok := false
	if f != nil {
		says += ", " + why(f.Code)
		if known, ok = explain(f.Code); f.Code == 100 && f.Subcode == 33 {
			known, ok = lostNumber, true
		}
	}
	class := known.class
	switch {
	case ok:
	case a.status == http.StatusTooManyRequests, a.status == http.StatusUnauthorized, a.status == http.StatusForbidden,
		a.status == http.StatusNotFound, a.status == http.StatusRequestTimeout:
		class = channels.ErrTemporary // the account's fault, or the way's; never the person's
	case a.status >= 400 && a.status < 500:
		class = channels.ErrPermanent
	}
	if class == nil {
		return fmt.Errorf("send by whatsapp: %s", says)
	}
	err := fmt.Errorf("send by whatsapp: %w: %s", class, says)
	if after := max(a.wait, known.wait); after > 0 && errors.Is(err, channels.ErrTemporary) {
		return &channels.RetryAfter{Err: err, For: after, All: a.status == http.StatusTooManyRequests || f != nil && limitsAll(f.Code)}
	}
	return err
}
