package channels

import (
	"bytes"
	"errors"
	"mime"
	"net/http"
	"strings"
	"time"
)

// trusted is how much memory is taken at once for what a caller says its body
// holds. More is taken as it comes.
const trusted = 64 << 10

// ReadBody reads all of a webhook's body, if it is not larger than most and
// comes within the time given. The status is 200, or what to refuse it with.
func ReadBody(w http.ResponseWriter, r *http.Request, most int64, within time.Duration) ([]byte, int) {
	if r.ContentLength > most {
		return nil, http.StatusRequestEntityTooLarge
	}
	// A deadline that has passed ends a read that waits. The server clears it
	// before the next request. A recorder in a test has none, and needs none.
	conn := http.NewResponseController(w)
	clock := time.AfterFunc(within, func() { _ = conn.SetReadDeadline(time.Unix(1, 0)) })
	defer clock.Stop()

	var body bytes.Buffer
	body.Grow(int(min(max(r.ContentLength, 0), trusted)) + bytes.MinRead)
	_, err := body.ReadFrom(http.MaxBytesReader(w, r.Body, most))
	var tooLarge *http.MaxBytesError
	var late interface{ Timeout() bool }
	switch {
	case err == nil && (r.ContentLength < 0 || int64(body.Len()) == r.ContentLength):
		return body.Bytes(), http.StatusOK
	case errors.As(err, &tooLarge):
		return nil, http.StatusRequestEntityTooLarge
	case errors.As(err, &late) && late.Timeout():
		return nil, http.StatusRequestTimeout
	default:
		return nil, http.StatusBadRequest
	}
}

// Refuse answers a webhook and says no more than the status does: whoever is
// not the network learns nothing. The methods are those that a 405 names.
func Refuse(w http.ResponseWriter, status int, methods ...string) {
	if status == http.StatusMethodNotAllowed && len(methods) > 0 {
		w.Header().Set("Allow", strings.Join(methods, ", "))
	}
	switch status {
	case http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", `Basic realm="plaza"`)
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "5")
	case http.StatusRequestEntityTooLarge, http.StatusRequestTimeout:
		w.Header().Set("Connection", "close")
	}
	http.Error(w, http.StatusText(status), status)
}

// Form and JSON are the types of body that networks send.
const (
	Form = "application/x-www-form-urlencoded"
	JSON = "application/json"
)

// Bears says that a request's body is of this type, in UTF-8 and not compressed.
func Bears(h http.Header, kind string) bool {
	types := h["Content-Type"]
	if len(types) != 1 || len(h["Content-Encoding"]) > 0 {
		return false
	}
	said, params, err := mime.ParseMediaType(types[0])
	charset := params["charset"]
	return err == nil && said == kind && (charset == "" || strings.EqualFold(charset, "utf-8"))
}
