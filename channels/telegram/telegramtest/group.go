package telegramtest

import (
	"slices"
	"strconv"
)

// Group is a chat of several people.
type Group struct {
	ID int64

	server *Server
	title  string
	joined bool
	inbox  []Message
}

// Group finds a group by its number, which is negative, or lets it be.
func (s *Server) Group(id int64) *Group {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.groups[id]
	if g == nil {
		g = &Group{ID: id, server: s, title: "The neighbours"}
		s.groups[id] = g
	}
	return g
}

func (g *Group) chat() map[string]any {
	return map[string]any{"id": g.ID, "type": "group", "title": g.title}
}

// Add lets somebody bring the bot into the group.
func (g *Group) Add(by *Person) {
	s := g.server
	s.mu.Lock()
	defer s.mu.Unlock()
	g.joined = true
	bot := map[string]any{"id": s.botID(), "is_bot": true, "first_name": "Plaza", "username": s.cfg.Username}
	s.tell("my_chat_member", "member"+strconv.FormatInt(g.ID, 10), map[string]any{
		"chat": g.chat(), "from": by.user(), "date": s.date(),
		"old_chat_member": map[string]any{"status": "left", "user": bot},
		"new_chat_member": map[string]any{"status": "member", "user": bot},
	})
	s.tell("message", "chat"+strconv.FormatInt(g.ID, 10), map[string]any{
		"message_id": s.next(), "date": s.date(), "chat": g.chat(), "from": by.user(),
		"new_chat_members": []any{bot},
	})
}

// Say lets somebody write in the group.
func (g *Group) Say(by *Person, text string) {
	s := g.server
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tell("message", "chat"+strconv.FormatInt(g.ID, 10), map[string]any{
		"message_id": s.next(), "date": s.date(), "chat": g.chat(), "from": by.user(), "text": text,
	})
}

// Upgrade makes the group a supergroup, which has another number.
func (g *Group) Upgrade(by *Person, to int64) {
	s := g.server
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tell("message", "chat"+strconv.FormatInt(g.ID, 10), map[string]any{
		"message_id": s.next(), "date": s.date(), "chat": g.chat(), "from": by.user(), "migrate_to_chat_id": to,
	})
}

// Received lists what the bot said in the group.
func (g *Group) Received() []Message {
	g.server.mu.Lock()
	defer g.server.mu.Unlock()
	return slices.Clone(g.inbox)
}
