package twilio

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	openapi "github.com/twilio/twilio-go/rest/api/v2010"

	"plaza/channels"
)

// session is how long after a person's last word anything may be sent to them
// (twilio.com/docs/api/errors/63016).
const session = 24 * time.Hour

// WhatsApp sends and receives WhatsApp messages by one Twilio account. Its From
// is the number of the sender, without whatsapp: before it.
type WhatsApp struct {
	account
	shelf *shelf
}

// prefix stands before every address of WhatsApp's in Twilio's fields.
const prefix = "whatsapp:"

// whatsapp has a prefix before every address, and tells of taps and places.
var whatsapp = network{prefix: prefix, person: isWhatsApp, read: readWhatsApp}

// NewWhatsApp checks a configuration, all of it, and builds the channel. Like
// New it calls nobody.
func NewWhatsApp(cfg Config) (*WhatsApp, error) {
	cfg.From = strings.TrimPrefix(cfg.From, prefix)
	if cfg.ListLabel == nil {
		cfg.ListLabel = func(string) string { return "≡" }
	}
	a, err := newAccount(cfg, whatsapp)
	if err != nil {
		return nil, err
	}
	return &WhatsApp{*a, newShelf()}, nil
}

// Capabilities says what WhatsApp carries by Twilio: three quick replies of 20
// characters, or a list of ten lines of 24 (twilio.com/docs/content). The text
// above them may have 1024 characters; alone it could have 1600. The scope is
// the account, because the ids of people who hide their number mean nothing to
// anyone else; a STOP holds for all its senders.
func (c *WhatsApp) Capabilities() channels.Capabilities {
	return channels.Capabilities{
		Name:       "whatsapp",
		Scope:      c.cfg.AccountSID,
		MaxText:    1024,
		Buttons:    3,
		ButtonText: 20,
		ListItems:  10,
		ListText:   24,
		Session:    session,
		Photo:      true,
		Voice:      true,
		File:       true,
		Location:   true,
		Receipts:   true,
	}
}

// Send creates one message. A text is one request; for buttons and templates
// their content is made or looked up before, once for each shape, and while
// that fails nothing has left.
func (c *WhatsApp) Send(ctx context.Context, m channels.Outbound) (channels.Receipt, error) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	over := !m.Session.IsZero() && c.cfg.Now().Sub(m.Session) >= session
	switch {
	case m.Template != nil && (over || m.Session.IsZero()):
		sid, err := c.template(ctx, *m.Template)
		if err != nil {
			return channels.Receipt{}, fmt.Errorf("send by twilio: %w", err)
		}
		return c.compose(ctx, m, sid, m.Template.Vars)
	case over:
		return channels.Receipt{}, fmt.Errorf("send by twilio: %w: there is no template for it", channels.ErrClosed)
	case len(m.Buttons) > 0:
		sid, err := c.shape(ctx, m)
		if err != nil {
			return channels.Receipt{}, fmt.Errorf("send by twilio: %w", err)
		}
		return c.compose(ctx, m, sid, []string{m.Text})
	}
	return c.create(ctx, m, func(params *openapi.CreateMessageParams) { params.SetBody(m.Text) })
}

// compose sends content, with what stands in its places.
func (c *WhatsApp) compose(ctx context.Context, m channels.Outbound, sid string, vars []string) (channels.Receipt, error) {
	values := make(map[string]string, len(vars))
	for i, v := range vars {
		if m.Template != nil {
			v = level(v)
		}
		values[strconv.Itoa(i+1)] = v
	}
	written, err := json.Marshal(values)
	if err != nil {
		return channels.Receipt{}, fmt.Errorf("send by twilio: %w: %w", channels.ErrPermanent, err)
	}
	r, err := c.create(ctx, m, func(params *openapi.CreateMessageParams) {
		params.SetContentSid(sid)
		if len(values) > 0 {
			params.SetContentVariables(string(written))
		}
	})
	if errors.Is(err, errContent) {
		c.shelf.clear() // somebody has deleted it: look again before the next
		return r, fmt.Errorf("%w: %w", channels.ErrTemporary, err)
	}
	return r, err
}

// level makes a text one line, as WhatsApp wants what stands in a template's
// place (twilio.com/docs/api/errors/63013), and never an empty one.
func level(v string) string {
	if v = strings.Join(strings.Fields(v), " "); v == "" {
		return "-"
	}
	return v
}

var (
	visible = regexp.MustCompile(`^\+[0-9]{5,18}$`)
	// hidden is the id of a person who hides their number: the country, a dot,
	// and what only this business knows them by
	// (developers.facebook.com, business-scoped user ids).
	hidden = regexp.MustCompile(`^[A-Z]{2}\.[0-9A-Za-z]{1,128}$`)
)

func isWhatsApp(a channels.Address) bool {
	return visible.MatchString(string(a)) || hidden.MatchString(string(a))
}

// readWhatsApp reads what a message has besides its text. The profile's name,
// and the name and street that a place may come with, are dropped.
func readWhatsApp(f *form, e *channels.Event) bool {
	if id, ok := strings.CutPrefix(f.get("ExternalUserId"), prefix); ok && e.From == "" && f.get("From") == "" {
		e.From = channels.Address(id)
	}
	e.Tap = f.get("ButtonPayload")
	label := f.get("ButtonText")
	if list := f.get("ListId"); list != "" {
		e.Tap, label = list, f.get("ListTitle")
	}
	if e.Text == "" {
		e.Text = strings.ReplaceAll(label, "\x00", "")
	}
	lat, lon := f.get("Latitude"), f.get("Longitude")
	if lat != "" || lon != "" {
		if !within(lat, 90) || !within(lon, 180) {
			return false
		}
		e.Place = lat + "," + lon
	}
	return len(e.Tap) <= 256 && utf8.ValidString(e.Tap) && strings.IndexFunc(e.Tap, unicode.IsControl) < 0
}

// within says whether a text is a number of degrees, and nothing else.
func within(degrees string, most float64) bool {
	d, err := strconv.ParseFloat(degrees, 64)
	return err == nil && d >= -most && d <= most && len(degrees) <= 24 && strings.Trim(degrees, "-.0123456789") == ""
}
