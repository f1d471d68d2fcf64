package whatsapptest

import (
	"crypto/subtle"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

// Answer is what the API says to a message. The zero Answer takes it.
type Answer struct {
	Code       int    // an error code of Meta's, such as 131026
	Status     int    // the HTTP status: 400 with a code, 200 without, when it is 0
	RetryAfter int    // seconds
	Raw        string // the body instead of Meta's own
	// Cut closes the connection instead of answering. Taken says that the
	// message was taken before: the case nobody can know.
	Cut   bool
	Taken bool
	// Hang keeps the connection without an answer until the caller gives up.
	Hang bool
}

var versioned = regexp.MustCompile(`^/v[0-9]+\.[0-9]+/`)

// serve is the Graph API, and the place where media lie.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	s.set(func() { s.requests++ })
	token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !bearer || subtle.ConstantTimeCompare([]byte(token), []byte(s.cfg.AccessToken)) != 1 {
		s.refuse(w, "", Answer{Code: 190, Status: http.StatusUnauthorized})
		return
	}
	if strings.HasPrefix(r.URL.Path, lookaside) {
		s.download(w, r)
		return
	}
	version := versioned.FindString(r.URL.Path)
	if version == "" {
		s.refuse(w, "", Answer{Code: 100})
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		return
	}
	switch path := strings.TrimPrefix(r.URL.Path, version); r.Method + " " + path {
	case "POST " + s.cfg.PhoneNumberID + "/messages":
		s.create(w, r, body)
	case "GET " + s.cfg.PhoneNumberID:
		s.showNumber(w)
	case "POST " + s.cfg.PhoneNumberID:
		s.redirect(w, r, body)
	case "GET " + s.cfg.AccountID + "/subscribed_apps":
		s.showApps(w)
	case "POST " + s.cfg.AccountID + "/subscribed_apps":
		s.Subscribe(true)
		write(w, http.StatusOK, map[string]any{"success": true})
	case "GET " + s.cfg.AccountID + "/message_templates":
		s.listTemplates(w, r)
	case "POST " + s.cfg.AccountID + "/message_templates":
		s.addTemplate(w, body)
	case "GET debug_token":
		s.showToken(w, r)
	default:
		if r.Method == http.MethodGet && s.where(w, path) {
			return
		}
		// What does not exist, or not for this token.
		refuseWith(w, http.StatusBadRequest, map[string]any{"code": 100, "error_subcode": 33, "type": "GraphMethodException",
			"message": "Unsupported request. Object with ID '" + path + "' does not exist"})
	}
}

// create is POST /{phone number}/messages.
func (s *Server) create(w http.ResponseWriter, r *http.Request, body []byte) {
	m, code := s.read(body)
	if code == 0 {
		code = s.pace(m)
	}
	late := false
	if code == 0 && !s.inSession(m) {
		if late = s.cfg.LateRefusal; !late {
			code = 131047
		}
	}
	if code != 0 {
		s.refuse(w, m.To+m.Recipient, Answer{Code: code})
		return
	}
	var a Answer
	if s.cfg.Answer != nil {
		a = s.cfg.Answer(m)
	}
	if a.Taken || a == (Answer{}) {
		m.ID = s.wamid()
		s.keep(m, late)
	}
	switch {
	case a.Hang:
		select {
		case <-r.Context().Done():
		case <-s.life.Done():
		}
	case a.Cut:
		panic(http.ErrAbortHandler)
	case a != (Answer{}):
		s.refuse(w, m.To+m.Recipient, a)
	default:
		write(w, http.StatusOK, map[string]any{
			"messaging_product": "whatsapp",
			"contacts":          []any{s.contact(m)},
			"messages":          []any{map[string]any{"id": m.ID}},
		})
	}
}

// contact is the person as the answer to a message names them: by what they were
// addressed with.
func (s *Server) contact(m Message) map[string]any {
	if m.Recipient != "" {
		return map[string]any{"input": m.Recipient, "user_id": m.Recipient}
	}
	return map[string]any{"input": m.To, "wa_id": strings.TrimPrefix(m.To, "+")}
}

// keep records a message, hands it to the person, and reports on it.
func (s *Server) keep(m Message, late bool) {
	s.set(func() { s.sent = append(s.sent, m) })
	to := s.addressed(m)
	statuses := s.cfg.Statuses
	if s.cfg.StatusesOf != nil {
		statuses = s.cfg.StatusesOf(m)
	}
	switch {
	case late:
		statuses = []Status{{State: "failed", Code: 131047}}
	case to.isBlocking():
		statuses = []Status{{State: "failed", Code: 131026}}
	case to.hasStopped() && m.Marketing:
		statuses = []Status{{State: "failed", Code: 131050}}
	default:
		to.receive(m)
	}
	if len(statuses) > 0 {
		s.work.add(to.UserID, func() {
			for _, status := range statuses {
				s.Report(s.life, m, status) //nolint:errcheck // kept in Failures
			}
		})
	}
}

// refuse answers with an error of Meta's. Its sentence names the person, so
// that a test sees whether it leaks.
func (s *Server) refuse(w http.ResponseWriter, to string, a Answer) {
	if a.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(a.RetryAfter))
	}
	if a.Status == 0 {
		a.Status = http.StatusBadRequest
	}
	if a.Raw != "" {
		w.WriteHeader(a.Status)
		io.WriteString(w, a.Raw) //nolint:errcheck // the caller may be gone
		return
	}
	refuseWith(w, a.Status, map[string]any{
		"message": "(#" + strconv.Itoa(a.Code) + ") The message to " + to + " is refused", "type": "OAuthException", "code": a.Code,
		"error_data": map[string]any{"messaging_product": "whatsapp", "details": "Recipient " + to}, "fbtrace_id": "Az8or2yhqkZfEZ-_4Qn_Bam",
	})
}

func refuseWith(w http.ResponseWriter, status int, fault map[string]any) {
	write(w, status, map[string]any{"error": fault})
}

func write(w http.ResponseWriter, status int, answer any) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(answer) //nolint:errcheck // the caller may be gone
}
