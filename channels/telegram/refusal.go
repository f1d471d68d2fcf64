package telegram

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"plaza/channels"
)

// longestPause is the most that a 429 is believed.
const longestPause = 24 * time.Hour

// errToken is what is wrong when the bot is not known.
var errToken = errors.New("the token is not accepted")

// refusal says what an answer means that is not yes, and shuts the gate when it
// asks us to wait. The words are those of the Bot API's server
// (tdlib/telegram-bot-api, Client.cpp).
func (c *Channel) refusal(code int, description string, retryAfter int) error {
	said := strings.ToLower(description)
	says := func(some ...string) bool {
		for _, s := range some {
			if strings.Contains(said, s) {
				return true
			}
		}
		return false
	}
	as := func(class error, why string) error { return fmt.Errorf("%w: http %d: %s", class, code, why) }
	switch {
	case code == http.StatusTooManyRequests:
		err := as(channels.ErrTemporary, "too many requests")
		if retryAfter <= 0 {
			return err
		}
		wait := min(time.Duration(retryAfter)*time.Second, longestPause)
		c.gate.shut(c.cfg.Now(), wait)
		return &channels.RetryAfter{Err: err, For: wait, All: true}
	case code == http.StatusForbidden && says("blocked by the user"):
		return as(channels.ErrStopped, "the person has blocked the bot")
	case says("user is deactivated"):
		return as(channels.ErrDead, "the account is deleted")
	case says("chat not found", "peer_id_invalid", "user_id_invalid"):
		return as(channels.ErrDead, "no such chat")
	case code == http.StatusForbidden && says("can't initiate conversation", "can't send messages to bots"):
		return as(channels.ErrDead, "the person has never written to this bot")
	case code == http.StatusUnauthorized, code == http.StatusNotFound:
		// The operator's to mend, and the messages then go out.
		return fmt.Errorf("%w: http %d: %w", channels.ErrTemporary, code, errToken)
	case code == http.StatusConflict && says("webhook"):
		return as(channels.ErrTemporary, "the bot has a webhook, and cannot be asked as well: plaza doctor --mend takes it away")
	case code == http.StatusConflict:
		return as(channels.ErrTemporary, "another program asks for this bot's messages; with several nodes, use webhook: true")
	case code == http.StatusRequestTimeout:
		return as(channels.ErrTemporary, "time-out on the way")
	case code >= http.StatusMultipleChoices && code < http.StatusBadRequest:
		return as(channels.ErrTemporary, "it sends us elsewhere, and we do not follow: look at api_url")
	case code >= http.StatusBadRequest && code < http.StatusInternalServerError:
		return as(channels.ErrPermanent, anonymous(description))
	}
	return fmt.Errorf("http %d", code) // nobody knows whether it was done
}

var number = regexp.MustCompile(`[0-9]{4,}`)

// anonymous takes out of Telegram's words what could be an address, and bounds
// them.
func anonymous(description string) string {
	d := number.ReplaceAllString(strings.ToValidUTF8(description, ""), "…")
	if runes := []rune(d); len(runes) > 200 {
		d = string(runes[:200])
	}
	return d
}
