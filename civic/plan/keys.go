package plan

import (
	"reflect"
	"strings"
)

// key is one key that a struct of this package is written with. Everything
// that walks plans (YAML, CSV, comparison) walks these.
type key struct {
	name     string
	required bool
	form     form
	field    int
}

// keysOf returns the keys of a struct in the order they are written in.
func keysOf(t reflect.Type) []key {
	var keys []key
	for i := range t.NumField() {
		tag, ok := t.Field(i).Tag.Lookup("key")
		if !ok {
			continue
		}
		name, rest, _ := strings.Cut(tag, ",")
		keys = append(keys, key{name: name, required: rest == "required", form: formOf(t.Field(i).Tag.Get("form")), field: i})
	}
	return keys
}

// keyNames are the names of keysOf(t).
func keyNames(t reflect.Type) []string {
	var names []string
	for _, k := range keysOf(t) {
		names = append(names, k.name)
	}
	return names
}

// label names a struct in messages.
func label(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[Plan]():
		return "a plan"
	case reflect.TypeFor[Point]():
		return "a point of progress"
	case reflect.TypeFor[Update](), reflect.TypeFor[Assessment]():
		return "an " + strings.ToLower(t.Name())
	}
	return "a " + strings.ToLower(t.Name())
}

// anotherWord is the key here for what other tools and OGP's pages call k.
func anotherWord(k string) string {
	return map[string]string{
		"id": "plan", "name": "title", "country": "place", "locality": "place", "language": "languages",
		"short_title": "short", "lead_institution": "lead", "agency": "lead", "supporting_institutions": "supporting",
		"theme": "themes", "policy_areas": "themes", "summary": "description", "full_text": "description", "text": "note",
		"number_of_people": "people", "n": "people", "date": "on", "day": "on", "deadline": "due", "end_date": "end",
		"start_date": "start", "reason": "why", "completion_level": "completion", "verifiability": "verifiable",
		"did_it_open_government": "opened_government", "responsible": "office", "author": "by", "comment": "note",
		"link": "url", "impact": "potential_impact", "relevance": "values",
	}[strings.ToLower(strings.ReplaceAll(strings.ReplaceAll(k, " ", "_"), "-", "_"))]
}
