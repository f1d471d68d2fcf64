package httpgate

import (
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"plaza/channels"
)

// received is what one call told us.
type received struct {
	events []channels.Event
	parts  []part
}

// source gives the value of a field of what the gateway sent.
type source func(field) string

// mostItems is the most of a list that is read. Infobip puts a hundred reports
// into a call unless told otherwise.
const mostItems = 2000

// decode reads a call; false when nothing in it can be read.
func (c *Channel) decode(hooks []*hook, r *http.Request, body []byte, id string) (received, bool) {
	items, ok := itemsOf(hooks[0], r, body)
	if !ok {
		return received{}, false
	}
	var got received
	good := len(items) == 0
	for _, get := range items {
		for _, h := range hooks {
			if !h.meant(get) {
				continue
			}
			good = c.one(h, get, id, &got) || good
		}
		if !anyMeant(hooks, get) {
			good = true // something else the gateway tells; acknowledged, so that it rests
		}
	}
	return got, good
}

// itemsOf cuts a call into the things it tells.
func itemsOf(h *hook, r *http.Request, body []byte) ([]source, bool) {
	if h.format == "json" && r.Method == http.MethodPost {
		doc, err := parseJSON(body)
		if err != nil {
			return nil, false
		}
		if !h.each.given() && !h.whole {
			return []source{func(f field) string { return f.of(doc) }}, true
		}
		found, there := walk(doc, h.each.path)
		list, isList := found.([]any)
		if !there || !isList || len(list) > mostItems {
			return nil, false
		}
		var all []source
		for _, item := range list {
			all = append(all, func(f field) string { return f.of(item) })
		}
		return all, true
	}
	raw := r.URL.RawQuery
	if r.Method == http.MethodPost && h.format == "form" {
		raw = string(body)
	}
	form, err := readForm(raw)
	if err != nil {
		return nil, false
	}
	for _, f := range h.fields() {
		if len(form[f.name]) > 1 { // it means two things
			return nil, false
		}
	}
	return []source{func(f field) string { return form.Get(f.name) }}, true
}

// readForm reads a form or a query. It takes nothing that means two things: a
// semicolon is no separator.
func readForm(raw string) (url.Values, error) {
	if strings.Contains(raw, ";") {
		return nil, errors.New("a semicolon that is not escaped")
	}
	return url.ParseQuery(raw)
}

// fields are the fields that a hook reads.
func (h *hook) fields() []field {
	all := []field{h.from, h.text, h.id, h.ours, h.time, h.charset, h.state, h.code, h.cost, h.currency.at}
	for _, w := range h.when {
		all = append(all, w.field)
	}
	if h.parts != nil {
		all = append(all, h.parts.ref, h.parts.total, h.parts.part)
	}
	return all
}

// meant says whether the gateway means this hook.
func (h *hook) meant(get source) bool {
	for _, w := range h.when {
		if get(w.field) != w.value {
			return false
		}
	}
	return true
}

func anyMeant(hooks []*hook, get source) bool {
	for _, h := range hooks {
		if h.meant(get) {
			return true
		}
	}
	return false
}

// one reads one thing the gateway tells, and says whether it could.
func (c *Channel) one(h *hook, get source, id string, got *received) bool {
	from := international(get(h.from), c.cfg.Country)
	if !isAddress(from) {
		return false
	}
	switch h.kind {
	case "messages":
		return c.message(h, get, channels.Address(from), got)
	case "receipts":
		return receipt(h, get, channels.Address(from), id, got)
	}
	// The gateway does not tell when, nor gives it a number; to be stopped twice
	// is harmless, and to take a second stop for the first would not be.
	ref := "stop-" + strconv.FormatInt(c.cfg.Now().UnixNano(), 36)
	got.events = append(got.events, channels.Event{Kind: channels.Stopped, From: channels.Address(from), Ref: ref, Handled: true})
	return true
}

// message reads what a person wrote, or a part of it.
func (c *Channel) message(h *hook, get source, from channels.Address, got *received) bool {
	text, ok := readText(get(h.text), get(h.charset))
	e := channels.Event{Kind: channels.Message, From: from, Ref: get(h.id), At: when(get(h.time)), Text: text}
	if !ok || !isRef(e.Ref) {
		return false
	}
	if h.parts == nil || get(h.parts.total) == "" {
		got.events = append(got.events, e)
		return true
	}
	total, err := strconv.Atoi(get(h.parts.total))
	n, err2 := strconv.Atoi(get(h.parts.part))
	if err != nil || err2 != nil || total < 1 || total > 255 || n < 1 || n > total {
		return false
	}
	if total == 1 {
		got.events = append(got.events, e)
		return true
	}
	ref := get(h.parts.ref)
	if ref == "" || len(ref) > 64 || len(e.Text) > mostPart {
		return false
	}
	got.parts = append(got.parts, part{ref: ref, total: total, n: n, event: e})
	return true
}

// readText brings a text into UTF-8. Some gateways pass the GSM character 0,
// "@", on as a byte 0, which is not text to a database.
func readText(s, charset string) (string, bool) {
	switch strings.ToUpper(strings.NewReplacer("-", "", "_", "").Replace(charset)) {
	case "UTF16BE", "UTF16", "UCS2":
		if len(s)%2 != 0 {
			return "", false
		}
		units := make([]uint16, 0, len(s)/2)
		for i := 0; i < len(s); i += 2 {
			units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
		}
		s = string(utf16.Decode(units))
	case "UCS2HEX", "HEX":
		b, err := hex.DecodeString(s)
		if err != nil {
			return "", false
		}
		return readText(string(b), "UCS2")
	case "ISO88591", "LATIN1":
		var out strings.Builder
		for i := range len(s) {
			out.WriteRune(rune(s[i]))
		}
		s = out.String()
	}
	return strings.ReplaceAll(s, "\x00", ""), utf8.ValidString(s)
}

// receipt reads what became of a message of ours.
func receipt(h *hook, get source, from channels.Address, id string, got *received) bool {
	if id == "" {
		id = get(h.ours)
	}
	e := channels.Event{Kind: channels.Status, From: from, Ref: get(h.id), ID: id, Cost: money(get(h.cost), h.currency.of(get))}
	if !h.id.given() {
		e.Ref = id
	}
	if !isRef(e.Ref) || len(id) > 256 || !utf8.ValidString(id) || strings.ContainsRune(id, 0) {
		return false
	}
	state, known := h.states[get(h.state)]
	if !known || state.class == nothingNew {
		return true // on its way still, or a state that is new to us
	}
	code := get(h.code)
	why, listed := h.codes[code]
	stop := state.class == stopped
	switch state.class {
	case sent:
		e.State = channels.Sent
	case delivered:
		e.State = channels.Delivered
	case read:
		e.State = channels.Read
	default:
		e.State = channels.Failed
		e.Dead = state.class == dead || listed && why.class == dead
		stop = stop || listed && why.class == stopped
		if e.Why = told(code, why, listed); e.Why == "" || !listed && state.says != "" {
			e.Why = told(get(h.state), state, true)
		}
		if e.Why == "" {
			e.Why = printable(get(h.state))
		}
	}
	got.events = append(got.events, e)
	if stop {
		got.events = append(got.events, channels.Event{Kind: channels.Stopped, From: from, Ref: e.Ref, Handled: true})
	}
	return true
}
