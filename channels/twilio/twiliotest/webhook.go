package twiliotest

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sort"
	"strings"
	"time"
)

// Status is what Twilio reports of a message.
type Status struct {
	State string // sent, delivered, undelivered, failed, read
	Code  int    // ErrorCode, with undelivered and failed
}

// Sign is Twilio's signature of a call: the URL, then every name and value in
// order, under the account's token.
func Sign(token, url string, form url.Values) string {
	names := make([]string, 0, len(form))
	for name := range form {
		names = append(names, name)
	}
	sort.Strings(names)
	var b strings.Builder
	b.WriteString(url)
	for _, name := range names {
		values := append([]string(nil), form[name]...)
		sort.Strings(values)
		for i, v := range values {
			if i == 0 || v != values[i-1] {
				b.WriteString(name)
				b.WriteString(v)
			}
		}
	}
	mac := hmac.New(sha1.New, []byte(token))
	io.WriteString(mac, b.String()) //nolint:errcheck // a hash takes everything
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// Deliver calls a webhook once, signed, and says what it answered.
func (s *Server) Deliver(ctx context.Context, public string, form url.Values) (int, error) {
	to, err := url.Parse(public)
	if err != nil {
		return 0, fmt.Errorf("call %s: %w", public, err)
	}
	if s.cfg.Connect != "" {
		c, err := url.Parse(s.cfg.Connect)
		if err != nil {
			return 0, fmt.Errorf("connect to %s: %w", s.cfg.Connect, err)
		}
		to.Scheme, to.Host = c.Scheme, c.Host
	}
	to.Fragment = "" // connection overrides stay with Twilio
	public, _, _ = strings.Cut(public, "#")
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to.String(), strings.NewReader(form.Encode()))
	if err != nil {
		return 0, fmt.Errorf("call %s: %w", public, err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	r.Header.Set("User-Agent", "TwilioProxy/1.1")
	r.Header.Set("X-Twilio-Signature", Sign(s.cfg.AuthToken, public, form))
	answer, err := s.client.Do(r)
	if err != nil {
		return 0, fmt.Errorf("call %s: %w", public, err)
	}
	drain(answer)
	return answer.StatusCode, nil
}

// insist delivers until it is answered with a 2xx or Tries is used up, then as
// often again as Repeat asks. It returns the last answer of the first part.
func (s *Server) insist(ctx context.Context, public string, form url.Values) (int, error) {
	var status int
	var err error
	for try := range s.cfg.Tries {
		if try > 0 && !s.wait(ctx) {
			break
		}
		if status, err = s.Deliver(ctx, public, form); err == nil && status/100 == 2 {
			break
		}
	}
	for range s.cfg.Repeat - 1 {
		s.Deliver(ctx, public, form) //nolint:errcheck // a repetition that nobody asked for
	}
	if err == nil && status/100 != 2 {
		err = fmt.Errorf("call %s: answered %d", public, status)
	}
	if err != nil {
		s.fail(err)
	}
	return status, err
}

// wait lasts Wait, unless the caller or the fake ends before.
func (s *Server) wait(ctx context.Context) bool {
	t := time.NewTimer(s.cfg.Wait)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
	case <-s.life.Done():
	}
	return false
}

// report calls a message's status callback.
func (s *Server) report(m Message, status Status) {
	s.insist(s.life, m.Callback, s.StatusForm(m, status)) //nolint:errcheck // kept in Failures
}

// StatusForm is the form of a status callback.
func (s *Server) StatusForm(m Message, status Status) url.Values {
	form := url.Values{
		"AccountSid": {s.cfg.AccountSID}, "ApiVersion": {"2010-04-01"},
		"MessageSid": {m.SID}, "SmsSid": {m.SID},
		"MessageStatus": {status.State}, "SmsStatus": {status.State},
		"To": {m.To}, "From": {orElse(m.From, s.cfg.From)},
	}
	if m.Service != "" {
		form.Set("MessagingServiceSid", m.Service)
	}
	if status.Code != 0 {
		form.Set("ErrorCode", fmt.Sprint(status.Code))
	}
	return form
}
