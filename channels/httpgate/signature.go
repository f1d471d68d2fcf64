package httpgate

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
)

// signature says where a gateway puts its signature: the HMAC-SHA256, in
// hexadecimal digits, of the body followed by the timestamp header. The age of
// a timestamp is not asked: a repetition may carry the first one, and to hand a
// message over twice is harmless.
type signature struct{ header, timestamp string }

// signed says whether a body was signed with the key.
func (s *signature) signed(key string, r *http.Request, body []byte) bool {
	given := r.Header[s.header]
	if len(given) != 1 {
		return false
	}
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write(body)
	mac.Write([]byte(r.Header.Get(s.timestamp)))
	want := hex.EncodeToString(mac.Sum(nil))
	return hmac.Equal([]byte(strings.ToLower(given[0])), []byte(want)) // in constant time
}
