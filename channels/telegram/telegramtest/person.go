package telegramtest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// Person is somebody with a phone and Telegram on it. The name, the user name
// and the language that Telegram tells of them may be changed before they write.
type Person struct {
	ID        int64
	FirstName string
	LastName  string
	Username  string
	Lang      string // language_code

	server  *Server
	started bool
	blocked bool
	gone    bool
	keys    [][]Key // below the chat
	inbox   []Message
	read    int
	answer  func(Message) string
}

// Person finds somebody by their number, or lets them be.
func (s *Server) Person(id int64) *Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.people[id]
	if p == nil {
		n := strconv.FormatInt(id, 10)
		p = &Person{ID: id, FirstName: "First" + n, LastName: "Last" + n, Username: "user" + n, Lang: "en", server: s}
		s.people[id] = p
	}
	return p
}

func (p *Person) user() map[string]any {
	return map[string]any{
		"id": p.ID, "is_bot": false, "first_name": p.FirstName, "last_name": p.LastName,
		"username": p.Username, "language_code": p.Lang,
	}
}

func (p *Person) chat() map[string]any {
	return map[string]any{
		"id": p.ID, "type": "private", "first_name": p.FirstName, "last_name": p.LastName, "username": p.Username,
	}
}

// Send sends a message with these fields of the Bot API, and returns its id.
func (p *Person) Send(fields map[string]any) int64 {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	return p.send(fields)
}

func (p *Person) send(fields map[string]any) int64 {
	s := p.server
	p.started = true
	id := s.next()
	m := map[string]any{"message_id": id, "date": s.date(), "chat": p.chat(), "from": p.user()}
	maps.Copy(m, fields)
	s.tell("message", "chat"+strconv.FormatInt(p.ID, 10), m)
	return id
}

// Say writes a text.
func (p *Person) Say(text string) int64 { return p.Send(map[string]any{"text": text}) }

// Start presses Start, with what the deep link carried; nothing for the bare
// button.
func (p *Person) Start(payload string) int64 {
	text := "/start"
	if payload != "" {
		text += " " + payload
	}
	return p.Send(map[string]any{
		"text": text, "entities": []map[string]any{{"type": "bot_command", "offset": 0, "length": 6}},
	})
}

// Tap taps the button with a label under the newest message that has one. A
// button that has been taken away cannot be tapped.
func (p *Person) Tap(label string) error {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	for _, m := range slices.Backward(p.inbox) {
		for _, b := range slices.Concat(m.Inline...) {
			if b.Text == label {
				p.tap(m, b.Data)
				return nil
			}
		}
	}
	return fmt.Errorf("person %d: there is no button %q", p.ID, label)
}

// TapOn taps a button of a message as the person saw it once, though it may be
// gone since: a phone that is slow.
func (p *Person) TapOn(m Message, label string) error {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	for _, b := range slices.Concat(m.Inline...) {
		if b.Text == label {
			p.tap(m, b.Data)
			return nil
		}
	}
	return fmt.Errorf("person %d: that message had no button %q", p.ID, label)
}

func (p *Person) tap(m Message, data string) {
	s := p.server
	id := strconv.FormatInt(s.next(), 10)
	s.taps[id] = true
	s.tell("callback_query", "taps"+strconv.FormatInt(p.ID, 10), map[string]any{
		"id": id, "from": p.user(), "message": s.sent(m, p.chat()), "chat_instance": "1", "data": data,
	})
}

// Press presses the button with a label on the keyboard below the chat: it
// writes its label, or shares a number or a place.
func (p *Person) Press(label string) error {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	for _, k := range slices.Concat(p.keys...) {
		switch {
		case k.Text != label:
		case k.AskNumber:
			p.send(p.contact())
			return nil
		case k.AskLocation:
			p.send(map[string]any{"location": map[string]any{"latitude": -33.92584, "longitude": 18.42322}})
			return nil
		default:
			p.send(map[string]any{"text": label})
			return nil
		}
	}
	return fmt.Errorf("person %d: there is no key %q below the chat", p.ID, label)
}

// Number is the phone number that the person shares, as Telegram writes it.
func (p *Person) Number() string { return fmt.Sprintf("2782%07d", p.ID%10_000_000) }

func (p *Person) contact() map[string]any {
	return map[string]any{"contact": map[string]any{
		"phone_number": p.Number(), "first_name": p.FirstName, "last_name": p.LastName, "user_id": p.ID,
	}}
}

// ShareContactOf sends somebody's card out of the address book.
func (p *Person) ShareContactOf(other *Person) int64 { return p.Send(other.contact()) }

// SharePlace sends where the person is.
func (p *Person) SharePlace(lat, lon float64) int64 {
	return p.Send(map[string]any{"location": map[string]any{"latitude": lat, "longitude": lon}})
}

// Block stops and blocks the bot, or takes it back, as the buttons of the app
// do; taking it back also presses Start.
func (p *Person) Block(on bool) {
	s := p.server
	s.mu.Lock()
	defer s.mu.Unlock()
	p.blocked = on
	bot := map[string]any{"id": s.botID(), "is_bot": true, "first_name": "Plaza", "username": s.cfg.Username}
	member := map[string]any{"status": "member", "user": bot}
	kicked := map[string]any{"status": "kicked", "user": bot, "until_date": 0}
	before, after := kicked, member
	if on {
		before, after = member, kicked
	}
	s.tell("my_chat_member", "member"+strconv.FormatInt(p.ID, 10), map[string]any{
		"chat": p.chat(), "from": p.user(), "date": s.date(), "old_chat_member": before, "new_chat_member": after,
	})
	if !on {
		p.send(map[string]any{"text": "/start"})
	}
}

// BlockSilently blocks the bot, and Telegram tells it only when it next sends.
func (p *Person) BlockSilently() {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	p.blocked = true
}

// Leave deletes the person's account.
func (p *Person) Leave() {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	p.gone = true
}

// Received lists what reached the person, in order, as it looks now.
func (p *Person) Received() []Message {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	return slices.Clone(p.inbox)
}

// Keys is the keyboard below the chat; nil where there is none.
func (p *Person) Keys() [][]Key {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	return slices.Clone(p.keys)
}

// Next waits for the next message that was not taken with Next before.
func (p *Person) Next(ctx context.Context) (Message, error) {
	var m Message
	err := p.server.until(ctx, func() bool {
		if p.read >= len(p.inbox) {
			return false
		}
		m = p.inbox[p.read]
		p.read++
		return true
	})
	if err != nil {
		return Message{}, fmt.Errorf("wait for a message to person %d: %w", p.ID, err)
	}
	return m, nil
}

// Answers lets the person answer by themselves every message that comes from
// now on; an empty string is silence.
func (p *Person) Answers(answer func(Message) string) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	p.answer = answer
}

// receive takes in a message of the bot, under the lock.
func (p *Person) receive(m Message) {
	p.inbox = append(p.inbox, m)
	if m.RemovesKeys || m.Keys != nil {
		p.keys = m.Keys
	}
	if p.answer != nil {
		if text := p.answer(m); text != "" {
			p.send(map[string]any{"text": text})
		}
	}
}
