package twilio

import (
	"io"
	"net/http"
	"strings"

	"plaza/channels"
)

// maxBody is the most that a webhook may carry. Twilio's largest, ten
// attachments and every field it knows, are some 8 KiB.
const maxBody = 64 << 10

// empty tells Twilio to do nothing more.
const empty = `<?xml version="1.0" encoding="UTF-8"?><Response></Response>`

// Webhook takes messages and status callbacks, at the same URL. It answers
//
//	200  stored; or a status that says nothing new
//	400  no form that Twilio would send
//	403  not signed by Twilio, or of another account
//	405  not a POST
//	408  the body did not come in time
//	413  the body is too large
//	415  not a form
//	503  the sink could not keep it; call again
func (c *account) Webhook(sink channels.Sink) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		events, status := c.receive(w, r)
		if status == http.StatusOK && len(events) > 0 {
			if err := sink(r.Context(), events...); err != nil {
				status = http.StatusServiceUnavailable
			}
		}
		if status != http.StatusOK {
			channels.Refuse(w, status, http.MethodPost)
			return
		}
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		io.WriteString(w, empty) //nolint:errcheck // stored already; if Twilio does not hear it, it calls again
	})
}

// receive authenticates and decodes. What is cheap to refuse is refused before
// the body is read, and nothing in it is believed before its signature is.
func (c *account) receive(w http.ResponseWriter, r *http.Request) ([]channels.Event, int) {
	if r.Method != http.MethodPost {
		return nil, http.StatusMethodNotAllowed
	}
	if !channels.Bears(r.Header, channels.Form) {
		return nil, http.StatusUnsupportedMediaType
	}
	signatures := r.Header["X-Twilio-Signature"]
	if len(signatures) != 1 || signatures[0] == "" {
		return nil, http.StatusForbidden
	}
	if !strings.HasPrefix(r.RequestURI, "/") {
		return nil, http.StatusBadRequest
	}
	body, status := channels.ReadBody(w, r, maxBody, c.cfg.BodyTimeout)
	if status != http.StatusOK {
		return nil, status
	}
	fields, err := readForm(string(body))
	if err != nil {
		return nil, http.StatusBadRequest
	}
	if !c.authentic(r.RequestURI, fields, signatures[0]) {
		return nil, http.StatusForbidden
	}
	f := &form{fields: fields}
	if f.get("AccountSid") != c.cfg.AccountSID {
		return nil, http.StatusForbidden
	}
	events, ok := c.decode(f, r)
	if !ok || f.twice != "" {
		return nil, http.StatusBadRequest
	}
	return events, http.StatusOK
}
