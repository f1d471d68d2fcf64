package twiliotest

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Citizen is one person with a phone.
type Citizen struct {
	Number string // +15005550006; on WhatsApp whatsapp:+15005550006, or whatsapp:US.13491208655302741918 where it is hidden

	server *Server
	mu     sync.Mutex
	inbox  []Message
	read   int
	news   chan struct{} // closed and replaced when a message comes
	answer func(Message) string
}

// Citizen is the person with this number, always the same one.
func (s *Server) Citizen(number string) *Citizen {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.citizens[number]
	if c == nil {
		c = &Citizen{Number: number, server: s, news: make(chan struct{})}
		s.citizens[number] = c
	}
	return c
}

// Inbound is one message on its way in. Sent again with the same SID it is the
// same message, as when Twilio calls twice.
type Inbound struct {
	SID   string
	Text  string
	Media []string // URLs of pictures
	Tap   Option   // WhatsApp: what was tapped
	Place string   // WhatsApp: "lat,lon"
}

// Send writes a text and returns the webhook's answer. A failure is no error
// of the citizen's: real ones never hear of it.
func (c *Citizen) Send(ctx context.Context, text string) (int, error) {
	return c.Post(ctx, Inbound{SID: c.server.sid(), Text: text})
}

// Post delivers a message as often as the Config says.
func (c *Citizen) Post(ctx context.Context, m Inbound) (int, error) {
	if c.server.cfg.Webhook == "" {
		return 0, fmt.Errorf("send from %s: the fake has no webhook", c.Number)
	}
	c.server.hear(c.Number)
	switch word(m.Text) {
	case "STOP":
		c.server.block(c.Number, true)
	case "START":
		c.server.block(c.Number, false)
	}
	return c.server.insist(ctx, c.server.cfg.Webhook, c.Form(m))
}

// Tap taps an option of a message.
func (c *Citizen) Tap(ctx context.Context, m Message, title string) (int, error) {
	for _, o := range m.Options {
		if o.Title == title {
			return c.Post(ctx, Inbound{SID: c.server.sid(), Text: title, Tap: o})
		}
	}
	return 0, fmt.Errorf("tap %q: the message has no such option", title)
}

// Form is the form of a message from this citizen.
func (c *Citizen) Form(m Inbound) url.Values {
	form := url.Values{
		"AccountSid": {c.server.cfg.AccountSID}, "ApiVersion": {"2010-04-01"},
		"MessageSid": {m.SID}, "SmsSid": {m.SID}, "SmsMessageSid": {m.SID}, "SmsStatus": {"received"},
		"From": {c.Number}, "To": {c.server.cfg.From}, "Body": {m.Text},
		"NumMedia": {strconv.Itoa(len(m.Media))}, "NumSegments": {"1"},
		"FromCity": {""}, "FromCountry": {"US"}, "FromState": {"CA"}, "FromZip": {""},
		"ToCity": {""}, "ToCountry": {"US"}, "ToState": {""}, "ToZip": {""},
	}
	if number, ok := strings.CutPrefix(c.Number, "whatsapp:"); ok {
		c.whatsapp(form, number, m)
	}
	for i, m := range m.Media {
		form.Set("MediaUrl"+strconv.Itoa(i), m)
		form.Set("MediaContentType"+strconv.Itoa(i), "image/jpeg")
	}
	if w := word(m.Text); w != "" && c.server.cfg.AdvancedOptOut {
		form.Set("OptOutType", w)
	}
	return form
}

// whatsapp makes the form of a message one of WhatsApp's.
func (c *Citizen) whatsapp(form url.Values, number string, m Inbound) {
	form.Set("To", "whatsapp:"+c.server.cfg.From)
	form.Set("ProfileName", "Somebody's Name")
	form.Set("ChannelMetadata", `{"type":"whatsapp","data":{"context":{"ProfileName":"Somebody's Name"}}}`)
	form.Set("MessageType", "text")
	if strings.HasPrefix(number, "+") {
		form.Set("WaId", number[1:])
	} else {
		form.Set("ExternalUserId", c.Number)
	}
	switch {
	case m.Tap.List:
		form.Set("MessageType", "interactive")
		form.Set("ListId", m.Tap.ID)
		form.Set("ListTitle", m.Tap.Title)
	case m.Tap.ID != "":
		form.Set("MessageType", "button")
		form.Set("ButtonPayload", m.Tap.ID)
		form.Set("ButtonText", m.Tap.Title)
	}
	if lat, lon, ok := strings.Cut(m.Place, ","); ok {
		form.Set("MessageType", "location")
		form.Set("Latitude", lat)
		form.Set("Longitude", lon)
		form.Set("Label", "Somebody's Home")
	}
}

// word is the kind of a text that Twilio answers by itself, in English as it
// is unless configured otherwise.
func word(text string) string {
	switch strings.ToUpper(strings.TrimSpace(text)) {
	case "STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT":
		return "STOP"
	case "START", "UNSTOP", "YES":
		return "START"
	case "HELP", "INFO":
		return "HELP"
	}
	return ""
}

// Received lists what reached the citizen, in order.
func (c *Citizen) Received() []Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.inbox)
}

// Next waits for the next message that was not taken with Next before.
func (c *Citizen) Next(ctx context.Context) (Message, error) {
	for {
		c.mu.Lock()
		if c.read < len(c.inbox) {
			m := c.inbox[c.read]
			c.read++
			c.mu.Unlock()
			return m, nil
		}
		news := c.news
		c.mu.Unlock()
		select {
		case <-news:
		case <-ctx.Done():
			return Message{}, fmt.Errorf("wait for a message to %s: %w", c.Number, ctx.Err())
		case <-c.server.life.Done():
			return Message{}, fmt.Errorf("wait for a message to %s: %w", c.Number, errClosed)
		}
	}
}

// Answers lets the citizen answer by themselves every message that comes from
// now on; an empty string is silence. One citizen's answers leave in order.
func (c *Citizen) Answers(answer func(Message) string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answer = answer
}

func (c *Citizen) receive(m Message) {
	c.mu.Lock()
	c.inbox = append(c.inbox, m)
	close(c.news)
	c.news = make(chan struct{})
	answer := c.answer
	c.mu.Unlock()
	if answer == nil {
		return
	}
	if text := answer(m); text != "" {
		in := Inbound{SID: c.server.sid(), Text: text}
		c.server.work.addFor(c.Number, func() {
			c.Post(c.server.life, in) //nolint:errcheck // kept in Failures
		})
	}
}
