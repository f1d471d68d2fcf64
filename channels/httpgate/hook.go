package httpgate

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// hook is one thing that the gateway tells us, and how it is read.
type hook struct {
	kind   string // messages, receipts, stops
	at     string // the last part of its address
	method string // POST, GET or any
	format string // json, form, query

	each  field // the list of several in one call
	whole bool  // the document itself is the list
	when  map[string]condition

	from, text, id, ours, time, charset field
	parts                               *partsOf
	state, code, cost                   field
	currency                            currency
	states                              map[string]verdict
	codes                               map[string]verdict

	console string   // where an operator says it to the gateway
	paste   template // and what exactly
}

// condition is a value that a field must have for a call to be ours.
type condition struct {
	field field
	value string
}

// partsOf says where a gateway puts the parts of a long message.
type partsOf struct {
	ref, total, part field
	wait, keep       time.Duration
}

var at = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// hooks reads the sections of what the gateway tells us.
func (r *reader) hooks(d *document) []*hook {
	var all []*hook
	for _, s := range []struct {
		kind string
		doc  hookDoc
	}{{"messages", d.Messages}, {"receipts", d.Receipts}, {"stops", d.Stops}} {
		if !s.doc.From.given() && !s.doc.Method.given() && !s.doc.Format.given() && s.doc.States == nil {
			if s.kind == "messages" {
				r.at(d.Name, "messages: missing; without it nobody can answer")
			}
			continue
		}
		all = append(all, r.hook(s.kind, s.doc, d.Name))
	}
	for i, h := range all {
		for _, other := range all[:i] {
			if h.at == other.at && (len(h.when) == 0 || len(other.when) == 0) {
				r.at(orText(d.Name, ""), "%s and %s come to the same address: both need when, to be told apart", other.kind, h.kind)
			}
		}
	}
	return all
}

func (r *reader) hook(kind string, d hookDoc, name text) *hook {
	key := func(k string) string { return kind + "." + k }
	where := d.From
	if !where.given() {
		where = name
	}
	h := &hook{kind: kind, at: kind, method: r.oneOf(d.Method, key("method"), http.MethodPost, http.MethodGet, "any"),
		format: r.oneOf(d.Format, key("format"), "form", "json", "query"), console: d.Console.value, when: map[string]condition{}}
	if d.At.given() {
		if h.at = d.At.value; !at.MatchString(h.at) {
			r.at(d.At, "%s: %q should be one word of small letters", key("at"), h.at)
		}
	}
	if h.method == http.MethodGet && h.format != "query" {
		r.at(orText(d.Format, ""), "%s: a GET is read with format: query", key("format"))
	}
	f := func(t text, k string) field { return r.field(t, key(k), h.format) }
	h.currency = r.currency(d.Money, h.format)
	if h.whole = d.Each.value == "."; !h.whole {
		h.each = f(d.Each, "each")
	}
	if d.Each.given() && h.format != "json" {
		r.at(d.Each, "%s: only JSON holds a list", key("each"))
	}
	for path, t := range d.When {
		h.when[path] = condition{f(text{value: path, line: t.line, col: t.col}, "when"), t.value}
	}
	h.from, h.text, h.id, h.ours = f(d.From, "from"), f(d.Text, "text"), f(d.ID, "id"), f(d.Ours, "ours")
	h.time, h.charset, h.state, h.code, h.cost = f(d.Time, "time"), f(d.Charset, "charset"), f(d.State, "state"), f(d.Error, "error"), f(d.Cost, "cost")
	r.need(d.From, where, key("from"))
	switch kind {
	case "messages":
		r.need(d.Text, where, key("text"))
		r.need(d.ID, where, key("id"))
		r.partsOf(d.Parts, h, f)
	case "receipts":
		r.need(d.State, where, key("state"))
		h.states, h.codes = r.verdicts(d.States, ofStates), r.verdicts(d.Errors, ofFailures)
		if len(h.states) == 0 {
			r.at(where, "receipts.states: missing; what do the values of %s mean", d.State.value)
		}
		if !h.id.given() && !h.ours.given() && !r.profileOf.namesUsURL {
			r.at(where, "receipts: neither id nor ours, and the request does not carry {receipts}: no receipt would find its message")
		}
	}
	h.paste = r.template(d.Paste, "url")
	return h
}

func (r *reader) partsOf(d partsDoc, h *hook, f func(text, string) field) {
	if !d.Ref.given() && !d.Total.given() && !d.Part.given() {
		return
	}
	r.need(d.Ref, h.place(d), "messages.parts.ref")
	r.need(d.Total, h.place(d), "messages.parts.total")
	r.need(d.Part, h.place(d), "messages.parts.part")
	h.parts = &partsOf{ref: f(d.Ref, "parts.ref"), total: f(d.Total, "parts.total"), part: f(d.Part, "parts.part"), wait: 3 * time.Second, keep: 24 * time.Hour}
	if d.Wait.given() {
		h.parts.wait = r.duration(d.Wait, "messages.parts.wait")
	}
	if d.Keep.given() {
		h.parts.keep = r.duration(d.Keep, "messages.parts.keep")
	}
}

// place is where a section about parts begins, as far as anything of it is there.
func (h *hook) place(d partsDoc) text {
	for _, t := range []text{d.Ref, d.Total, d.Part} {
		if t.given() {
			return t
		}
	}
	return text{}
}

// takes says whether a call has the method of the hook.
func (h *hook) takes(method string) bool {
	if h.method == "any" {
		return method == http.MethodPost || method == http.MethodGet
	}
	return method == h.method
}

// ours splits the path of a call into the secret, the hooks at its address and
// the id of a message of ours that may follow.
func (c *Channel) route(path string) (secret string, hooks []*hook, id string, ok bool) {
	rest, below := strings.CutPrefix(path, c.cfg.Path)
	if !below {
		return "", nil, "", false
	}
	steps := strings.Split(strings.TrimSuffix(rest, "/"), "/")
	if len(steps) < 2 || len(steps) > 3 {
		return steps[0], nil, "", true
	}
	for _, h := range c.profile.hooks {
		if h.at == steps[1] {
			hooks = append(hooks, h)
		}
	}
	if len(steps) == 3 {
		id, ok = idOfPath(steps[2])
		if !ok || !slices.ContainsFunc(hooks, func(h *hook) bool { return h.kind == "receipts" }) {
			return steps[0], nil, "", true
		}
	}
	return steps[0], hooks, id, true
}

// when reads the time a gateway gives, in the ways they do; zero when it is in
// none of them. One without a zone is UTC.
func when(s string) time.Time {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		switch {
		case n > 1e12 && n < 1e13:
			return time.UnixMilli(n).UTC()
		case n > 1e9 && n < 1e10:
			return time.Unix(n, 0).UTC()
		}
		return time.Time{}
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999-0700", "2006-01-02 15:04:05", "2006-01-02 15:04:05 -0700"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}
