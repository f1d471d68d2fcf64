//go:build unix

package peers_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"plaza/channels"
	"plaza/channels/channeltest/peers"
	"plaza/channels/telegram"
	"plaza/channels/telegram/telegramtest"
)

// bot is the adapter, at one fake Bot API or the other.
func bot(t *testing.T, api string, change func(*telegram.Config)) channels.Channel {
	t.Helper()
	cfg := telegram.Config{
		Token: telegramtest.Token, API: api, LongPoll: time.Second, Now: func() time.Time { return time.Unix(1_760_000_000, 0) },
		PublicURL: "https://plaza.test", Path: "/hooks/telegram/",
		Texts: map[string]telegram.Texts{"en": {
			ShareNumber: "Send my number", SharePlace: "Send my location", Private: "In private, please.",
			Menu: []telegram.Command{{Word: "help", Says: "Who we are"}},
		}},
	}
	if change != nil {
		change(&cfg)
	}
	c, err := telegram.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var options = []channels.Button{{ID: "yes", Label: "Yes"}, {ID: "no", Label: "No"}}

// TestAConversationAtAnotherFake holds a conversation at a fake that nobody
// here wrote. It knows no offset, no long poll and no refusal: those are held
// to our own fake.
func TestAConversationAtAnotherFake(t *testing.T) {
	api := peers.BotAPI(t)
	c := bot(t, api, nil)
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	chat := map[string]any{"id": 4001, "type": "private", "first_name": "Ana"}
	from := map[string]any{"id": 4001, "is_bot": false, "first_name": "Ana", "language_code": "en"}

	post(t, ctx, api+"/sendMessage", map[string]any{"botToken": telegramtest.Token, "chat": chat, "from": from, "date": 1_760_000_000, "text": "/start ogp-strategy"})
	if got := next(t, ctx, c); got.From != "4001" || got.Text != "ogp-strategy" || got.Lang != "en" {
		t.Errorf("got %+v, want what the link carried", got)
	}
	receipt, err := c.Send(ctx, channels.Outbound{ID: "m-1", To: "4001", Text: "Do you agree?", Buttons: options})
	if err != nil || receipt.Ref == "" {
		t.Fatalf("got %+v, %v, want a receipt", receipt, err)
	}
	received := post(t, ctx, api+"/getUpdates", map[string]any{"token": telegramtest.Token, "chatId": 4001})
	for _, want := range []string{"Do you agree?", "Yes", "callback_data"} {
		if !strings.Contains(received, want) {
			t.Errorf("got %s, want the question with its buttons", received)
		}
	}
	post(t, ctx, api+"/sendCallback", map[string]any{
		"botToken": telegramtest.Token, "from": from, "data": "yes",
		"message": map[string]any{"message_id": json.Number(receipt.Ref), "chat": chat, "date": 1_760_000_001, "text": "Do you agree?"},
	})
	if got := next(t, ctx, c); got.From != "4001" || got.Tap != "yes" {
		t.Errorf("got %+v, want the tap", got)
	}
}

// next polls until an event comes.
func next(t *testing.T, ctx context.Context, c channels.Channel) (event channels.Event) {
	t.Helper()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	err := c.(channels.PollReceiver).Poll(ctx, func(_ context.Context, events ...channels.Event) error {
		event = events[0]
		stop()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return event
}

func post(t *testing.T, ctx context.Context, url string, body any) string {
	t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("got %d %s, %v from %s", answer.StatusCode, said, err, url)
	}
	return string(said)
}

// TestOurFakeSpeaksTheBotAPI holds everything that our fake says, and everything
// that the adapter says to it, to somebody else's types of the Bot API.
func TestOurFakeSpeaksTheBotAPI(t *testing.T) {
	fake := telegramtest.New(telegramtest.Config{})
	defer fake.Close()
	ana := fake.Person(4001)
	ana.Start("ogp-strategy")
	ana.Photo([]byte("jpeg"), "the well")
	ana.Voice([]byte("ogg"))
	ana.Document("a.pdf", "application/pdf", []byte("pdf"))
	ana.SharePlace(1.5, 2)
	ana.ShareContactOf(fake.Person(4002))
	c := bot(t, fake.URL, nil)
	for _, m := range []channels.Outbound{
		{Text: "plain"}, {Text: "tap", Buttons: options},
		{Text: "number", Wants: "phone"}, {Text: "place", Wants: "location", Buttons: options}, {Text: "keys", Buttons: options},
	} {
		m.ID, m.To = "m", "4001"
		if _, err := c.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		if m.Text == "tap" {
			if err := ana.Tap("Yes"); err != nil {
				t.Fatal(err)
			}
		}
	}
	group := fake.Group(-5001)
	group.Add(ana)
	group.Say(ana, "hello")
	group.Upgrade(ana, -1001234567890)
	ana.Block(true)
	ana.Block(false)

	method := func(name string, params map[string]any) string {
		raw := post(t, t.Context(), fake.URL+"/bot"+telegramtest.Token+"/"+name, params)
		var answer struct{ Result json.RawMessage }
		if err := json.Unmarshal([]byte(raw), &answer); err != nil {
			t.Fatal(err)
		}
		return string(answer.Result)
	}
	var src strings.Builder
	src.WriteString("import type * as T from '@grammyjs/types';\n")
	n := 0
	is := func(kind, value string) {
		n++
		fmt.Fprintf(&src, "export const v%d: %s = %s;\n", n, kind, value)
	}
	var updates []json.RawMessage
	if err := json.Unmarshal([]byte(method("getUpdates", nil)), &updates); err != nil || len(updates) < 12 {
		t.Fatalf("got %d updates, %v, want one of each kind", len(updates), err)
	}
	for _, u := range updates {
		is("T.Update", string(u))
	}
	is("T.UserFromGetMe", method("getMe", nil))
	is("T.Message.TextMessage", method("sendMessage", map[string]any{"chat_id": "4001", "text": "Hi"}))
	is("T.File", method("getFile", map[string]any{"file_id": fileOf(t, updates)}))
	is("T.WebhookInfo", method("getWebhookInfo", nil))
	called := bot(t, fake.URL, func(cfg *telegram.Config) { cfg.Webhook = true })
	for _, f := range called.(channels.Doctor).Diagnose(t.Context(), true) {
		if f.Grade == channels.Bad {
			t.Fatal(f.Says)
		}
	}
	is("T.WebhookInfo", method("getWebhookInfo", nil))
	is("T.BotCommand[]", method("getMyCommands", map[string]any{"scope": `{"type":"all_private_chats"}`, "language_code": "en"}))
	if _, err := c.Send(t.Context(), channels.Outbound{ID: "m", To: "9", Text: "Hi"}); !errors.Is(err, channels.ErrDead) {
		t.Errorf("got %v, want ErrDead", err)
	}

	markup := "NonNullable<Parameters<T.ApiMethods<unknown>['sendMessage']>[0]['reply_markup']>"
	for _, call := range fake.Calls("sendMessage") {
		if m := call.Params["reply_markup"]; m != "" {
			is(markup, m)
		}
	}
	for _, call := range fake.Calls("setWebhook") {
		is("NonNullable<Parameters<T.ApiMethods<unknown>['setWebhook']>[0]['allowed_updates']>", call.Params["allowed_updates"])
	}
	for _, call := range fake.Calls("setMyCommands") {
		is("Parameters<T.ApiMethods<unknown>['setMyCommands']>[0]['commands']", call.Params["commands"])
		is("T.BotCommandScope", call.Params["scope"])
	}
	if faults := peers.Node(t, []byte(src.String()), "shapes.mjs"); len(faults) > 0 {
		t.Errorf("got what does not fit the Bot API:\n%s", faults)
	}
	// And the check can fail.
	is("T.Update", `{"update_id":1,"mesage":{}}`)
	if faults := peers.Node(t, []byte(src.String()), "shapes.mjs"); !bytes.Contains(faults, []byte("mesage")) {
		t.Errorf("got %q for a field misspelt, want a fault", faults)
	}
}

// fileOf finds the id of a file in updates.
func fileOf(t *testing.T, updates []json.RawMessage) string {
	t.Helper()
	for _, raw := range updates {
		var u struct {
			Message struct {
				Voice struct {
					ID string `json:"file_id"`
				}
			}
		}
		if err := json.Unmarshal(raw, &u); err == nil && u.Message.Voice.ID != "" {
			return u.Message.Voice.ID
		}
	}
	t.Fatal("got no file in the updates")
	return ""
}
