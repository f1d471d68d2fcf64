package ussd

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"plaza/channels"
)

// maxBody is the most that a request may carry: a session is over after some
// minutes, and nobody types so much in them.
const maxBody = 64 << 10

var (
	sessionID = regexp.MustCompile(`^[!-~]{1,200}$`)
	number    = regexp.MustCompile(`^\+?[0-9]{5,18}$`)
)

// Respond answers what the network asks. It answers
//
//	200  a screen; or nothing, to the news that a session is over
//	400  no form that the network would send
//	403  not proven to be the network's
//	405  not a POST
//	408  the body did not come in time
//	413  the body is too large
//	415  not a form
//	503  nothing could be kept; the network then ends the session, and the
//	     person's question waits for the next one
func (c *Channel) Respond(x channels.Exchange) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q, over, status := c.receive(w, r)
		if status != http.StatusOK {
			channels.Refuse(w, status, http.MethodPost)
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		if over {
			return
		}
		seen, at, open, err := c.answer(r.Context(), q, x)
		if err != nil || len(seen) == 0 {
			channels.Refuse(w, http.StatusServiceUnavailable)
			return
		}
		verb := "END "
		if open || at < len(seen)-1 {
			verb = "CON "
		}
		io.WriteString(w, verb+seen[at]) //nolint:errcheck // stored already; who does not hear it asks or dials again
	})
}

// receive authenticates and decodes. Nothing is read of a body before the head
// has proven whose it is. over says that the network tells of an ended session.
func (c *Channel) receive(w http.ResponseWriter, r *http.Request) (q request, over bool, status int) {
	if r.Method != http.MethodPost {
		return q, false, http.StatusMethodNotAllowed
	}
	secret, mounted := strings.CutPrefix(r.URL.Path, c.cfg.Path)
	if !c.guard.Admits(r, strings.Trim(secret, "/")) || !mounted {
		return q, false, http.StatusForbidden
	}
	if !channels.Bears(r.Header, channels.Form) {
		return q, false, http.StatusUnsupportedMediaType
	}
	body, status := channels.ReadBody(w, r, maxBody, c.cfg.BodyTimeout)
	if status != http.StatusOK {
		return q, false, status
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return q, false, http.StatusBadRequest
	}
	for name, values := range form {
		if len(values) != 1 || !utf8.ValidString(name) || !utf8.ValidString(values[0]) {
			return q, false, http.StatusBadRequest
		}
	}
	q = request{session: form.Get("sessionId"), phone: channels.Address(form.Get("phoneNumber")), text: form.Get("text")}
	if !sessionID.MatchString(q.session) {
		return q, false, http.StatusBadRequest
	}
	if form.Has("status") && !form.Has("text") {
		return q, true, http.StatusOK
	}
	if !number.MatchString(string(q.phone)) {
		return q, false, http.StatusBadRequest
	}
	return q, false, http.StatusOK
}
