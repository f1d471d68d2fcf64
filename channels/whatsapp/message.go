package whatsapp

import (
	"fmt"
	"strings"

	"plaza/channels"
)

// The shapes of what we send (reference/whatsapp-business-phone-number/message-api).

type outgoing struct {
	Product     string       `json:"messaging_product"`
	Kind        string       `json:"recipient_type"`
	To          string       `json:"to,omitempty"`        // a number, or
	Recipient   string       `json:"recipient,omitempty"` // a user id
	Type        string       `json:"type"`
	Text        *words       `json:"text,omitempty"`
	Interactive *interactive `json:"interactive,omitempty"`
	Template    *template    `json:"template,omitempty"`
	Opaque      string       `json:"biz_opaque_callback_data,omitempty"`
}

type words struct {
	Body string `json:"body"`
}

type interactive struct {
	Type   string  `json:"type"`
	Body   caption `json:"body"`
	Action action  `json:"action"`
}

type caption struct {
	Text string `json:"text"`
}

type action struct {
	Name     string    `json:"name,omitempty"`
	Buttons  []button  `json:"buttons,omitempty"`
	Button   string    `json:"button,omitempty"`
	Sections []section `json:"sections,omitempty"`
}

type button struct {
	Type  string `json:"type"`
	Reply choice `json:"reply"`
}

type section struct {
	Rows []choice `json:"rows"`
}

type choice struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

type template struct {
	Name       string      `json:"name"`
	Language   language    `json:"language"`
	Components []component `json:"components,omitempty"`
}

type language struct {
	Policy string `json:"policy"`
	Code   string `json:"code"`
}

type component struct {
	Type       string      `json:"type"`
	Parameters []parameter `json:"parameters"`
}

type parameter struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

// What an id and a text under buttons may be long
// (messages/interactive-reply-buttons-messages, messages/interactive-list-messages,
// messages/location-request-messages).
const (
	maxButtonID = 256
	maxRowID    = 200
	maxUnder    = 1024 // under reply buttons, or the button that shares a place; a list has no less than a text
)

// draw makes a message of an Outbound, or says why it cannot be one.
func (c *Channel) draw(m channels.Outbound) (outgoing, error) {
	out := outgoing{Product: "whatsapp", Kind: "individual"}
	k := kindOf(m.To)
	switch k {
	case toUser:
		out.Recipient = string(m.To)
	case toNumber:
		out.To = string(m.To)
	default:
		return out, fmt.Errorf("%w: not an address of WhatsApp's", channels.ErrPermanent)
	}
	out.Opaque = k.opaque(m.ID)

	over := !m.Session.IsZero() && c.cfg.Now().Sub(m.Session) >= session
	if m.Template != nil && (over || m.Session.IsZero()) {
		out.Type, out.Template = "template", approved(*m.Template)
		return out, nil
	}
	if over {
		return out, fmt.Errorf("%w: the person's last word is a day old, and there is no template", channels.ErrClosed)
	}
	if i, err := c.offer(m); err != nil || i != nil {
		out.Type, out.Interactive = "interactive", i
		return out, err
	}
	out.Type, out.Text = "text", &words{m.Text}
	return out, nil
}

// offer draws what can be tapped: reply buttons, a list where they do not fit or
// the text is too long to stand over buttons, or the button that shares a place.
// It is nil where words are all there is.
func (c *Channel) offer(m channels.Outbound) (*interactive, error) {
	short := channels.Units(m.Text) <= maxUnder
	caps := c.Capabilities()
	switch {
	case len(m.Buttons) == 0 && m.Wants == "location" && short:
		return &interactive{"location_request_message", caption{m.Text}, action{Name: "send_location"}}, nil
	case len(m.Buttons) == 0:
		return nil, nil
	case !caps.List(m.Buttons) && short:
		return buttons(m)
	case channels.Capabilities{Buttons: caps.ListItems, ButtonText: caps.ListText}.List(m.Buttons):
		return nil, fmt.Errorf("%w: more options than a list holds", channels.ErrPermanent)
	}
	return c.list(m)
}

func buttons(m channels.Outbound) (*interactive, error) {
	i := &interactive{Type: "button", Body: caption{m.Text}}
	for _, b := range m.Buttons {
		if b.ID == "" || len(b.ID) > maxButtonID {
			return nil, fmt.Errorf("%w: the id of a button is none", channels.ErrPermanent)
		}
		i.Action.Buttons = append(i.Action.Buttons, button{"reply", choice{b.ID, b.Label}})
	}
	return i, nil
}

func (c *Channel) list(m channels.Outbound) (*interactive, error) {
	rows := make([]choice, len(m.Buttons))
	for n, b := range m.Buttons {
		if b.ID == "" || len(b.ID) > maxRowID {
			return nil, fmt.Errorf("%w: the id of a row is none", channels.ErrPermanent)
		}
		rows[n] = choice{b.ID, b.Label}
	}
	return &interactive{"list", caption{m.Text}, action{Button: c.cfg.ListLabel(m.Lang), Sections: []section{{rows}}}}, nil
}

// approved is an approved text, and what stands in its places: on one line, for
// Meta refuses line breaks, tabs and more than four spaces there.
func approved(t channels.Template) *template {
	out := &template{Name: templateName(t.Name), Language: language{"deterministic", code(t.Lang)}}
	if len(t.Vars) > 0 {
		body := component{Type: "body"}
		for _, v := range t.Vars {
			body.Parameters = append(body.Parameters, parameter{"text", strings.Join(strings.Fields(v), " ")})
		}
		out.Components = []component{body}
	}
	return out
}
