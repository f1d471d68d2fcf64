package twiliotest

import (
	"encoding/json"
	"net/http"
)

// console is what an operator sets up at Twilio.
type console struct {
	NumberURL  string
	ServiceURL string
	OnNumber   bool // the service uses the webhooks of its numbers
	SenderURL  string
	status     string // of the account
}

// Suspend closes or opens the account: active, suspended, closed.
func (s *Server) Suspend(status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.console.status = status
}

// Hooks are the webhook addresses that are set: of the number, of the
// messaging service, of the WhatsApp sender.
func (s *Server) Hooks() (number, service, sender string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.console.NumberURL, s.console.ServiceURL, s.console.SenderURL
}

// SetHooks sets them as in the console.
func (s *Server) SetHooks(number, service, sender string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.console.NumberURL, s.console.ServiceURL, s.console.SenderURL = number, service, sender
}

func (s *Server) account(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	write(w, http.StatusOK, map[string]any{"sid": s.cfg.AccountSID, "status": orElse(s.console.status, "active"), "type": "Full"})
}

func (s *Server) numbers(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	page := []any{}
	if r.URL.Query().Get("PhoneNumber") == s.cfg.From {
		page = append(page, map[string]any{
			"sid": "PN0123456789abcdef0123456789abcdef", "phone_number": s.cfg.From,
			"capabilities": map[string]bool{"sms": true, "mms": false, "voice": true, "fax": false},
			"sms_url":      s.console.NumberURL, "sms_method": "POST",
		})
	}
	write(w, http.StatusOK, map[string]any{"incoming_phone_numbers": page})
}

func (s *Server) setNumber(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.console.NumberURL = r.PostFormValue("SmsUrl")
	write(w, http.StatusOK, map[string]any{"sid": "PN0123456789abcdef0123456789abcdef", "sms_url": s.console.NumberURL})
}

func (s *Server) service(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	write(w, http.StatusOK, map[string]any{
		"sid": r.PathValue("sid"), "inbound_request_url": s.console.ServiceURL, "inbound_method": "POST",
		"use_inbound_webhook_on_number": s.console.OnNumber,
	})
}

func (s *Server) setService(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.console.ServiceURL, s.console.OnNumber = r.PostFormValue("InboundRequestUrl"), r.PostFormValue("UseInboundWebhookOnNumber") == "true"
	s.mu.Unlock()
	s.service(w, r)
}

func (s *Server) senders(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	write(w, http.StatusOK, map[string]any{"senders": []any{map[string]any{
		"sid": "XE0123456789abcdef0123456789abcdef", "status": "ONLINE", "sender_id": "whatsapp:" + s.cfg.From,
		"webhook": map[string]any{"callback_url": s.console.SenderURL, "callback_method": "POST"},
	}}, "meta": map[string]any{"key": "senders"}})
}

func (s *Server) setSender(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Webhook struct {
			CallbackURL string `json:"callback_url"`
		} `json:"webhook"`
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		refuse(w, "", Answer{Status: http.StatusBadRequest, Code: 20001})
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.console.SenderURL = asked.Webhook.CallbackURL
	write(w, http.StatusAccepted, map[string]any{"sid": r.PathValue("sid"), "status": "ONLINE"})
}
