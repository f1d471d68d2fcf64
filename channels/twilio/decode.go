package twilio

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"plaza/channels"
)

// statusKey is the parameter of the status callback that holds our id.
const statusKey = "status"

// mostMedia is the most attachments that one message has
// (twilio.com/docs/messaging/guides/webhook-request).
const mostMedia = 10

// decode reads a form that Twilio signed. Names, cities and carriers that it
// adds are dropped here: nobody asked the person for them.
func (c *account) decode(f *form, r *http.Request) ([]channels.Event, bool) {
	if f.has("MessageStatus") {
		return c.status(f, r.URL.Query().Get(statusKey))
	}
	return c.message(f)
}

// message reads what a person sent.
func (c *account) message(f *form) ([]channels.Event, bool) {
	e := channels.Event{
		Kind: channels.Message,
		From: c.from(f.get("From")),
		Ref:  f.get("MessageSid"),
		// Some gateways pass the GSM character 0, "@", on as a byte 0, which is
		// not text to a database.
		Text: strings.ReplaceAll(f.get("Body"), "\x00", ""),
	}
	if !c.net.read(f, &e) || !c.net.person(e.From) || !isRef(e.Ref) || !utf8.ValidString(e.Text) {
		return nil, false
	}
	var ok bool
	if e.Media, ok = c.attachments(f); !ok {
		return nil, false
	}
	// Set when Twilio has answered by itself (Advanced Opt-Out, which can have
	// words of its own in any language).
	switch f.get("OptOutType") {
	case "STOP":
		e.Kind, e.Handled = channels.Stopped, true
	case "START":
		e.Kind, e.Handled = channels.Started, true
	case "HELP":
		e.Handled = true
	}
	return []channels.Event{e}, true
}

// attachments lists the media of a message, where Twilio keeps them. A URL
// that is not Twilio's is never passed on: we would fetch it one day, with our
// credentials.
func (c *account) attachments(f *form) ([]channels.Media, bool) {
	count := f.get("NumMedia")
	if count == "" || count == "0" {
		return nil, true
	}
	n, err := strconv.Atoi(count)
	if err != nil || n < 0 || n > mostMedia {
		return nil, false
	}
	media := make([]channels.Media, 0, n)
	for i := range n {
		m := channels.Media{
			URL:  f.get("MediaUrl" + strconv.Itoa(i)),
			Type: f.get("MediaContentType" + strconv.Itoa(i)),
		}
		if !c.keeps(m.URL) || !utf8.ValidString(m.Type) {
			return nil, false
		}
		m.Kind = kind(m.Type)
		media = append(media, m)
	}
	return media, true
}

// keeps says whether a URL is on a host of Twilio's.
func (c *account) keeps(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil || u.User != nil {
		return false
	}
	return c.ours(u) || u.Scheme == "https" && strings.HasSuffix(strings.ToLower(u.Hostname()), ".twiliocdn.com")
}

func kind(mime string) string {
	switch family, _, _ := strings.Cut(mime, "/"); family {
	case "image":
		return "photo"
	case "audio":
		return "voice"
	}
	return "file"
}

// status reads what became of a message of ours.
func (c *account) status(f *form, id string) ([]channels.Event, bool) {
	e := channels.Event{
		Kind: channels.Status,
		From: c.from(f.get("To")),
		Ref:  f.get("MessageSid"),
		ID:   id,
	}
	if !c.net.person(e.From) || !isRef(e.Ref) || !isID(id) {
		return nil, false
	}
	said := f.get("MessageStatus")
	state, news := states(said)
	if !news {
		return nil, true
	}
	e.State, e.Cost = state, cost(f.get("Price"), f.get("PriceUnit"))
	number, err := strconv.Atoi(f.get("ErrorCode"))
	if err != nil {
		number = 0
	}
	if state == channels.Failed {
		e.Why = said
		if number != 0 {
			e.Why = why(number)
		}
	}
	known, _ := explain(number)
	e.Dead = state == channels.Failed && errors.Is(known.class, channels.ErrDead)
	if errors.Is(known.class, channels.ErrStopped) {
		return []channels.Event{e, {Kind: channels.Stopped, From: e.From, Ref: e.Ref}}, true
	}
	return []channels.Event{e}, true
}

// states says what a status of Twilio's means, and whether it is news: that
// Twilio has a message, we know from its answer. A status that we do not know
// is none (twilio.com/docs/messaging/api/message-resource#message-status-values).
func states(said string) (channels.Delivery, bool) {
	switch said {
	case "sent", "partially_delivered":
		return channels.Sent, true
	case "delivered":
		return channels.Delivered, true
	case "read":
		return channels.Read, true
	case "undelivered", "failed", "canceled":
		return channels.Failed, true
	}
	return channels.Unheard, false // accepted, scheduled, queued, sending
}

// from takes the network's prefix off an address, and makes what has another
// one no address at all.
func (c *account) from(said string) channels.Address {
	address, _ := strings.CutPrefix(said, c.net.prefix)
	if c.net.prefix != "" && address == said {
		return ""
	}
	return channels.Address(address)
}

// cost is a price as the rest of the house writes it: Twilio counts what it
// takes from an account as less than nothing.
func cost(price, unit string) string {
	price = strings.TrimPrefix(price, "-")
	if _, err := strconv.ParseFloat(price, 64); err != nil || len(price) > 16 {
		return ""
	}
	if len(unit) == 3 && token.MatchString(unit) {
		price += " " + strings.ToUpper(unit)
	}
	return price
}

// isNumber says whether a person can be meant: a number with or without a
// plus, or the short name of a sender. Another channel of Twilio's has a
// prefix with a colon, and is not SMS.
func isNumber(a channels.Address) bool {
	if a == "" || len(a) > 32 {
		return false
	}
	for _, r := range a {
		if r < ' ' || r > '~' || r == ':' {
			return false
		}
	}
	return true
}

func isRef(ref string) bool {
	return len(ref) <= 64 && token.MatchString(ref)
}

// isID says whether an id can be one of ours; a callback set up in the console
// has none.
func isID(id string) bool {
	return len(id) <= 256 && utf8.ValidString(id) && !strings.ContainsRune(id, 0)
}
