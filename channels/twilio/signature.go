package twilio

import (
	"crypto/hmac"
	"crypto/sha1" // Twilio's choice
	"encoding/base64"
	"hash"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// signer checks signatures made with one token.
type signer struct{ hashes sync.Pool }

func newSigner(token string) *signer {
	return &signer{hashes: sync.Pool{New: func() any { return hmac.New(sha1.New, []byte(token)) }}}
}

// sign is the signature of a message: the base64 of its HMAC.
func (s *signer) sign(message []byte) string {
	h := s.hashes.Get().(hash.Hash)
	defer s.hashes.Put(h)
	h.Reset()
	h.Write(message)
	var sum [sha1.Size]byte
	return base64.StdEncoding.EncodeToString(h.Sum(sum[:0]))
}

// authentic says whether Twilio signed this request: the URL it called, then
// every field by name, each name followed by its value; of a name that comes
// more than once, the different values in order
// (twilio.com/docs/usage/security, and twilio-node since its issue 722). fields
// must be sorted.
func (c *account) authentic(requestURI string, fields []field, signature string) bool {
	given := []byte(signature)
	message := make([]byte, 0, 2048)
	for _, base := range c.urls {
		message = append(append(message[:0], base...), requestURI...)
		for i, f := range fields {
			if i > 0 && f == fields[i-1] {
				continue
			}
			message = append(append(message, f.name...), f.value...)
		}
		for _, s := range c.signers {
			if hmac.Equal([]byte(s.sign(message)), given) { // in constant time
				return true
			}
		}
	}
	return false
}

// bothPorts lists a URL with and without the port that its scheme implies:
// Twilio signs either, as its own validators know.
func bothPorts(base string) []string {
	u, err := url.Parse(base)
	if err != nil {
		return []string{base}
	}
	other := *u
	if port := u.Port(); port != "" {
		other.Host = strings.TrimSuffix(u.Host, ":"+port) // even one that is not implied
	} else {
		other.Host = u.Host + ":" + map[string]string{"https": "443", "http": "80"}[u.Scheme]
	}
	return slices.Compact([]string{base, other.String()})
}
