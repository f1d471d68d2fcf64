package telegram

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"time"

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
			refuse(w, status)
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
				refuse(w, http.StatusServiceUnavailable)
				return
			}
		}
		if n.after != nil {
			c.chore(n.after)
		}
	})
}

// refuse says no more than the status does: whoever is not Telegram learns
// nothing.
func refuse(w http.ResponseWriter, status int) {
	switch status {
	case http.StatusMethodNotAllowed:
		w.Header().Set("Allow", http.MethodPost)
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "5")
	case http.StatusRequestEntityTooLarge, http.StatusRequestTimeout:
		w.Header().Set("Connection", "close")
	}
	http.Error(w, http.StatusText(status), status)
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
	body, status := c.body(w, r)
	if status == http.StatusOK && !json.Valid(body) {
		return nil, http.StatusBadRequest
	}
	return body, status
}

// body reads all of a body that is not too large, in the time it is given.
func (c *Channel) body(w http.ResponseWriter, r *http.Request) ([]byte, int) {
	if r.ContentLength > maxBody {
		return nil, http.StatusRequestEntityTooLarge
	}
	// A deadline that has passed ends a read that waits. The server clears it
	// before the next request. A recorder in a test has none, and needs none.
	conn := http.NewResponseController(w)
	clock := time.AfterFunc(c.cfg.BodyTimeout, func() { _ = conn.SetReadDeadline(time.Unix(1, 0)) })
	defer clock.Stop()

	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case err == nil:
		return body, http.StatusOK
	case errors.As(err, &tooLarge):
		return nil, http.StatusRequestEntityTooLarge
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, http.StatusRequestTimeout
	default:
		return nil, http.StatusBadRequest
	}
}
