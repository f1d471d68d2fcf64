package telegram_test

import (
	"net/http"
	"testing"
	"time"

	"plaza/channels"
	"plaza/channels/channeltest"
	"plaza/channels/telegram"
	"plaza/channels/telegram/telegramtest"
)

const (
	public = "https://plaza.test"
	path   = "/hooks/telegram/"
	secret = "a-secret_of-ours"
)

var nine = time.Date(2022, 5, 10, 9, 0, 0, 0, time.UTC)

// config is a bot of the fake's; the clock stands at nine.
func config(api string) telegram.Config {
	return telegram.Config{
		Token: telegramtest.Token, API: api, PublicURL: public, Path: path, SecretToken: secret,
		BodyTimeout: time.Second / 4, LongPoll: time.Second, Now: func() time.Time { return nine },
		Texts: map[string]telegram.Texts{
			"en": {
				ShareNumber: "Send my number", SharePlace: "Send my location", Private: "Write to me in private.",
				Menu: []telegram.Command{{Word: "help", Says: "Who we are"}, {Word: "stop", Says: "No more messages"}},
			},
			"es": {
				ShareNumber: "Enviar mi número", SharePlace: "Enviar mi ubicación", Private: "Escríbame en privado.",
				Menu: []telegram.Command{{Word: "help", Says: "Quiénes somos"}, {Word: "stop", Says: "No más mensajes"}},
			},
		},
	}
}

func open(t testing.TB, cfg telegram.Config) channels.Channel {
	t.Helper()
	c, err := telegram.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// show adds the secret that Telegram shows.
func show(r *http.Request, _ []byte) {
	if len(r.Header["X-Telegram-Bot-Api-Secret-Token"]) == 0 {
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	}
}

var secrets = []string{telegramtest.Token, "AAE-fake", secret}

func TestConformanceCalled(t *testing.T) {
	channeltest.Run(t, channeltest.Suite{
		Open: func(t *testing.T, api string) channels.Channel {
			cfg := config(api)
			cfg.Webhook = true
			return open(t, cfg)
		},
		Secrets: secrets,
		Sign:    show,
		Bearer:  true,
	})
}

func TestConformancePolled(t *testing.T) {
	channeltest.Run(t, channeltest.Suite{
		Open:    func(t *testing.T, api string) channels.Channel { return open(t, config(api)) },
		Secrets: secrets,
		Poll: func(t *testing.T, texts ...string) channels.PollReceiver {
			fake := telegramtest.New(telegramtest.Config{})
			t.Cleanup(fake.Close)
			for _, text := range texts {
				fake.Person(4001).Say(text)
			}
			return open(t, config(fake.URL)).(channels.PollReceiver)
		},
	})
}
