package httpgate

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// call is a request to the gateway before the values are in it.
type call struct {
	method  string
	url     template
	headers map[string]template
	query   map[string]template
	form    map[string]template
	json    *tree
	user    *template // basic auth, with password
	pass    *template
}

// tree is a JSON document with templates in the places of its texts.
type tree struct {
	text   *template
	raw    json.RawMessage // a number, true, false or null
	fields map[string]*tree
	items  []*tree
}

// build makes the request. Each value is encoded by the place it stands in.
func (c *call) build(ctx context.Context, v values) (*http.Request, error) {
	address, err := c.address(v)
	if err != nil {
		return nil, err
	}
	body, kind, err := c.body(v)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, c.method, address.String(), body)
	if err != nil {
		return nil, errors.New("the address of the request is no URL")
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for _, name := range slices.Sorted(maps.Keys(c.headers)) {
		value, err := c.headers[name].fill(v, inHeader)
		if err != nil {
			return nil, fmt.Errorf("header %s: %w", name, err)
		}
		r.Header.Set(name, value)
	}
	if c.user != nil {
		r.SetBasicAuth(c.user.plain(v), c.pass.plain(v))
	}
	return r, nil
}

// address is where the request goes. Its scheme and host come from the
// profile's own text or from a setting that is an address itself; no other
// value reaches them (check.go).
func (c *call) address(v values) (*url.URL, error) {
	base, path := c.url.base(v)
	rest, err := path.fill(v, inPath)
	if err != nil {
		return nil, fmt.Errorf("url: %w", err)
	}
	for segment := range strings.SplitSeq(rest, "/") {
		if segment == "." || segment == ".." {
			return nil, errors.New("url: a value leads out of its place in the path")
		}
	}
	u, err := url.Parse(strings.TrimRight(base, "/") + rest)
	if err != nil || !isAddressOf(u) {
		return nil, errors.New("url: it is no address such as https://gateway.example.org")
	}
	u.RawQuery = encodeForm(c.query, v)
	return u, nil
}

// base cuts the scheme and the host off the front of a URL's template.
func (t template) base(v values) (string, template) {
	if len(t.pieces) == 0 {
		return "", t
	}
	first, rest := t.pieces[0], t.pieces[1:]
	if first.name != "" {
		return v[first.name], template{rest}
	}
	at := strings.Index(first.text, "://")
	if at < 0 {
		return "", t
	}
	slash := strings.IndexByte(first.text[at+3:], '/')
	if slash < 0 {
		return first.text, template{rest}
	}
	cut := at + 3 + slash
	return first.text[:cut], template{append([]piece{{text: first.text[cut:]}}, rest...)}
}

// isAddressOf says whether a URL names a server and nothing that a template
// must not hold: a password, a fragment.
func isAddressOf(u *url.URL) bool {
	return (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && u.Fragment == ""
}

// encodeForm encodes names and values for a query or a form, sorted by name.
func encodeForm(fields map[string]template, v values) string {
	form := url.Values{}
	for name, t := range fields {
		value := t.plain(v)
		if value == "" && t.lone() {
			continue
		}
		form.Set(name, value)
	}
	return form.Encode()
}

// body encodes what the request carries.
func (c *call) body(v values) (io.Reader, string, error) {
	switch {
	case c.json != nil:
		doc, _, err := c.json.build(v)
		if err != nil {
			return nil, "", err
		}
		b, err := json.Marshal(doc)
		if err != nil {
			return nil, "", errors.New("json: the body cannot be written")
		}
		return bytes.NewReader(b), "application/json", nil
	case c.form != nil:
		return strings.NewReader(encodeForm(c.form, v)), "application/x-www-form-urlencoded", nil
	case c.method == http.MethodGet:
		return nothing{}, "", nil
	}
	return http.NoBody, "", nil
}

// nothing is an empty body that net/http does not know how to send again: it
// would repeat a GET on a connection it has used before, and a message would
// leave twice.
type nothing struct{}

func (nothing) Read([]byte) (int, error) { return 0, io.EOF }

// build fills a document; false when it is to be left out.
func (t *tree) build(v values) (any, bool, error) {
	switch {
	case t.text != nil:
		s := t.text.plain(v)
		if s == "" && t.text.lone() {
			return nil, false, nil
		}
		if t.text.numeric() {
			if !json.Valid([]byte(s)) || strings.Trim(s, "-0123456789.") != "" {
				return nil, false, fmt.Errorf("json: {%s} is no number", t.text.pieces[0].name)
			}
			return json.RawMessage(s), true, nil
		}
		return s, true, nil
	case t.fields != nil:
		doc := map[string]any{}
		for name, sub := range t.fields {
			value, there, err := sub.build(v)
			if err != nil {
				return nil, false, err
			}
			if there {
				doc[name] = value
			}
		}
		return doc, true, nil
	case t.raw != nil:
		return t.raw, true, nil
	}
	list := []any{}
	for _, sub := range t.items {
		value, there, err := sub.build(v)
		if err != nil {
			return nil, false, err
		}
		if there {
			list = append(list, value)
		}
	}
	return list, true, nil
}
