package channels_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"plaza/channels"
)

const (
	pathSecret = "s3cr3t-of-the-path"
	otherProof = "s3cr3t-of-the-rest"
)

func guard(change func(*channels.Guard)) channels.Guard {
	g := channels.Guard{Path: "/hooks/dial/", Secret: pathSecret}
	change(&g)
	return g
}

func TestGuardCheck(t *testing.T) {
	allow := []netip.Prefix{netip.MustParsePrefix("198.51.100.0/24")}
	for _, tt := range []struct {
		name   string
		change func(*channels.Guard)
		wrong  string
	}{
		{"allow list", func(g *channels.Guard) { g.Allow = allow }, ""},
		{"header", func(g *channels.Guard) { g.Header, g.Value = "X-Key", otherProof }, ""},
		{"basic", func(g *channels.Guard) { g.User, g.Password = "at", otherProof }, ""},
		{"nothing besides the path", func(*channels.Guard) {}, "proves nothing"},
		{"no path", func(g *channels.Guard) { g.Secret, g.Allow = "", allow }, "path_secret"},
		{"a short path", func(g *channels.Guard) { g.Secret, g.Allow = "short", allow }, "path_secret"},
		{"a path of two parts", func(g *channels.Guard) { g.Secret, g.Allow = "0123456789/0123456789", allow }, "path_secret"},
		{"a header without a value", func(g *channels.Guard) { g.Header = "X-Key" }, "header"},
		{"a password without a user", func(g *channels.Guard) { g.Password = otherProof }, "user"},
		{"a short password", func(g *channels.Guard) { g.User, g.Password = "at", "short" }, "password"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := guard(tt.change).Check()
			if (tt.wrong == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), tt.wrong) {
				t.Errorf("got %v, want an error with %q", err, tt.wrong)
			}
			if err != nil && (strings.Contains(err.Error(), pathSecret) || strings.Contains(err.Error(), otherProof)) {
				t.Errorf("got %v, want no secret in it", err)
			}
		})
	}
}

func TestGuardAdmits(t *testing.T) {
	allow := func(g *channels.Guard) { g.Allow = []netip.Prefix{netip.MustParsePrefix("198.51.100.0/24")} }
	behind := func(g *channels.Guard) {
		allow(g)
		g.Proxies = []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}
	}
	header := func(g *channels.Guard) { g.Header, g.Value = "X-Key", otherProof }
	basic := func(g *channels.Guard) { g.User, g.Password = "at", otherProof }
	both := func(g *channels.Guard) { allow(g); basic(g) }
	right := "/hooks/dial/" + pathSecret
	from := func(addr string, forwarded ...string) func(*http.Request) {
		return func(r *http.Request) {
			r.RemoteAddr = addr
			for _, f := range forwarded {
				r.Header.Add("X-Forwarded-For", f)
			}
		}
	}
	for _, tt := range []struct {
		name   string
		guard  func(*channels.Guard)
		path   string
		change func(*http.Request)
		want   bool
	}{
		{"from its address", allow, right, from("198.51.100.7:1234"), true},
		{"from its address as IPv6 writes it", allow, right, from("[::ffff:198.51.100.7]:1234"), true},
		{"with a slash behind", allow, right + "/", from("198.51.100.7:1234"), true},
		{"from another address", allow, right, from("203.0.113.1:1234"), false},
		{"from nowhere", allow, right, from("@"), false},
		{"another path", allow, "/hooks/dial/another-secret-path", from("198.51.100.7:1234"), false},
		{"no path", allow, "/hooks/dial/", from("198.51.100.7:1234"), false},
		{"more path", allow, right + "/more", from("198.51.100.7:1234"), false},
		{"the secret of another channel's path", allow, "/hooks/other/" + pathSecret, from("198.51.100.7:1234"), false},
		{"through a proxy here", allow, right, from("127.0.0.1:1", "198.51.100.7"), true},
		{"through a proxy here, with a forged word before", allow, right, from("127.0.0.1:1", "198.51.100.7, 203.0.113.1"), false},
		{"through a proxy here, with a forged header before", allow, right, from("127.0.0.1:1", "198.51.100.7", "203.0.113.1"), false},
		{"through two proxies", behind, right, from("127.0.0.1:1", "198.51.100.7, 10.1.0.5"), true},
		{"through a proxy that nobody named", allow, right, from("10.1.0.5:1", "198.51.100.7"), false},
		{"from this machine itself", allow, right, from("127.0.0.1:1"), false},
		{"forwarded without sense", allow, right, from("127.0.0.1:1", "unknown"), false},
		{"header", header, right, func(r *http.Request) { r.Header.Set("X-Key", otherProof) }, true},
		{"header twice", header, right, func(r *http.Request) { r.Header["X-Key"] = []string{otherProof, otherProof} }, false},
		{"wrong header", header, right, func(r *http.Request) { r.Header.Set("X-Key", otherProof+"x") }, false},
		{"no header", header, right, func(*http.Request) {}, false},
		{"header and a wrong path", header, "/hooks/dial/x", func(r *http.Request) { r.Header.Set("X-Key", otherProof) }, false},
		{"basic", basic, right, func(r *http.Request) { r.SetBasicAuth("at", otherProof) }, true},
		{"wrong user", basic, right, func(r *http.Request) { r.SetBasicAuth("ta", otherProof) }, false},
		{"wrong password", basic, right, func(r *http.Request) { r.SetBasicAuth("at", "") }, false},
		{"only one of two", both, right, func(r *http.Request) { r.SetBasicAuth("at", otherProof) }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodPost, tt.path, nil)
			r.RemoteAddr = "203.0.113.9:1"
			tt.change(r)
			if got := guard(tt.guard).Admits(r); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
