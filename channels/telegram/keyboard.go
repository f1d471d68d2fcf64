package telegram

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"unicode/utf8"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"plaza/channels"
)

// drawing is what stands under a message, and what is to be remembered of it.
type drawing struct {
	markup any
	board  kind
}

// draw draws what a message offers. A message that offers nothing takes the
// keyboard below the chat away; where there is none, that does nothing.
func (c *Channel) draw(m channels.Outbound) drawing {
	if label := c.share(m); label.Text != "" {
		return drawing{below(append([][]tgbotapi.KeyboardButton{{label}}, labels(m.Buttons)...)), keys}
	}
	if len(m.Buttons) == 0 {
		return drawing{tgbotapi.ReplyKeyboardRemove{RemoveKeyboard: true}, none}
	}
	if c.boards.hasKeys(m.To) {
		return drawing{below(labels(m.Buttons)), keys}
	}
	var board tgbotapi.InlineKeyboardMarkup
	for _, row := range rows(m.Buttons) {
		var line []tgbotapi.InlineKeyboardButton
		for _, b := range row {
			line = append(line, tgbotapi.NewInlineKeyboardButtonData(b.Label, payload(b.ID)))
		}
		board.InlineKeyboard = append(board.InlineKeyboard, line)
	}
	return drawing{board, inline}
}

// share is the button by which a person shares what a question asks for.
func (c *Channel) share(m channels.Outbound) tgbotapi.KeyboardButton {
	t := c.texts(m.Lang)
	switch m.Wants {
	case "phone":
		return tgbotapi.KeyboardButton{Text: t.ShareNumber, RequestContact: true}
	case "location":
		return tgbotapi.KeyboardButton{Text: t.SharePlace, RequestLocation: true}
	}
	return tgbotapi.KeyboardButton{}
}

// below is the keyboard below the chat. It folds away once it is used.
func below(rows [][]tgbotapi.KeyboardButton) tgbotapi.ReplyKeyboardMarkup {
	return tgbotapi.ReplyKeyboardMarkup{Keyboard: rows, ResizeKeyboard: true, OneTimeKeyboard: true}
}

// labels are options on the keyboard below the chat, where a button writes its
// label.
func labels(options []channels.Button) (all [][]tgbotapi.KeyboardButton) {
	for _, row := range rows(options) {
		var line []tgbotapi.KeyboardButton
		for _, b := range row {
			line = append(line, tgbotapi.KeyboardButton{Text: b.Label})
		}
		all = append(all, line)
	}
	return all
}

// rows sets options side by side while the longest leaves room, for all rows
// alike: a column is easier to read than a ragged page. A phone shows some 36
// characters across before it cuts a label in the middle; how many exactly
// depends on the phone, and Telegram states none.
func rows(options []channels.Button) [][]channels.Button {
	longest := 1
	for _, o := range options {
		longest = max(longest, channels.Units(o.Label))
	}
	across := 1
	switch {
	case longest <= 3:
		across = 5
	case longest <= 8:
		across = 3
	case longest <= 14:
		across = 2
	}
	return slices.Collect(slices.Chunk(options, across))
}

const (
	// mostData is how many bytes come back with a tap
	// (core.telegram.org/bots/api#inlinekeyboardbutton).
	mostData = 64
	// digested begins the data of an option whose id does not fit. No id of a
	// consultation begins so; one that did would be digested as well.
	digested = "~"
)

// payload is what comes back when an option is tapped: its id, or a digest of
// it where it is too long.
func payload(id string) string {
	if id != "" && len(id) <= mostData && !strings.HasPrefix(id, digested) && utf8.ValidString(id) {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return digested + base64.RawURLEncoding.EncodeToString(sum[:])
}
