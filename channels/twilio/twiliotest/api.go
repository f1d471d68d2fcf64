package twiliotest

import (
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// Message is one message that our side created.
type Message struct {
	SID      string
	To       string
	From     string // or
	Service  string // the messaging service
	Body     string // as the person reads it, also where it was made of content
	Callback string // the status callback
	Validity int    // seconds, 0 where none was given
	Content  string // the content it was made of
	Options  []Option
	Made     time.Time
}

// Option is one button or one line of a list.
type Option struct {
	ID    string
	Title string
	List  bool
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

// routes are the parts of Twilio's APIs that are played, all on one host.
func (s *Server) routes() http.Handler {
	account := "/2010-04-01/Accounts/" + s.cfg.AccountSID
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+account+"/Messages.json", s.create)
	mux.HandleFunc("GET "+account+"/Messages.json", s.list)
	mux.HandleFunc("GET "+account+"/Media/{sid}", s.media)
	mux.HandleFunc("POST /v1/Content", s.createContent)
	mux.HandleFunc("GET /v1/Content", s.listContent)
	mux.HandleFunc("GET /v1/ContentAndApprovals", s.listContent)
	mux.HandleFunc("POST /v1/Content/{sid}/ApprovalRequests/whatsapp", s.submit)
	mux.HandleFunc("GET "+account+".json", s.account)
	mux.HandleFunc("GET "+account+"/IncomingPhoneNumbers.json", s.numbers)
	mux.HandleFunc("POST "+account+"/IncomingPhoneNumbers/{sid}", s.setNumber)
	mux.HandleFunc("GET /v1/Services/{sid}", s.service)
	mux.HandleFunc("POST /v1/Services/{sid}", s.setService)
	mux.HandleFunc("GET /v2/Channels/Senders", s.senders)
	mux.HandleFunc("POST /v2/Channels/Senders/{sid}", s.setSender)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, "", Answer{Status: http.StatusNotFound, Code: 20404})
	})
	return mux
}

// serve lets in who knows the token.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.requests++
	s.mu.Unlock()
	w.Header().Set("Date", s.cfg.Now().UTC().Format(http.TimeFormat))
	user, password, _ := r.BasicAuth()
	if user != s.cfg.AccountSID || subtle.ConstantTimeCompare([]byte(password), []byte(s.cfg.AuthToken)) != 1 {
		refuse(w, "", Answer{Status: http.StatusUnauthorized, Code: 20003})
		return
	}
	s.mux.ServeHTTP(w, r)
}

// create is a message on its way out.
func (s *Server) create(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		refuse(w, "", Answer{Status: http.StatusBadRequest, Code: 20001})
		return
	}
	m, code := s.read(r.PostForm)
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
		m.SID, m.Made = s.sid(), s.cfg.Now()
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

// keep records a message, hands it to the citizen, and reports on it. What
// WhatsApp does not let through, Twilio takes all the same, and reports.
func (s *Server) keep(m Message) {
	s.mu.Lock()
	s.sent = append(s.sent, m)
	closed := strings.HasPrefix(m.To, "whatsapp:") && !s.mayReach(m)
	s.mu.Unlock()
	if !closed {
		s.Citizen(m.To).receive(m)
	}
	if m.Callback == "" {
		return
	}
	statuses := s.cfg.Statuses
	if closed {
		statuses = []Status{{State: "failed", Code: 63016}}
	}
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
func (s *Server) read(form url.Values) (Message, int) {
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
	if m.Content = form.Get("ContentSid"); m.Content != "" {
		if code := s.compose(&m, form.Get("ContentVariables")); code != 0 {
			return m, code
		}
	}
	number, whatsapp := strings.CutPrefix(m.To, "whatsapp:")
	switch {
	case m.To == "":
		return m, 21604
	case whatsapp && m.From != "" && !strings.HasPrefix(m.From, "whatsapp:"):
		return m, 63007
	case whatsapp && userID.MatchString(number):
	case m.From == "" && m.Service == "":
		return m, 21603
	case m.Body == "":
		return m, 21602
	case len(utf16.Encode([]rune(m.Body))) > 1600:
		return m, 21617
	case !strings.HasPrefix(number, "+") || len(number) < 8 || len(number) > 16 || strings.Trim(number[1:], "0123456789") != "":
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
	write(w, http.StatusCreated, resource(account, state, m))
}

// resource is a message as the API shows it.
func resource(account, state string, m Message) map[string]any {
	return map[string]any{
		"sid": m.SID, "account_sid": account, "status": state, "direction": "outbound-api",
		"to": m.To, "from": null(m.From), "messaging_service_sid": null(m.Service), "body": m.Body,
		"num_segments": "1", "num_media": "0", "api_version": "2010-04-01",
		"price": nil, "price_unit": nil, "error_code": nil, "error_message": nil,
		"date_created": m.Made.UTC().Format(time.RFC1123Z), "date_updated": nil, "date_sent": nil,
		"uri": "/2010-04-01/Accounts/" + account + "/Messages/" + m.SID + ".json",
	}
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
