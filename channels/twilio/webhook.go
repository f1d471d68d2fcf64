package twilio

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"strings"
	"time"

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
			refuse(w, status)
			return
		}
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		io.WriteString(w, empty) //nolint:errcheck // stored already; if Twilio does not hear it, it calls again
	})
}

// refuse says no more than the status does: whoever is not Twilio learns
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

// receive authenticates and decodes. What is cheap to refuse is refused before
// the body is read, and nothing in it is believed before its signature is.
func (c *account) receive(w http.ResponseWriter, r *http.Request) ([]channels.Event, int) {
	if r.Method != http.MethodPost {
		return nil, http.StatusMethodNotAllowed
	}
	if !isForm(r.Header) {
		return nil, http.StatusUnsupportedMediaType
	}
	signatures := r.Header["X-Twilio-Signature"]
	if len(signatures) != 1 || signatures[0] == "" {
		return nil, http.StatusForbidden
	}
	if !strings.HasPrefix(r.RequestURI, "/") {
		return nil, http.StatusBadRequest
	}
	body, status := c.body(w, r)
	if status != http.StatusOK {
		return nil, status
	}
	fields, err := readForm(body)
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

func isForm(h http.Header) bool {
	types := h["Content-Type"]
	if len(types) != 1 || len(h["Content-Encoding"]) > 0 {
		return false
	}
	kind, params, err := mime.ParseMediaType(types[0])
	charset := params["charset"]
	return err == nil && kind == "application/x-www-form-urlencoded" && (charset == "" || strings.EqualFold(charset, "utf-8"))
}

// body reads all of a body that is not too large, in the time it is given.
func (c *account) body(w http.ResponseWriter, r *http.Request) (string, int) {
	if r.ContentLength > maxBody {
		return "", http.StatusRequestEntityTooLarge
	}
	// A deadline that has passed ends a read that waits. The server clears it
	// before the next request. A recorder in a test has none, and needs none.
	conn := http.NewResponseController(w)
	clock := time.AfterFunc(c.cfg.BodyTimeout, func() { _ = conn.SetReadDeadline(time.Unix(1, 0)) })
	defer clock.Stop()

	var body []byte
	var err error
	if r.ContentLength >= 0 { // then the server reads no more than that
		body = make([]byte, r.ContentLength)
		_, err = io.ReadFull(r.Body, body)
	} else {
		body, err = io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	}
	var tooLarge *http.MaxBytesError
	switch {
	case err == nil:
		return string(body), http.StatusOK
	case errors.As(err, &tooLarge):
		return "", http.StatusRequestEntityTooLarge
	case errors.Is(err, os.ErrDeadlineExceeded):
		return "", http.StatusRequestTimeout
	default:
		return "", http.StatusBadRequest
	}
}
