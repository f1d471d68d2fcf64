package whatsapp

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"plaza/channels"
)

// maxBody is the most that a webhook may carry: Meta's are up to 3 MB (by
// hookdeck.com's guide to them; Meta's own page was not at hand).
const maxBody = 3 << 20

// Webhook takes messages and statuses, and the challenge by which Meta makes
// sure of a callback. It answers
//
//	200  stored; or nothing in it is for us
//	400  signed, and not what Meta sends
//	403  not signed by Meta, or a challenge without our verify token
//	405  neither GET nor POST
//	408  the body did not come in time
//	413  the body is too large
//	415  not JSON
//	503  the sink could not keep it; call again
func (c *Channel) Webhook(sink channels.Sink) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			c.challenge(w, r)
			return
		}
		events, status := c.receive(w, r)
		if status == http.StatusOK && len(events) > 0 {
			if err := sink(r.Context(), events...); err != nil {
				status = http.StatusServiceUnavailable
			}
		}
		if status != http.StatusOK {
			refuse(w, status)
			return
		}
		w.WriteHeader(http.StatusOK)
	})
}

// challenge echoes what Meta asks with, to whoever knows our verify token.
func (c *Channel) challenge(w http.ResponseWriter, r *http.Request) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		refuse(w, http.StatusBadRequest)
		return
	}
	echo := query.Get("hub.challenge")
	one := len(query["hub.mode"]) == 1 && len(query["hub.verify_token"]) == 1 && len(query["hub.challenge"]) == 1
	if !one || query.Get("hub.mode") != "subscribe" || !c.verified(query.Get("hub.verify_token")) || !isRef(echo) {
		refuse(w, http.StatusForbidden)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	io.WriteString(w, echo) //nolint:errcheck // if Meta does not hear it, it says so to whoever set it up
}

// refuse says no more than the status does: whoever is not Meta learns nothing.
func refuse(w http.ResponseWriter, status int) {
	switch status {
	case http.StatusMethodNotAllowed:
		w.Header().Set("Allow", "GET, POST")
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "5")
	case http.StatusRequestEntityTooLarge, http.StatusRequestTimeout:
		w.Header().Set("Connection", "close")
	}
	http.Error(w, http.StatusText(status), status)
}

// receive authenticates and decodes. What is cheap to refuse is refused before
// the body is read, and nothing in it is believed before its signature is.
func (c *Channel) receive(w http.ResponseWriter, r *http.Request) ([]channels.Event, int) {
	if r.Method != http.MethodPost {
		return nil, http.StatusMethodNotAllowed
	}
	if !isJSON(r.Header) {
		return nil, http.StatusUnsupportedMediaType
	}
	signatures := r.Header["X-Hub-Signature-256"]
	if len(signatures) != 1 || !strings.HasPrefix(signatures[0], "sha256=") {
		return nil, http.StatusForbidden
	}
	body, status := c.body(w, r)
	if status != http.StatusOK {
		return nil, status
	}
	if !c.authentic(body, signatures[0]) {
		return nil, http.StatusForbidden
	}
	events, err := c.decode(body)
	if err != nil {
		return nil, http.StatusBadRequest
	}
	return events, http.StatusOK
}

func isJSON(h http.Header) bool {
	types := h["Content-Type"]
	if len(types) != 1 || len(h["Content-Encoding"]) > 0 {
		return false
	}
	kind, params, err := mime.ParseMediaType(types[0])
	charset := params["charset"]
	return err == nil && kind == "application/json" && (charset == "" || strings.EqualFold(charset, "utf-8"))
}

// body reads all of a body that is not too large, in the time it is given. It
// takes memory as the body comes, not as the caller says it will.
func (c *Channel) body(w http.ResponseWriter, r *http.Request) ([]byte, int) {
	if r.ContentLength > maxBody {
		return nil, http.StatusRequestEntityTooLarge
	}
	// A deadline that has passed ends a read that waits. The server clears it
	// before the next request. A recorder in a test has none, and needs none.
	conn := http.NewResponseController(w)
	clock := time.AfterFunc(c.cfg.BodyTimeout, func() { _ = conn.SetReadDeadline(time.Unix(1, 0)) })
	defer clock.Stop()

	var body bytes.Buffer
	_, err := body.ReadFrom(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case err == nil:
		return body.Bytes(), http.StatusOK
	case errors.As(err, &tooLarge):
		return nil, http.StatusRequestEntityTooLarge
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, http.StatusRequestTimeout
	default:
		return nil, http.StatusBadRequest
	}
}
