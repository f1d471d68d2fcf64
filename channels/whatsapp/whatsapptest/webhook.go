package whatsapptest

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Status is what Meta reports of a message.
type Status struct {
	State string // sent, delivered, read, failed, played
	Code  int    // with failed
}

// Sign is Meta's signature of a body: over its bytes as they are.
func Sign(secret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// Payload is the body of a webhook that brings these values of "messages", each
// as a change of its own.
func (s *Server) Payload(values ...map[string]any) []byte { return s.payload("messages", values...) }

func (s *Server) payload(field string, values ...map[string]any) []byte {
	changes := make([]any, len(values))
	for i, v := range values {
		changes[i] = map[string]any{"field": field, "value": v}
	}
	return escape(map[string]any{
		"object": "whatsapp_business_account",
		"entry":  []any{map[string]any{"id": s.cfg.AccountID, "changes": changes}},
	})
}

// escape writes JSON as Meta does: nothing but ASCII, and slashes escaped too,
// so that who signs another spelling of it signs something else.
func escape(v any) []byte {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // a value of our own making
	}
	var b bytes.Buffer
	for _, r := range string(raw) {
		switch {
		case r == '/':
			b.WriteString(`\/`)
		case r > 0xffff:
			r -= 0x10000
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		case r > '~':
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.Bytes()
}

// StatusValue is what a webhook says of a message's status, under "value".
func (s *Server) StatusValue(m Message, status Status) map[string]any {
	c := s.addressed(m)
	st := map[string]any{"id": m.ID, "status": status.State, "timestamp": s.seconds()}
	if m.Opaque != "" {
		st["biz_opaque_callback_data"] = m.Opaque
	}
	if m.To != "" {
		st["recipient_id"] = strings.TrimPrefix(m.To, "+")
	}
	failed := status.State == "failed"
	if m.Recipient != "" || !failed && c.isNamed() {
		st["recipient_user_id"] = c.UserID
	}
	value := s.value()
	if failed {
		st["errors"] = []any{map[string]any{"code": status.Code, "title": "Message to " + c.Number + " failed", "message": "Message failed",
			"error_data": map[string]any{"details": "Details"}, "href": "https://developers.facebook.com/"}}
	} else {
		st["pricing"] = map[string]any{"billable": false, "pricing_model": "PMP", "category": "service", "type": "free_customer_service"}
		value["contacts"] = []any{c.profile()}
	}
	value["statuses"] = []any{st}
	return value
}

// Report brings one status of a message.
func (s *Server) Report(ctx context.Context, m Message, status Status) (int, error) {
	return s.insist(ctx, s.Payload(s.StatusValue(m, status)))
}

// Deliver calls the webhook once, signed, and says what it answered.
func (s *Server) Deliver(ctx context.Context, body []byte) (int, error) {
	callback := s.Callback()
	if callback == "" {
		return 0, fmt.Errorf("call the webhook: the fake has none")
	}
	r, err := s.request(ctx, http.MethodPost, callback, body)
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "facebookexternalua")
	r.Header.Set("X-Hub-Signature-256", Sign(s.cfg.AppSecret, body))
	answer, err := s.client.Do(r)
	if err != nil {
		return 0, fmt.Errorf("call %s: %w", callback, err)
	}
	drain(answer)
	return answer.StatusCode, nil
}

// request is for a public URL, and connects where the Config says.
func (s *Server) request(ctx context.Context, method, public string, body []byte) (*http.Request, error) {
	to, err := url.Parse(public)
	if err != nil {
		return nil, fmt.Errorf("call %s: %w", public, err)
	}
	if s.cfg.Connect != "" {
		c, err := url.Parse(s.cfg.Connect)
		if err != nil {
			return nil, fmt.Errorf("connect to %s: %w", s.cfg.Connect, err)
		}
		to.Scheme, to.Host = c.Scheme, c.Host
	}
	r, err := http.NewRequestWithContext(ctx, method, to.String(), bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("call %s: %w", public, err)
	}
	return r, nil
}

// insist delivers until it is answered with 200 or Tries is used up, then as
// often again as Repeat asks. It returns the last answer of the first part.
func (s *Server) insist(ctx context.Context, body []byte) (int, error) {
	var status int
	var err error
	for try := range s.cfg.Tries {
		if try > 0 && !s.wait(ctx) {
			break
		}
		if status, err = s.Deliver(ctx, body); err == nil && status == http.StatusOK {
			break
		}
	}
	for range s.cfg.Repeat - 1 {
		s.Deliver(ctx, body) //nolint:errcheck // a repetition that nobody asked for
	}
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("call %s: answered %d", s.Callback(), status)
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

// Verify makes sure of a callback as Meta does when it is set: it must repeat a
// challenge to who knows its token.
func (s *Server) Verify(ctx context.Context, callback, token string) error {
	const challenge = "1158201444"
	query := url.Values{"hub.mode": {"subscribe"}, "hub.challenge": {challenge}, "hub.verify_token": {token}}
	r, err := s.request(ctx, http.MethodGet, callback+"?"+query.Encode(), nil)
	if err != nil {
		return err
	}
	answer, err := s.client.Do(r)
	if err != nil {
		return fmt.Errorf("verify %s: %w", callback, err)
	}
	defer func() { _ = answer.Body.Close() }()
	echo, err := io.ReadAll(io.LimitReader(answer.Body, 1024))
	if err != nil || answer.StatusCode != http.StatusOK || string(echo) != challenge {
		return fmt.Errorf("verify %s: answered %d, not the challenge", callback, answer.StatusCode)
	}
	return nil
}
