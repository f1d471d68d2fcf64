package twilio_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"plaza/channels"
	"plaza/channels/channeltest"
	"plaza/channels/twilio"
	"plaza/channels/twilio/twiliotest"
)

const public = "https://plaza.test"

// config is an account of the fake's; the clock stands at nine.
func config(api string) twilio.Config {
	return twilio.Config{
		AccountSID: twiliotest.Account, AuthToken: twiliotest.Token, From: twiliotest.Number,
		PublicURL: public, Path: "/hooks/sms", API: api, BodyTimeout: time.Second / 4,
		Now: func() time.Time { return time.Date(2022, 5, 10, 9, 0, 0, 0, time.UTC) },
	}
}

func open(t *testing.T, cfg twilio.Config) *twilio.Channel {
	t.Helper()
	c, err := twilio.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// sign adds Twilio's signature to a request for the public URL.
func sign(r *http.Request, body []byte) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		form = nil
	}
	r.Header.Set("X-Twilio-Signature", twiliotest.Sign(twiliotest.Token, public+r.RequestURI, form))
}

func TestConformance(t *testing.T) {
	channeltest.Run(t, channeltest.Suite{
		Open:    func(t *testing.T, api string) channels.Channel { return open(t, config(api)) },
		Secrets: []string{twiliotest.Token, twiliotest.Account},
		Sign:    sign,
	})
}
