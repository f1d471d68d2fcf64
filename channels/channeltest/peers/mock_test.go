//go:build unix

package peers_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/twilio/twilio-go/client"
	openapi "github.com/twilio/twilio-go/rest/api/v2010"

	"plaza/channels"
	"plaza/channels/channeltest/peers"
	"plaza/channels/twilio"
	"plaza/channels/twilio/twiliotest"
)

// watched keeps what the mock said of the last request.
type watched struct {
	api    string
	status int
	faults string
}

func (w *watched) RoundTrip(r *http.Request) (*http.Response, error) {
	r.URL.Scheme, r.URL.Host = "http", strings.TrimPrefix(w.api, "http://")
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err == nil {
		w.status, w.faults = answer.StatusCode, answer.Header.Get("sl-violations")
	}
	return answer, err
}

// TestSendsFitTwiliosDescription makes real calls to a mock made from Twilio's
// own description, which refuses what the description does not allow.
func TestSendsFitTwiliosDescription(t *testing.T) {
	api := peers.Mock(t, "testdata/twilio_messages.json")
	at := time.Date(2022, 5, 10, 9, 0, 0, 0, time.UTC)
	seen := &watched{api: api}
	open := func(change func(*twilio.Config)) *twilio.Channel {
		t.Helper()
		cfg := twilio.Config{
			AccountSID: twiliotest.Account, AuthToken: twiliotest.Token, From: twiliotest.Number,
			PublicURL: "https://plaza.test", Path: "/hooks/sms", API: api, Transport: seen,
			Now: func() time.Time { return at },
		}
		change(&cfg)
		c, err := twilio.New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	number := open(func(*twilio.Config) {})
	service := open(func(c *twilio.Config) { c.MessagingServiceSID = "MG0123456789abcdef0123456789abcdef" })
	for _, tt := range []struct {
		name    string
		channel *twilio.Channel
		m       channels.Outbound
	}{
		{"from a number", number, channels.Outbound{ID: "m-42", To: "+15005550006", Text: "Hi"}},
		{"from a service", service, channels.Outbound{ID: "m-42", To: "+15005550006", Text: "Hi"}},
		{"Arabic", number, channels.Outbound{ID: "m-42", To: "+15005550006", Text: "هل انتهى؟\n1 نعم\n2 لا", Lang: "ar"}},
		{"emoji and what must be escaped", number, channels.Outbound{ID: "m-42", To: "+15005550006", Text: "1+1=2 & 50% 😀\n\"x\""}},
		{"as long as may be", number, channels.Outbound{ID: "m-42", To: "+15005550006", Text: strings.Repeat("a", 1600)}},
		{"an id with slashes", number, channels.Outbound{ID: "in/42/0", To: "+15005550006", Text: "Hi"}},
		{"a minute to live", number, channels.Outbound{ID: "m-42", To: "+15005550006", Text: "Hi", Expires: at.Add(time.Minute)}},
		{"a second to live", number, channels.Outbound{ID: "m-42", To: "+15005550006", Text: "Hi", Expires: at.Add(time.Second)}},
		{"years to live", number, channels.Outbound{ID: "m-42", To: "+15005550006", Text: "Hi", Expires: at.AddDate(5, 0, 0)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			receipt, err := tt.channel.Send(context.Background(), tt.m)
			if err != nil || !strings.HasPrefix(receipt.Ref, "SM") && !strings.HasPrefix(receipt.Ref, "MM") {
				t.Errorf("got %+v, %v, want a receipt", receipt, err)
			}
			if seen.status != http.StatusCreated || seen.faults != "" {
				t.Errorf("got %d %s, want 201 and no fault", seen.status, seen.faults)
			}
		})
	}
	t.Run("an answer that the description lacks is still classified", func(t *testing.T) {
		nobody := open(func(c *twilio.Config) { c.Transport = noAuth{seen} })
		if _, err := nobody.Send(context.Background(), channels.Outbound{ID: "m", To: "+15005550006", Text: "Hi"}); !errors.Is(err, channels.ErrTemporary) || seen.status != http.StatusUnauthorized {
			t.Errorf("got %d %v, want 401 and ErrTemporary", seen.status, err)
		}
	})
	t.Run("and the mock does refuse", func(t *testing.T) {
		raw := openapi.NewApiServiceWithClient(&client.Client{
			Credentials: client.NewCredentials(twiliotest.Account, twiliotest.Token),
			HTTPClient:  &http.Client{Transport: seen},
		})
		params := &openapi.CreateMessageParams{}
		params.SetPathAccountSid(twiliotest.Account)
		params.SetBody("Hi")
		if _, err := raw.CreateMessage(params); err == nil || seen.status != http.StatusUnprocessableEntity {
			t.Errorf("without To: got %d %v, want 422", seen.status, err)
		}
		params.SetTo("+15005550006")
		params.SetMessagingServiceSid("nonsense")
		if _, err := raw.CreateMessage(params); err == nil || seen.status != http.StatusUnprocessableEntity {
			t.Errorf("with a service of no service's shape: got %d %v, want 422", seen.status, err)
		}
	})
}

// noAuth leaves the account's password out.
type noAuth struct{ next http.RoundTripper }

func (n noAuth) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Del("Authorization")
	return n.next.RoundTrip(r)
}
