package whatsapptest

import "strings"

// Inbound is one message of a person's on its way in.
type Inbound struct {
	ID      string // a new one when it is empty
	Text    string // also the caption of Media
	Tap     *Button
	Row     bool // the Tap is of a list
	ReplyTo string
	Place   *[2]float64
	Media   string         // its id
	Type    string         // of the Media: MIME
	Raw     map[string]any // fields of the message as they are, over all others
}

// Value is what a webhook says of a message, under "value".
func (c *Citizen) Value(in Inbound) map[string]any {
	if in.ID == "" {
		in.ID = c.server.wamid()
	}
	m := map[string]any{"id": in.ID, "timestamp": c.server.seconds()}
	c.named(m, "from", "from_user_id")
	if in.ReplyTo != "" {
		m["context"] = map[string]any{"from": Number, "id": in.ReplyTo}
	}
	switch {
	case in.Tap != nil && in.Row:
		m["type"] = "interactive"
		m["interactive"] = map[string]any{"type": "list_reply", "list_reply": map[string]any{"id": in.Tap.ID, "title": in.Tap.Title}}
	case in.Tap != nil:
		m["type"] = "interactive"
		m["interactive"] = map[string]any{"type": "button_reply", "button_reply": map[string]any{"id": in.Tap.ID, "title": in.Tap.Title}}
	case in.Place != nil:
		m["type"] = "location"
		m["location"] = map[string]any{"latitude": in.Place[0], "longitude": in.Place[1], "name": "Casa de Ana", "address": "Calle 1"}
	case in.Media != "":
		kind := kindOf(in.Type)
		body := map[string]any{"id": in.Media, "mime_type": in.Type, "sha256": c.server.sum(in.Media)}
		if in.Text != "" {
			body["caption"] = in.Text
		}
		switch kind {
		case "audio":
			body["voice"] = true
		case "document":
			body["filename"] = "Ana's answers.pdf"
		}
		m["type"], m[kind] = kind, body
	default:
		m["type"], m["text"] = "text", map[string]any{"body": in.Text}
	}
	for k, v := range in.Raw {
		m[k] = v
	}
	value := c.server.value()
	value["contacts"] = []any{c.profile()}
	value["messages"] = []any{m}
	return value
}

func kindOf(mime string) string {
	switch family, _, _ := strings.Cut(mime, "/"); family {
	case "image", "audio", "video":
		return family
	}
	return "document"
}

// named puts the person's names into a part of a webhook, as far as they show
// them.
func (c *Citizen) named(part map[string]any, number, user string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.hidden && c.Number != "" {
		part[number] = c.Number
	}
	if !c.unknown {
		part[user] = c.UserID
	}
}

// profile is the person as a webhook shows them: with a name that must not be
// kept.
func (c *Citizen) profile() map[string]any {
	p := map[string]any{"profile": map[string]any{"name": "Ana Pérez"}}
	c.named(p, "wa_id", "user_id")
	return p
}

// preference is a switch in the person's app.
func (c *Citizen) preference(stop bool) map[string]any {
	said := "resume"
	if stop {
		said = "stop"
	}
	p := map[string]any{"category": "marketing_messages", "value": said, "detail": "User requested it", "timestamp": 1749416383}
	c.named(p, "wa_id", "user_id")
	value := c.server.value()
	value["contacts"] = []any{c.profile()}
	value["user_preferences"] = []any{p}
	return value
}

// moved is what Meta says of a person who took another number.
func (c *Citizen) moved(to *Citizen) map[string]any {
	system := map[string]any{"type": "user_changed_user_id", "body": "User Ana Pérez changed", "user_id": to.UserID, "previous_user_id": c.UserID}
	m := map[string]any{"id": c.server.wamid(), "timestamp": c.server.seconds(), "type": "system", "system": system}
	c.named(m, "from", "from_user_id")
	if _, shown := m["from"]; shown {
		system["type"], system["wa_id"] = "user_changed_number", to.Number
	}
	value := c.server.value()
	value["messages"] = []any{m}
	return value
}

// value begins what a webhook says about our number.
func (s *Server) value() map[string]any {
	return map[string]any{
		"messaging_product": "whatsapp",
		"metadata":          map[string]any{"display_phone_number": Number, "phone_number_id": s.cfg.PhoneNumberID},
	}
}
