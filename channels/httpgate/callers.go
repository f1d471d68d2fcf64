package httpgate

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
)

// Callers is how a call of the gateway is known to be one. Secret is needed,
// and at least one of the others; of those, everything that is set is asked
// for.
type Callers struct {
	// Secret is a part of the webhook's address: 16 or more letters, digits,
	// hyphens and underscores.
	Secret string
	// User and Password are what the gateway says by basic authentication.
	User, Password string
	// Header is what it says in a header: "X-Gateway-Key: abc".
	Header string
	// Key signs what it sends, where the profile says how.
	Key string
	// Allow lists the addresses it calls from: 192.0.2.7, 192.0.2.0/24.
	Allow []string
	// Proxies lists the addresses of our own proxies. The caller is whoever
	// connects to us; only when that is one of these, the last address in
	// X-Forwarded-For that is none of them. Without Proxies that header is
	// never believed, and a caller who brings one is refused by Allow: it came
	// through a proxy that nobody told us of, which everybody can do.
	Proxies []string
}

// signature says where a gateway puts its signature: the HMAC-SHA256, in
// hexadecimal digits, of the body followed by the timestamp header. The age of
// a timestamp is not asked: a repetition may carry the first one, and to hand a
// message over twice is harmless.
type signature struct{ header, timestamp string }

// callers is Callers, ready to be compared in constant time.
type callers struct {
	secret      string
	user, pass  string
	headerName  string
	headerValue string
	key         string
	sign        *signature
	allow       []netip.Prefix
	proxies     []netip.Prefix
}

var (
	pathSecret   = regexp.MustCompile(`^[A-Za-z0-9_-]{16,200}$`)
	callerHeader = regexp.MustCompile(`^([A-Za-z0-9-]+): *([!-~][ -~]*)$`)
)

// leastSecret is the shortest password, header value or key that is taken.
const leastSecret = 8

func newCallers(c Callers, sign *signature) (*callers, []error) {
	var wrong []error
	no := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	out := &callers{secret: c.Secret, user: c.User, pass: c.Password, key: c.Key, sign: sign}
	if !pathSecret.MatchString(c.Secret) {
		no("inbound.secret must be 16 or more letters, digits, hyphens and underscores: it is a part of the address the gateway calls")
	}
	if (c.User == "") != (c.Password == "") || c.Password != "" && len(c.Password) < leastSecret {
		no("inbound.user and inbound.password belong together, and the password has %d characters or more", leastSecret)
	}
	if c.Header != "" {
		m := callerHeader.FindStringSubmatch(c.Header)
		if m == nil || len(m[2]) < leastSecret {
			no("inbound.header must be a name and a value of %d characters or more, such as \"X-Gateway-Key: …\"", leastSecret)
		} else {
			out.headerName, out.headerValue = http.CanonicalHeaderKey(m[1]), strings.TrimSpace(m[2])
		}
	}
	switch {
	case c.Key != "" && sign == nil:
		no("inbound.key: this gateway signs nothing; use a password, a header or the list of its addresses")
	case c.Key != "" && len(c.Key) < leastSecret:
		no("inbound.key has %d characters or more", leastSecret)
	}
	var err error
	if out.allow, err = prefixes("inbound.allow", c.Allow); err != nil {
		wrong = append(wrong, err)
	}
	if out.proxies, err = prefixes("inbound.proxies", c.Proxies); err != nil {
		wrong = append(wrong, err)
	}
	if c.User == "" && c.Header == "" && c.Key == "" && len(c.Allow) == 0 {
		ways := "inbound.user and inbound.password, inbound.header or inbound.allow"
		if sign != nil {
			ways = "inbound.key, " + ways
		}
		no("who calls us is not known: besides inbound.secret set one of %s", ways)
	}
	return out, wrong
}

func prefixes(key string, all []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	var wrong []error
	for _, s := range all {
		p, err := netip.ParsePrefix(s)
		if err != nil {
			var a netip.Addr
			if a, err = netip.ParseAddr(s); err == nil {
				p = netip.PrefixFrom(a, a.BitLen())
			}
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %q is no address such as 192.0.2.7 or 192.0.2.0/24", key, s))
			continue
		}
		out = append(out, p.Masked())
	}
	return out, errors.Join(wrong...)
}

// knows says whether a request is the gateway's, as far as its head tells:
// everything but the signature.
func (c *callers) knows(r *http.Request, secret string) bool {
	ok := same(secret, c.secret)
	if c.user != "" {
		user, pass, _ := r.BasicAuth()
		ok = same(user, c.user) && ok
		ok = same(pass, c.pass) && ok
	}
	if c.headerName != "" {
		got := r.Header[c.headerName]
		ok = len(got) == 1 && same(got[0], c.headerValue) && ok
	}
	if c.key != "" {
		ok = len(r.Header[c.sign.header]) == 1 && ok
	}
	return ok && (len(c.allow) == 0 || c.allowed(r))
}

// signed says whether the body is the gateway's.
func (c *callers) signed(r *http.Request, body []byte) bool {
	if c.key == "" {
		return true
	}
	mac := hmac.New(sha256.New, []byte(c.key))
	mac.Write(body)
	mac.Write([]byte(r.Header.Get(c.sign.timestamp)))
	want := hex.EncodeToString(mac.Sum(nil))
	return hmac.Equal([]byte(strings.ToLower(r.Header.Get(c.sign.header))), []byte(want))
}

// same compares in a time that tells neither content nor length.
func same(got, want string) bool {
	a, b := sha256.Sum256([]byte(got)), sha256.Sum256([]byte(want))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// allowed says whether the caller's address is one of the gateway's.
func (c *callers) allowed(r *http.Request) bool {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	caller := from.Addr().Unmap().WithZone("")
	if !within(caller, c.proxies) {
		for _, name := range []string{"X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via"} {
			if len(r.Header[name]) > 0 {
				return false
			}
		}
		return within(caller, c.allow)
	}
	hops := strings.Split(strings.Join(r.Header["X-Forwarded-For"], ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			return false
		}
		if hop = hop.Unmap().WithZone(""); !within(hop, c.proxies) {
			return within(hop, c.allow)
		}
	}
	return false
}

func within(a netip.Addr, all []netip.Prefix) bool {
	for _, p := range all {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
