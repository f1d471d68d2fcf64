// Package all lists the adapters that a configuration can name. The list is
// written out here, not gathered by init functions: a reader sees what the
// program can speak, and a test walks it.
package all

import (
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"strings"
	"time"

	"plaza/channels"
	"plaza/channels/httpgate"
	"plaza/channels/telegram"
	"plaza/channels/twilio"
	"plaza/channels/ussd"
	"plaza/channels/whatsapp"
)

// Account is one sender account of the configuration, whatever its kind. An
// adapter reads the fields it needs and says which of them are missing.
type Account struct {
	Kind string // an adapter's name

	AccountSID          string
	AuthToken           string
	SecondaryToken      string
	From                string
	MessagingServiceSID string
	MMS                 bool
	Validity            time.Duration

	AccessToken       string
	AppSecret         string
	SecondarySecret   string
	VerifyToken       string
	PhoneNumberID     string
	BusinessAccountID string
	GraphVersion      string

	ListLabel func(lang string) string // what opens a list, in the person's language

	Token       string // of a Telegram bot
	Webhook     bool   // the network calls us, where it can also be asked
	SecretToken string // what it shows when it calls

	Profile     string            // of a gateway: the name of a shipped one, or a file
	Settings    map[string]string // what the profile asks for
	CallingCode string            // of the country that a 0 before a number means

	Languages []string                      // that the software speaks
	Sentence  func(lang, key string) string // its own sentences
	Lang      string                        // of people whose own nobody knows
	Menu      []string                      // the commands of a bot's menu, each as its sentence is called behind menu_; none is looked at when it is empty

	Inbound channels.Callers // how a network that signs nothing is known
	Plain   bool             // gives up accents that no GSM alphabet has

	PublicURL string // where the world finds this server
	Path      string // where this account's webhook is mounted on it

	API       string            // the network's address, for tests; empty is the real one
	Transport http.RoundTripper // nil is the adapter's own
	Log       *slog.Logger      // nil is silence
	Now       func() time.Time
}

// Adapter builds channels of one kind. Its folder has its name, and its
// recorded data is in testdata there, unless it says otherwise: two kinds may be
// one provider's.
type Adapter struct {
	Kind   string
	Folder string
	Data   string
	Open   func(Account) (channels.Channel, error)
}

// Adapters is every adapter. The terminal is none: it speaks to whoever sits
// at this machine, and needs no account.
func Adapters() []Adapter {
	return []Adapter{
		{Kind: "httpgate", Open: openHTTPGate},
		{Kind: "telegram", Open: openTelegram},
		{Kind: "twilio", Open: openTwilio},
		{Kind: "twilio-whatsapp", Folder: "twilio", Data: "testdata/whatsapp", Open: openTwilioWhatsApp},
		{Kind: "ussd", Open: openUSSD},
		{Kind: "whatsapp", Open: openWhatsApp},
	}
}

// Open builds the channel of an account. It calls no network.
func Open(a Account) (channels.Channel, error) {
	var kinds []string
	for _, adapter := range Adapters() {
		if adapter.Kind == a.Kind {
			return adapter.Open(a)
		}
		kinds = append(kinds, adapter.Kind)
	}
	return nil, fmt.Errorf("there is no channel of the kind %q, only %s", a.Kind, strings.Join(kinds, ", "))
}

func openTwilio(a Account) (channels.Channel, error) {
	c, err := twilio.New(a.twilio())
	if err != nil {
		return nil, err // not a nil channel inside an interface that is not
	}
	return c, nil
}

func openTwilioWhatsApp(a Account) (channels.Channel, error) {
	c, err := twilio.NewWhatsApp(a.twilio())
	if err != nil {
		return nil, err
	}
	return c, nil
}

func (a Account) twilio() twilio.Config {
	return twilio.Config{
		AccountSID: a.AccountSID, AuthToken: a.AuthToken, SecondaryToken: a.SecondaryToken,
		From: a.From, MessagingServiceSID: a.MessagingServiceSID,
		PublicURL: a.PublicURL, Path: a.Path,
		MMS: a.MMS, ListLabel: a.ListLabel, Validity: a.Validity,
		API: a.API, Transport: a.Transport, Now: a.Now,
	}
}

func openHTTPGate(a Account) (channels.Channel, error) {
	profile, err := httpgate.Open(a.Profile)
	if err != nil {
		return nil, err
	}
	settings := map[string]string{}
	maps.Copy(settings, a.Settings)
	for name, value := range map[string]string{"from": a.From, "url": a.API} { // keys that other channels have too
		if value != "" && settings[name] == "" {
			settings[name] = value
		}
	}
	c, err := httpgate.New(httpgate.Config{
		Profile: profile, Settings: settings, Callers: a.Inbound, Country: a.CallingCode,
		PublicURL: a.PublicURL, Path: a.Path, Validity: a.Validity,
		Transport: a.Transport, Now: a.Now,
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

func openWhatsApp(a Account) (channels.Channel, error) {
	c, err := whatsapp.New(whatsapp.Config{
		AccessToken: a.AccessToken, AppSecret: a.AppSecret, SecondarySecret: a.SecondarySecret, VerifyToken: a.VerifyToken,
		PhoneNumberID: a.PhoneNumberID, BusinessAccountID: a.BusinessAccountID, Version: a.GraphVersion,
		PublicURL: a.PublicURL, Path: a.Path, ListLabel: a.ListLabel,
		API: a.API, Transport: a.Transport, Now: a.Now,
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

func openTelegram(a Account) (channels.Channel, error) {
	texts := map[string]telegram.Texts{}
	for _, lang := range a.Languages {
		texts[lang] = telegram.Texts{
			ShareNumber: a.Sentence(lang, "share_number"), SharePlace: a.Sentence(lang, "share_place"),
			Private: a.Sentence(lang, "private_only"), Menu: a.menu(lang),
		}
	}
	return telegram.New(telegram.Config{
		Token: a.Token, Webhook: a.Webhook, SecretToken: a.SecretToken,
		PublicURL: a.PublicURL, Path: a.Path, Texts: texts, Lang: a.Lang,
		API: a.API, Transport: a.Transport, Log: a.Log, Now: a.Now,
	})
}

// menu is the menu of commands in one language.
func (a Account) menu(lang string) (menu []telegram.Command) {
	for _, command := range a.Menu {
		menu = append(menu, telegram.Command{
			Word: strings.ReplaceAll(command, "_", ""), Says: a.Sentence(lang, "menu_"+command),
		})
	}
	return menu
}

func openUSSD(a Account) (channels.Channel, error) {
	c, err := ussd.New(ussd.Config{PublicURL: a.PublicURL, Path: a.Path, Callers: a.Inbound, Plain: a.Plain})
	if err != nil {
		return nil, err
	}
	return c, nil
}
