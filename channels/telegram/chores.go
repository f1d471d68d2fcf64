package telegram

import (
	"context"
	"strconv"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"plaza/channels"
)

// chore runs what nobody waits for. It is left undone when too much of it is
// under way or Telegram has asked us to wait; and it is not tried again.
func (c *Channel) chore(run func(context.Context)) {
	if c.gate.left(c.cfg.Now()) > 0 {
		return
	}
	select {
	case c.chores <- struct{}{}:
	default:
		return
	}
	go func() {
		defer func() { <-c.chores }()
		ctx, cancel := context.WithTimeout(context.Background(), c.cfg.Timeout)
		defer cancel()
		run(ctx)
	}()
}

// answer ends the waiting that a phone shows after a tap.
func (c *Channel) answer(ctx context.Context, tap string) {
	_, err := c.call(ctx, "answerCallbackQuery", tgbotapi.Params{"callback_query_id": tap}, answerBytes)
	c.undone(err)
}

// takeAway takes the buttons from a message.
func (c *Channel) takeAway(ctx context.Context, chat channels.Address, message int64) {
	_, err := c.call(ctx, "editMessageReplyMarkup", tgbotapi.Params{
		"chat_id": string(chat), "message_id": strconv.FormatInt(message, 10),
	}, answerBytes)
	c.undone(err)
}

// undone notes a chore that failed. Nothing follows from it: the message may be
// deleted, the tap too old.
func (c *Channel) undone(err error) {
	if err != nil {
		c.cfg.Log.Debug("a courtesy to a person was left undone", "channel", "telegram", "error", err)
	}
}
