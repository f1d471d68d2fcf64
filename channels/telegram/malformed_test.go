package telegram_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"plaza/channels"
)

// crafted is a request that may be wrong in any way. It begins as a good one.
type crafted struct{ *http.Request }

func good() crafted {
	c := crafted{httptest.NewRequest(http.MethodPost, path, http.NoBody)}
	c.Header.Set("Content-Type", "application/json")
	c.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	return c.body(`{"update_id":1,"message":{"message_id":5,"date":1,"chat":{"id":4001,"type":"private"},"from":{"id":4001},"text":"2"}}`)
}

func (c crafted) body(s string) crafted {
	with := httptest.NewRequest(c.Method, path, strings.NewReader(s))
	with.Header = c.Header
	return crafted{with}
}

func (c crafted) header(name string, values ...string) crafted {
	c.Header[name] = values
	return c
}

func (c crafted) method(m string) crafted {
	c.Method = m
	return c
}

func (c crafted) serve(t *testing.T, hook http.Handler) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	hook.ServeHTTP(w, c.Request)
	return w
}

// TestMalformed sends what Telegram never would, or would be sorry for.
func TestMalformed(t *testing.T) {
	const token = "X-Telegram-Bot-Api-Secret-Token"
	for _, tt := range []struct {
		name   string
		r      crafted
		status int
		events int
	}{
		{"as it should be", good(), 200, 1},
		{"with a charset", good().header("Content-Type", "application/json; charset=utf-8"), 200, 1},
		{"no secret", good().header(token), 403, 0},
		{"an empty secret", good().header(token, ""), 403, 0},
		{"another secret", good().header(token, "b-secret_of-ours"), 403, 0},
		{"a shorter secret", good().header(token, secret[:5]), 403, 0},
		{"a longer secret", good().header(token, secret+"x"), 403, 0},
		{"the secret in capitals", good().header(token, strings.ToUpper(secret)), 403, 0},
		{"the secret twice", good().header(token, secret, secret), 403, 0},
		{"the right and a wrong one", good().header(token, secret, "x"), 403, 0},
		{"GET", good().method(http.MethodGet), 405, 0},
		{"PUT", good().method(http.MethodPut), 405, 0},
		{"a form", good().header("Content-Type", "application/x-www-form-urlencoded"), 415, 0},
		{"no type", good().header("Content-Type"), 415, 0},
		{"nothing", good().body(""), 400, 0},
		{"no JSON", good().body("update_id=1"), 400, 0},
		{"cut short", good().body(`{"update_id":1,"message":{"te`), 400, 0},
		{"two documents", good().body(`{"update_id":1}{"update_id":2}`), 400, 0},
		{"null", good().body("null"), 200, 0},
		{"a list", good().body("[]"), 200, 0},
		{"a text", good().body(`"hello"`), 200, 0},
		{"an empty object", good().body("{}"), 200, 0},
		{"a kind we did not ask for", good().body(`{"update_id":1,"poll":{"id":"1"}}`), 200, 0},
		{"an update of the wrong type", good().body(`{"update_id":"one","message":{}}`), 200, 0},
		{"a message of nothing", good().body(`{"update_id":1,"message":{}}`), 200, 0},
		{"a message without a number", good().body(`{"update_id":1,"message":{"chat":{"id":4001,"type":"private"},"text":"2"}}`), 200, 0},
		{"a private chat of a group's number", good().body(`{"update_id":1,"message":{"message_id":5,"chat":{"id":-4001,"type":"private"},"text":"2"}}`), 200, 0},
		{"a tap without a number", good().body(`{"update_id":1,"callback_query":{"message":{"message_id":5,"chat":{"id":4001,"type":"private"}},"data":"yes"}}`), 200, 0},
		{"deeply nested", good().body(`{"update_id":1,"message":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + `}`), 400, 0},
		{"bytes that are no text", good().body("{\"update_id\":1,\"message\":{\"message_id\":5,\"chat\":{\"id\":4001,\"type\":\"private\"},\"text\":\"a\xff\xfeb\"}}"), 200, 1},
		{"as long as Telegram lets people write", good().body(`{"update_id":1,"message":{"message_id":5,"chat":{"id":4001,"type":"private"},"text":"` + strings.Repeat(`\ud83d\ude00`, 4096) + `"}}`), 200, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cfg := config("http://telegram.test")
			cfg.Webhook = true
			cfg.Transport = roundTrip(func(*http.Request) (*http.Response, error) { return nil, errors.New("nobody is there") })
			events := 0
			hook := open(t, cfg).(channels.WebhookReceiver).Webhook(func(_ context.Context, all ...channels.Event) error {
				events += len(all)
				return nil
			})
			w := tt.r.serve(t, hook)
			if w.Code != tt.status || events != tt.events {
				t.Errorf("got %d and %d events, want %d and %d", w.Code, events, tt.status, tt.events)
			}
			if said := w.Body.String(); strings.Contains(said, secret) {
				t.Errorf("got %q, want no secret in it", said)
			}
		})
	}
}

// TestASecretIsMadeFromTheToken where none is configured, always the same, and
// without showing the token.
func TestASecretIsMadeFromTheToken(t *testing.T) {
	made := func() string {
		var given string
		cfg := config("http://telegram.test")
		cfg.Webhook, cfg.SecretToken = true, ""
		cfg.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
			if strings.HasSuffix(r.URL.Path, "/setWebhook") {
				given = r.PostFormValue("secret_token")
			}
			return handler(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"ok":true,"result":{}}`)) }).RoundTrip(r)
		})
		c := open(t, cfg)
		c.(channels.Doctor).Diagnose(deadline(t), true)
		hook := c.(channels.WebhookReceiver).Webhook(func(context.Context, ...channels.Event) error { return nil })
		if w := good().header("X-Telegram-Bot-Api-Secret-Token", given).serve(t, hook); w.Code != http.StatusOK {
			t.Errorf("got %d with the secret that was set, want 200", w.Code)
		}
		return given
	}
	a, b := made(), made()
	if a != b || len(a) < 32 || strings.Contains(a, "AAE") {
		t.Errorf("got %q, then %q, want the same long secret twice", a, b)
	}
}
