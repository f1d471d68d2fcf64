package whatsapptest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Template is a text that was handed in.
type Template struct {
	Name, Lang, Category, Body string
	Status                     string // PENDING, APPROVED, REJECTED, PAUSED, DISABLED
	Why                        string // when rejected
	Samples                    []string
}

var placeholder = regexp.MustCompile(`\{\{\d+\}\}`)

func (t Template) places() int {
	found := placeholder.FindAllString(t.Body, -1)
	slices.Sort(found)
	return len(slices.Compact(found))
}

// PutTemplate puts a template there, or changes the one of this name and
// language: an approval, a rejection.
func (s *Server) PutTemplate(t Template) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, old := range s.templates {
		if old.Name == t.Name && old.Lang == t.Lang {
			s.templates[i] = t
			return
		}
	}
	s.templates = append(s.templates, t)
}

// Templates lists what was handed in.
func (s *Server) Templates() []Template {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.templates)
}

// addTemplate is POST /{account}/message_templates.
func (s *Server) addTemplate(w http.ResponseWriter, body []byte) {
	var in struct {
		Name, Language, Category string
		Components               []struct {
			Type, Text string
			Example    struct {
				BodyText [][]string `json:"body_text"`
			}
		}
	}
	bad := func(subcode int, says string) {
		refuseWith(w, http.StatusBadRequest, map[string]any{"code": 100, "error_subcode": subcode, "message": "Invalid parameter",
			"error_user_title": "Template", "error_user_msg": says})
	}
	if json.Unmarshal(body, &in) != nil || len(in.Components) != 1 || in.Components[0].Type != "BODY" ||
		!slices.Contains([]string{"UTILITY", "MARKETING", "AUTHENTICATION"}, in.Category) {
		bad(0, "no template")
		return
	}
	t := Template{Name: in.Name, Lang: in.Language, Category: in.Category, Body: in.Components[0].Text, Status: "PENDING"}
	if e := in.Components[0].Example.BodyText; len(e) == 1 {
		t.Samples = e[0]
	}
	text := strings.TrimSpace(t.Body)
	switch {
	case !regexp.MustCompile(`^[a-z0-9_]{1,512}$`).MatchString(t.Name):
		bad(2388002, "the name takes small letters, digits and underscores")
	case within(text, 1024) != 0:
		bad(2388040, "the text is longer than 1024 characters")
	case strings.HasPrefix(text, "{{") || strings.HasSuffix(text, "}}"):
		bad(2388299, "Variables can't be at the start or end of the template.")
	case t.places() != len(t.Samples):
		bad(2388043, "there is not a sample for each variable")
	case slices.ContainsFunc(s.Templates(), func(o Template) bool { return o.Name == t.Name && o.Lang == t.Lang }):
		bad(2388024, "There is already content in this language for this template.")
	default:
		s.PutTemplate(t)
		write(w, http.StatusOK, map[string]any{"id": "1", "status": t.Status, "category": t.Category})
	}
}

// listTemplates is GET /{account}/message_templates, two a page, so that who
// reads the first page only is found out.
func (s *Server) listTemplates(w http.ResponseWriter, r *http.Request) {
	var found []any
	for _, t := range s.Templates() {
		if !strings.Contains(t.Name, r.URL.Query().Get("name")) {
			continue
		}
		why := t.Why
		if why == "" {
			why = "NONE"
		}
		found = append(found, map[string]any{"name": t.Name, "language": t.Lang, "status": t.Status, "category": t.Category,
			"rejected_reason": why, "components": []any{map[string]any{"type": "BODY", "text": t.Body}}})
	}
	from, _ := strconv.Atoi(r.URL.Query().Get("after"))
	from = min(max(from, 0), len(found))
	to := min(from+2, len(found))
	paging := map[string]any{"cursors": map[string]any{"before": strconv.Itoa(from), "after": strconv.Itoa(to)}}
	if to < len(found) {
		paging["next"] = s.URL + "/next?access_token=" + s.cfg.AccessToken
	}
	write(w, http.StatusOK, map[string]any{"data": append([]any{}, found[from:to]...), "paging": paging})
}

// showNumber is GET /{phone number}.
func (s *Server) showNumber(w http.ResponseWriter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	hooks := map[string]any{"application": s.cfg.Webhook}
	if s.override != "" {
		hooks["phone_number"] = s.override
	}
	write(w, http.StatusOK, map[string]any{"id": s.cfg.PhoneNumberID, "status": s.number.Status, "quality_rating": s.number.Quality,
		"whatsapp_business_manager_messaging_limit": s.number.Limit, "throughput": map[string]any{"level": s.number.Throughput},
		"webhook_configuration": hooks})
}

// redirect is POST /{phone number} with a callback of its own, which Meta makes
// sure of before it says yes.
func (s *Server) redirect(w http.ResponseWriter, r *http.Request, body []byte) {
	var in struct {
		Webhooks struct {
			Callback string `json:"override_callback_uri"`
			Token    string `json:"verify_token"`
		} `json:"webhook_configuration"`
	}
	if json.Unmarshal(body, &in) != nil || in.Webhooks.Callback == "" {
		s.refuse(w, "", Answer{Code: 100})
		return
	}
	if err := s.Verify(r.Context(), in.Webhooks.Callback, in.Webhooks.Token); err != nil {
		refuseWith(w, http.StatusBadRequest, map[string]any{"code": 2200, "message": "Callback verification failed", "error_user_msg": "The callback did not repeat the challenge."})
		return
	}
	s.set(func() { s.override = in.Webhooks.Callback })
	write(w, http.StatusOK, map[string]any{"success": true})
}

// showApps is GET /{account}/subscribed_apps.
func (s *Server) showApps(w http.ResponseWriter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	apps := []any{map[string]any{"whatsapp_business_api_data": map[string]any{"id": "1", "name": "Somebody else's"}}}
	if s.subscribed {
		apps = append(apps, map[string]any{"whatsapp_business_api_data": map[string]any{"id": s.cfg.AppID, "name": "Plaza"}})
	}
	write(w, http.StatusOK, map[string]any{"data": apps})
}

// showToken is GET /debug_token.
func (s *Server) showToken(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Get("input_token") != s.cfg.AccessToken {
		s.refuse(w, "", Answer{Code: 100})
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	data := map[string]any{"app_id": s.cfg.AppID, "is_valid": !s.token.Invalid, "expires_at": 0, "scopes": s.token.Scopes}
	if !s.token.Expires.IsZero() {
		data["expires_at"] = s.token.Expires.Unix()
	}
	write(w, http.StatusOK, map[string]any{"data": data})
}

// lookaside is the folder that media lie in.
const lookaside = "/whatsapp_business/attachments/"

type file struct {
	mime    string
	content []byte
}

// Upload puts a file where media lie, and gives its id.
func (s *Server) Upload(mime string, content []byte) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := fmt.Sprintf("17619917876%05d", len(s.media)+1)
	s.media[id] = file{mime, content}
	return id
}

func (s *Server) sum(id string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	sum := sha256.Sum256(s.media[id].content)
	return base64.StdEncoding.EncodeToString(sum[:])
}

// where is GET /{media}: the place of a file, for five minutes.
func (s *Server) where(w http.ResponseWriter, id string) bool {
	s.mu.Lock()
	f, found := s.media[id]
	s.mu.Unlock()
	if !found {
		return false
	}
	sum := sha256.Sum256(f.content)
	write(w, http.StatusOK, map[string]any{"messaging_product": "whatsapp", "id": id, "url": s.URL + lookaside + "?mid=" + id + "&ext=1&hash=x",
		"mime_type": f.mime, "sha256": hex.EncodeToString(sum[:]), "file_size": len(f.content)})
	return true
}

// download is GET of that place.
func (s *Server) download(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	f, found := s.media[r.URL.Query().Get("mid")]
	s.mu.Unlock()
	if !found {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", f.mime)
	w.Write(f.content) //nolint:errcheck // the caller may be gone
}
