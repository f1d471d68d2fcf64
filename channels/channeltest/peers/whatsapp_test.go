//go:build unix

package peers_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/channels"
	"plaza/channels/channeltest/peers"
	"plaza/channels/whatsapp"
	"plaza/channels/whatsapp/whatsapptest"
)

// ask puts questions to whatsapp.mjs and reads its answers into as many places.
func ask[A, Q any](t *testing.T, questions []Q) []A {
	t.Helper()
	var in bytes.Buffer
	for _, q := range questions {
		if err := json.NewEncoder(&in).Encode(q); err != nil {
			t.Fatal(err)
		}
	}
	lines := bytes.Split(bytes.TrimSpace(peers.Node(t, in.Bytes(), "whatsapp.mjs")), []byte("\n"))
	if len(lines) != len(questions) {
		t.Fatalf("got %d answers, want %d", len(lines), len(questions))
	}
	answers := make([]A, len(lines))
	for i, line := range lines {
		if err := json.Unmarshal(line, &answers[i]); err != nil {
			t.Fatalf("read %s: %v", line, err)
		}
	}
	return answers
}

// whatsappOn is the adapter, sending to this address.
func whatsappOn(t *testing.T, api, secret string) *whatsapp.Channel {
	t.Helper()
	c, err := whatsapp.New(whatsapp.Config{
		AccessToken: whatsapptest.Token, AppSecret: secret, VerifyToken: whatsapptest.VerifyToken,
		PhoneNumberID: whatsapptest.PhoneID, BusinessAccountID: whatsapptest.Account,
		PublicURL: "https://plaza.test", Path: "/hooks/wa", API: api,
		ListLabel: func(string) string { return "Ver opciones" }, Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// bodies are webhooks with every text that Meta escapes.
func bodies(t *testing.T) []string {
	t.Helper()
	meta := whatsapptest.New(whatsapptest.Config{})
	t.Cleanup(meta.Close)
	dice := rand.New(rand.NewPCG(1, 2))
	texts := []string{"", "2", "Sí", "mañana & tarde", "50%", "\"x\"", "línea\ndos", "نعم", "हाँ", "😀👩‍🌾", "a/b", "<xml/>", strings.Repeat("ñ", 700)}
	var all []string
	for i := range 200 {
		ana := meta.Citizen(fmt.Sprintf("1500555%04d", i%7))
		var values []map[string]any
		for range 1 + dice.IntN(3) {
			values = append(values, ana.Value(whatsapptest.Inbound{Text: texts[dice.IntN(len(texts))]}))
		}
		all = append(all, string(meta.Payload(values...)))
	}
	return all
}

// TestWhatsAppSignatures: node's crypto signs, and our webhook accepts it; the
// npm package accepts what our fake signs.
func TestWhatsAppSignatures(t *testing.T) {
	type question struct{ Secret, Body, Ours string }
	type answer struct {
		Theirs   string
		Accepted bool
	}
	var questions []question
	for i, body := range bodies(t) {
		secret := fmt.Sprintf("%032x", i)
		questions = append(questions, question{secret, body, whatsapptest.Sign(secret, []byte(body))})
	}
	lower := make([]map[string]string, len(questions))
	for i, q := range questions {
		lower[i] = map[string]string{"secret": q.Secret, "body": q.Body, "ours": q.Ours}
	}
	for i, a := range ask[answer](t, lower) {
		q := questions[i]
		if !a.Accepted {
			t.Errorf("%s: whatsapp-api-js does not accept our signature", q.Body)
		}
		wrong := []byte(a.Theirs)
		wrong[len(wrong)-1] ^= 1
		for signature, want := range map[string]int{a.Theirs: http.StatusOK, string(wrong): http.StatusForbidden} {
			r := httptest.NewRequest(http.MethodPost, "/hooks/wa", strings.NewReader(q.Body))
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("X-Hub-Signature-256", signature)
			w := httptest.NewRecorder()
			whatsappOn(t, "", q.Secret).Webhook(func(context.Context, ...channels.Event) error { return nil }).ServeHTTP(w, r)
			if w.Code != want {
				t.Errorf("%s: got %d for node's signature %s, want %d", q.Body, w.Code, signature, want)
			}
		}
	}
}

// TestWhatsAppChallenges: we answer as the package does.
func TestWhatsAppChallenges(t *testing.T) {
	var questions []map[string]any
	for _, token := range []string{whatsapptest.VerifyToken, "another", ""} {
		for _, mode := range []string{"subscribe", "unsubscribe"} {
			questions = append(questions, map[string]any{"token": whatsapptest.VerifyToken,
				"query": map[string]string{"hub.mode": mode, "hub.verify_token": token, "hub.challenge": "1158201444"}})
		}
	}
	for i, a := range ask[struct{ Echo string }](t, questions) {
		query := url.Values{}
		for k, v := range questions[i]["query"].(map[string]string) {
			query.Set(k, v)
		}
		w := httptest.NewRecorder()
		whatsappOn(t, "", whatsapptest.AppSecret).Webhook(nil).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/hooks/wa?"+query.Encode(), nil))
		got := w.Body.String()
		if w.Code != http.StatusOK {
			got = ""
		}
		if got != a.Echo {
			t.Errorf("%v: got %q, want %q as the package says", query, got, a.Echo)
		}
	}
}

// TestWhatsAppWebhooks: the package reads in our fake's webhooks what we read.
func TestWhatsAppWebhooks(t *testing.T) {
	meta := whatsapptest.New(whatsapptest.Config{})
	defer meta.Close()
	ana, hidden := meta.Citizen("15005550006"), meta.Citizen("15005550007")
	hidden.Hide()
	yes := &whatsapptest.Button{ID: "in/1/0", Title: "Sí"}
	m := whatsapptest.Message{ID: "wamid.S=", Recipient: ana.UserID, Opaque: "u:in/42/0"}
	values := []map[string]any{
		ana.Value(whatsapptest.Inbound{ID: "wamid.1=", Text: "¿Sí?"}),
		hidden.Value(whatsapptest.Inbound{ID: "wamid.2=", Text: "hola"}),
		ana.Value(whatsapptest.Inbound{ID: "wamid.3=", Tap: yes}),
		ana.Value(whatsapptest.Inbound{ID: "wamid.4=", Tap: yes, Row: true}),
		meta.StatusValue(m, whatsapptest.Status{State: "delivered"}),
		meta.StatusValue(m, whatsapptest.Status{State: "failed", Code: 131026}),
	}
	type event struct{ User, ID, Text, Tap, Status, Opaque string }
	var questions []map[string]any
	var want []event
	for _, v := range values {
		body := meta.Payload(v)
		questions = append(questions, map[string]any{"webhook": json.RawMessage(body)})
		r := httptest.NewRequest(http.MethodPost, "/hooks/wa", bytes.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("X-Hub-Signature-256", whatsapptest.Sign(whatsapptest.AppSecret, body))
		whatsappOn(t, "", whatsapptest.AppSecret).Webhook(func(_ context.Context, events ...channels.Event) error {
			for _, e := range events {
				w := event{User: string(e.From), ID: e.Ref, Text: e.Text, Tap: e.Tap}
				if e.Tap != "" {
					w.Text = "" // the title; the package has it elsewhere
				}
				if e.Kind == channels.Status {
					w.Status = []string{"", "sent", "delivered", "read", "failed"}[e.State]
					w.Opaque = "u:" + e.ID
				}
				want = append(want, w)
			}
			return nil
		}).ServeHTTP(httptest.NewRecorder(), r)
	}
	var got []event
	for _, a := range ask[struct{ Heard []event }](t, questions) {
		got = append(got, a.Heard...)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("we read otherwise than the package (-us +package):\n%s", d)
	}
}

// TestWhatsAppMessages: what we send is what the package would send.
func TestWhatsAppMessages(t *testing.T) {
	const user, number = "US.13491208655302741918", "+15005550006"
	options := []channels.Button{{ID: "y", Label: "Sí"}, {ID: "n", Label: "No"}}
	many := append(slices.Clone(options), channels.Button{ID: "a", Label: "Agua"}, channels.Button{ID: "b", Label: "Transporte público"})
	titles := func(all []channels.Button) (out []map[string]string) {
		for _, b := range all {
			out = append(out, map[string]string{"id": b.ID, "title": b.Label})
		}
		return out
	}
	type sent struct {
		Method, Path string
		Body         any
	}
	var ours []sent
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s := sent{Method: r.Method, Path: r.URL.Path}
		if err := json.NewDecoder(r.Body).Decode(&s.Body); err != nil {
			t.Error(err)
		}
		ours = append(ours, s)
		fmt.Fprint(w, `{"messages":[{"id":"wamid.x"}]}`)
	}))
	defer api.Close()
	c := whatsappOn(t, api.URL, whatsapptest.AppSecret)
	var questions []map[string]any
	for _, tt := range []struct {
		m    channels.Outbound
		draw map[string]any
	}{
		{channels.Outbound{To: user, Text: "¿Qué tal? 😀\n\"1\" <2>"}, map[string]any{"text": "¿Qué tal? 😀\n\"1\" <2>"}},
		{channels.Outbound{To: number, Text: "Hola"}, map[string]any{"text": "Hola"}},
		{channels.Outbound{To: user, Text: strings.Repeat("a", 4096)}, map[string]any{"text": strings.Repeat("a", 4096)}},
		{channels.Outbound{To: user, Text: "¿Acepta?", Buttons: options}, map[string]any{"text": "¿Acepta?", "options": titles(options)}},
		{channels.Outbound{To: user, Text: "¿Qué?", Buttons: many}, map[string]any{"text": "¿Qué?", "options": titles(many), "list": "Ver opciones"}},
		{channels.Outbound{To: user, Text: "¿Dónde?", Wants: "location"}, map[string]any{"text": "¿Dónde?", "place": true}},
		{channels.Outbound{To: user, Text: "x", Template: &channels.Template{Name: "reminder", Lang: "pt", Vars: []string{"OGP", "2026"}}},
			map[string]any{"template": "reminder", "lang": "pt_BR", "vars": []string{"OGP", "2026"}}},
		{channels.Outbound{To: user, Text: "x", Template: &channels.Template{Name: "reminder", Lang: "es"}}, map[string]any{"template": "reminder", "lang": "es"}},
	} {
		tt.m.ID, tt.draw["phone"], tt.draw["opaque"] = "in/42/0", whatsapptest.PhoneID, "u:in/42/0"
		tt.draw["user"] = string(tt.m.To)
		if tt.m.To == number {
			tt.draw["user"], tt.draw["number"], tt.draw["opaque"] = "", number, "n:in/42/0"
		}
		if _, err := c.Send(context.Background(), tt.m); err != nil {
			t.Fatal(err)
		}
		questions = append(questions, map[string]any{"draw": tt.draw})
	}
	for i, theirs := range ask[sent](t, questions) {
		if d := cmp.Diff(theirs, ours[i]); d != "" {
			t.Errorf("%v (-package +us):\n%s", questions[i]["draw"], d)
		}
	}
}
