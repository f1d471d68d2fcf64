package httpgate_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"unicode/utf8"

	"plaza/channels"
	"plaza/channels/httpgate"
)

// places is a profile with a value of a person's in every kind of place.
const places = `name: Places
written_from: [nowhere]
settings:
  url: {about: the address}
  key: {about: the key}
auth: {kind: basic, user: "{set.key}", password: "{set.key}"}
encoding:
  gsm: {body: "{text}", coding: 0}
  ucs2: {body: "{text|ucs2hex}", coding: 8}
request:
  url: "{set.url}/accounts/{set.key}/to/{to}/send"
  headers: {X-Key: "key {set.key}"}
  query: {"the text": "before {text} after", report: "{receipts}?to={to|query}", coding: "{enc.coding}"}
  json:
    text: "{text}"
    list: ["{to}", {deep: "<{text}>"}, 7, true, null]
    seconds: "{validity.seconds|number}"
    body: "{enc.body}"
    "{text}": a key is no template
    braces: "{{{to|digits}}}"
answer: {format: none}
messages: {method: GET, format: query, from: from, text: text, id: id}
`

// parsePlaces opens a channel of that profile.
func parsePlaces(t testing.TB, gateway, key string) *httpgate.Channel {
	t.Helper()
	p, err := httpgate.Parse("places.yaml", []byte(places))
	if err != nil {
		t.Fatal(err)
	}
	cfg := httpgate.Config{
		Profile: p, Settings: map[string]string{"url": gateway, "key": key}, PublicURL: public, Path: "/hooks/sms/",
		Callers: channels.Callers{Secret: secret, User: "gateway", Password: "a-password"},
		Now:     nine,
	}
	c, err := httpgate.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// asked is what a gateway was asked, as its own parsers read it.
type asked struct {
	path       []string
	form       url.Values
	header     http.Header
	user, pass string
	body       map[string]any
}

// gateway answers everything and keeps the last request, read by net/http and
// encoding/json: they are the second opinion on where a value ends.
func gateway(t testing.TB) (string, *asked) {
	t.Helper()
	got := &asked{}
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		*got = asked{form: r.URL.Query(), header: r.Header}
		got.path = strings.Split(r.URL.EscapedPath(), "/")
		got.user, got.pass, _ = r.BasicAuth()
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = json.Unmarshal(body, &got.body)
		}
		if err != nil {
			t.Errorf("the body is no JSON: %v", err)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL, got
}

// held says where a value did not stay in its place.
func held(t testing.TB, got *asked, to, text, key string) {
	t.Helper()
	text = string([]rune(text)) // what is no text is a replacement character
	check := func(place string, got, want any) {
		if got != want {
			t.Errorf("%s: got %q, want %q", place, got, want)
		}
	}
	check("path", len(got.path), 6)
	check("query", len(got.form), 3)
	check("query text", string([]rune(got.form.Get("the text"))), "before "+text+" after")
	check("body", len(got.body), 6)
	check("body text", got.body["text"], text)
	if list, ok := got.body["list"].([]any); !ok || len(list) != 5 {
		t.Errorf("list: got %v", got.body["list"])
	} else {
		check("body to", list[0], string([]rune(to)))
		check("deep", list[1].(map[string]any)["deep"], "<"+text+">")
		check("a number", list[2], float64(7))
	}
	check("seconds", got.body["seconds"], float64(14400))
	check("basic user", got.user, key)
	check("header", got.header.Get("X-Key"), strings.TrimSpace("key "+key))
}

// hostile are values that mean something somewhere.
var hostile = []string{
	`plain`, `"`, `\`, `"}],"x":[{"`, `a&b=c`, `a;b`, `%26`, `%`, `%zz`, `+`, ` `, `a b`, `?x=1`, `#frag`, `a/b`, `//evil.test/`, `@evil.test`,
	`{to}`, `{{to}}`, `}`, `<script>`, "\u2028", "line\r\nX-Evil: 1", "\x00", "\xff\xfe", `é`, `نعم`, `😀`, `'`, "`", `$(x)`, "a\tb",
}

func TestNoValueLeavesItsPlace(t *testing.T) {
	at, got := gateway(t)
	for _, value := range hostile {
		c := parsePlaces(t, at, "k/e?y&#%")
		m := channels.Outbound{ID: "in/42/0", To: channels.Address(value), Text: value}
		_, err := c.Send(context.Background(), m)
		if err != nil {
			t.Errorf("%q: got %v", value, err)
			continue
		}
		held(t, got, value, value, "k/e?y&#%")
	}
	t.Run("what leads out of a path is not sent", func(t *testing.T) {
		for _, to := range []string{"", ".", ".."} {
			if _, err := parsePlaces(t, at, "key").Send(context.Background(), channels.Outbound{ID: "m", To: channels.Address(to), Text: "x"}); !errors.Is(err, channels.ErrPermanent) {
				t.Errorf("%q: got %v, want a permanent error", to, err)
			}
		}
	})
	t.Run("UCS-2 in hexadecimal digits", func(t *testing.T) {
		if _, err := parsePlaces(t, at, "key").Send(context.Background(), channels.Outbound{ID: "m", To: "+254711000111", Text: "نعم😀"}); err != nil {
			t.Fatal(err)
		}
		if got.body["body"] != "064606390645D83DDE00" || got.form["coding"][0] != "8" || got.body["braces"] != "{254711000111}" {
			t.Errorf("got %v and %v", got.body, got.form)
		}
	})
	t.Run("the id of ours comes back", func(t *testing.T) {
		if want := base64.RawURLEncoding.EncodeToString([]byte("m")); !strings.Contains(got.form["report"][0], "/receipts/"+want+"?to=%2B254711000111") {
			t.Errorf("got %q", got.form["report"])
		}
	})
}

// FuzzValues sends any text to any address with any setting, and holds every
// value to its place.
func FuzzValues(f *testing.F) {
	for _, value := range hostile {
		f.Add(value, value, "key")
	}
	at, got := gateway(f)
	f.Fuzz(func(t *testing.T, to, text, key string) {
		if strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r >= 0x7f }) || strings.Contains(key, ":") || strings.TrimSpace(key) != key || key == "" || key == "." || key == ".." {
			return // New refuses a setting that a header cannot hold
		}
		if text == "" || to == "" || to == "." || to == ".." || !utf8.ValidString(to) {
			return
		}
		if _, err := parsePlaces(t, at, key).Send(context.Background(), channels.Outbound{ID: "m", To: channels.Address(to), Text: text}); err != nil {
			t.Fatalf("got %v", err)
		}
		held(t, got, to, text, key)
	})
}

// FuzzParse reads any profile: it is an error or a profile, and never a panic.
func FuzzParse(f *testing.F) {
	f.Add(places)
	f.Add(least)
	f.Fuzz(func(t *testing.T, src string) {
		p, err := httpgate.Parse("fuzz.yaml", []byte(src))
		if (p == nil) == (err == nil) {
			t.Errorf("got %v, %v, want one of them", p, err)
		}
		if err != nil && !strings.HasPrefix(err.Error(), "fuzz.yaml:") {
			t.Errorf("got %v, want it with its place", err)
		}
	})
}

// TestAGETIsNotRepeated closes a connection under a request, after an earlier
// one: net/http by itself would make a GET again, and the message would leave
// twice.
func TestAGETIsNotRepeated(t *testing.T) {
	var calls atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if calls.Add(1) == 1 {
			w.WriteHeader(http.StatusAccepted)
			return
		}
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			conn.(*net.TCPConn).SetLinger(0) // a reset, as of a process that died
			conn.Close()
		}
	}))
	defer server.Close()
	c := open(t, config(t, "kannel", server.URL))
	m := channels.Outbound{ID: "m", To: "+254711000111", Text: "x"}
	if _, err := c.Send(context.Background(), m); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Send(context.Background(), m); err == nil || errors.Is(err, channels.ErrTemporary) || errors.Is(err, channels.ErrPermanent) {
		t.Errorf("got %v, want an unknown outcome", err)
	}
	if n := calls.Load(); n != 2 {
		t.Errorf("got %d requests for two sends, want 2", n)
	}
}
