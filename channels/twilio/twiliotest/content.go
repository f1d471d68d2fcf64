package twiliotest

import (
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Content is one piece of content that our side made, as a template or for
// buttons.
type Content struct {
	SID       string
	Name      string // friendly_name
	Language  string
	Body      string
	Type      string // twilio/text, twilio/quick-reply, twilio/list-picker
	Options   []Option
	Variables map[string]string // samples

	Submitted string // the name it was handed in under
	Category  string
	Status    string // unsubmitted, received, pending, approved, rejected, paused
	Why       string // the reason of a rejection
}

var (
	userID = regexp.MustCompile(`^[A-Z]{2}\.[0-9A-Za-z]{1,128}$`)
	slot   = regexp.MustCompile(`{{(\w+)}}`)
	name   = regexp.MustCompile(`^[a-z0-9_]{1,512}$`)
	gap    = regexp.MustCompile(`\n|\t| {5}`)
)

// Contents lists all content that was made, in order.
func (s *Server) Contents() []Content {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Content
	for _, c := range s.contents {
		all = append(all, *c)
	}
	return all
}

// Review lets WhatsApp's reviewers decide about a template by name.
func (s *Server) Review(name, status, why string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.contents {
		if c.Name == name {
			c.Status, c.Why = status, why
		}
	}
}

// createContent is POST /v1/Content.
func (s *Server) createContent(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Name      string            `json:"friendly_name"`
		Language  string            `json:"language"`
		Variables map[string]string `json:"variables"`
		Types     map[string]struct {
			Body    string `json:"body"`
			Button  string `json:"button"`
			Actions []struct {
				Type, Title, ID string
			} `json:"actions"`
			Items []struct{ ID, Item string } `json:"items"`
		} `json:"types"`
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || asked.Language == "" || len(asked.Types) != 1 {
		refuse(w, "", Answer{Status: http.StatusBadRequest, Code: 20001})
		return
	}
	c := &Content{Name: asked.Name, Language: asked.Language, Variables: asked.Variables, Status: "unsubmitted"}
	bad := false
	for kind, t := range asked.Types {
		c.Type, c.Body = kind, t.Body
		for _, a := range t.Actions {
			c.Options = append(c.Options, Option{ID: a.ID, Title: a.Title})
			bad = bad || a.Type != "QUICK_REPLY" || a.Title == "" || utf8.RuneCountInString(a.Title) > 20
		}
		for _, i := range t.Items {
			c.Options = append(c.Options, Option{ID: i.ID, Title: i.Item, List: true})
			bad = bad || i.ID == "" || i.Item == "" || utf8.RuneCountInString(i.Item) > 24
		}
		switch kind {
		case "twilio/text":
		case "twilio/quick-reply":
			bad = bad || len(t.Actions) < 1 || len(t.Actions) > 10
		case "twilio/list-picker":
			bad = bad || len(t.Items) < 1 || len(t.Items) > 10 || t.Button == "" || utf8.RuneCountInString(t.Button) > 20
		default:
			bad = true
		}
		bad = bad || t.Body == "" || utf8.RuneCountInString(t.Body) > 1024
		for _, m := range slot.FindAllStringSubmatch(t.Body, -1) {
			bad = bad || asked.Variables[m[1]] == "" // a sample is needed
		}
	}
	if bad {
		refuse(w, "", Answer{Status: http.StatusBadRequest, Code: 20001})
		return
	}
	s.mu.Lock()
	c.SID = s.newSID("HX")
	s.contents = append(s.contents, c)
	answer := c.resource(s.cfg.AccountSID)
	s.mu.Unlock()
	write(w, http.StatusCreated, answer)
}

// listContent is GET /v1/Content and /v1/ContentAndApprovals, by pages.
func (s *Server) listContent(w http.ResponseWriter, r *http.Request) {
	size, _ := strconv.Atoi(r.URL.Query().Get("PageSize"))
	size = min(max(size, 1), 3) // small, so that pages are turned
	from, _ := strconv.Atoi(r.URL.Query().Get("Page"))
	s.mu.Lock()
	defer s.mu.Unlock()
	var page []any
	start := min(from*size, len(s.contents))
	for _, c := range s.contents[start:min(start+size, len(s.contents))] {
		page = append(page, c.resource(s.cfg.AccountSID))
	}
	meta := map[string]any{"key": "contents", "page": from, "page_size": size}
	if start+size < len(s.contents) {
		meta["next_page_url"] = "https://content.twilio.com" + r.URL.Path + "?PageSize=3&Page=" + strconv.Itoa(from+1) + "&PageToken=PT" + strconv.Itoa(from)
	}
	write(w, http.StatusOK, map[string]any{"contents": page, "meta": meta})
}

func (c *Content) resource(account string) map[string]any {
	return map[string]any{
		"sid": c.SID, "account_sid": account, "friendly_name": c.Name, "language": c.Language,
		"variables": c.Variables, "types": map[string]any{c.Type: map[string]any{"body": c.Body}},
		"approval_requests": map[string]any{
			"name": c.Submitted, "category": c.Category, "content_type": c.Type, "status": c.Status,
			"rejection_reason": c.Why, "allow_category_change": true,
		},
	}
}

// submit hands content in for approval, which only text can have here.
func (s *Server) submit(w http.ResponseWriter, r *http.Request) {
	var asked struct{ Name, Category string }
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || !name.MatchString(asked.Name) ||
		!slices.Contains([]string{"UTILITY", "MARKETING", "AUTHENTICATION"}, asked.Category) {
		refuse(w, "", Answer{Status: http.StatusBadRequest, Code: 20001})
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.contents {
		if c.SID != r.PathValue("sid") {
			continue
		}
		if c.Type == "twilio/list-picker" || c.Status != "unsubmitted" {
			break
		}
		c.Submitted, c.Category, c.Status = asked.Name, asked.Category, "received"
		write(w, http.StatusCreated, map[string]any{"name": asked.Name, "category": asked.Category, "content_type": c.Type, "status": c.Status})
		return
	}
	refuse(w, "", Answer{Status: http.StatusBadRequest, Code: 20001})
}

// compose makes a message out of its content, and gives an error code.
func (s *Server) compose(m *Message, variables string) int {
	vars := map[string]string{}
	if variables != "" && json.Unmarshal([]byte(variables), &vars) != nil {
		return 21656
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.contents, func(c *Content) bool { return c.SID == m.Content })
	if i < 0 {
		return 21655
	}
	c := s.contents[i]
	values := maps.Clone(c.Variables)
	for key, v := range vars {
		if v == "" || c.Status == "approved" && gap.MatchString(v) {
			return 21656
		}
		if values != nil {
			values[key] = v
		}
	}
	m.Body = slot.ReplaceAllStringFunc(c.Body, func(place string) string { return values[strings.Trim(place, "{}")] })
	m.Options = c.Options
	return 0
}

// mayReach says whether WhatsApp lets a message through: within a day of the
// person's last word, or as an approved template. The caller holds the lock.
func (s *Server) mayReach(m Message) bool {
	if at, ok := s.heard[m.To]; ok && s.cfg.Now().Sub(at) < 24*time.Hour {
		return len(m.Options) <= 3 || m.Options[0].List
	}
	return slices.ContainsFunc(s.contents, func(c *Content) bool { return c.SID == m.Content && c.Status == "approved" })
}

func (s *Server) hear(number string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.heard[number] = s.cfg.Now()
}

// Forget deletes all content, as somebody may in the console.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.contents = nil
}
