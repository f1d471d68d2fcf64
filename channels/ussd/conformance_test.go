package ussd_test

import (
	"net/http"
	"testing"
	"time"

	"plaza/channels"
	"plaza/channels/channeltest"
	"plaza/channels/ussd"
)

const (
	path   = "/hooks/dial/"
	secret = "s3cr3t-of-the-path"
	proof  = "s3cr3t-of-the-rest"
)

func open(t testing.TB, change func(*ussd.Config)) *ussd.Channel {
	t.Helper()
	cfg := ussd.Config{
		Path: path, Callers: channels.Callers{Secret: secret, Header: "X-Key: " + proof}, BodyTimeout: time.Second / 4,
	}
	if change != nil {
		change(&cfg)
	}
	c, err := ussd.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func prove(r *http.Request) { r.Header.Set("X-Key", proof) }

func TestConformance(t *testing.T) {
	channeltest.Run(t, channeltest.Suite{
		Open:    func(t *testing.T, _ string) channels.Channel { return open(t, nil) },
		Secrets: []string{secret, proof},
		Sign:    func(r *http.Request, _ []byte) { prove(r) },
		Bearer:  true,
	})
}

func TestItDoesNotOpenWithoutAProof(t *testing.T) {
	for name, callers := range map[string]channels.Callers{
		"nothing":       {},
		"the path only": {Secret: secret},
		"no path":       {Header: "X-Key: " + proof},
	} {
		t.Run(name, func(t *testing.T) {
			if c, err := ussd.New(ussd.Config{Path: path, Callers: callers}); err == nil || c != nil {
				t.Errorf("got %v, %v, want an error and no channel", c, err)
			}
		})
	}
}
