package whatsapptest

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// Message is one message that our side created.
type Message struct {
	ID        string
	To        string // a number, or
	Recipient string // a user id
	Type      string // text, interactive, template
	Text      string // what the person reads; a template's with its places filled
	Buttons   []Button
	List      string // the button that opens the list, where the Buttons are one
	AsksPlace bool   // a button that shares the place
	Template  string // its name
	Marketing bool   // a template that Meta filed under MARKETING
	Lang      string // the template's
	Vars      []string
	Opaque    string // biz_opaque_callback_data
}

// Button is one option of a message.
type Button struct{ ID, Title string }

// wire is a message as it comes.
type wire struct {
	Product     string `json:"messaging_product"`
	Kind        string `json:"recipient_type"`
	To          string `json:"to"`
	Recipient   string `json:"recipient"`
	Type        string `json:"type"`
	Opaque      string `json:"biz_opaque_callback_data"`
	Text        struct{ Body string }
	Interactive struct {
		Type   string
		Body   struct{ Text string }
		Action struct {
			Name    string
			Button  string
			Buttons []struct {
				Type  string
				Reply Button
			}
			Sections []struct{ Rows []Button }
		}
	}
	Template struct {
		Name       string
		Language   struct{ Code string }
		Components []struct {
			Type       string
			Parameters []struct{ Type, Text string }
		}
	}
}

var user = regexp.MustCompile(`^[A-Z]{2}\.[A-Za-z0-9.]{1,140}$`)

// read checks a message as the API does, and gives its error code.
func (s *Server) read(body []byte) (Message, int) {
	var in wire
	if json.Unmarshal(body, &in) != nil {
		return Message{}, 100
	}
	m := Message{To: in.To, Recipient: in.Recipient, Type: in.Type, Opaque: in.Opaque}
	if m.To != "" {
		m.Recipient = "" // a number goes before
	}
	switch {
	case in.Product != "whatsapp" || in.Kind != "" && in.Kind != "individual":
		return m, 100
	case m.To == "" && m.Recipient == "":
		return m, 131008
	case m.To != "" && !isNumber(m.To), m.Recipient != "" && !user.MatchString(m.Recipient), len(m.Opaque) > 512:
		return m, 131009
	}
	switch in.Type {
	case "text":
		m.Text = in.Text.Body
		return m, within(m.Text, 4096)
	case "interactive":
		return s.readInteractive(m, in)
	case "template":
		return s.readTemplate(m, in)
	}
	return m, 131051
}

func (s *Server) readInteractive(m Message, in wire) (Message, int) {
	i := in.Interactive
	m.Text = i.Body.Text
	switch i.Type {
	case "button":
		for _, b := range i.Action.Buttons {
			if b.Type != "reply" {
				return m, 131009
			}
			m.Buttons = append(m.Buttons, b.Reply)
		}
		return m, firstOf(within(m.Text, 1024), options(m.Buttons, 3, 20, 256))
	case "list":
		m.List = i.Action.Button
		for _, section := range i.Action.Sections {
			m.Buttons = append(m.Buttons, section.Rows...)
		}
		return m, firstOf(within(m.Text, 4096), within(m.List, 20), options(m.Buttons, 10, 24, 200))
	case "location_request_message":
		m.AsksPlace = true
		if i.Action.Name != "send_location" {
			return m, 131009
		}
		return m, within(m.Text, 1024)
	}
	return m, 131009
}

// options checks buttons or rows: how many, how long, and that no two are alike.
func options(all []Button, most, title, id int) int {
	if len(all) == 0 || len(all) > most {
		return 131009
	}
	ids, titles := map[string]bool{}, map[string]bool{}
	for _, b := range all {
		if within(b.Title, title) != 0 || b.ID == "" || len(b.ID) > id || ids[b.ID] || titles[b.Title] {
			return 131009
		}
		ids[b.ID], titles[b.Title] = true, true
	}
	return 0
}

func within(text string, most int) int {
	if strings.TrimSpace(text) == "" || len(utf16.Encode([]rune(text))) > most {
		return 131009
	}
	return 0
}

func firstOf(codes ...int) int {
	for _, c := range codes {
		if c != 0 {
			return c
		}
	}
	return 0
}

func (s *Server) readTemplate(m Message, in wire) (Message, int) {
	m.Template, m.Lang = in.Template.Name, in.Template.Language.Code
	for _, c := range in.Template.Components {
		if strings.EqualFold(c.Type, "body") {
			for _, p := range c.Parameters {
				if p.Type != "text" || p.Text == "" {
					return m, 132012
				}
				m.Vars = append(m.Vars, p.Text)
			}
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.templates {
		if t.Name != m.Template || t.Lang != m.Lang {
			continue
		}
		switch t.Status {
		case "PAUSED":
			return m, 132015
		case "DISABLED":
			return m, 132016
		case "APPROVED":
		default:
			return m, 132001
		}
		if t.places() != len(m.Vars) {
			return m, 132000
		}
		m.Text, m.Marketing = t.Body, t.Category == "MARKETING"
		for i, v := range m.Vars {
			m.Text = strings.ReplaceAll(m.Text, "{{"+strconv.Itoa(i+1)+"}}", v)
		}
		return m, 0
	}
	return m, 132001
}

func isNumber(s string) bool {
	s = strings.TrimPrefix(s, "+")
	return len(s) >= 7 && len(s) <= 15 && strings.Trim(s, "0123456789") == ""
}

// credit is how many messages one person may still be sent at once.
type credit struct {
	left float64
	at   time.Time
}

// pace refuses what comes too fast: 130429 for the number, 131056 for a person.
func (s *Server) pace(m Message) int {
	if s.cfg.Now == nil {
		return 0
	}
	now := s.cfg.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if second := now.Truncate(time.Second); !second.Equal(s.second) {
		s.second, s.count = second, 0
	}
	most := 80
	if s.number.Throughput == "HIGH" {
		most = 1000
	}
	if s.count >= most {
		return 130429
	}
	c := s.credit[m.To+m.Recipient]
	if c == nil {
		c = &credit{left: 45, at: now}
		s.credit[m.To+m.Recipient] = c
	}
	c.left, c.at = min(45, c.left+now.Sub(c.at).Seconds()/6), now
	if c.left < 1 {
		return 131056
	}
	c.left--
	s.count++
	return 0
}

// inSession says whether free text may be sent: by the clock, within 24 hours of
// the person's last word.
func (s *Server) inSession(m Message) bool {
	if s.cfg.Now == nil || m.Type == "template" {
		return true
	}
	last := s.addressed(m).lastWord()
	return !last.IsZero() && s.cfg.Now().Sub(last) < 24*time.Hour
}
