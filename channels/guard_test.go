package channels_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"plaza/channels"
)

const (
	inPath = "s3cr3t-of-the-path"
	beside = "s3cr3t-of-the-rest"
)

func TestGuard(t *testing.T) {
	for _, tt := range []struct {
		name    string
		callers channels.Callers
		wrong   string
	}{
		{"allow list", channels.Callers{Secret: inPath, Allow: []string{"198.51.100.0/24", "2001:db8::1"}}, ""},
		{"header", channels.Callers{Secret: inPath, Header: "X-Key: " + beside}, ""},
		{"basic", channels.Callers{Secret: inPath, User: "at", Password: beside}, ""},
		{"nothing besides the path", channels.Callers{Secret: inPath}, "who calls is not known"},
		{"only proxies besides the path", channels.Callers{Secret: inPath, Proxies: []string{"127.0.0.1"}}, "who calls is not known"},
		{"no path", channels.Callers{Allow: []string{"198.51.100.1"}}, "inbound.secret"},
		{"a short path", channels.Callers{Secret: "short", Allow: []string{"198.51.100.1"}}, "inbound.secret"},
		{"a path of two parts", channels.Callers{Secret: "0123456789/0123456789", Allow: []string{"198.51.100.1"}}, "inbound.secret"},
		{"a header without a value", channels.Callers{Secret: inPath, Header: "X-Key"}, "inbound.header"},
		{"a header that is easily guessed", channels.Callers{Secret: inPath, Header: "X-Key: abc"}, "inbound.header"},
		{"a user without a password", channels.Callers{Secret: inPath, User: "at"}, "belong together"},
		{"a short password", channels.Callers{Secret: inPath, User: "at", Password: "short"}, "inbound.password"},
		{"a signing key where nothing is signed", channels.Callers{Secret: inPath, Key: beside}, "inbound.signing_key"},
		{"a name as address", channels.Callers{Secret: inPath, Allow: []string{"example.org"}}, "inbound.allow"},
		{"an allow list of everybody", channels.Callers{Secret: inPath, Allow: []string{"0.0.0.0/0", "::/0"}}, "inbound.allow"},
		{"a proxy of no address", channels.Callers{Secret: inPath, Allow: []string{"::1"}, Proxies: []string{"localhost"}}, "inbound.proxies"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g, err := tt.callers.Guard()
			if (tt.wrong == "") != (err == nil) || (err == nil) == (g == nil) || err != nil && !strings.Contains(err.Error(), tt.wrong) {
				t.Errorf("got %v, want an error with %q", err, tt.wrong)
			}
			if err != nil && (strings.Contains(err.Error(), inPath) || strings.Contains(err.Error(), beside)) {
				t.Errorf("got %v, want no secret in it", err)
			}
		})
	}
}

// TestGuardSigned takes a signing key for a proof, as an adapter may that
// checks what it signs.
func TestGuardSigned(t *testing.T) {
	if _, err := (channels.Callers{Secret: inPath, Key: beside}).GuardSigned(); err != nil {
		t.Errorf("got %v, want the key taken", err)
	}
	for _, c := range []channels.Callers{{Secret: inPath}, {Secret: inPath, Key: "short"}} {
		if g, err := c.GuardSigned(); err == nil || g != nil {
			t.Errorf("got %v, %v, want an error", g, err)
		}
	}
}

func TestGuardAdmits(t *testing.T) {
	allow := channels.Callers{Secret: inPath, Allow: []string{"198.51.100.0/24"}}
	behind := channels.Callers{Secret: inPath, Allow: []string{"198.51.100.0/24"}, Proxies: []string{"127.0.0.1", "10.1.0.0/16"}}
	header := channels.Callers{Secret: inPath, Header: "X-Key: " + beside}
	basic := channels.Callers{Secret: inPath, User: "at", Password: beside}
	both := channels.Callers{Secret: inPath, User: "at", Password: beside, Allow: []string{"198.51.100.0/24"}}
	from := func(addr string, forwarded ...string) func(*http.Request) {
		return func(r *http.Request) {
			r.RemoteAddr = addr
			r.Header["X-Forwarded-For"] = forwarded
		}
	}
	says := func(values ...string) func(*http.Request) {
		return func(r *http.Request) { r.Header["X-Key"] = values }
	}
	for _, tt := range []struct {
		name    string
		callers channels.Callers
		secret  string
		change  func(*http.Request)
		want    bool
	}{
		{"from its address", allow, inPath, from("198.51.100.7:1234"), true},
		{"from its address as IPv6 writes it", allow, inPath, from("[::ffff:198.51.100.7]:1234"), true},
		{"from another address", allow, inPath, from("203.0.113.1:1234"), false},
		{"from nowhere", allow, inPath, from("@"), false},
		{"from its address, with the marks of a proxy nobody named", allow, inPath, func(r *http.Request) {
			r.RemoteAddr = "198.51.100.7:1234"
			r.Header.Set("Forwarded", "for=203.0.113.1")
		}, false},
		{"with another secret", allow, inPath + "x", from("198.51.100.7:1234"), false},
		{"with no secret", allow, "", from("198.51.100.7:1234"), false},
		{"through a proxy", behind, inPath, from("127.0.0.1:1", "198.51.100.7"), true},
		{"through two proxies", behind, inPath, from("127.0.0.1:1", "198.51.100.7, 10.1.0.5"), true},
		{"through a proxy, with a forged word before", behind, inPath, from("127.0.0.1:1", "198.51.100.7, 203.0.113.1"), false},
		{"through a proxy, with a forged header before", behind, inPath, from("127.0.0.1:1", "198.51.100.7", "203.0.113.1"), false},
		{"through a proxy that says nothing", behind, inPath, from("127.0.0.1:1"), false},
		{"forwarded without sense", behind, inPath, from("127.0.0.1:1", "unknown"), false},
		{"forwarded by a stranger", behind, inPath, from("203.0.113.1:1", "198.51.100.7"), false},
		{"forwarded by a stranger at its address", behind, inPath, from("198.51.100.7:1", "198.51.100.7"), false},
		{"header", header, inPath, says(beside), true},
		{"header twice", header, inPath, says(beside, beside), false},
		{"wrong header", header, inPath, says(beside + "x"), false},
		{"no header", header, inPath, says(), false},
		{"header and a wrong path", header, "x", says(beside), false},
		{"basic", basic, inPath, func(r *http.Request) { r.SetBasicAuth("at", beside) }, true},
		{"wrong user", basic, inPath, func(r *http.Request) { r.SetBasicAuth("ta", beside) }, false},
		{"wrong password", basic, inPath, func(r *http.Request) { r.SetBasicAuth("at", "") }, false},
		{"only one of two", both, inPath, func(r *http.Request) { r.SetBasicAuth("at", beside) }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g, err := tt.callers.Guard()
			if err != nil {
				t.Fatal(err)
			}
			r := httptest.NewRequest(http.MethodPost, "/", nil)
			r.RemoteAddr = "203.0.113.9:1"
			tt.change(r)
			if got := g.Admits(r, tt.secret); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
