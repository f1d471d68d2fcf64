package httpgate

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"plaza/channels"
)

// answer says how the gateway's answer to a request is read.
type answer struct {
	format    string
	id, cost  field
	currency  currency
	code      field
	codes     map[string]verdict
	otherwise class
	statuses  map[int]verdict
}

// answer reads the rules of an answer.
func (r *reader) answer(d answerDoc) answer {
	a := answer{format: r.oneOf(d.Format, "answer.format", "json", "text", "none"), statuses: map[int]verdict{}}
	f := func(t text, name string) field { return r.field(t, name, a.format) }
	a.id, a.cost, a.code = f(d.ID, "answer.id"), f(d.Cost, "answer.cost"), f(d.Error, "answer.error")
	a.currency = r.currency(d.Currency, a.format)
	a.codes = r.verdicts(d.Errors, ofAnswers)
	a.otherwise = class(r.oneOf(d.Otherwise, "answer.otherwise", string(unknown), string(temporary), string(permanent)))
	if d.Errors != nil && !d.Error.given() {
		r.at(d.Format, "answer.errors: they need answer.error, the field that holds the code")
	}
	for code, v := range r.verdicts(d.Statuses, ofAnswers[1:]) {
		n, err := strconv.Atoi(code)
		if err != nil || n < 100 || n > 599 {
			r.at(orText(d.Statuses[code], ""), "answer.statuses: %q is no HTTP status", code)
		}
		a.statuses[n] = v
	}
	if a.format == "none" && !r.profileOf.namesUsURL {
		r.at(orText(d.Format, ""), "answer: without an id in the answer, the request must carry {receipts}, or no receipt finds its message")
	}
	return a
}

// field is where a value stands: a path of JSON (messages.0.id), the name of a
// field of a form or query, or a pattern with one group for a plain text.
type field struct {
	path    []string
	name    string
	pattern *regexp.Regexp
}

func (f field) given() bool { return f.name != "" }

// field reads where a value stands.
func (r *reader) field(t text, name, format string) field {
	r.whole(t)
	f := field{name: t.value}
	switch {
	case !f.given():
	case format == "text":
		var err error
		if f.pattern, err = regexp.Compile(t.value); err != nil || f.pattern.NumSubexp() != 1 {
			r.at(t, "%s: %q should be a pattern with one (group) in it", name, t.value)
			f.pattern = nil
		}
	case format == "json":
		f.path = strings.Split(t.value, ".")
	case format == "none":
		r.at(t, "%s: an answer of the format none has no fields", name)
	}
	return f
}

// of reads the field from a text.
func (f field) ofText(body string) string {
	if f.pattern == nil {
		return ""
	}
	if m := f.pattern.FindStringSubmatch(body); m != nil {
		return m[1]
	}
	return ""
}

// of reads the field from a JSON document. What is no text, number or truth
// value is nothing.
func (f field) of(doc any) string {
	v, ok := walk(doc, f.path)
	if !ok || !f.given() {
		return ""
	}
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// walk follows a path through a JSON document: names in objects, numbers in
// lists.
func walk(doc any, path []string) (any, bool) {
	for _, step := range path {
		switch d := doc.(type) {
		case map[string]any:
			v, there := d[step]
			if !there {
				return nil, false
			}
			doc = v
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(d) {
				return nil, false
			}
			doc = d[i]
		default:
			return nil, false
		}
	}
	return doc, true
}

// parseJSON reads one JSON document, its numbers as they are written.
func parseJSON(body []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var doc any
	if err := d.Decode(&doc); err != nil {
		return nil, errors.New("no JSON")
	}
	if d.More() {
		return nil, errors.New("something follows the JSON")
	}
	return doc, nil
}

// read turns an answer into a receipt or an error. ours is our own id of the
// message, which is the gateway's where it gives none.
func (a *answer) read(status int, body []byte, whole bool, ours string) (channels.Receipt, error) {
	var get source = func(f field) string { return f.ofText(string(body)) }
	readable := whole
	if a.format == "json" {
		doc, err := parseJSON(body)
		readable = readable && err == nil
		get = func(f field) string { return f.of(doc) }
	}
	code := get(a.code)
	if v, said := a.verdict(status, code); said {
		return channels.Receipt{}, failure(v.class, v.says)
	}
	ref := get(a.id)
	switch {
	case !whole:
		return channels.Receipt{}, failure(unknown, "the answer was cut, the message may have left")
	case a.format == "json" && !readable:
		return channels.Receipt{}, failure(unknown, "the answer is no JSON, the message may have left")
	case !a.id.given():
		ref = ours
	case !isRef(ref):
		return channels.Receipt{}, failure(unknown, "the answer names no message, it may have left")
	}
	return channels.Receipt{Ref: ref, Cost: money(get(a.cost), a.currency.of(get))}, nil
}

// verdict says why a message was not taken; false when it was. The rules of
// HTTP are those of every adapter here: a 429 was never acted on, a 4xx has not
// been, of a 5xx nobody knows unless the gateway's documents say so.
func (a *answer) verdict(status int, code string) (verdict, bool) {
	plainly := "http " + strconv.Itoa(status)
	v, known := a.codes[code]
	known = known && code != ""
	says := plainly
	if t := told(code, v, known); t != "" {
		says += ", " + t
	}
	by, listed := a.statuses[status]
	if listed && by.says != "" && !known {
		says = plainly + ", " + by.says
	}
	switch {
	case status == http.StatusTooManyRequests:
		return verdict{temporary, says}, true
	case status >= 500 && listed:
		return verdict{by.class, says}, true
	case status >= 500:
		return verdict{unknown, says}, true
	case known && v.class == taken && status < 300:
		return verdict{}, false
	case known && v.class != taken:
		return verdict{v.class, says}, true
	case listed:
		return verdict{by.class, says}, true
	case status >= 200 && status < 300 && (code == "" || !a.code.given() || len(a.codes) == 0):
		return verdict{}, false
	case status >= 200 && status < 300:
		return verdict{a.otherwise, says}, true
	case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusNotFound, status == http.StatusRequestTimeout, status == http.StatusPaymentRequired:
		return verdict{temporary, says}, true // the account's fault, or the way's; never the person's
	case status >= 400:
		return verdict{permanent, says}, true
	}
	return verdict{unknown, says}, true
}

// currency is three capital letters, or the field that holds them.
type currency struct {
	letters string
	at      field
}

var iso4217 = regexp.MustCompile(`^[A-Z]{3}$`)

func (r *reader) currency(t text, format string) currency {
	if iso4217.MatchString(t.value) {
		return currency{letters: t.value}
	}
	return currency{at: r.field(t, "currency", format)}
}

func (c currency) of(get source) string {
	if c.letters != "" || !c.at.given() {
		return c.letters
	}
	return get(c.at)
}

// money writes a cost as a number and a currency, as the ledger reads it: some
// gateways write the currency first.
func money(amount, currency string) string {
	parts := strings.Fields(amount)
	if len(parts) == 2 && currency == "" {
		if _, err := strconv.ParseFloat(parts[0], 64); err != nil {
			parts[0], parts[1] = parts[1], parts[0]
		}
		amount, currency = parts[0], parts[1]
	}
	if _, err := strconv.ParseFloat(amount, 64); err != nil || len(amount) > 24 || len(currency) > 8 {
		return ""
	}
	return strings.TrimSpace(amount + " " + strings.ToUpper(currency))
}
