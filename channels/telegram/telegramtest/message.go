package telegramtest

import (
	"encoding/json"
	"strings"
)

// Message is what the bot sent.
type Message struct {
	ID          int64
	Chat        int64
	Text        string
	Inline      [][]Button // under the message
	Keys        [][]Key    // below the chat
	RemovesKeys bool
}

// Button is one button under a message.
type Button struct {
	Text string `json:"text"`
	Data string `json:"callback_data"`
}

// Key is one button of the keyboard below the chat.
type Key struct {
	Text        string `json:"text"`
	AskNumber   bool   `json:"request_contact,omitempty"`
	AskLocation bool   `json:"request_location,omitempty"`
}

// Labels are what the person can tap under the message.
func (m Message) Labels() (all []string) {
	for _, row := range m.Inline {
		for _, b := range row {
			all = append(all, b.Text)
		}
	}
	return all
}

// readMarkup takes in a reply_markup, and says why not where Telegram would
// refuse it.
func (m *Message) readMarkup(raw string) string {
	if raw == "" {
		return ""
	}
	var markup struct {
		Inline [][]Button `json:"inline_keyboard"`
		Keys   [][]Key    `json:"keyboard"`
		Remove bool       `json:"remove_keyboard"`
	}
	if err := json.Unmarshal([]byte(raw), &markup); err != nil {
		return "can't parse reply keyboard markup JSON object"
	}
	all := 0
	for _, row := range markup.Inline {
		for _, b := range row {
			all++
			switch {
			case strings.TrimSpace(b.Text) == "":
				return "can't parse inline keyboard button: Field \"text\" must be of type String"
			case len(b.Data) < 1 || len(b.Data) > 64:
				return "BUTTON_DATA_INVALID"
			}
		}
	}
	for _, row := range markup.Keys {
		for _, k := range row {
			all++
			if strings.TrimSpace(k.Text) == "" {
				return "can't parse keyboard button: Text buttons are unallowed"
			}
		}
	}
	if all > 100 {
		return "reply markup is too long"
	}
	m.Inline, m.Keys, m.RemovesKeys = markup.Inline, markup.Keys, markup.Remove
	return ""
}
