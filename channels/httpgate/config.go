package httpgate

import (
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"plaza/channels"
)

// Config is one account at one gateway as seen from here. Profile, Callers,
// PublicURL, Path and Now are needed, and the settings that the profile asks
// for; New says which is missing.
type Config struct {
	Profile  *Profile
	Settings map[string]string
	Callers  channels.Callers
	// Country is the code of the country that a number with a 0 at its front
	// belongs to, such as 254; empty where gateways write whole numbers.
	Country string

	PublicURL string // where the world finds this server
	Path      string // where the webhook is mounted on it

	// Validity is how long the gateway may try, 4 hours when it is 0. A message
	// that expires earlier is given less.
	Validity time.Duration
	// Timeout bounds one attempt to send, 15 seconds when it is 0.
	Timeout time.Duration
	// BodyTimeout bounds the reading of a webhook's body, 10 seconds when it
	// is 0.
	BodyTimeout time.Duration
	// PartsWait is how long a part of a message waits for its siblings before it
	// is sent away to come again; what the profile says, when it is 0.
	PartsWait time.Duration
	// Transport makes the requests; one of its own, when it is nil.
	Transport http.RoundTripper
	Now       func() time.Time
}

// Channel sends and receives SMS by one gateway.
type Channel struct {
	cfg      Config
	profile  *Profile
	settings values
	guard    *channels.Guard
	client   *http.Client
	parts    *parts
}

var countryCode = regexp.MustCompile(`^[1-9][0-9]{0,2}$`)

// New checks a configuration, all of it, and builds the channel. It calls
// nobody: a gateway that is away must not keep a server from starting.
func New(cfg Config) (*Channel, error) {
	if cfg.Profile == nil {
		return nil, errors.New("set up a gateway: the profile is missing")
	}
	var wrong []error
	no := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	c := &Channel{cfg: cfg, profile: cfg.Profile}
	var bad []error
	c.settings, bad = cfg.Profile.settle(cfg.Settings)
	wrong = append(wrong, bad...)
	guard := cfg.Callers.Guard
	if cfg.Profile.signature != nil {
		guard = cfg.Callers.GuardSigned
	}
	var err error
	if c.guard, err = guard(); err != nil {
		wrong = append(wrong, err)
	}
	if cfg.Now == nil {
		no("the clock is missing")
	}
	if cfg.Country != "" && !countryCode.MatchString(cfg.Country) {
		no("country: %q is no calling code such as 254", cfg.Country)
	}
	public, err := url.Parse(cfg.PublicURL)
	if err != nil || !isAddressOf(public) || public.RawQuery != "" {
		no("public_url must be the address the gateway calls, such as https://plaza.example.org")
	}
	if len(wrong) > 0 {
		return nil, fmt.Errorf("set up the gateway %s: %w", cfg.Profile.Name, errors.Join(wrong...))
	}
	c.cfg.PublicURL = strings.TrimRight(cfg.PublicURL, "/")
	c.cfg.Path = "/" + strings.Trim(cfg.Path, "/") + "/"
	c.cfg.Validity = orElse(cfg.Validity, 4*time.Hour)
	c.cfg.Timeout = orElse(cfg.Timeout, 15*time.Second)
	c.cfg.BodyTimeout = orElse(cfg.BodyTimeout, 10*time.Second)
	if cfg.Transport == nil {
		c.cfg.Transport = transport()
	}
	// A redirect would be a second request, and would carry our secrets to a host
	// that nobody configured.
	c.client = &http.Client{Transport: c.cfg.Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, h := range cfg.Profile.hooks {
		if h.parts != nil {
			c.parts = newParts(orElse(cfg.PartsWait, h.parts.wait), h.parts.keep, cfg.Now)
		}
	}
	return c, nil
}

// settle checks the settings against what the profile asks for. It never
// repeats a value: most are secrets.
func (p *Profile) settle(given map[string]string) (values, []error) {
	var wrong []error
	out := values{}
	for name := range given {
		if _, known := p.settings[name]; !known {
			wrong = append(wrong, fmt.Errorf("settings.%s: the profile knows no such setting; it has %s", name, strings.Join(slices.Sorted(maps.Keys(p.settings)), ", ")))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.settings)) {
		s := p.settings[name]
		v := given[name]
		if v == "" {
			v = s.standard
		}
		if v == "" && !s.optional {
			wrong = append(wrong, fmt.Errorf("settings.%s: missing: %s", name, s.about))
		}
		if _, err := inHeader(v); err != nil {
			wrong = append(wrong, fmt.Errorf("settings.%s: it holds a control character, perhaps a line break", name))
		}
		if v != "" && p.isBase(name) {
			u, err := url.Parse(v)
			if err != nil || !isAddressOf(u) || u.RawQuery != "" {
				wrong = append(wrong, fmt.Errorf("settings.%s: it is no address such as https://gateway.example.org", name))
			}
		}
		out[name] = v
	}
	return out, wrong
}

// isBase says whether a setting is the address that requests begin with.
func (p *Profile) isBase(name string) bool {
	begins := func(t template) bool { return len(t.pieces) > 0 && t.pieces[0].name == "set."+name }
	return begins(p.request.url) || p.check != nil && begins(p.check.url)
}

// Has says whether the profile knows a setting.
func (p *Profile) Has(name string) bool {
	_, known := p.settings[name]
	return known
}

// Capabilities says what SMS by this gateway carries. The scope is empty: a
// phone number is the same person whichever of our numbers they wrote to, and
// so is their STOP.
func (c *Channel) Capabilities() channels.Capabilities {
	return channels.Capabilities{
		Name:     "sms",
		MaxText:  c.profile.maxText,
		Segments: true,
		Receipts: slices.ContainsFunc(c.profile.hooks, func(h *hook) bool { return h.kind == "receipts" }),
	}
}

// address is where the gateway calls us for one purpose.
func (c *Channel) address(at string) string {
	for _, h := range c.profile.hooks {
		if h.kind == at {
			at = h.at
		}
	}
	return c.cfg.PublicURL + c.cfg.Path + c.guard.Secret + "/" + at
}

// idInPath writes an id of ours so that it survives in a path whatever a
// gateway does to it: Kannel, for one, reads a percent sign as its own.
func idInPath(id string) string { return base64.RawURLEncoding.EncodeToString([]byte(id)) }

func idOfPath(s string) (string, bool) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	return string(b), err == nil && len(b) > 0 && len(b) <= 256
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
