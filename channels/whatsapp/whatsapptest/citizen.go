package whatsapptest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// Citizen is one person with WhatsApp.
type Citizen struct {
	Number string // digits alone
	UserID string // what our business knows them by

	server   *Server
	mu       sync.Mutex
	hidden   bool // has a username: no webhook names the number
	unknown  bool // no webhook names the user id, as before April 2026
	blocking bool
	stopped  bool
	last     time.Time
	inbox    []Message
	read     int
	news     chan struct{} // closed and replaced when a message comes
	answer   func(Message) string
}

// Citizen is the person with this number, or this user id; always the same one.
func (s *Server) Citizen(address string) *Citizen {
	key := strings.TrimPrefix(address, "+")
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.citizens[key]
	if c == nil {
		c = &Citizen{Number: key, server: s, news: make(chan struct{})}
		if user.MatchString(key) {
			c.Number, c.UserID = "", key
		} else {
			c.UserID = "US.1349" + strings.Repeat("0", max(0, 16-len(key))) + key
		}
		s.citizens[key], s.citizens[c.UserID] = c, c
	}
	return c
}

// addressed is the person a message goes to.
func (s *Server) addressed(m Message) *Citizen { return s.Citizen(m.To + m.Recipient) }

// Hide takes a username: from now on no webhook names the number.
func (c *Citizen) Hide() { c.set(func() { c.hidden = true }) }

// NumberOnly leaves the user id out of the person's webhooks.
func (c *Citizen) NumberOnly() { c.set(func() { c.unknown = true }) }

// Block stops everything of ours: it is taken, and reported as undeliverable.
func (c *Citizen) Block(on bool) { c.set(func() { c.blocking = on }) }

func (c *Citizen) set(change func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change()
}

// get reads a field that webhooks and calls of the API change.
func get[T any](c *Citizen, field *T) T {
	c.mu.Lock()
	defer c.mu.Unlock()
	return *field
}

func (c *Citizen) isBlocking() bool    { return get(c, &c.blocking) }
func (c *Citizen) hasStopped() bool    { return get(c, &c.stopped) }
func (c *Citizen) isNamed() bool       { return !get(c, &c.unknown) }
func (c *Citizen) lastWord() time.Time { return get(c, &c.last) }

// Send writes a text and returns the webhook's answer.
func (c *Citizen) Send(ctx context.Context, text string) (int, error) {
	return c.Post(ctx, Inbound{Text: text})
}

// Tap taps a button or a row of the newest message that has one of this id.
func (c *Citizen) Tap(ctx context.Context, id string) (int, error) {
	for _, m := range slices.Backward(c.Received()) {
		for _, b := range m.Buttons {
			if b.ID == id {
				return c.Post(ctx, Inbound{Tap: &b, Row: m.List != "", ReplyTo: m.ID})
			}
		}
	}
	return 0, fmt.Errorf("tap %s: no message of theirs has it", id)
}

// Share shares a place.
func (c *Citizen) Share(ctx context.Context, latitude, longitude float64) (int, error) {
	return c.Post(ctx, Inbound{Place: &[2]float64{latitude, longitude}})
}

// Attach sends a file of a type such as image/jpeg or audio/ogg, with a caption.
func (c *Citizen) Attach(ctx context.Context, mime string, content []byte, caption string) (int, error) {
	return c.Post(ctx, Inbound{Media: c.server.Upload(mime, content), Type: mime, Text: caption})
}

// Post delivers a message as often as the Config says. It may be sent twice by
// giving the same ID twice.
func (c *Citizen) Post(ctx context.Context, in Inbound) (int, error) {
	if in.ID == "" {
		in.ID = c.server.wamid()
	}
	if now := c.server.cfg.Now; now != nil {
		c.set(func() { c.last = now() })
	}
	return c.server.insist(ctx, c.server.Payload(c.Value(in)))
}

// StopMarketing uses WhatsApp's own switch against what it calls marketing.
func (c *Citizen) StopMarketing(ctx context.Context, stop bool) (int, error) {
	c.set(func() { c.stopped = stop })
	return c.server.insist(ctx, c.server.payload("user_preferences", c.preference(stop)))
}

// Move takes another number, which makes another user id.
func (c *Citizen) Move(ctx context.Context, number string) (*Citizen, error) {
	other := c.server.Citizen(number)
	_, err := c.server.insist(ctx, c.server.Payload(c.moved(other)))
	return other, err
}

// Received lists what reached the person, in order.
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
			return Message{}, fmt.Errorf("wait for a message to %s: %w", c.UserID, ctx.Err())
		case <-c.server.life.Done():
			return Message{}, fmt.Errorf("wait for a message to %s: %w", c.UserID, errClosed)
		}
	}
}

// Answers lets the person answer by themselves every message that comes from
// now on: with the option that has this id, else with this text; an empty string
// is silence. One person's answers leave in order.
func (c *Citizen) Answers(answer func(Message) string) { c.set(func() { c.answer = answer }) }

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
	says := answer(m)
	if says == "" {
		return
	}
	in := Inbound{ID: c.server.wamid(), Text: says}
	for _, b := range m.Buttons {
		if b.ID == says {
			in = Inbound{ID: in.ID, Tap: &b, Row: m.List != "", ReplyTo: m.ID}
		}
	}
	c.server.work.add(c.UserID, func() {
		c.Post(c.server.life, in) //nolint:errcheck // kept in Failures
	})
}
