package telegram

import (
	"encoding/json"
	"fmt"
)

// update is one thing that Telegram tells, and of it only what we need: what is
// not named here is never read.
type update struct {
	ID      int64       `json:"update_id"`
	Message *message    `json:"message"`
	Tap     *tap        `json:"callback_query"`
	Member  *membership `json:"my_chat_member"`
}

// allowed are the kinds of update that we ask for; the rest stays with
// Telegram. Edits are among the rest: an answer is kept as it was given.
const allowed = `["message","callback_query","my_chat_member"]`

type message struct {
	ID       int64    `json:"message_id"`
	Date     int64    `json:"date"`
	Chat     chat     `json:"chat"`
	From     sender   `json:"from"`
	Text     string   `json:"text"`
	Caption  string   `json:"caption"`
	Photo    []file   `json:"photo"`
	Voice    *file    `json:"voice"`
	Audio    *file    `json:"audio"`
	Document *file    `json:"document"`
	Video    *file    `json:"video"`
	Round    *file    `json:"video_note"`
	Sticker  *sticker `json:"sticker"`
	Contact  *contact `json:"contact"`
	Location *place   `json:"location"`

	// What a person may send and a consultation cannot take in.
	Poll  *struct{} `json:"poll"`
	Dice  *struct{} `json:"dice"`
	Story *struct{} `json:"story"`

	Keyboard struct {
		Rows [][]struct {
			Text string `json:"text"`
			Data string `json:"callback_data"`
		} `json:"inline_keyboard"`
	} `json:"reply_markup"`
}

type chat struct {
	ID   int64  `json:"id"`
	Type string `json:"type"`
}

// private says whether a chat is with one person: its number is then theirs.
func (c chat) private() bool { return c.Type == "private" && c.ID > 0 }

func (c chat) group() bool { return c.Type == "group" || c.Type == "supergroup" }

type sender struct {
	ID   int64  `json:"id"`
	Lang string `json:"language_code"`
}

type file struct {
	ID     string `json:"file_id"`
	Type   string `json:"mime_type"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

type sticker struct {
	Emoji string `json:"emoji"`
}

type contact struct {
	Phone  string `json:"phone_number"`
	UserID int64  `json:"user_id"`
}

type place struct {
	Lat float64 `json:"latitude"`
	Lon float64 `json:"longitude"`
}

// tap is a person's tap on a button of a message. Of a message that is too old
// Telegram sends only where it was.
type tap struct {
	ID      string   `json:"id"`
	From    sender   `json:"from"`
	Message *message `json:"message"`
	Data    string   `json:"data"`
}

// membership is what has become of the bot in a chat: a person blocks it, or
// somebody adds it to a group.
type membership struct {
	Chat chat   `json:"chat"`
	From sender `json:"from"`
	Date int64  `json:"date"`
	Old  status `json:"old_chat_member"`
	New  status `json:"new_chat_member"`
}

type status struct {
	Status string `json:"status"`
}

func (s status) in() bool { return s.Status == "member" || s.Status == "administrator" }

// read decodes one update. The id of one that cannot be decoded is returned
// where it can be found, and 0 otherwise. The error says no value of it.
func read(raw []byte) (update, error) {
	var u update
	if err := json.Unmarshal(raw, &u); err != nil {
		var only struct {
			ID int64 `json:"update_id"`
		}
		if json.Unmarshal(raw, &only) != nil {
			only.ID = 0
		}
		return update{ID: only.ID}, fmt.Errorf("decode: %s", kindOf(err))
	}
	return u, nil
}

// kindOf says what was wrong with an update without quoting it, as the errors
// of encoding/json do.
func kindOf(err error) string {
	switch e := err.(type) { //nolint:errorlint // what Unmarshal itself returns
	case *json.UnmarshalTypeError:
		return "another type than expected at " + e.Field
	case *json.SyntaxError:
		return "no JSON"
	}
	return "unreadable"
}
