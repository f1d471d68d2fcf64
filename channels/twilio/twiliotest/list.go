package twiliotest

import (
	"net/http"
	"strconv"
)

// file is an attachment as Twilio keeps it.
type file struct {
	mime  string
	bytes []byte
}

// list is GET Messages.json: what was sent to a number, the newest first.
func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	size, err := strconv.Atoi(r.URL.Query().Get("PageSize"))
	if err != nil {
		size = 50
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	page := []any{}
	for i := len(s.sent) - 1; i >= 0 && len(page) < size; i-- {
		m := s.sent[i]
		if to := r.URL.Query().Get("To"); to != "" && to != m.To {
			continue
		}
		if m.From == "" { // the service has chosen one
			m.From = s.cfg.From
		}
		page = append(page, resource(s.cfg.AccountSID, "sent", m))
	}
	write(w, http.StatusOK, map[string]any{"messages": page, "page": 0, "page_size": size, "next_page_uri": nil})
}

// Keep keeps an attachment and returns its URL, for Inbound.Media. Who asks for
// it needs the account's token.
func (s *Server) Keep(mime string, content []byte) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	sid := s.newSID("ME")
	s.files[sid] = file{mime, content}
	return s.URL + "/2010-04-01/Accounts/" + s.cfg.AccountSID + "/Media/" + sid
}

// media gives an attachment.
func (s *Server) media(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	f, ok := s.files[r.PathValue("sid")]
	s.mu.Unlock()
	if !ok {
		refuse(w, "", Answer{Status: http.StatusNotFound, Code: 20404})
		return
	}
	w.Header().Set("Content-Type", f.mime)
	w.Write(f.bytes) //nolint:errcheck // the caller may be gone
}
