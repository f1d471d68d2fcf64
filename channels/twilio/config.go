package twilio

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

// Config is one Twilio account as seen from here. AccountSID, AuthToken, one of
// From and MessagingServiceSID, PublicURL and Now are needed; New says which is
// missing.
type Config struct {
	AccountSID string
	AuthToken  string
	// SecondaryToken is also accepted in signatures, while tokens are being
	// rotated. Sending uses AuthToken.
	SecondaryToken string

	From                string // our number, +15005550006, or a short code
	MessagingServiceSID string // or the service that chooses a number

	// PublicURL is where the world finds this server, with a path if a proxy
	// takes one away: what stands before the request line in Twilio's eyes.
	PublicURL string
	// Path is where the webhook is mounted, as this server sees it.
	Path string

	// MMS says that the number carries pictures (in the United States and
	// Canada), so that a consultation may ask for one.
	MMS bool
	// ListLabel is what opens a list on WhatsApp, in the person's language, at
	// most 20 characters; "≡" when it is nil.
	ListLabel func(lang string) string
	// Validity is how long Twilio may try to send before it gives up, 4 hours
	// when it is 0. A message that expires earlier is given less.
	Validity time.Duration
	// Timeout bounds one attempt to send, 15 seconds when it is 0.
	Timeout time.Duration
	// BodyTimeout bounds the reading of a webhook's body, 10 seconds when it
	// is 0: Twilio itself gives up after 15.
	BodyTimeout time.Duration

	// API is the address of all of Twilio's APIs, for tests.
	API string
	// Transport makes the requests; one of its own, when it is nil.
	Transport http.RoundTripper
	Now       func() time.Time
}

// Channel sends and receives SMS by one Twilio account.
type Channel struct{ account }

// account is what SMS and WhatsApp share: one account, its webhook and its
// calls.
type account struct {
	cfg     Config
	api     *url.URL
	content *url.URL // the API of content
	setup   *url.URL // the API of messaging services and of senders
	urls    []string // PublicURL as Twilio may have signed it
	signers []*signer
	media   string  // the host of the API, beside Twilio's own
	net     network // what the two do differently
}

// network is one of the networks that an account reaches.
type network struct {
	prefix string                            // before an address in Twilio's fields
	person func(channels.Address) bool       // whether one can be a person's
	read   func(*form, *channels.Event) bool // what a message has besides SMS
}

// sms has addresses as they are, and nothing besides.
var sms = network{
	person: isNumber,
	read:   func(*form, *channels.Event) bool { return true },
}

var (
	sid   = regexp.MustCompile(`^[A-Z]{2}[0-9a-f]{32}$`)
	token = regexp.MustCompile(`^[a-zA-Z0-9]+$`) // what twilio-go accepts
)

// New checks a configuration, all of it, and builds the channel. It calls
// nobody: a provider that is away must not keep a server from starting.
func New(cfg Config) (*Channel, error) {
	a, err := newAccount(cfg, sms)
	if err != nil {
		return nil, err
	}
	return &Channel{*a}, nil
}

func newAccount(cfg Config, net network) (*account, error) {
	var wrong []error
	want := func(ok bool, format string, args ...any) {
		if !ok {
			wrong = append(wrong, fmt.Errorf(format, args...))
		}
	}
	want(sid.MatchString(cfg.AccountSID) && strings.HasPrefix(cfg.AccountSID, "AC"), "account_sid must be AC and 32 hexadecimal digits")
	want(token.MatchString(cfg.AuthToken), "auth_token must be letters and digits, as the console shows it")
	want(cfg.SecondaryToken == "" || token.MatchString(cfg.SecondaryToken), "secondary_token must be letters and digits")
	want(cfg.From != "" || cfg.MessagingServiceSID != "", "from or messaging_service_sid is needed")
	want(cfg.MessagingServiceSID == "" || sid.MatchString(cfg.MessagingServiceSID) && strings.HasPrefix(cfg.MessagingServiceSID, "MG"), "messaging_service_sid must be MG and 32 hexadecimal digits")
	want(cfg.Now != nil, "the clock is missing")
	want(cfg.Validity >= 0 && cfg.Validity <= longest, "the validity must be at most %s", longest)
	public, err := url.Parse(cfg.PublicURL)
	want(err == nil && (public.Scheme == "https" || public.Scheme == "http") && public.Host != "" && public.RawQuery == "" && public.Fragment == "",
		"public_url must be the address Twilio calls, such as https://plaza.example.org")
	hosts := []string{cfg.API, cfg.API, cfg.API}
	if cfg.API == "" {
		hosts = []string{"https://api.twilio.com", "https://content.twilio.com", "https://messaging.twilio.com"}
	}
	api, err := url.Parse(hosts[0])
	want(err == nil && api.Host != "", "the address of the API is no URL")
	if len(wrong) > 0 {
		return nil, fmt.Errorf("set up twilio: %w", errors.Join(wrong...))
	}

	cfg.PublicURL = strings.TrimRight(cfg.PublicURL, "/")
	cfg.Validity = orElse(cfg.Validity, 4*time.Hour)
	cfg.Timeout = orElse(cfg.Timeout, 15*time.Second)
	cfg.BodyTimeout = orElse(cfg.BodyTimeout, 10*time.Second)
	if cfg.Transport == nil {
		cfg.Transport = transport()
	}
	c := &account{cfg: cfg, api: api, urls: bothPorts(cfg.PublicURL), media: api.Host, net: net}
	c.content, c.setup = at(hosts[1]), at(hosts[2])
	for _, t := range []string{cfg.AuthToken, cfg.SecondaryToken} {
		if t != "" {
			c.signers = append(c.signers, newSigner(t))
		}
	}
	return c, nil
}

// at reads an address that is known to be one.
func at(raw string) *url.URL {
	u, err := url.Parse(raw)
	if err != nil {
		return &url.URL{}
	}
	return u
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

// Capabilities says what SMS carries. The scope is empty: a phone number is the
// same person whichever of our numbers they wrote to, and so is their STOP.
func (c *Channel) Capabilities() channels.Capabilities {
	return channels.Capabilities{
		Name:     "sms",
		MaxText:  1600, // twilio.com/docs/api/errors/21617
		Segments: true,
		Photo:    c.cfg.MMS,
		Receipts: true,
	}
}
