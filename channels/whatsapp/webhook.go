package whatsapp

import (
	"io"
	"net/http"
	"net/url"
	"strings"

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
			channels.Refuse(w, status, http.MethodGet, http.MethodPost)
			return
		}
		w.WriteHeader(http.StatusOK)
	})
}

// challenge echoes what Meta asks with, to whoever knows our verify token.
func (c *Channel) challenge(w http.ResponseWriter, r *http.Request) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		channels.Refuse(w, http.StatusBadRequest)
		return
	}
	echo := query.Get("hub.challenge")
	one := len(query["hub.mode"]) == 1 && len(query["hub.verify_token"]) == 1 && len(query["hub.challenge"]) == 1
	if !one || query.Get("hub.mode") != "subscribe" || !c.verified(query.Get("hub.verify_token")) || !isRef(echo) {
		channels.Refuse(w, http.StatusForbidden)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	io.WriteString(w, echo) //nolint:errcheck // if Meta does not hear it, it says so to whoever set it up
}

// receive authenticates and decodes. What is cheap to refuse is refused before
// the body is read, and nothing in it is believed before its signature is.
func (c *Channel) receive(w http.ResponseWriter, r *http.Request) ([]channels.Event, int) {
	if r.Method != http.MethodPost {
		return nil, http.StatusMethodNotAllowed
	}
	if !channels.Bears(r.Header, channels.JSON) {
		return nil, http.StatusUnsupportedMediaType
	}
	signatures := r.Header["X-Hub-Signature-256"]
	if len(signatures) != 1 || !strings.HasPrefix(signatures[0], "sha256=") {
		return nil, http.StatusForbidden
	}
	body, status := channels.ReadBody(w, r, maxBody, c.cfg.BodyTimeout)
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
