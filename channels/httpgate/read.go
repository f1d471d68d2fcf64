package httpgate

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// whole tells of values that should be one text and are not.
func (r *reader) whole(all ...text) {
	for _, t := range all {
		if t.wrong != "" {
			r.at(t, "%s", t.wrong)
		}
	}
}

// need reads a text that must be there; where says the place of its section.
func (r *reader) need(t, where text, name string) string {
	r.whole(t)
	if strings.TrimSpace(t.value) == "" && t.wrong == "" {
		if !t.given() {
			t = where
		}
		r.at(t, "%s: missing", name)
	}
	return t.value
}

func (r *reader) yes(t text) bool {
	r.whole(t)
	if t.given() && t.value != "true" && t.value != "false" {
		r.at(t, "%q should be true or false", t.value)
	}
	return t.value == "true"
}

func (r *reader) number(t text, name string, least, most int) int {
	r.whole(t)
	n, err := strconv.Atoi(t.value)
	if err != nil || n < least || n > most {
		r.at(t, "%s: %q should be a number from %d to %d", name, t.value, least, most)
	}
	return n
}

func (r *reader) duration(t text, name string) time.Duration {
	r.whole(t)
	d, err := time.ParseDuration(t.value)
	if err != nil || d <= 0 {
		r.at(t, "%s: %q should be a time such as 20s or 48h", name, t.value)
	}
	return d
}

func (r *reader) oneOf(t text, name string, among ...string) string {
	r.whole(t)
	if !t.given() {
		return among[0]
	}
	if !slices.Contains(among, t.value) {
		r.at(t, "%s: %q is none of %s", name, t.value, strings.Join(among, ", "))
	}
	return t.value
}

// template reads a template that may use these names.
func (r *reader) template(t text, names ...string) template {
	r.whole(t)
	parsed, err := parseTemplate(t.value)
	if err != nil {
		r.at(t, "%s", err)
		return template{}
	}
	address := len(parsed.pieces) > 0 && slices.Contains([]string{"receipts", "messages"}, parsed.pieces[0].name)
	for i, p := range parsed.pieces {
		switch {
		case p.name == "":
		case !slices.Contains(names, p.name):
			sorted := slices.Sorted(slices.Values(names))
			r.at(t, "{%s} is nothing that can stand here; there is %s", p.name, strings.Join(sorted, ", "))
		case address && i > 0 && p.filter != "query":
			r.at(t, "{%s} stands inside an address: write {%s|query}", p.name, p.name)
		}
		if p.name == "receipts" {
			r.profileOf.namesUsURL = true
		}
	}
	return parsed
}

func (r *reader) templates(in map[string]text, names ...string) map[string]template {
	if in == nil {
		return nil
	}
	out := map[string]template{}
	for name, t := range in {
		out[name] = r.template(t, names...)
	}
	return out
}

// call reads a request.
func (r *reader) call(d requestDoc, where text) call {
	c := call{method: r.oneOf(d.Method, "request.method", http.MethodPost, http.MethodGet, http.MethodPut)}
	r.need(d.URL, where, "request.url")
	c.url = r.template(d.URL, r.sending...)
	r.host(d.URL, c.url)
	c.query = r.templates(d.Query, r.sending...)
	c.form = r.templates(d.Form, r.sending...)
	c.headers = r.headers(d.Headers)
	if d.JSON.Kind != 0 {
		c.json = r.tree(&d.JSON, 0)
		if d.Form != nil {
			r.at(text{line: d.JSON.Line, col: d.JSON.Column}, "request: form and json: one body, please")
		}
	}
	if c.method == http.MethodGet && (c.form != nil || c.json != nil) {
		r.at(d.Method, "request: a GET has no body; use query")
	}
	return c
}

// host holds the beginning of a URL: no value of a message may choose whom we
// call.
func (r *reader) host(at text, t template) {
	if len(t.pieces) == 0 {
		return
	}
	first := t.pieces[0]
	fixed := regexp.MustCompile(`^https?://[A-Za-z0-9.-]+(:[0-9]+)?/`).MatchString(first.text)
	if first.name != "" {
		fixed = strings.HasPrefix(first.name, "set.")
	}
	if !fixed {
		r.at(at, "request.url: it begins with https://name/ or with one setting that is such an address")
	}
	for _, p := range t.pieces {
		if strings.ContainsAny(p.text, "?#") {
			r.at(at, "request.url: what follows a ? stands under query")
			return
		}
	}
}

var headerName = regexp.MustCompile(`^[A-Za-z0-9-]+$`)

// headers reads headers. Nothing that a person wrote may stand in one.
func (r *reader) headers(in map[string]text) map[string]template {
	may := slices.DeleteFunc(slices.Clone(r.sending), func(n string) bool { return n == "text" || n == "to" || strings.HasPrefix(n, "enc.") })
	for name, t := range in {
		if !headerName.MatchString(name) {
			r.at(t, "%q is no name of a header", name)
		}
	}
	return r.templates(in, may...)
}

// tree reads a JSON body from YAML: maps, lists, and texts that are templates.
func (r *reader) tree(n *yaml.Node, depth int) *tree {
	here := text{value: n.Value, line: n.Line, col: n.Column}
	t := &tree{}
	switch {
	case depth > 20:
		r.at(here, "too many levels inside one another")
	case n.Kind == yaml.MappingNode:
		t.fields = map[string]*tree{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			t.fields[n.Content[i].Value] = r.tree(n.Content[i+1], depth+1)
		}
	case n.Kind == yaml.SequenceNode:
		t.items = []*tree{}
		for _, item := range n.Content {
			t.items = append(t.items, r.tree(item, depth+1))
		}
	case n.Kind != yaml.ScalarNode:
		r.at(here, "aliases are not used here: write the value again")
	case n.Tag == "!!int" || n.Tag == "!!float" || n.Tag == "!!bool" || n.Tag == "!!null":
		t.raw = json.RawMessage(n.Value)
		if !json.Valid(t.raw) {
			r.at(here, "%q is no JSON; a text needs \"double quotes\"", n.Value)
		}
	default:
		parsed := r.template(here, r.sending...)
		t.text = &parsed
	}
	return t
}

// auth adds to a request what says who we are.
func (r *reader) auth(d authDoc, c *call) {
	settings := slices.DeleteFunc(slices.Clone(r.sending), func(n string) bool { return !strings.HasPrefix(n, "set.") })
	one := func(t text, name string) template {
		r.need(t, d.Kind, "auth."+name)
		return r.template(t, settings...)
	}
	kind := r.oneOf(d.Kind, "auth.kind", "none", "basic", "bearer", "header", "query")
	wants := map[string][]text{"basic": {d.User, d.Password}, "bearer": {d.Token}, "header": {d.Name, d.Value}}[kind]
	for _, t := range []text{d.User, d.Password, d.Token, d.Name, d.Value} {
		if t.given() && !slices.Contains(wants, t) {
			r.at(t, "auth: a %s has no such key", kind)
		}
	}
	if c.headers == nil {
		c.headers = map[string]template{}
	}
	switch kind {
	case "basic":
		user, pass := one(d.User, "user"), one(d.Password, "password")
		c.user, c.pass = &user, &pass
	case "bearer":
		token := one(d.Token, "token")
		c.headers["Authorization"] = template{append([]piece{{text: "Bearer "}}, token.pieces...)}
	case "header":
		name := r.need(d.Name, d.Kind, "auth.name")
		if name != "" && !headerName.MatchString(name) {
			r.at(d.Name, "%q is no name of a header", name)
		}
		c.headers[name] = one(d.Value, "value")
	case "query":
		if c.query == nil {
			c.query = map[string]template{}
		}
		if len(d.Query) == 0 {
			r.at(d.Kind, "auth.query: missing")
		}
		for name, t := range d.Query {
			c.query[name] = r.template(t, settings...)
		}
	}
	if kind != "query" && d.Query != nil {
		r.at(d.Kind, "auth: a %s has no query", kind)
	}
}

// checkCall reads the request that doctor makes.
func (r *reader) checkCall(d *document) *check {
	sending := r.sending
	defer func() { r.sending = sending }()
	r.sending = slices.DeleteFunc(slices.Clone(sending), func(n string) bool { return !strings.HasPrefix(n, "set.") })
	c := &check{call: r.call(requestDoc{Method: orText(d.Check.Method, http.MethodGet), URL: d.Check.URL, Query: d.Check.Query, Headers: d.Check.Headers}, d.Check.URL)}
	r.auth(d.Auth, &c.call)
	for _, t := range d.Check.Good {
		c.good = append(c.good, r.number(t, "check.good", 200, 599))
	}
	for _, t := range d.Check.Refused {
		c.refused = append(c.refused, r.number(t, "check.refused", 200, 599))
	}
	if len(c.good) == 0 {
		r.at(d.Check.URL, "check.good: missing; which HTTP statuses mean that all is well")
	}
	return c
}

func orText(t text, otherwise string) text {
	if t.given() {
		return t
	}
	return text{value: otherwise, line: 1, col: 1}
}
