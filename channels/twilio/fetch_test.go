package twilio_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"plaza/channels"
	"plaza/channels/twilio"
	"plaza/channels/twilio/twiliotest"
)

// hosts plays what stands on several hosts: a status, and where it points.
type hosts map[string]struct {
	status int
	to     string
}

// TestFetch brings attachments from where Twilio keeps them, and sends the
// token to nobody else.
func TestFetch(t *testing.T) {
	const (
		api   = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1"
		cdn   = "https://mms.twiliocdn.com/AC1/1234?Expires=1&Signature=x"
		store = "https://s3-external-1.amazonaws.com/media.twiliocdn.com/AC1/1234"
	)
	for _, tt := range []struct {
		name  string
		url   string
		hosts hosts
		asked []string // "+" before those that were given the token
		want  error    // nil for the picture
	}{
		{"from the API", api, hosts{api: {200, ""}}, []string{"+" + api}, nil},
		{"by way of the API", api, hosts{api: {307, cdn}, cdn: {200, ""}}, []string{"+" + api, cdn}, nil},
		{"by way of the API and its store", api, hosts{api: {302, store}, store: {200, ""}}, []string{"+" + api, store}, nil},
		{"from elsewhere", "https://evil.test/x.jpg", nil, nil, channels.ErrPermanent},
		{"without a lock", "http://api.twilio.com/x.jpg", nil, nil, channels.ErrPermanent},
		{"from a host that ends alike", "https://eviltwilio.com/x.jpg", nil, nil, channels.ErrPermanent},
		{"pointed elsewhere", api, hosts{api: {302, "https://evil.test/x.jpg"}}, []string{"+" + api}, channels.ErrPermanent},
		{"pointed at this machine", api, hosts{api: {302, "http://127.0.0.1/x.jpg"}}, []string{"+" + api}, channels.ErrPermanent},
		{"pointed into another's store", api, hosts{api: {302, "https://s3.amazonaws.com/evil/x.jpg"}}, []string{"+" + api}, channels.ErrPermanent},
		{"pointed in a circle", api, hosts{api: {302, api}}, []string{"+" + api, "+" + api, "+" + api, "+" + api}, channels.ErrTemporary},
		{"deleted", api, hosts{api: {404, ""}}, []string{"+" + api}, channels.ErrPermanent},
		{"not now", api, hosts{api: {503, ""}}, []string{"+" + api}, channels.ErrTemporary},
		{"a redirect to nowhere", api, hosts{api: {302, ""}}, []string{"+" + api}, channels.ErrTemporary},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var asked []string
			cfg := config("")
			cfg.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
				url := r.URL.String()
				if _, _, ok := r.BasicAuth(); ok {
					url = "+" + url
				}
				asked = append(asked, url)
				h := tt.hosts[r.URL.String()]
				answer := &http.Response{StatusCode: h.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("picture")), Request: r}
				if h.to != "" {
					answer.Header.Set("Location", h.to)
				}
				return answer, nil
			})
			body, err := open(t, cfg).Fetch(deadline(t), channels.Media{URL: tt.url})
			if !errors.Is(err, tt.want) || (err == nil) != (tt.want == nil) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if err == nil {
				if got, _ := io.ReadAll(body); string(got) != "picture" || body.Close() != nil {
					t.Errorf("got %q, want the picture", got)
				}
			} else if strings.Contains(err.Error(), twiliotest.Token) || strings.Contains(err.Error(), "://") {
				t.Errorf("got the error %q, want it without a URL or a token", err)
			}
			if !slices.Equal(asked, tt.asked) {
				t.Errorf("asked %q, want %q", asked, tt.asked)
			}
		})
	}
}

func TestFetchGivesUp(t *testing.T) {
	cfg := config("")
	cfg.Timeout = 50 * time.Millisecond
	cfg.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	})
	if _, err := open(t, cfg).Fetch(context.Background(), channels.Media{URL: "https://api.twilio.com/x"}); !errors.Is(err, channels.ErrTemporary) {
		t.Errorf("got %v, want ErrTemporary", err)
	}
}

// TestAPictureArrives has a citizen send one and brings it.
func TestAPictureArrives(t *testing.T) {
	n := newTown(t, twiliotest.Config{}, func(c *twilio.Config) { c.MMS = true })
	ctx := deadline(t)
	url := n.Keep("image/jpeg", []byte("\xff\xd8 a road"))
	if _, err := n.Citizen("+15005550006").Post(ctx, twiliotest.Inbound{SID: "MM1", Media: []string{url}}); err != nil {
		t.Fatal(err)
	}
	got := n.sink.Events()
	if len(got) != 1 || len(got[0].Media) != 1 || got[0].Media[0].Kind != "photo" {
		t.Fatalf("got %+v, want one photo", got)
	}
	body, err := n.channel.Fetch(ctx, got[0].Media[0])
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	if bytes, err := io.ReadAll(body); err != nil || string(bytes) != "\xff\xd8 a road" {
		t.Errorf("got %q, %v, want the picture", bytes, err)
	}
}
