package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"plaza/channels"
)

// toEverybody is where the menu opens: in each person's chat, and in no group.
const toEverybody = `{"type":"all_private_chats"}`

// examineMenus says whether the menu of commands is there in every language,
// and for those who speak none of them. With mend it is set where it is not.
func (c *Channel) examineMenus(ctx context.Context, mend bool) []channels.Finding {
	langs := slices.Sorted(maps.Keys(c.cfg.Texts))
	langs = slices.DeleteFunc(langs, func(l string) bool { return len(c.cfg.Texts[l].Menu) == 0 })
	if len(langs) == 0 {
		return nil
	}
	var missing []string
	for _, lang := range append([]string{""}, langs...) {
		same, err := c.examineMenu(ctx, lang, mend)
		switch {
		case err != nil:
			return []channels.Finding{bad(err.Error(), "try again")}
		case !same:
			missing = append(missing, named(lang))
		}
	}
	switch {
	case len(missing) == 0:
		return []channels.Finding{{Says: fmt.Sprintf("the menu of commands is there in %d languages", len(langs))}}
	case mend:
		return []channels.Finding{{Says: "the menu of commands is set now: " + strings.Join(missing, ", ")}}
	}
	return []channels.Finding{{
		Grade: channels.Doubtful, Says: "the menu of commands is not as it should be: " + strings.Join(missing, ", "),
		Do: "plaza doctor --mend sets it",
	}}
}

// examineMenu says whether the menu of one language is as it should be, before
// it is mended. The empty language is for people who speak none of ours.
func (c *Channel) examineMenu(ctx context.Context, lang string, mend bool) (same bool, err error) {
	var is, want []tgbotapi.BotCommand
	for _, m := range c.texts(lang).Menu {
		want = append(want, tgbotapi.BotCommand{Command: m.Word, Description: m.Says})
	}
	params := tgbotapi.Params{"scope": toEverybody}
	params.AddNonEmpty("language_code", lang)
	if err := c.ask(ctx, "getMyCommands", params, &is); err != nil {
		return false, err
	}
	if slices.Equal(is, want) {
		return true, nil
	}
	if !mend {
		return false, nil
	}
	menu, err := json.Marshal(want)
	if err != nil {
		return false, fmt.Errorf("write the menu: %w", err)
	}
	params["commands"] = string(menu)
	return false, c.ask(ctx, "setMyCommands", params, nil)
}

func named(lang string) string {
	if lang == "" {
		return "for everybody else"
	}
	return lang
}
