package channels

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"net/netip"
	"strings"
)

// leastSecret is how many characters a secret of a Guard has at least.
const leastSecret = 16

// Guard is how a network that signs nothing proves itself: by a secret that
// ends the path it calls, and by one thing more. A path stands in other
// people's logs, so it alone proves nothing; that is why Check refuses it.
type Guard struct {
	Path   string // where the handler is mounted, ending in a slash
	Secret string // what the network puts behind it

	Allow    []netip.Prefix // the network's own addresses; or
	Header   string         // a header the network sends, and
	Value    string         // what it says; or
	User     string         // basic authentication
	Password string

	// Proxies are those, besides one on this machine, whose word is believed
	// about where a request came from.
	Proxies []netip.Prefix
}

// Check says everything that keeps a guard from guarding.
func (g Guard) Check() error {
	var wrong []error
	if len(g.Secret) < leastSecret || strings.ContainsAny(g.Secret, "/?#% ") {
		wrong = append(wrong, errors.New("path_secret must be at least 16 letters and digits: it ends the address that the network calls"))
	}
	header, basic := g.Header != "" || g.Value != "", g.User != "" || g.Password != ""
	switch {
	case header && (g.Header == "" || len(g.Value) < leastSecret):
		wrong = append(wrong, errors.New("a header needs a name and a secret of at least 16 characters"))
	case basic && (g.User == "" || len(g.Password) < leastSecret):
		wrong = append(wrong, errors.New("basic authentication needs a user and a password of at least 16 characters"))
	case !header && !basic && len(g.Allow) == 0:
		wrong = append(wrong, errors.New("the path alone proves nothing: it needs the network's addresses (allow), a header, or a user and password as well"))
	}
	return errors.Join(wrong...)
}

// Admits says whether a request proves that the network made it. All that was
// configured must hold. Secrets are compared in constant time.
func (g Guard) Admits(r *http.Request) bool {
	rest, mounted := strings.CutPrefix(r.URL.Path, g.Path)
	ok := mounted && same(strings.TrimSuffix(rest, "/"), g.Secret)
	if g.Header != "" {
		values := r.Header.Values(g.Header)
		ok = len(values) == 1 && same(values[0], g.Value) && ok
	}
	if g.User != "" {
		user, password, _ := r.BasicAuth()
		known := same(user, g.User)
		ok = same(password, g.Password) && known && ok
	}
	if len(g.Allow) > 0 {
		from, known := g.caller(r)
		ok = known && oneOf(g.Allow, from) && ok
	}
	return ok && g.Secret != ""
}

// same compares hashes, so that not even a length is told by the time it takes.
func same(got, want string) bool {
	a, b := sha256.Sum256([]byte(got)), sha256.Sum256([]byte(want))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// caller is the address a request came from. Of what was forwarded, only the
// last word is believed that one of our own proxies has added: anybody can
// write the others.
func (g Guard) caller(r *http.Request) (netip.Addr, bool) {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}, false
	}
	addr := at.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && hops[i] != "" && (addr.IsLoopback() || oneOf(g.Proxies, addr)); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			return netip.Addr{}, false
		}
		addr = next.Unmap()
	}
	return addr, true
}

func oneOf(prefixes []netip.Prefix, addr netip.Addr) bool {
	for _, p := range prefixes {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}
