package httpgate

import (
	"io"
	"mime"
	"net/http"
	"strings"

	"plaza/channels"
)

// maxBody is the most that a call may carry: a batch of a hundred reports, the
// most that Infobip puts into one, is some 60 KiB.
const maxBody = 512 << 10

// Webhook takes what the gateway tells: messages, receipts, opt-outs, each at
// an address below the secret. It answers
//
//	2xx  stored, in the words the profile says; or nothing new
//	400  nothing in it is what the gateway would send
//	401  no password, where one is asked for
//	403  not the gateway: the address, the header, the signature, the caller
//	404  the gateway has no business there
//	405  another method than the profile's
//	408  the body did not come in time
//	413  the body is too large
//	415  a body of another kind
//	503  the sink could not keep it, or a part whose message is not whole yet;
//	     call again
//
// What can be read of a batch is stored, and what cannot is passed over: to
// refuse all of it would bring all of it again, for ever.
func (c *Channel) Webhook(sink channels.Sink) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got, status := c.receive(w, r)
		if status == http.StatusOK {
			status = c.hand(r, sink, got)
		}
		if status != http.StatusOK {
			channels.Refuse(w, status)
			return
		}
		w.Header().Set("Content-Type", c.profile.ack.kind)
		w.WriteHeader(c.profile.ack.status)
		if c.profile.ack.status != http.StatusNoContent {
			io.WriteString(w, c.profile.ack.body) //nolint:errcheck // stored already; if the gateway does not hear it, it calls again
		}
	})
}

// hand gives the events to the sink, and the parts of long messages to where
// they wait for each other.
func (c *Channel) hand(r *http.Request, sink channels.Sink, got received) int {
	if len(got.events) > 0 {
		if err := sink(r.Context(), got.events...); err != nil {
			return http.StatusServiceUnavailable
		}
	}
	for _, p := range got.parts {
		if !c.parts.add(r.Context(), sink, p) {
			return http.StatusServiceUnavailable
		}
	}
	return http.StatusOK
}

// receive authenticates and decodes. What is cheap to refuse is refused before
// the body is read, and whoever is not the gateway is not told what there is.
func (c *Channel) receive(w http.ResponseWriter, r *http.Request) (received, int) {
	secret, hooks, id, below := c.route(r.URL.Path)
	switch known := below && c.guard.Admits(r, secret); {
	case !known && c.guard.User != "" && r.Header.Get("Authorization") == "":
		return received{}, http.StatusUnauthorized
	case !known:
		return received{}, http.StatusForbidden
	case len(hooks) == 0:
		return received{}, http.StatusNotFound
	}
	h := hooks[0]
	if !h.takes(r.Method) {
		return received{}, http.StatusMethodNotAllowed
	}
	body, status := channels.ReadBody(w, r, maxBody, c.cfg.BodyTimeout)
	if status != http.StatusOK {
		return received{}, status
	}
	if c.guard.Key != "" && !c.profile.signature.signed(c.guard.Key, r, body) {
		return received{}, http.StatusForbidden
	}
	if r.Method == http.MethodPost && h.format != "query" && !isKind(r.Header, h.format) {
		return received{}, http.StatusUnsupportedMediaType
	}
	got, ok := c.decode(hooks, r, body, id)
	if !ok {
		return received{}, http.StatusBadRequest
	}
	return got, http.StatusOK
}

// isKind says whether a body is what the hook reads. A gateway that says
// nothing of its JSON is believed to send JSON.
func isKind(h http.Header, format string) bool {
	types := h["Content-Type"]
	if len(h["Content-Encoding"]) > 0 || len(types) > 1 {
		return false
	}
	if len(types) == 0 {
		return format == "json"
	}
	kind, params, err := mime.ParseMediaType(types[0])
	if err != nil || params["charset"] != "" && !strings.EqualFold(params["charset"], "utf-8") {
		return false
	}
	if format == "json" {
		return kind == "application/json" || strings.HasSuffix(kind, "+json") || kind == "text/json"
	}
	return kind == "application/x-www-form-urlencoded"
}
