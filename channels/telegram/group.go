package telegram

import (
	"context"
	"strconv"
	"sync"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// mostGroups is how many groups are remembered as told; past it some may be
// told again.
const mostGroups = 10_000

// groups are those that have been told that consultations are private.
type groups struct {
	mu  sync.Mutex
	all map[int64]bool
}

// first says whether a group has not been told yet, and notes that it is now.
func (g *groups) first(id int64) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.all[id] {
		return false
	}
	if g.all == nil || len(g.all) >= mostGroups {
		g.all = make(map[int64]bool)
	}
	g.all[id] = true
	return true
}

// tellGroup tells a group once, when the bot joins it or is spoken to. Nothing
// that is said in a group is stored.
func (c *Channel) tellGroup(id int64, lang string) news {
	text := c.texts(language(lang)).Private
	if text == "" || !c.told.first(id) {
		return news{}
	}
	return news{after: func(ctx context.Context) {
		_, err := c.call(ctx, "sendMessage", tgbotapi.Params{"chat_id": strconv.FormatInt(id, 10), "text": text}, answerBytes)
		c.undone(err)
	}}
}
