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
	"strings"
	"testing"
	"time"

	"plaza/channels"
	"plaza/channels/channeltest/peers"
	"plaza/channels/twilio"
	"plaza/channels/twilio/twiliotest"
)

// signedCall is one webhook call, as signatures.mjs reads it.
type signedCall struct {
	Token  string     `json:"token"`
	URL    string     `json:"url"`
	Fields url.Values `json:"fields"`
	Ours   string     `json:"ours"`

	public, target string
	whatsapp       bool
}

// signedCalls are calls of every shape: each kind of URL, every text that
// needs escaping, fields that are empty, new, or come more than once.
func signedCalls() []signedCall {
	dice := rand.New(rand.NewPCG(1, 2))
	pick := func(from []string) string { return from[dice.IntN(len(from))] }
	publics := []string{"https://plaza.test", "https://plaza.test:443", "https://plaza.test:8443", "http://plaza.test", "https://plaza.test/under/a/path", "https://user@plaza.test"}
	targets := []string{"/hooks/sms", "/hooks/sms?status=m-42", "/hooks/sms?status=in%2F42%2F0", "/hooks/sms?status=a+b", "/hooks/%C3%B1"}
	texts := []string{"", "2", "Sí", "mañana & tarde", "1+1=2", "50%", "a;b", "\"x\"", "línea\ndos", "نعم", "हाँ", "😀👩‍🌾", " spaces ", "<xml/>", strings.Repeat("ñ", 700)}
	var all []signedCall
	for i := range 400 {
		c := signedCall{Token: twiliotest.Token, public: pick(publics), target: pick(targets)}
		c.URL = c.public + c.target
		c.Fields = url.Values{
			"AccountSid": {twiliotest.Account}, "MessageSid": {fmt.Sprintf("SM%032x", i)},
			"From": {"+15005550006"}, "To": {twiliotest.Number}, "Body": {pick(texts)}, "NumMedia": {"0"},
		}
		for n := range dice.IntN(12) {
			name := pick([]string{"AddOns", "ChannelMetadata", "New", "a", "Z", "with.dot", "with[bracket]", "with space"}) + fmt.Sprint(n)
			for range 1 + dice.IntN(3)/2*dice.IntN(3) {
				c.Fields.Add(name, pick(texts))
			}
		}
		if i%4 == 0 {
			onWhatsApp(&c, pick)
		}
		c.Ours = twiliotest.Sign(c.Token, c.URL, c.Fields)
		all = append(all, c)
	}
	return all
}

// onWhatsApp makes a call one of WhatsApp's, with the fields that only it has.
func onWhatsApp(c *signedCall, pick func([]string) string) {
	c.whatsapp = true
	c.Fields.Set("From", pick([]string{"whatsapp:+15005550006", "whatsapp:US.13491208655302741918"}))
	c.Fields.Set("To", "whatsapp:"+twiliotest.Number)
	c.Fields.Set("ProfileName", pick([]string{"Añá", "نعم", "😀", "O'Neill & \"Co\""}))
	c.Fields.Set("ChannelMetadata", `{"type":"whatsapp","data":{"context":{"ProfileName":"A+B"}}}`)
	for name, values := range map[string][]string{
		"ButtonPayload": {"", "yes", "a b+c"}, "ButtonText": {"Sí", "No & no"}, "ListId": {"", "x=1"}, "ListTitle": {"á"},
	} {
		c.Fields.Set(name, pick(values))
	}
	c.Fields.Set("Latitude", "-29.8587")
	c.Fields.Set("Longitude", "31.0218")
}

// TestSignaturesAgreeWithNpm asks Twilio's package for Node about each call:
// its signature is accepted by our webhook, and it accepts ours.
func TestSignaturesAgreeWithNpm(t *testing.T) {
	calls := signedCalls()
	var in bytes.Buffer
	for _, c := range calls {
		if err := json.NewEncoder(&in).Encode(c); err != nil {
			t.Fatal(err)
		}
	}
	out := bytes.Split(bytes.TrimSpace(peers.Node(t, in.Bytes(), "signatures.mjs")), []byte("\n"))
	if len(out) != len(calls) {
		t.Fatalf("got %d answers, want %d", len(out), len(calls))
	}
	for i, c := range calls {
		var said struct {
			Theirs   string `json:"theirs"`
			Accepted bool   `json:"accepted"`
		}
		if err := json.Unmarshal(out[i], &said); err != nil {
			t.Fatal(err)
		}
		if !said.Accepted {
			t.Errorf("%s %v: npm does not accept our signature", c.URL, c.Fields)
		}
		if got := webhook(t, c, said.Theirs); got != http.StatusOK {
			t.Errorf("%s %v: got %d for npm's signature, want 200", c.URL, c.Fields, got)
		}
		wrong := "A" + said.Theirs[1:]
		if wrong == said.Theirs {
			wrong = "B" + said.Theirs[1:]
		}
		if got := webhook(t, c, wrong); got != http.StatusForbidden {
			t.Errorf("%s: got %d for a changed signature, want 403", c.URL, got)
		}
	}
}

// webhook calls our handler with a signature.
func webhook(t *testing.T, c signedCall, signature string) int {
	t.Helper()
	cfg := twilio.Config{
		AccountSID: twiliotest.Account, AuthToken: c.Token, From: twiliotest.Number,
		PublicURL: c.public, Path: "/hooks/sms", Now: time.Now,
	}
	var channel channels.WebhookReceiver
	var err error
	if channel, err = twilio.New(cfg); c.whatsapp {
		channel, err = twilio.NewWhatsApp(cfg)
	}
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, c.target, strings.NewReader(c.Fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Twilio-Signature", signature)
	w := httptest.NewRecorder()
	channel.Webhook(func(context.Context, ...channels.Event) error { return nil }).ServeHTTP(w, r)
	return w.Code
}
