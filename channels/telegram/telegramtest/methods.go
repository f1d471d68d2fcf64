package telegramtest

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"
)

// do does what a call asks for, and returns the result or a refusal.
func (s *Server) do(ctx context.Context, call Call) any {
	if call.Method == "getUpdates" {
		return s.getUpdates(ctx, call.Params)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.changed()
	p := call.Params
	switch call.Method {
	case "getMe":
		return map[string]any{
			"id": s.botID(), "is_bot": true, "first_name": "Plaza", "username": s.cfg.Username,
			"can_join_groups": true, "can_read_all_group_messages": false, "supports_inline_queries": false,
			"can_connect_to_business": false, "has_main_web_app": false, "has_topics_enabled": false,
			"allows_users_to_create_topics": false, "can_manage_bots": false, "supports_join_request_queries": false,
		}
	case "sendMessage":
		return s.sendMessage(p)
	case "editMessageReplyMarkup":
		return s.editMarkup(p)
	case "answerCallbackQuery":
		if !s.taps[p["callback_query_id"]] {
			return bad("query is too old and response timeout expired or query ID is invalid")
		}
		delete(s.taps, p["callback_query_id"])
		return true
	case "setWebhook":
		return s.setWebhook(p)
	case "deleteWebhook":
		return s.deleteWebhook(p)
	case "getWebhookInfo":
		return s.webhookInfo()
	case "getFile":
		return s.getFile(p["file_id"])
	case "setMyCommands":
		return s.setCommands(p)
	case "getMyCommands":
		menu, ok := s.menus[p["scope"]+p["language_code"]]
		if !ok {
			menu = "[]"
		}
		return json.RawMessage(menu)
	}
	return refusal{code: 404, description: "Not Found: method not found"}
}

func (s *Server) botID() int64 {
	digits, _, _ := strings.Cut(s.cfg.Token, ":")
	id, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0
	}
	return id
}

// sendMessage brings a message to a person or a group.
func (s *Server) sendMessage(p map[string]string) any {
	chat, err := strconv.ParseInt(p["chat_id"], 10, 64)
	if err != nil {
		return bad("chat not found")
	}
	m := Message{Chat: chat, Text: p["text"]}
	switch {
	case strings.TrimSpace(m.Text) == "":
		return bad("message text is empty")
	case utf8.RuneCountInString(m.Text) > 4096:
		return bad("message is too long")
	}
	if why := m.readMarkup(p["reply_markup"]); why != "" {
		return bad(why)
	}
	if g := s.groups[chat]; g != nil {
		if !g.joined {
			return forbidden("bot is not a member of the group chat")
		}
		m.ID = s.next()
		g.inbox = append(g.inbox, m)
		return s.sent(m, map[string]any{"id": chat, "type": "group", "title": g.title})
	}
	who := s.people[chat]
	switch {
	case who == nil:
		return bad("chat not found")
	case who.gone:
		return forbidden("user is deactivated")
	case who.blocked:
		return forbidden("bot was blocked by the user")
	case !who.started:
		return forbidden("bot can't initiate conversation with a user")
	}
	m.ID = s.next()
	who.receive(m)
	return s.sent(m, who.chat())
}

// sent is a message of the bot as the API returns it.
func (s *Server) sent(m Message, chat map[string]any) map[string]any {
	said := map[string]any{
		"message_id": m.ID, "date": s.date(), "chat": chat, "text": m.Text,
		"from": map[string]any{"id": s.botID(), "is_bot": true, "first_name": "Plaza", "username": s.cfg.Username},
	}
	if len(m.Inline) > 0 {
		said["reply_markup"] = map[string]any{"inline_keyboard": m.Inline}
	}
	return said
}

// editMarkup takes the buttons from a message, or changes them.
func (s *Server) editMarkup(p map[string]string) any {
	chat, err := strconv.ParseInt(p["chat_id"], 10, 64)
	if err != nil {
		return bad("chat not found")
	}
	id, err := strconv.ParseInt(p["message_id"], 10, 64)
	who := s.people[chat]
	if err != nil || who == nil {
		return bad("message to edit not found")
	}
	for i := range who.inbox {
		m := &who.inbox[i]
		if m.ID != id {
			continue
		}
		var edited Message
		if why := edited.readMarkup(p["reply_markup"]); why != "" {
			return bad(why)
		}
		if len(m.Inline) == 0 && len(edited.Inline) == 0 {
			return bad("message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message")
		}
		m.Inline = edited.Inline
		return s.sent(*m, who.chat())
	}
	return bad("message to edit not found")
}

// setCommands keeps a menu.
func (s *Server) setCommands(p map[string]string) any {
	var menu []struct {
		Command     string `json:"command"`
		Description string `json:"description"`
	}
	if err := json.Unmarshal([]byte(p["commands"]), &menu); err != nil {
		return bad("can't parse commands JSON object")
	}
	for _, c := range menu {
		if c.Command == "" || len(c.Command) > 32 || strings.Trim(c.Command, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
			return bad("BOT_COMMAND_INVALID")
		}
		if n := utf8.RuneCountInString(c.Description); n < 1 || n > 256 {
			return bad("BOT_COMMAND_DESCRIPTION_INVALID")
		}
	}
	if lang := p["language_code"]; lang != "" && len(lang) != 2 {
		return bad("invalid language code specified")
	}
	s.menus[p["scope"]+p["language_code"]] = p["commands"]
	return true
}
