package whatsapp_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"plaza/channels"
	"plaza/channels/whatsapp"
	"plaza/channels/whatsapp/whatsapptest"
)

func TestFetch(t *testing.T) {
	n := newTown(t, whatsapptest.Config{}, nil)
	ctx := deadline(t)
	status, err := n.Citizen("15005550006").Attach(ctx, "image/jpeg", []byte("a well"), "El pozo")
	ok(t, status, err)
	e := n.messages()[0]
	if len(e.Media) != 1 || e.Text != "El pozo" {
		t.Fatalf("got %+v, want a picture and its caption", e)
	}
	file, err := n.channel.Fetch(ctx, e.Media[0])
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if got, err := io.ReadAll(file); err != nil || string(got) != "a well" {
		t.Errorf("got %q, %v, want the picture", got, err)
	}
	if _, err := n.channel.Fetch(ctx, channels.Media{URL: n.URL + "/v25.0/999"}); !errors.Is(err, channels.ErrPermanent) {
		t.Errorf("what Meta has no more: got %v, want ErrPermanent", err)
	}
	if _, err := n.channel.Fetch(ctx, channels.Media{URL: "https://evil.test/me"}); !errors.Is(err, channels.ErrPermanent) {
		t.Errorf("what is no attachment: got %v, want ErrPermanent", err)
	}
}

// spy is a network of two: the Graph API, which says where a file is, and
// everybody else, who must never see the token.
type spy struct {
	where  string // what the Graph API says
	status int    // of the file
	header http.Header
	leaked []string // hosts that were sent the token
	calls  []string
}

func (s *spy) RoundTrip(r *http.Request) (*http.Response, error) {
	s.calls = append(s.calls, r.URL.Scheme+"://"+r.URL.Host)
	if r.Header.Get("Authorization") != "" {
		s.leaked = append(s.leaked, r.URL.Host)
	}
	w := httptest.NewRecorder()
	if r.URL.Host == "graph.facebook.com" && len(s.calls) == 1 {
		io.WriteString(w, `{"url": "`+s.where+`"}`)
		return w.Result(), nil
	}
	for name, values := range s.header {
		w.Header()[name] = values
	}
	w.WriteHeader(s.status)
	io.WriteString(w, "a file")
	return w.Result(), nil
}

// TestTheTokenGoesToMetaAlone: wherever the answer points, and whatever host
// was stored.
func TestTheTokenGoesToMetaAlone(t *testing.T) {
	for _, tt := range []struct {
		name, where string
		fetched     bool
	}{
		{"Meta's own place", "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1", true},
		{"the API", "https://graph.facebook.com/v25.0/1", true},
		{"in capitals", "https://LOOKASIDE.fbsbx.com/x", true},
		{"another host", "https://evil.test/lookaside.fbsbx.com/", false},
		{"a host that begins alike", "https://lookaside.fbsbx.com.evil.test/", false},
		{"a host that ends alike", "https://evillookaside.fbsbx.com/", false},
		{"a host of the same family", "https://other.fbsbx.com/", false},
		{"another port", "https://lookaside.fbsbx.com:8443/", false},
		{"without TLS", "http://lookaside.fbsbx.com/", false},
		{"with a password", "https://a:b@lookaside.fbsbx.com/", false},
		{"a file", "file:///etc/passwd", false},
		{"this machine", "https://127.0.0.1/", false},
		{"no URL", "::", false},
		{"nothing", "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &spy{where: tt.where, status: http.StatusOK}
			cfg := config("")
			cfg.Transport = s
			file, err := open(t, cfg).Fetch(deadline(t), channels.Media{URL: "https://stored.evil.test/v1.0/1003383421387256"})
			if (err == nil) != tt.fetched {
				t.Errorf("got %v, want fetched %v", err, tt.fetched)
			}
			if err == nil {
				file.Close()
			} else if strings.Contains(err.Error(), whatsapptest.Token) {
				t.Errorf("got %v, want it without the token", err)
			}
			for _, host := range s.leaked {
				if host = strings.ToLower(host); host != "graph.facebook.com" && host != "lookaside.fbsbx.com" {
					t.Errorf("got the token sent to %s, want it at Meta's alone", host)
				}
			}
		})
	}
}

func TestNoRedirectIsFollowed(t *testing.T) {
	s := &spy{where: "https://lookaside.fbsbx.com/x", status: http.StatusFound, header: http.Header{"Location": {"https://evil.test/"}}}
	cfg := config("")
	cfg.Transport = s
	if _, err := open(t, cfg).Fetch(deadline(t), channels.Media{URL: "https://graph.facebook.com/v25.0/1"}); err == nil || len(s.calls) != 2 {
		t.Errorf("got %v after %q, want an error and two calls", err, s.calls)
	}
}

// TestTheApiIsMetas: the address in the code is not the fake's.
func TestTheApiIsMetas(t *testing.T) {
	s := &spy{status: http.StatusOK}
	cfg := config("")
	cfg.Transport = s
	open(t, cfg).Send(deadline(t), channels.Outbound{ID: "m", To: "US.77", Text: "Hi"})
	if len(s.calls) != 1 || s.calls[0] != "https://graph.facebook.com" {
		t.Errorf("got %q, want https://graph.facebook.com", s.calls)
	}
}

var (
	_ channels.WebhookReceiver = (*whatsapp.Channel)(nil)
	_ channels.Fetcher         = (*whatsapp.Channel)(nil)
	_ channels.Doctor          = (*whatsapp.Channel)(nil)
	_ channels.Templater       = (*whatsapp.Channel)(nil)
)
