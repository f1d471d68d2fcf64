package twilio

import (
	"cmp"
	"errors"
	"net/url"
	"slices"
	"strings"
)

// field is one field of a form. A form is a list and not a map: the signature
// covers what comes twice.
type field struct{ name, value string }

// readForm reads an urlencoded body into its fields, sorted by name, then
// value. It takes nothing that means two things: a semicolon is no separator.
func readForm(body string) ([]field, error) {
	if strings.Contains(body, ";") {
		return nil, errors.New("a semicolon that is not escaped")
	}
	fields := make([]field, 0, 32)
	for pair := range strings.SplitSeq(body, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		if err != nil {
			return nil, errors.New("a field's name is escaped wrongly")
		}
		value, err = url.QueryUnescape(value)
		if err != nil {
			return nil, errors.New("a field's value is escaped wrongly")
		}
		fields = append(fields, field{name, value})
	}
	slices.SortFunc(fields, func(a, b field) int {
		return cmp.Or(strings.Compare(a.name, b.name), strings.Compare(a.value, b.value))
	})
	return fields, nil
}

// form gives the fields that we read, each of which must come at most once.
type form struct {
	fields []field
	twice  string // a name that was asked for and came twice
}

func (f *form) get(name string) string {
	at, found := slices.BinarySearchFunc(f.fields, name, func(f field, name string) int { return strings.Compare(f.name, name) })
	if !found {
		return ""
	}
	if at+1 < len(f.fields) && f.fields[at+1].name == name {
		f.twice = name
	}
	return f.fields[at].value
}

func (f *form) has(name string) bool {
	_, found := slices.BinarySearchFunc(f.fields, name, func(f field, name string) int { return strings.Compare(f.name, name) })
	return found
}
