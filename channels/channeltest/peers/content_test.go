//go:build unix

package peers_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twilio/twilio-go/client"
	content "github.com/twilio/twilio-go/rest/content/v1"

	"plaza/channels"
	"plaza/channels/channeltest/peers"
	"plaza/channels/twilio"
	"plaza/channels/twilio/twiliotest"
)

// bothAPIs sends what is asked of content to one mock and all else to the
// other, and keeps every status and fault.
type bothAPIs struct {
	content, messages watched
	asked             []string
	faults            []string
}

func (b *bothAPIs) RoundTrip(r *http.Request) (*http.Response, error) {
	b.asked = append(b.asked, r.Method+" "+r.URL.Path)
	to := &b.messages
	if strings.HasPrefix(r.URL.Path, "/v1/") {
		to = &b.content
	}
	answer, err := to.RoundTrip(r)
	if to.faults != "" {
		b.faults = append(b.faults, to.faults)
	}
	return answer, err
}

// TestWhatsAppFitsTwiliosDescriptions makes content, hands it in and sends it,
// to mocks made from Twilio's own descriptions of both APIs.
func TestWhatsAppFitsTwiliosDescriptions(t *testing.T) {
	apis := &bothAPIs{
		content:  watched{api: peers.Mock(t, "testdata/twilio_content.json")},
		messages: watched{api: peers.Mock(t, "testdata/twilio_messages.json")},
	}
	at := time.Date(2022, 5, 10, 9, 0, 0, 0, time.UTC)
	c, err := twilio.NewWhatsApp(twilio.Config{
		AccountSID: twiliotest.Account, AuthToken: twiliotest.Token, From: twiliotest.Number,
		PublicURL: "https://plaza.test", Path: "/hooks/whatsapp", Transport: apis,
		Now: func() time.Time { return at },
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	ask := func(text string, labels ...string) channels.Outbound {
		m := channels.Outbound{ID: "m-42", To: "+15005550006", Text: text, Lang: "sw", Session: at}
		for _, l := range labels {
			m.Buttons = append(m.Buttons, channels.Button{ID: "id " + l, Label: l})
		}
		return m
	}
	for _, tt := range []struct {
		name string
		m    channels.Outbound
		made bool
	}{
		{"a text", ask("Hi"), false},
		{"to a person who hides their number", channels.Outbound{ID: "m", To: "US.13491208655302741918", Text: "Hi"}, false},
		{"quick replies", ask("Unakubali?\n\"Ndiyo\" au hapana: 100%", "Ndiyo", "Hapana"), true},
		{"a list", ask("Ipi?", "Maji", "Barabara", "Shule", "Nyingine"), true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			apis.asked, apis.faults = nil, nil
			r, err := c.Send(ctx, tt.m)
			if err != nil || r.Ref == "" || len(apis.faults) > 0 {
				t.Errorf("got %+v, %v, %q, want a receipt and no fault", r, err, apis.faults)
			}
			if got := slices.Contains(apis.asked, "POST /v1/Content"); got != tt.made {
				t.Errorf("asked %q, want content made: %v", apis.asked, tt.made)
			}
			if apis.messages.status != http.StatusCreated {
				t.Errorf("got %d, want 201", apis.messages.status)
			}
		})
	}
	t.Run("a template is handed in", func(t *testing.T) {
		apis.asked, apis.faults = nil, nil
		_, err := c.PutTemplate(ctx, channels.TemplateText{Name: "plaza_x_main_why_1", Lang: "pt", Body: "Por que {{1}}, e não o resto?", Samples: []string{"a água"}})
		want := []string{"GET /v1/ContentAndApprovals", "POST /v1/Content", "POST /v1/Content/HXaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/ApprovalRequests/whatsapp"}
		if err != nil || !slices.Equal(apis.asked, want) || len(apis.faults) > 0 || apis.content.status != http.StatusCreated {
			t.Errorf("got %v, %d, %q, %q, want %q and no fault", err, apis.content.status, apis.asked, apis.faults, want)
		}
	})
	t.Run("a doubtful send is looked up", func(t *testing.T) {
		apis.faults = nil
		_, _, err := c.Find(ctx, ask("Hi"), at.Add(-time.Hour), nil)
		ours := slices.DeleteFunc(apis.faults, func(f string) bool { return !strings.Contains(f, `["request"`) }) // the mock finds fault with its own list
		if errors.Is(err, channels.ErrPermanent) || apis.messages.status != http.StatusOK || len(ours) > 0 {
			t.Errorf("got %v, %d, %q, want a list and no fault of ours", err, apis.messages.status, ours)
		}
	})
	t.Run("and the mock does refuse", func(t *testing.T) {
		raw := content.NewApiServiceWithClient(&client.Client{
			Credentials: client.NewCredentials(twiliotest.Account, twiliotest.Token),
			HTTPClient:  &http.Client{Transport: apis},
		})
		params := &content.CreateContentParams{}
		params.SetContentCreateRequest(content.ContentCreateRequest{Types: content.Types{
			TwilioQuickReply: &content.TwilioQuickReply{Body: "Hi", Actions: []content.QuickReplyAction{{Type: "NONSENSE", Title: "x"}}},
		}})
		if _, err := raw.CreateContent(params); err == nil || apis.content.status < 400 {
			t.Errorf("with a button of no kind: got %v, %d, want it refused", err, apis.content.status)
		}
	})
}
