package telegramtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// webhook is where updates go; nowhere when url is empty.
type webhook struct {
	url      string
	secret   string
	most     int // deliveries at once
	busy     int
	lastErr  string
	lastDate int64
}

var secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{0,256}$`)

func (s *Server) setWebhook(p map[string]string) any {
	if p["url"] == "" {
		return s.deleteWebhook(p)
	}
	u, err := url.Parse(p["url"])
	switch {
	case err != nil || u.Host == "":
		return bad("bad webhook: invalid webhook URL specified")
	case u.Scheme != "https":
		return bad("bad webhook: An HTTPS URL must be provided for webhook")
	case u.Port() != "" && !slices.Contains([]string{"443", "80", "88", "8443"}, u.Port()):
		return bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
	case !secretForm.MatchString(p["secret_token"]):
		return bad("secret token contains unallowed characters")
	}
	most, err := strconv.Atoi(p["max_connections"])
	if err != nil || most < 1 || most > 100 {
		most = 40
	}
	if a := p["allowed_updates"]; a != "" {
		if json.Unmarshal([]byte(a), &s.allowed) != nil {
			return bad("can't parse allowed updates JSON object")
		}
	}
	s.hook = webhook{url: p["url"], secret: p["secret_token"], most: most, busy: s.hook.busy}
	s.poll++ // ends a getUpdates under way
	if p["drop_pending_updates"] == "true" {
		s.queue = slices.DeleteFunc(s.queue, func(q *queued) bool { return !q.busy })
	}
	s.deliver()
	return true
}

func (s *Server) deleteWebhook(p map[string]string) any {
	s.hook = webhook{busy: s.hook.busy}
	if p["drop_pending_updates"] == "true" {
		s.queue = slices.DeleteFunc(s.queue, func(q *queued) bool { return !q.busy })
	}
	return true
}

func (s *Server) webhookInfo() any {
	info := map[string]any{"url": s.hook.url, "has_custom_certificate": false, "pending_update_count": len(s.queue)}
	if s.hook.url != "" {
		info["max_connections"], info["ip_address"] = s.hook.most, "192.0.2.1"
	}
	if s.hook.lastDate != 0 {
		info["last_error_date"], info["last_error_message"] = s.hook.lastDate, s.hook.lastErr
	}
	if len(s.allowed) > 0 {
		info["allowed_updates"] = s.allowed
	}
	return info
}

// deliver starts what may be delivered now, under the lock: the first of each
// key, and no more at once than the bot wants.
func (s *Server) deliver() {
	if s.hook.url == "" {
		return
	}
	taken := map[string]bool{}
	for _, q := range s.queue {
		if !taken[q.key] && !q.busy && s.hook.busy < s.hook.most {
			q.busy = true
			s.hook.busy++
			go s.post(q, s.hook)
		}
		taken[q.key] = true
	}
}

// post delivers one update until it is taken or given up.
func (s *Server) post(q *queued, to webhook) {
	var err error
	for try := range s.cfg.Tries {
		if try > 0 && !s.wait() {
			break
		}
		if err = s.Deliver(to.url, to.secret, q.raw); err == nil {
			break
		}
		s.mu.Lock()
		s.hook.lastErr, s.hook.lastDate = err.Error(), s.date()
		s.changed()
		s.mu.Unlock()
	}
	for range s.cfg.Repeat - 1 {
		_ = s.Deliver(to.url, to.secret, q.raw) // a repetition that nobody asked for
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.failed = append(s.failed, fmt.Errorf("update %d: %w", q.id, err))
	}
	s.hook.busy--
	s.queue = slices.DeleteFunc(s.queue, func(other *queued) bool { return other == q })
	s.changed()
	s.deliver()
}

// Deliver calls a webhook once with an update, and fails on anything but a 2xx.
func (s *Server) Deliver(public, secret string, update []byte) error {
	to, err := url.Parse(public)
	if err != nil {
		return fmt.Errorf("call the webhook: %w", err)
	}
	s.mu.Lock()
	connect := s.cfg.Connect
	s.mu.Unlock()
	if connect != "" {
		c, err := url.Parse(connect)
		if err != nil {
			return fmt.Errorf("connect to %s: %w", connect, err)
		}
		to.Scheme, to.Host = c.Scheme, c.Host
	}
	r, err := http.NewRequestWithContext(s.life, http.MethodPost, to.String(), bytes.NewReader(update))
	if err != nil {
		return fmt.Errorf("call the webhook: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	if secret != "" {
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	}
	answer, err := s.client.Do(r)
	if err != nil {
		return fmt.Errorf("call the webhook: %w", err)
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 1<<20))
	_ = answer.Body.Close()
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("Wrong response from the webhook: %s", answer.Status)
	}
	return nil
}

// wait lasts Wait, unless the fake ends before.
func (s *Server) wait() bool {
	t := time.NewTimer(s.cfg.Wait)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-s.life.Done():
		return false
	}
}
