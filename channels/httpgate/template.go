package httpgate

import (
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf16"
)

// template is a text with places: "App {set.key}". A brace is written twice to
// mean itself.
type template struct{ pieces []piece }

// piece is a literal text, or a place when it has a name.
type piece struct {
	text   string
	name   string
	filter string
}

// filters change a value before the encoder of its place sees it.
var filters = []string{"digits", "number", "query", "ucs2hex"}

// parseTemplate reads a template. Whether its names are known is asked later.
func parseTemplate(s string) (template, error) {
	var t template
	var text strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case strings.HasPrefix(s[i:], "{{"), strings.HasPrefix(s[i:], "}}"):
			text.WriteByte(s[i])
			i++
		case s[i] == '}':
			return template{}, errors.New(`a } without a {; write }} for the sign itself`)
		case s[i] == '{':
			end := strings.IndexAny(s[i+1:], "{}")
			if end < 0 || s[i+1+end] != '}' {
				return template{}, errors.New(`a { that is not closed; write {{ for the sign itself`)
			}
			if text.Len() > 0 {
				t.pieces = append(t.pieces, piece{text: text.String()})
				text.Reset()
			}
			name, filter, piped := strings.Cut(s[i+1:i+1+end], "|")
			if name == "" || piped && !slices.Contains(filters, filter) {
				return template{}, fmt.Errorf("{%s} is no place; it is {name} or {name|filter}, and the filters are %s", s[i+1:i+1+end], strings.Join(filters, ", "))
			}
			t.pieces = append(t.pieces, piece{name: name, filter: filter})
			i += 1 + end
		default:
			text.WriteByte(s[i])
		}
	}
	if text.Len() > 0 {
		t.pieces = append(t.pieces, piece{text: text.String()})
	}
	return t, nil
}

// lone says that a template is one place and nothing else. Where such a
// template is empty, the entry it stands in is left out.
func (t template) lone() bool { return len(t.pieces) == 1 && t.pieces[0].name != "" }

// numeric says that a template stands for a number without quotes.
func (t template) numeric() bool { return t.lone() && t.pieces[0].filter == "number" }

// fill puts the values into their places, each through the encoder of the
// place; the encoder may refuse.
func (t template) fill(v values, encode func(string) (string, error)) (string, error) {
	var out strings.Builder
	for _, p := range t.pieces {
		if p.name == "" {
			out.WriteString(p.text)
			continue
		}
		value, err := encode(p.value(v))
		if err != nil {
			return "", fmt.Errorf("{%s}: %w", p.name, err)
		}
		out.WriteString(value)
	}
	return out.String(), nil
}

// plain fills a template whose whole result is encoded afterwards, or that may
// hold anything.
func (t template) plain(v values) string {
	s, _ := t.fill(v, func(s string) (string, error) { return s, nil }) // this encoder refuses nothing
	return s
}

// value is what stands in a place.
func (p piece) value(v values) string {
	s := v[p.name]
	switch p.filter {
	case "digits":
		return strings.TrimPrefix(s, "+")
	case "query":
		return url.QueryEscape(s)
	case "ucs2hex":
		var b []byte
		for _, u := range utf16.Encode([]rune(s)) {
			b = append(b, byte(u>>8), byte(u))
		}
		return strings.ToUpper(hex.EncodeToString(b))
	}
	return s
}

// values are what the places of a template may name.
type values map[string]string

// inPath encodes a value as a segment of a path, or a part of one. Whether the
// whole segment leads elsewhere is seen when it is there.
func inPath(s string) (string, error) {
	if s == "" {
		return "", errors.New("it cannot stand in a path")
	}
	return url.PathEscape(s), nil
}

// inHeader lets only through what can be no second header.
func inHeader(s string) (string, error) {
	for _, r := range s {
		if r < ' ' || r == 0x7f {
			return "", errors.New("a control character cannot stand in a header")
		}
	}
	return s, nil
}
