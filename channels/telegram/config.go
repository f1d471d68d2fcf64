package telegram

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"plaza/channels"
)

// Config is one bot as seen from here. Token and Now are needed, and PublicURL
// with a webhook; New says which is missing.
type Config struct {
	Token string // as @BotFather gave it: 123456:ABC…

	// Webhook lets Telegram call us; without it we ask Telegram.
	Webhook bool
	// PublicURL is where the world finds this server, and Path where the
	// webhook is mounted on it.
	PublicURL string
	Path      string
	// SecretToken is what Telegram shows when it calls. One made from Token
	// when it is empty.
	SecretToken string

	// Texts are what the adapter itself says, by language (BCP 47).
	Texts map[string]Texts
	// Lang is the language of people whose own has no Texts; English when it is
	// empty.
	Lang string

	// Timeout bounds one call, 15 seconds when it is 0.
	Timeout time.Duration
	// BodyTimeout bounds the reading of a webhook's body, 10 seconds when it
	// is 0.
	BodyTimeout time.Duration
	// LongPoll is how long Telegram may let us wait for news, 50 seconds, the
	// most it does, when it is 0.
	LongPoll time.Duration

	// API is the address of the Bot API, for tests and for a server of one's
	// own.
	API string
	// Transport makes the requests; one of its own, when it is nil.
	Transport http.RoundTripper
	Log       *slog.Logger // nil means silence
	Now       func() time.Time
}

// Texts are the words of the adapter in one language.
type Texts struct {
	ShareNumber string // on the button that shares one's number
	SharePlace  string // on the button that shares where one is
	Private     string // told to a group: consultations are held in private
	Menu        []Command
}

// Command is one line of the menu that opens beside the text field.
type Command struct {
	Word string // help, for /help
	Says string
}

// Channel is one bot, without the way in which its messages come.
type Channel struct {
	cfg    Config
	bot    string // its number
	secret string
	gate   gate
	boards boards
	told   groups
	chores chan struct{} // holds one for each that runs
}

var (
	tokenForm  = regexp.MustCompile(`^([0-9]{1,20}):[A-Za-z0-9_-]{1,128}$`)
	secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`) // core.telegram.org/bots/api#setwebhook
)

// mostChores is how many of the calls that nobody waits for may be under way;
// more are left undone.
const mostChores = 32

// New checks a configuration, all of it, and builds the channel: a
// WebhookReceiver with Webhook, else a PollReceiver. It calls nobody.
func New(cfg Config) (channels.Channel, error) {
	var wrong []error
	want := func(ok bool, format string, args ...any) {
		if !ok {
			wrong = append(wrong, fmt.Errorf(format, args...))
		}
	}
	parts := tokenForm.FindStringSubmatch(cfg.Token)
	want(parts != nil, "token must be as @BotFather gave it, digits, a colon, and letters")
	want(cfg.SecretToken == "" || secretForm.MatchString(cfg.SecretToken), "secret_token must be 1 to 256 letters, digits, _ and -")
	want(cfg.Now != nil, "the clock is missing")
	if cfg.Webhook {
		public, err := url.Parse(cfg.PublicURL)
		want(err == nil && (public.Scheme == "https" || public.Scheme == "http") && public.Host != "" && public.RawQuery == "" && public.Fragment == "",
			"public_url must be the address Telegram calls, such as https://plaza.example.org; without webhook: true none is needed")
	}
	if cfg.API == "" {
		cfg.API = "https://api.telegram.org"
	}
	api, err := url.Parse(cfg.API)
	// The library makes a format of it.
	want(err == nil && api.Host != "" && api.RawQuery == "" && !strings.Contains(cfg.API, "%"), "the address of the API is no URL")
	if len(wrong) > 0 {
		return nil, fmt.Errorf("set up telegram: %w", errors.Join(wrong...))
	}

	cfg.API = strings.TrimRight(cfg.API, "/")
	cfg.PublicURL = strings.TrimRight(cfg.PublicURL, "/")
	cfg.Timeout = orElse(cfg.Timeout, 15*time.Second)
	cfg.BodyTimeout = orElse(cfg.BodyTimeout, 10*time.Second)
	cfg.LongPoll = orElse(cfg.LongPoll, 50*time.Second)
	if cfg.Lang == "" {
		cfg.Lang = "en"
	}
	if cfg.Transport == nil {
		cfg.Transport = transport()
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	c := &Channel{cfg: cfg, bot: parts[1], secret: cfg.SecretToken, chores: make(chan struct{}, mostChores)}
	if c.secret == "" {
		c.secret = secretOf(cfg.Token)
	}
	if cfg.Webhook {
		return &called{c}, nil
	}
	return &caller{c}, nil
}

// secretOf makes a secret that every node and every start makes alike, and that
// says nothing of the token.
func secretOf(token string) string {
	mac := hmac.New(sha256.New, []byte(token))
	mac.Write([]byte("plaza: the secret of the webhook"))
	return hex.EncodeToString(mac.Sum(nil))
}

// transport keeps a connection for each send that is under way: the default
// keeps two, and would make a new one for nearly every message of a broadcast.
func transport() http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = 64
	return t
}

func orElse(d, otherwise time.Duration) time.Duration {
	if d <= 0 {
		return otherwise
	}
	return d
}

// Capabilities says what a bot carries. Telegram counts code points
// (tdlib/td, MessageContent.cpp), of which there are never more than the
// UTF-16 units that we count.
func (c *Channel) Capabilities() channels.Capabilities {
	caps, _ := channels.Network("telegram")
	caps.Scope = c.bot
	return caps
}

// texts are the words of a language, or of the nearest that there is.
func (c *Channel) texts(lang string) Texts {
	base, _, _ := strings.Cut(lang, "-")
	for _, l := range []string{lang, strings.ToLower(base), c.cfg.Lang} {
		if t, ok := c.cfg.Texts[l]; ok {
			return t
		}
	}
	return Texts{ShareNumber: "Share my number", SharePlace: "Share my location"} // a button without a label is refused
}

// hook is the address that Telegram is to call.
func (c *Channel) hook() string { return c.cfg.PublicURL + "/" + strings.TrimLeft(c.cfg.Path, "/") }
