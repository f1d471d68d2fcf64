package whatsapp

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"plaza/channels"
)

// Config is one phone number as seen from here. AccessToken, AppSecret,
// VerifyToken, PhoneNumberID, BusinessAccountID, PublicURL and Now are needed;
// New says which is missing.
type Config struct {
	// AccessToken is of a system user, with whatsapp_business_messaging and
	// whatsapp_business_management. It is sent to Meta's hosts alone.
	AccessToken string
	AppSecret   string
	// SecondarySecret is also accepted in signatures, while secrets are being
	// rotated.
	SecondarySecret string
	// VerifyToken is ours: Meta repeats it when the callback is set.
	VerifyToken string

	PhoneNumberID     string
	BusinessAccountID string

	// PublicURL is where the world finds this server.
	PublicURL string
	// Path is where the webhook is mounted on it.
	Path string

	// ListLabel is what stands on the button that opens a list, in a language;
	// at most 20 characters. Nil says "Options" to everyone.
	ListLabel func(lang string) string

	// Version of the Graph API: v25.0 when it is empty, which Meta serves until
	// July 2028 (developers.facebook.com/docs/graph-api/changelog).
	Version string
	// Timeout bounds one call, 15 seconds when it is 0.
	Timeout time.Duration
	// BodyTimeout bounds the reading of a webhook's body, 10 seconds when it
	// is 0.
	BodyTimeout time.Duration

	// API is the address of the Graph API, for tests.
	API string
	// MediaHosts serve media besides Meta's own, for tests: "127.0.0.1:4010".
	MediaHosts []string
	// Transport makes the requests; one of its own, when it is nil.
	Transport http.RoundTripper
	Now       func() time.Time
}

// session is how long after a person's last word free text may be sent
// (messages/send-messages, customer service windows).
const session = 24 * time.Hour

// Channel sends and receives WhatsApp messages by one phone number.
type Channel struct {
	cfg     Config
	api     *url.URL
	signers []*signer
}

var (
	digits  = regexp.MustCompile(`^[0-9]{1,32}$`)
	version = regexp.MustCompile(`^v[0-9]+\.[0-9]+$`)
)

// New checks a configuration, all of it, and builds the channel. It calls
// nobody: a network that is away must not keep a server from starting.
func New(cfg Config) (*Channel, error) {
	var wrong []error
	want := func(ok bool, format string, args ...any) {
		if !ok {
			wrong = append(wrong, fmt.Errorf(format, args...))
		}
	}
	if cfg.Version == "" {
		cfg.Version = "v25.0"
	}
	if cfg.API == "" {
		cfg.API = "https://graph.facebook.com"
	}
	want(plain(cfg.AccessToken), "access_token is needed, as Meta's business settings show it")
	want(plain(cfg.AppSecret), "app_secret is needed: the app's settings, basic")
	want(cfg.SecondarySecret == "" || plain(cfg.SecondarySecret), "secondary_secret must be one word")
	want(plain(cfg.VerifyToken) && len(cfg.VerifyToken) >= 16, "verify_token must be a word of your own of at least 16 letters and digits")
	want(digits.MatchString(cfg.PhoneNumberID), "phone_number_id must be digits: the number's id, not the number")
	want(digits.MatchString(cfg.BusinessAccountID), "business_account_id must be digits")
	want(version.MatchString(cfg.Version), "graph_version must be one of Meta's, such as v25.0")
	want(cfg.Now != nil, "the clock is missing")
	public, err := url.Parse(cfg.PublicURL)
	want(err == nil && (public.Scheme == "https" || public.Scheme == "http") && public.Host != "" && public.RawQuery == "" && public.Fragment == "",
		"public_url must be the address Meta calls, such as https://plaza.example.org")
	api, err := url.Parse(cfg.API)
	want(err == nil && api.Host != "", "the address of the API is no URL")
	if len(wrong) > 0 {
		return nil, fmt.Errorf("set up whatsapp: %w", errors.Join(wrong...))
	}

	cfg.PublicURL = strings.TrimRight(cfg.PublicURL, "/")
	cfg.Timeout = orElse(cfg.Timeout, 15*time.Second)
	cfg.BodyTimeout = orElse(cfg.BodyTimeout, 10*time.Second)
	if cfg.Transport == nil {
		cfg.Transport = transport(cfg.Timeout)
	}
	if cfg.ListLabel == nil {
		cfg.ListLabel = func(string) string { return "Options" }
	}
	c := &Channel{cfg: cfg, api: api}
	for _, s := range []string{cfg.AppSecret, cfg.SecondarySecret} {
		if s != "" {
			c.signers = append(c.signers, newSigner(s))
		}
	}
	return c, nil
}

// plain says whether a secret is one word of visible characters: what stands in
// a header, and what a console shows.
func plain(s string) bool {
	return s != "" && len(s) <= 4096 && strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}

// transport keeps a connection for each send that is under way: the default
// keeps two, and would make a new one for nearly every message of a broadcast.
func transport(timeout time.Duration) http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = 128
	t.ResponseHeaderTimeout = timeout
	return t
}

func orElse(d, otherwise time.Duration) time.Duration {
	if d <= 0 {
		return otherwise
	}
	return d
}

// Capabilities says what WhatsApp carries: three reply buttons of 20
// characters, or a list of ten rows of 24 (messages/interactive-reply-buttons-messages,
// messages/interactive-list-messages). The scope is the business account, to
// which the addresses are private.
func (c *Channel) Capabilities() channels.Capabilities {
	return channels.Capabilities{
		Name:       "whatsapp",
		Scope:      c.cfg.BusinessAccountID,
		MaxText:    4096, // messages/text-messages
		Buttons:    3,
		ButtonText: 20,
		ListItems:  10,
		ListText:   24,
		Session:    session,
		AskPlace:   true,
		Photo:      true,
		Voice:      true,
		File:       true,
		Location:   true,
		Receipts:   true,
	}
}

// callback is the address that Meta calls.
func (c *Channel) callback() string {
	return c.cfg.PublicURL + "/" + strings.TrimLeft(c.cfg.Path, "/")
}
