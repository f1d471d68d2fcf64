package telegram

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"mime"
	"net/http"

	"plaza/channels"
)

// maxBody is the most that a webhook may carry. A text of 4,096 characters with
// a hundred marks in it, and another one quoted, are some 60 KiB; what is
// refused would come again, so there is room.
const maxBody = 1 << 20

// called is a bot that Telegram calls.
type called struct{ *Channel }

// Webhook takes updates. It answers
//
//	200  stored; or nothing for us; or nothing that can be read
//	400  no JSON, or cut off
//	403  not with our secret
//	405  not a POST
//	408  the body did not come in time
//	413  the body is too large
//	415  not JSON by its own word
//	503  the sink could not keep it; call again
func (c *called) Webhook(sink channels.Sink) http.Handler {
	secret := sha256.Sum256([]byte(c.secret))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, status := c.receive(w, r, secret)
		if status != http.StatusOK {
			channels.Refuse(w, status, http.MethodPost)
			return
		}
		u, err := read(raw)
		if err != nil {
			c.passOver(u.ID, err)
			return
		}
		n := c.decode(u)
		if n.event != nil {
			if err := sink(r.Context(), *n.event); err != nil {
				channels.Refuse(w, http.StatusServiceUnavailable)
				return
			}
		}
		if n.after != nil {
			c.chore(n.after)
		}
	})
}

// receive authenticates, then reads. Digests of the secrets are compared, so
// that not even their lengths can be told from the time it takes.
func (c *Channel) receive(w http.ResponseWriter, r *http.Request, secret [sha256.Size]byte) ([]byte, int) {
	if r.Method != http.MethodPost {
		return nil, http.StatusMethodNotAllowed
	}
	given := r.Header["X-Telegram-Bot-Api-Secret-Token"]
	if len(given) != 1 {
		return nil, http.StatusForbidden
	}
	digest := sha256.Sum256([]byte(given[0]))
	if subtle.ConstantTimeCompare(digest[:], secret[:]) != 1 {
		return nil, http.StatusForbidden
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return nil, http.StatusUnsupportedMediaType
	}
	body, status := channels.ReadBody(w, r, maxBody, c.cfg.BodyTimeout)
	if status == http.StatusOK && !json.Valid(body) {
		return nil, http.StatusBadRequest
	}
	return body, status
}
