package httpgate_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"testing"
	"time"

	"plaza/channels"
	"plaza/channels/channeltest"
	"plaza/channels/httpgate"
)

const (
	public = "https://plaza.test"
	secret = "a-secret-part-of-the-address"
	key    = "a-signing-key"
)

// settings are an account at each of the shipped gateways.
func settings(profile, gateway string) map[string]string {
	return map[string]map[string]string{
		"kannel":         {"url": gateway, "username": "plaza", "password": "gateway-secret", "from": "20880"},
		"africastalking": {"url": gateway, "username": "plaza", "api_key": "gateway-secret", "from": "20880"},
		"infobip":        {"url": gateway, "api_key": "gateway-secret", "from": "20880"},
		"vonage":         {"url": gateway, "api_key": "abcd1234", "api_secret": "gateway-secret", "from": "20880"},
		"sms-gate":       {"url": gateway, "username": "plaza", "password": "gateway-secret"},
	}[profile]
}

// config is one of them; the clock stands at nine.
func config(t *testing.T, profile, gateway string) httpgate.Config {
	t.Helper()
	p, err := httpgate.Open(profile)
	if err != nil {
		t.Fatal(err)
	}
	callers := channels.Callers{Secret: secret, User: "gateway", Password: "a-password"}
	if profile == "sms-gate" {
		callers = channels.Callers{Secret: secret, Key: key}
	}
	return httpgate.Config{
		Profile: p, Settings: settings(profile, gateway), Callers: callers, Country: "254",
		PublicURL: public, Path: "/hooks/sms/", BodyTimeout: time.Second / 4, PartsWait: time.Millisecond,
		Now: nine,
	}
}

func nine() time.Time { return time.Date(2022, 5, 10, 9, 0, 0, 0, time.UTC) }

func open(t *testing.T, cfg httpgate.Config) *httpgate.Channel {
	t.Helper()
	c, err := httpgate.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// sign adds the signature that the app for Android adds.
func sign(r *http.Request, body []byte) {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write(body)
	mac.Write([]byte(r.Header.Get("X-Timestamp")))
	r.Header.Set("X-Signature", hex.EncodeToString(mac.Sum(nil)))
}

// TestConformance holds every shipped profile to the contract; one without
// recorded data fails.
func TestConformance(t *testing.T) {
	for _, profile := range httpgate.Shipped() {
		t.Run(profile, func(t *testing.T) {
			s := channeltest.Suite{
				Open:    func(t *testing.T, gateway string) channels.Channel { return open(t, config(t, profile, gateway)) },
				Data:    "testdata/" + profile,
				Secrets: []string{"gateway-secret", secret, "a-password", key},
			}
			s.Sign, s.Bearer = func(r *http.Request, _ []byte) { r.SetBasicAuth("gateway", "a-password") }, true
			if profile == "sms-gate" {
				s.Sign, s.Bearer = sign, false
			}
			channeltest.Run(t, s)
		})
	}
}
