package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"plaza/channels"
)

// Send sends one message. It makes one request, or none while Telegram has
// asked this bot to wait. What it says is plain text: no character of it is
// taken for formatting.
func (c *Channel) Send(ctx context.Context, m channels.Outbound) (channels.Receipt, error) {
	now := c.cfg.Now()
	if !m.Expires.IsZero() && !now.Before(m.Expires) {
		return channels.Receipt{}, fmt.Errorf("send by telegram: %w: the message expired before it was sent", channels.ErrPermanent)
	}
	if left := c.gate.left(now); left > 0 {
		return channels.Receipt{}, &channels.RetryAfter{
			Err: fmt.Errorf("send by telegram: %w: telegram has asked this bot to wait", channels.ErrTemporary), For: left, All: true,
		}
	}
	if !isChat(string(m.To)) {
		return channels.Receipt{}, fmt.Errorf("send by telegram: %w: the address is no chat", channels.ErrDead)
	}
	drawn := c.draw(m)
	markup, err := json.Marshal(drawn.markup)
	if err != nil {
		return channels.Receipt{}, fmt.Errorf("send by telegram: %w: draw the buttons: %w", channels.ErrPermanent, err)
	}
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	result, err := c.call(ctx, "sendMessage", tgbotapi.Params{
		"chat_id": string(m.To), "text": m.Text, "reply_markup": string(markup),
	}, answerBytes)
	if err != nil {
		return channels.Receipt{}, err
	}
	var sent struct {
		ID int64 `json:"message_id"`
	}
	if json.Unmarshal(result, &sent) != nil || sent.ID == 0 {
		return channels.Receipt{}, errors.New("send by telegram: the answer names no message")
	}
	if old := c.boards.drew(m.To, sent.ID, drawn.board); old != 0 {
		c.chore(func(ctx context.Context) { c.takeAway(ctx, m.To, old) })
	}
	return channels.Receipt{Ref: strconv.FormatInt(sent.ID, 10)}, nil
}

// isChat says whether an address is the number of a private chat: those of
// groups are negative.
func isChat(address string) bool {
	n, err := strconv.ParseInt(address, 10, 64)
	return err == nil && n > 0
}
