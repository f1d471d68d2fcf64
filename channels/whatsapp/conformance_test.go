package whatsapp_test

import (
	"net/http"
	"testing"
	"time"

	"plaza/channels"
	"plaza/channels/channeltest"
	"plaza/channels/whatsapp"
	"plaza/channels/whatsapp/whatsapptest"
)

const public = "https://plaza.test"

// nine is where the clock stands.
var nine = time.Date(2026, 5, 10, 9, 0, 0, 0, time.UTC)

// config is a number of the fake's.
func config(api string) whatsapp.Config {
	return whatsapp.Config{
		AccessToken: whatsapptest.Token, AppSecret: whatsapptest.AppSecret, VerifyToken: whatsapptest.VerifyToken,
		PhoneNumberID: whatsapptest.PhoneID, BusinessAccountID: whatsapptest.Account,
		PublicURL: public, Path: "/hooks/wa", API: api, BodyTimeout: time.Second / 4,
		ListLabel: func(lang string) string { return map[string]string{"es": "Ver opciones"}[lang] },
		Now:       func() time.Time { return nine },
	}
}

func open(t testing.TB, cfg whatsapp.Config) *whatsapp.Channel {
	t.Helper()
	c, err := whatsapp.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestConformance(t *testing.T) {
	channeltest.Run(t, channeltest.Suite{
		Open:    func(t *testing.T, api string) channels.Channel { return open(t, config(api)) },
		Secrets: []string{whatsapptest.Token, whatsapptest.AppSecret, whatsapptest.VerifyToken},
		Sign: func(r *http.Request, body []byte) {
			r.Header.Set("X-Hub-Signature-256", whatsapptest.Sign(whatsapptest.AppSecret, body))
		},
	})
}
