package twiliotest

import (
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Message is one message that our side created.
type Message struct {
	SID      string
	To       string
	From     string // or
	Service  string // the messaging service
	Body     string
	Callback string // the status callback
	Validity int    // seconds, 0 where none was given
}

// Answer is what the API says to a message. The zero Answer takes it.
type Answer struct {
	Code       int    // an error code of Twilio's, such as 21610
	Status     int    // the HTTP status: 400 with a code, 201 without, when it is 0
	RetryAfter int    // seconds
	Raw        string // the body instead of Twilio's own
	// Cut closes the connection instead of answering. Taken says that the
	// message was taken before: the case nobody can know.
	Cut   bool
	Taken bool
	// Hang keeps the connection without an answer until the caller gives up.
	Hang bool
}

// serve is POST /2010-04-01/Accounts/{sid}/Messages.json, and nothing else.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.requests++
	s.mu.Unlock()
	user, password, _ := r.BasicAuth()
	switch {
	case r.URL.Path != "/2010-04-01/Accounts/"+s.cfg.AccountSID+"/Messages.json":
		refuse(w, "", Answer{Status: http.StatusNotFound, Code: 20404})
		return
	case r.Method != http.MethodPost:
		refuse(w, "", Answer{Status: http.StatusMethodNotAllowed, Code: 20004})
		return
	case user != s.cfg.AccountSID || subtle.ConstantTimeCompare([]byte(password), []byte(s.cfg.AuthToken)) != 1:
		refuse(w, "", Answer{Status: http.StatusUnauthorized, Code: 20003})
		return
	}
	if err := r.ParseForm(); err != nil {
		refuse(w, "", Answer{Status: http.StatusBadRequest, Code: 20001})
		return
	}
	m, code := read(r.PostForm)
	if code != 0 {
		refuse(w, m.To, Answer{Code: code})
		return
	}
	s.mu.Lock()
	stopped := s.blocked[m.To]
	s.mu.Unlock()
	if stopped {
		refuse(w, m.To, Answer{Code: 21610})
		return
	}
	var a Answer
	if s.cfg.Answer != nil {
		a = s.cfg.Answer(m)
	}
	s.answer(w, r, m, a)
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request, m Message, a Answer) {
	taken := a.Taken || a.Code == 0 && a.Status == 0 && a.Raw == "" && !a.Cut && !a.Hang
	if taken {
		m.SID = s.sid()
		s.keep(m)
	}
	switch {
	case a.Hang:
		select {
		case <-r.Context().Done():
		case <-s.life.Done():
		}
	case a.Cut:
		panic(http.ErrAbortHandler)
	case a.Code != 0 || a.Status != 0 || a.Raw != "":
		refuse(w, m.To, a)
	default:
		created(w, s.cfg.AccountSID, m)
	}
}

// keep records a message, hands it to the citizen, and reports on it.
func (s *Server) keep(m Message) {
	s.mu.Lock()
	s.sent = append(s.sent, m)
	s.mu.Unlock()
	s.Citizen(m.To).receive(m)
	if m.Callback == "" {
		return
	}
	statuses := s.cfg.Statuses
	if s.cfg.StatusesOf != nil {
		statuses = s.cfg.StatusesOf(m)
	}
	if len(statuses) > 0 {
		s.work.add(func() {
			for _, status := range statuses {
				s.report(m, status)
			}
		})
	}
}

// read checks a message as the API does, and gives its error code.
func read(form url.Values) (Message, int) {
	m := Message{
		To:       form.Get("To"),
		From:     form.Get("From"),
		Service:  form.Get("MessagingServiceSid"),
		Body:     form.Get("Body"),
		Callback: form.Get("StatusCallback"),
	}
	if v := form.Get("ValidityPeriod"); v != "" {
		seconds, err := strconv.Atoi(v)
		if err != nil || seconds < 1 || seconds > 36000 {
			return m, 21618
		}
		m.Validity = seconds
	}
	switch {
	case m.To == "":
		return m, 21604
	case m.From == "" && m.Service == "":
		return m, 21603
	case m.Body == "":
		return m, 21602
	case len(utf16.Encode([]rune(m.Body))) > 1600:
		return m, 21617
	case !strings.HasPrefix(m.To, "+") || len(m.To) < 8 || len(m.To) > 16 || strings.Trim(m.To[1:], "0123456789") != "":
		return m, 21211
	case m.Callback != "" && !callable(m.Callback):
		return m, 21609
	}
	return m, 0
}

func callable(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// created answers as the API does to a message it takes.
func created(w http.ResponseWriter, account string, m Message) {
	state := "queued"
	if m.Service != "" {
		state = "accepted"
	}
	write(w, http.StatusCreated, map[string]any{
		"sid": m.SID, "account_sid": account, "status": state, "direction": "outbound-api",
		"to": m.To, "from": null(m.From), "messaging_service_sid": null(m.Service), "body": m.Body,
		"num_segments": "1", "num_media": "0", "api_version": "2010-04-01",
		"price": nil, "price_unit": nil, "error_code": nil, "error_message": nil,
		"date_created": nil, "date_updated": nil, "date_sent": nil,
		"uri": "/2010-04-01/Accounts/" + account + "/Messages/" + m.SID + ".json",
	})
}

// refuse answers with an error of Twilio's. Its sentence names the number, as
// the real one does, so that a test sees whether it leaks.
func refuse(w http.ResponseWriter, to string, a Answer) {
	if a.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(a.RetryAfter))
	}
	status := a.Status
	if status == 0 {
		status = http.StatusBadRequest
	}
	if a.Raw != "" {
		w.WriteHeader(status)
		w.Write([]byte(a.Raw)) //nolint:errcheck // the caller may be gone
		return
	}
	write(w, status, map[string]any{
		"code":      a.Code,
		"message":   "The message to " + to + " is refused",
		"more_info": "https://www.twilio.com/docs/errors/" + strconv.Itoa(a.Code),
		"status":    status,
	})
}

func write(w http.ResponseWriter, status int, answer map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(answer) //nolint:errcheck // the caller may be gone
}

func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}
