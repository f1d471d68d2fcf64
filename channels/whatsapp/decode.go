package whatsapp

import (
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"plaza/channels"
)

var errNotJSON = errors.New("not the JSON that Meta sends")

// decode reads a body that Meta signed, into events in its order. It fails only
// on what is no JSON at all.
func (c *Channel) decode(body []byte) ([]channels.Event, error) {
	var p payload
	if err := json.Unmarshal(body, &p); err != nil {
		return nil, errNotJSON
	}
	if p.Object != "whatsapp_business_account" {
		return nil, nil // of another product of the same app
	}
	var events []channels.Event
	for _, e := range p.Entry {
		for _, ch := range e.Changes {
			events = append(events, c.change(ch)...)
		}
	}
	return events, nil
}

// change reads one change of our number. What is for another number of the app
// is dropped: that number's own channel is called for it, or should be.
func (c *Channel) change(ch change) (events []channels.Event) {
	if ch.Field != "messages" && ch.Field != "user_preferences" {
		return nil
	}
	var v value
	if json.Unmarshal(ch.Value, &v) != nil || v.Metadata.PhoneNumberID != c.cfg.PhoneNumberID {
		return nil
	}
	each(v.Messages, func(m message) { events = append(events, c.message(m)...) })
	each(v.Statuses, func(s status) { events = append(events, statusOf(s)...) })
	each(v.Preferences, func(p preference) { events = append(events, preferenceOf(p)...) })
	return events
}

// each reads elements one by one and passes over those that cannot be read.
func each[T any](elements []json.RawMessage, use func(T)) {
	for _, raw := range elements {
		var v T
		if json.Unmarshal(raw, &v) == nil {
			use(v)
		}
	}
}

// message reads what a person sent.
func (c *Channel) message(m message) []channels.Event {
	if m.Type == "system" {
		return moved(m)
	}
	e := channels.Event{Kind: channels.Message, From: addressOf(m.UserID, m.From), Ref: m.ID, At: at(m.Timestamp)}
	if e.From == "" || !isRef(e.Ref) || m.GroupID != "" { // what is said in a group was not said to us
		return nil
	}
	switch m.Type {
	case "text":
		e.Text = text(m.Text.Body)
	case "button":
		e.Text, e.Tap = text(m.Button.Text), tap(m.Button.Payload)
	case "interactive":
		for _, r := range []*reply{m.Interactive.ButtonReply, m.Interactive.ListReply} {
			if r != nil {
				e.Text, e.Tap = text(r.Title), tap(r.ID)
			}
		}
	case "location":
		e.Place = place(m.Location.Latitude, m.Location.Longitude)
	case "image":
		e.Media, e.Text = c.attachment("photo", m.Image)
	case "sticker":
		e.Media, e.Text = c.attachment("photo", m.Sticker)
	case "audio":
		e.Media, e.Text = c.attachment("voice", m.Audio)
	case "video":
		e.Media, e.Text = c.attachment("file", m.Video)
	case "document":
		e.Media, e.Text = c.attachment("file", m.Document)
	case "reaction", "request_welcome":
		return nil // nothing that waits for an answer
	}
	// The rest (contacts, orders, what WhatsApp cannot show) is a message without
	// words: the conversation says that it was not understood.
	return []channels.Event{e}
}

// moved tells that a person took another number. Their user id went with the
// old one, so nobody is reached there any more.
func moved(m message) []channels.Event {
	if t := m.System.Type; t != "user_changed_number" && t != "user_changed_user_id" {
		return nil
	}
	from := addressOf(m.System.Previous, m.From)
	if from == "" || !isRef(m.ID) {
		return nil
	}
	return []channels.Event{{Kind: channels.Status, From: from, Ref: m.ID, At: at(m.Timestamp),
		State: channels.Failed, Why: "the person moved to another number", Dead: true}}
}

// attachment is a picture, a recording or a file, by where Fetch finds it, and
// its caption. The name of a file says who wrote it, and is dropped.
func (c *Channel) attachment(kind string, m *media) ([]channels.Media, string) {
	if m == nil {
		return nil, ""
	}
	caption := text(m.Caption)
	if !digits.MatchString(m.ID) || len(m.Type) > 128 || !utf8.ValidString(m.Type) {
		return nil, caption
	}
	return []channels.Media{{Kind: kind, URL: c.graph(m.ID, nil).String(), Type: m.Type}}, caption
}

// text drops the byte 0, which is no text to a database.
func text(s string) string { return strings.ReplaceAll(s, "\x00", "") }

// tap is the id of a button; one that cannot be ours is none.
func tap(id string) string {
	if !isID(id) {
		return ""
	}
	return id
}

// place is a point on earth, or nothing.
func place(latitude, longitude json.Number) string {
	lat, err1 := latitude.Float64()
	lon, err2 := longitude.Float64()
	if err1 != nil || err2 != nil || math.Abs(lat) > 90 || math.Abs(lon) > 180 {
		return ""
	}
	return strconv.FormatFloat(lat, 'f', -1, 64) + "," + strconv.FormatFloat(lon, 'f', -1, 64)
}

// at reads seconds since 1970; what cannot be a time of ours is none.
func at(n json.Number) time.Time {
	s, err := n.Int64()
	if err != nil || s <= 0 || s > 1<<34 {
		return time.Time{}
	}
	return time.Unix(s, 0).UTC()
}

// isRef says whether an id of Meta's is one: visible characters, not many.
func isRef(ref string) bool {
	return ref != "" && len(ref) <= 256 && strings.IndexFunc(ref, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}

// isID says whether an id can be one of ours.
func isID(id string) bool {
	return id != "" && len(id) <= maxOpaque && utf8.ValidString(id) && !strings.ContainsRune(id, 0)
}
