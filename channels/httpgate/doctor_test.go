package httpgate_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"plaza/channels"
)

// TestDiagnose asks a gateway that answers in every way.
func TestDiagnose(t *testing.T) {
	for _, tt := range []struct {
		name   string
		status int
		grade  channels.Grade
		says   string
	}{
		{"well", 200, channels.Good, "answers, and knows us"},
		{"a wrong key", 401, channels.Bad, "does not know us: http 401"},
		{"something else", 500, channels.Bad, "not expected: http 500"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			asked := ""
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked = r.Method + " " + r.URL.String() + " " + r.Header.Get("apiKey")
				w.WriteHeader(tt.status)
			}))
			defer server.Close()
			found := open(t, config(t, "africastalking", server.URL)).Diagnose(context.Background(), false)
			if asked != "GET /version1/user?username=plaza gateway-secret" {
				t.Errorf("the gateway was asked %q", asked)
			}
			for _, f := range found {
				if strings.Contains(f.Says, tt.says) && f.Grade == tt.grade {
					return
				}
			}
			t.Errorf("got %+v, want %q", found, tt.says)
		})
	}
	t.Run("away", func(t *testing.T) {
		found := open(t, config(t, "vonage", "http://127.0.0.1:1")).Diagnose(context.Background(), false)
		if found[0].Grade != channels.Bad || !strings.Contains(found[0].Says, "does not answer") {
			t.Errorf("got %+v first", found[0])
		}
		for _, f := range found {
			if strings.Contains(f.Says, "gateway-secret") || strings.Contains(f.Says, secret) {
				t.Errorf("got %q, want no secret in it", f.Says)
			}
		}
	})
}

// TestWhatToPaste holds the address that doctor shows to the one that is
// served: a call of it must arrive.
func TestWhatToPaste(t *testing.T) {
	want := map[string][]string{
		"africastalking": {public + "/hooks/sms/" + secret + "/messages", public + "/hooks/sms/" + secret + "/receipts", public + "/hooks/sms/" + secret + "/stops"},
		"infobip":        {public + "/hooks/sms/" + secret + "/messages"},
		"kannel":         {`get-url = "` + public + "/hooks/sms/" + secret + `/messages?from=%p&text=%b&charset=%C&id=%I&time=%T"`},
		"sms-gate":       {`{"event": "sms:received", "url": "` + public + "/hooks/sms/" + secret + `/messages"}`, `{"event": "sms:delivered", "url": "` + public + "/hooks/sms/" + secret + `/receipts"}`},
		"vonage":         {public + "/hooks/sms/" + secret + "/messages", public + "/hooks/sms/" + secret + "/receipts"},
	}
	for profile, pastes := range want {
		t.Run(profile, func(t *testing.T) {
			var got []string
			for _, f := range open(t, config(t, profile, "http://127.0.0.1:1")).Diagnose(context.Background(), false) {
				if f.Paste != "" {
					got = append(got, f.Paste)
				}
			}
			if strings.Join(got, "\n") != strings.Join(pastes, "\n") {
				t.Errorf("got %q, want %q", got, pastes)
			}
		})
	}
}

// TestGuards tells of what lets the wrong ones in or keeps the right ones out.
func TestGuards(t *testing.T) {
	cfg := config(t, "vonage", "http://gateway.example.org:1")
	cfg.Callers.Allow = []string{"192.0.2.7"}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	says := ""
	for _, f := range open(t, cfg).Diagnose(ctx, false) {
		says += f.Says + "\n"
	}
	for _, want := range []string{"without TLS", "inbound.proxies is not", "not tried with the provider"} {
		if !strings.Contains(says, want) {
			t.Errorf("got %q, want %q", says, want)
		}
	}
}
