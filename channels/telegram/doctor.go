package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"plaza/channels"
)

// manyWaiting is how many messages waiting at Telegram are told as a fault.
const manyWaiting = 100

// Diagnose asks Telegram who the bot is, how its messages come, and what its
// menu shows. With mend it sets the webhook, or takes it away where we ask for
// messages ourselves, and the menu in every language.
func (c *Channel) Diagnose(ctx context.Context, mend bool) []channels.Finding {
	var me struct {
		Username string `json:"username"`
		Groups   bool   `json:"can_join_groups"`
	}
	if err := c.ask(ctx, "getMe", nil, &me); err != nil {
		do := "can this machine reach " + c.cfg.API + "?"
		if errors.Is(err, errToken) {
			do = "take the token from @BotFather: /mybots, the bot, API Token; then set token or token_file"
		}
		return []channels.Finding{bad(err.Error(), do)}
	}
	found := []channels.Finding{{Says: "the bot is @" + me.Username + ", people open a consultation by https://t.me/" + me.Username + "?start=ID"}}
	if me.Groups {
		found = append(found, channels.Finding{
			Grade: channels.Doubtful, Says: "it can be added to groups, where it only says that consultations are private",
			Do: "tell @BotFather /setjoingroups, the bot, Disable",
		})
	}
	found = append(found, c.examineHook(ctx, mend)...)
	return append(found, c.examineMenus(ctx, mend)...)
}

// examineHook says whether messages can come as they are configured to.
func (c *Channel) examineHook(ctx context.Context, mend bool) []channels.Finding {
	var is tgbotapi.WebhookInfo
	if err := c.ask(ctx, "getWebhookInfo", nil, &is); err != nil {
		return []channels.Finding{bad(err.Error(), "try again")}
	}
	var found []channels.Finding
	want := ""
	if c.cfg.Webhook {
		want = c.hook()
	}
	switch {
	case mend: // always: whether the secret there is ours, Telegram does not tell
		found = append(found, c.mendHook(ctx, want))
	case is.URL == want && want == "":
		found = append(found, channels.Finding{Says: "no webhook is set, and we ask for messages ourselves"})
	case is.URL == want:
		found = append(found, channels.Finding{Says: "the webhook is set to " + want})
	case want == "":
		found = append(found, bad("a webhook is set, so that we cannot ask for messages: "+host(is.URL), "plaza doctor --mend takes it away; or set webhook: true"))
	case is.URL == "":
		found = append(found, bad("no webhook is set, so that no message comes", "plaza doctor --mend sets it to "+want))
	default:
		found = append(found, bad("the webhook is set to another address, "+host(is.URL), "plaza doctor --mend sets it to "+want))
	}
	if is.LastErrorDate > 0 && want != "" {
		when := time.Unix(int64(is.LastErrorDate), 0).UTC()
		f := channels.Finding{
			Grade: channels.Doubtful, Says: fmt.Sprintf("its last call that failed was on %s: %s", when.Format("2 January 2006, 15:04 UTC"), anonymous(is.LastErrorMessage)),
			Do: "403 means that the webhook was set with another secret_token: plaza doctor --mend; anything else, that your proxy or plaza did not answer",
		}
		if c.cfg.Now().Sub(when) < time.Hour && !mend {
			f.Grade = channels.Bad
		}
		found = append(found, f)
	}
	if n := is.PendingUpdateCount; n > 0 {
		f := channels.Finding{Says: fmt.Sprintf("%d messages wait at Telegram", n)}
		if n >= manyWaiting {
			f.Grade, f.Do = channels.Doubtful, "is plaza serve running? Telegram throws them away after a day"
		}
		found = append(found, f)
	}
	return found
}

// mendHook sets the webhook, or takes it away where the address is empty. What
// waits at Telegram stays.
func (c *Channel) mendHook(ctx context.Context, address string) channels.Finding {
	if address == "" {
		if err := c.ask(ctx, "deleteWebhook", nil, nil); err != nil {
			return bad(err.Error(), "try again")
		}
		return channels.Finding{Says: "no webhook is set now, and we ask for messages ourselves"}
	}
	err := c.ask(ctx, "setWebhook", tgbotapi.Params{
		"url": address, "secret_token": c.secret, "allowed_updates": allowed, "max_connections": "40",
	}, nil)
	if err != nil {
		return bad(err.Error(), "Telegram wants https, on port 443, 80, 88 or 8443, with a certificate that browsers accept")
	}
	return channels.Finding{Says: "the webhook is set now, to " + address}
}

// host is where an address is, without a path that may be a secret.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "an address that is none"
	}
	return u.Scheme + "://" + u.Host
}

// ask calls a method and decodes what it returns.
func (c *Channel) ask(ctx context.Context, method string, params tgbotapi.Params, into any) error {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	result, err := c.call(ctx, method, params, answerBytes)
	if err != nil || into == nil {
		return err
	}
	if json.Unmarshal(result, into) != nil {
		return fmt.Errorf("telegram %s: the answer cannot be read", method)
	}
	return nil
}

func bad(says, do string) channels.Finding {
	return channels.Finding{Grade: channels.Bad, Says: says, Do: do}
}
