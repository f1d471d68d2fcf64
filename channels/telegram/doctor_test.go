package telegram_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"plaza/channels"
	"plaza/channels/telegram"
	"plaza/channels/telegram/telegramtest"
)

// findings writes what a Doctor says, one a line.
func findings(all []channels.Finding) string {
	var b strings.Builder
	for _, f := range all {
		fmt.Fprintf(&b, "%s: %s", []string{"good", "doubtful", "bad"}[f.Grade], f.Says)
		if f.Do != "" {
			fmt.Fprintf(&b, " | %s", f.Do)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestDoctor(t *testing.T) {
	const link = "the bot is @plaza_test_bot, people open a consultation by https://t.me/plaza_test_bot?start=ID"
	for _, tt := range []struct {
		name    string
		webhook bool
		before  func(*telegramtest.Server)
		mend    bool
		want    []string
		not     []string
	}{
		{"called, and nothing set", true, nil, false, []string{
			link, "doubtful: it can be added to groups", "bad: no webhook is set", "sets it to https://plaza.test/hooks/telegram/",
			"doubtful: the menu of commands is not as it should be: for everybody else, en, es",
		}, nil},
		{"called, and mended", true, nil, true, []string{
			"good: the webhook is set now, to https://plaza.test/hooks/telegram/", "good: the menu of commands is set now: for everybody else, en, es",
		}, []string{"bad:"}},
		{"polled, and a webhook set", false, func(s *telegramtest.Server) { hookElsewhere(t, s) }, false, []string{
			"bad: a webhook is set, so that we cannot ask for messages: https://elsewhere.test", "takes it away",
		}, []string{"s3cret"}},
		{"polled, and mended", false, func(s *telegramtest.Server) { hookElsewhere(t, s) }, true, []string{"good: no webhook is set now"}, []string{"bad:"}},
		{"called elsewhere", true, func(s *telegramtest.Server) { hookElsewhere(t, s) }, false, []string{"bad: the webhook is set to another address, https://elsewhere.test"}, []string{"s3cret"}},
		{"many wait", false, func(s *telegramtest.Server) {
			for range 100 {
				s.Person(4001).Say("hello?")
			}
		}, false, []string{"doubtful: 100 messages wait at Telegram | is plaza serve running?"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fake := telegramtest.New(telegramtest.Config{Tries: 1, Connect: "http://127.0.0.1:1"})
			defer fake.Close()
			if tt.before != nil {
				tt.before(fake)
			}
			cfg := config(fake.URL)
			cfg.Webhook = tt.webhook
			doctor := open(t, cfg).(channels.Doctor)
			got := findings(doctor.Diagnose(deadline(t), tt.mend))
			for _, want := range tt.want {
				if !strings.Contains(got, want) {
					t.Errorf("got\n%swant %q in it", got, want)
				}
			}
			for _, not := range tt.not {
				if strings.Contains(got, not) {
					t.Errorf("got\n%swant no %q in it", got, not)
				}
			}
			if !tt.mend {
				return
			}
			after := findings(doctor.Diagnose(deadline(t), false))
			if strings.Contains(after, "bad:") || strings.Contains(after, "menu of commands is not") {
				t.Errorf("got\n%safter mending, want nothing to mend", after)
			}
			for _, lang := range []string{"", "es"} {
				want := `[{"command":"help","description":"Who we are"},{"command":"stop","description":"No more messages"}]`
				if lang == "es" {
					want = `[{"command":"help","description":"Quiénes somos"},{"command":"stop","description":"No más mensajes"}]`
				}
				if got := menu(fake, lang); got != want {
					t.Errorf("got the menu %s in %q, want %s", got, lang, want)
				}
			}
		})
	}
}

// menu is the menu that was set last in a language.
func menu(s *telegramtest.Server, lang string) (menu string) {
	for _, c := range s.Calls("setMyCommands") {
		if c.Params["language_code"] == lang && c.Params["scope"] == `{"type":"all_private_chats"}` {
			menu = c.Params["commands"]
		}
	}
	return menu
}

// hookElsewhere sets a webhook that is not ours, as another program would.
func hookElsewhere(t *testing.T, s *telegramtest.Server) {
	t.Helper()
	cfg := config(s.URL)
	cfg.Webhook, cfg.PublicURL, cfg.Path = true, "https://elsewhere.test", "/s3cret"
	open(t, cfg).(channels.Doctor).Diagnose(deadline(t), true)
}

func TestDoctorTellsWhatLastFailed(t *testing.T) {
	for at, want := range map[time.Time]string{
		time.Unix(1_760_000_600, 0): "bad: its last call that failed was on 9 October 2025",
		time.Unix(1_760_900_000, 0): "doubtful: its last call that failed was on 9 October 2025",
	} {
		fake := telegramtest.New(telegramtest.Config{Tries: 1, Connect: "http://127.0.0.1:1"})
		cfg := config(fake.URL)
		cfg.Webhook, cfg.Now = true, func() time.Time { return at }
		doctor := open(t, cfg).(channels.Doctor)
		doctor.Diagnose(deadline(t), true)
		fake.Person(4001).Say("hello?")
		if err := fake.Settle(deadline(t)); err != nil {
			t.Fatal(err)
		}
		if got := findings(doctor.Diagnose(deadline(t), false)); !strings.Contains(got, want) {
			t.Errorf("got\n%swant %q", got, want)
		}
		fake.Close()
	}
}

// TestDoctorOfAWrongToken says where to take the right one.
func TestDoctorOfAWrongToken(t *testing.T) {
	fake := telegramtest.New(telegramtest.Config{Token: "123456789:another"})
	defer fake.Close()
	got := findings(open(t, config(fake.URL)).(channels.Doctor).Diagnose(deadline(t), true))
	if !strings.Contains(got, "bad: ") || !strings.Contains(got, "@BotFather: /mybots") || strings.Count(got, "\n") != 1 {
		t.Errorf("got\n%swant one finding that says where the token is", got)
	}
}

func TestNewSaysAllThatIsWrong(t *testing.T) {
	_, err := telegram.New(telegram.Config{Token: "abc", Webhook: true, SecretToken: "with space", PublicURL: "plaza.test", API: "x%sy"})
	for _, want := range []string{"token must be", "secret_token", "public_url", "the clock", "the API"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want it to name %s", err, want)
		}
	}
}

func TestOnlyOneWay(t *testing.T) {
	for _, webhook := range []bool{false, true} {
		cfg := config("")
		cfg.Webhook = webhook
		c := open(t, cfg)
		_, called := c.(channels.WebhookReceiver)
		_, polled := c.(channels.PollReceiver)
		if called != webhook || polled == webhook {
			t.Errorf("webhook %t: got called %t and polled %t, want one of them", webhook, called, polled)
		}
		if got := c.Capabilities(); got.Scope != "123456789" || got.Name != "telegram" {
			t.Errorf("got %+v, want the bot's number as the scope", got)
		}
	}
}
