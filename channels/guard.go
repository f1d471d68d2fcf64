package channels

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
)

// Callers is how a network that signs nothing is known. Secret is needed, and
// one of the others at least: a path stands in the logs of everything on the
// way, so alone it proves nothing. Of the others, all that is set must hold.
type Callers struct {
	// Secret ends the path that the network calls: 16 or more letters, digits,
	// hyphens and underscores.
	Secret string
	// User and Password are said by basic authentication.
	User, Password string
	// Header is said in a header: "X-Gateway-Key: abc…".
	Header string
	// Key signs what is sent, for the networks that sign; their adapters check it.
	Key string
	// Allow lists the addresses that the network calls from, as 192.0.2.7 or
	// 192.0.2.0/24.
	Allow []string
	// Proxies lists the addresses of our own proxies. A caller is who connects
	// to us, or when that is one of these, the last in X-Forwarded-For that is
	// none of them. A request that was forwarded by a stranger passes no
	// allow list.
	Proxies []string
}

// leastProof is how many characters a password or a header's secret has at least.
const leastProof = 8

var (
	pathSecret  = regexp.MustCompile(`^[A-Za-z0-9_-]{16,200}$`)
	proofHeader = regexp.MustCompile(`^([A-Za-z0-9-]+): *([!-~]+)$`)
)

// Guard lets in who was described by Callers.
type Guard struct {
	Callers
	header, value  string
	allow, proxies []netip.Prefix
}

// Guard is ready to be asked, or says everything that keeps it from guarding.
func (c Callers) Guard() (*Guard, error) { return c.guard(false) }

// GuardSigned is Guard for an adapter that itself checks what Key signs. That
// then counts as one of the proofs.
func (c Callers) GuardSigned() (*Guard, error) { return c.guard(true) }

func (c Callers) guard(signed bool) (*Guard, error) {
	g := &Guard{Callers: c}
	var wrong []error
	want := func(ok bool, format string, args ...any) {
		if !ok {
			wrong = append(wrong, fmt.Errorf(format, args...))
		}
	}
	want(pathSecret.MatchString(c.Secret), "inbound.secret must be 16 or more letters, digits, hyphens and underscores: it ends the address that the network calls")
	want((c.User == "") == (c.Password == ""), "inbound.user and inbound.password belong together")
	want(c.Password == "" || len(c.Password) >= leastProof, "inbound.password must have %d characters or more", leastProof)
	if c.Header != "" {
		m := proofHeader.FindStringSubmatch(c.Header)
		want(m != nil && len(m[2]) >= leastProof, "inbound.header must be a name and a secret of %d characters or more, such as \"X-Gateway-Key: …\"", leastProof)
		if m != nil {
			g.header, g.value = m[1], m[2]
		}
	}
	want(c.Key == "" || signed, "inbound.signing_key: this network signs nothing; set another proof")
	want(c.Key == "" || len(c.Key) >= leastProof, "inbound.signing_key must have %d characters or more", leastProof)
	var err error
	g.allow, err = prefixes(c.Allow)
	want(err == nil, "inbound.allow: %w", err)
	g.proxies, err = prefixes(c.Proxies)
	want(err == nil, "inbound.proxies: %w", err)
	want(signed && c.Key != "" || c.User != "" || c.Header != "" || len(c.Allow) > 0,
		"who calls is not known: besides inbound.secret set inbound.allow, inbound.header, or inbound.user and inbound.password")
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	return g, nil
}

func prefixes(all []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, s := range all {
		p, err := netip.ParsePrefix(s)
		if a, aerr := netip.ParseAddr(s); aerr == nil {
			p, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		if err != nil {
			return nil, fmt.Errorf("%q is no address such as 192.0.2.7 or 192.0.2.0/24", s)
		}
		if p.Bits() == 0 {
			return nil, fmt.Errorf("%q holds for everybody, and proves nothing", s)
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

// Admits says whether a request is the network's; secret is what it says in
// its path. Nothing in it is compared in a time that tells how near it came.
func (g *Guard) Admits(r *http.Request, secret string) bool {
	ok := same(secret, g.Secret)
	if g.User != "" {
		user, password, _ := r.BasicAuth()
		ok = same(user, g.User) && ok
		ok = same(password, g.Password) && ok
	}
	if g.header != "" {
		values := r.Header.Values(g.header)
		ok = len(values) == 1 && same(values[0], g.value) && ok
	}
	if len(g.allow) > 0 {
		from, known := g.caller(r)
		ok = known && oneOf(g.allow, from) && ok
	}
	return ok
}

// Doubts are what may keep the right ones out, for a Doctor to tell.
func (g *Guard) Doubts() []Finding {
	if len(g.allow) == 0 || len(g.proxies) > 0 {
		return nil
	}
	return []Finding{{Grade: Doubtful, Says: "inbound.allow is set and inbound.proxies is not: only who connects to plaza directly is heard, and none through a proxy",
		Do: "when a proxy stands before plaza, name its address in inbound.proxies"}}
}

// same compares hashes, so that not even a length is told by the time it takes.
func same(got, want string) bool {
	a, b := sha256.Sum256([]byte(got)), sha256.Sum256([]byte(want))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// caller is the address a request comes from, as far as that is known. Of what
// was forwarded only the words of our own proxies are believed: anybody can
// write the others.
func (g *Guard) caller(r *http.Request) (netip.Addr, bool) {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}, false
	}
	addr := at.Addr().Unmap()
	forwarded := strings.Join(r.Header.Values("X-Forwarded-For"), ",")
	if !oneOf(g.proxies, addr) {
		return addr, forwarded == "" && r.Header.Get("Forwarded") == "" && r.Header.Get("X-Real-Ip") == "" && r.Header.Get("Via") == ""
	}
	hops := strings.Split(forwarded, ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			return netip.Addr{}, false
		}
		if hop = hop.Unmap(); !oneOf(g.proxies, hop) {
			return hop, true
		}
	}
	return netip.Addr{}, false
}

func oneOf(prefixes []netip.Prefix, addr netip.Addr) bool {
	for _, p := range prefixes {
		if p.Contains(addr.WithZone("")) {
			return true
		}
	}
	return false
}
