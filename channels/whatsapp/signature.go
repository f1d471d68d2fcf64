package whatsapp

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"hash"
	"strings"
	"sync"
)

// signer checks signatures made with one app secret.
type signer struct{ hashes sync.Pool }

func newSigner(secret string) *signer {
	return &signer{hashes: sync.Pool{New: func() any { return hmac.New(sha256.New, []byte(secret)) }}}
}

func (s *signer) signed(body, signature []byte) bool {
	h := s.hashes.Get().(hash.Hash)
	defer s.hashes.Put(h)
	h.Reset()
	h.Write(body)
	var sum [sha256.Size]byte
	return hmac.Equal(h.Sum(sum[:0]), signature) // in constant time
}

// authentic says whether Meta signed these bytes: sha256= and the HMAC in
// hexadecimal (webhooks/create-webhook-endpoint).
func (c *Channel) authentic(body []byte, header string) bool {
	sum, found := strings.CutPrefix(header, "sha256=")
	if !found || len(sum) != 2*sha256.Size {
		return false
	}
	signature, err := hex.DecodeString(sum)
	if err != nil {
		return false
	}
	for _, s := range c.signers {
		if s.signed(body, signature) {
			return true
		}
	}
	return false
}

// verified says whether this is our verify token, in a time that tells nothing
// of it, its length neither.
func (c *Channel) verified(token string) bool {
	ours, theirs := sha256.Sum256([]byte(c.cfg.VerifyToken)), sha256.Sum256([]byte(token))
	return subtle.ConstantTimeCompare(ours[:], theirs[:]) == 1
}
