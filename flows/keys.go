package flows

import (
	"reflect"
	"slices"
	"strings"

	"plaza/flows/source"
)

// key is one key that a struct of the language can be written with: the
// decoder reads it, the JSON Schema describes it, and neither knows more.
type key struct {
	name     string
	required bool
	field    int
}

// keysOf returns the keys of a struct in the order of its fields.
func keysOf(t reflect.Type) []key {
	var keys []key
	for i := range t.NumField() {
		tag, ok := t.Field(i).Tag.Lookup("key")
		if !ok || tag == "-" {
			continue
		}
		name, rest, _ := strings.Cut(tag, ",")
		keys = append(keys, key{name: name, required: rest == "required", field: i})
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

// verbs returns a new, empty Verb of each kind, by the key a step begins with.
func verbs() []Verb {
	return []Verb{new(Say), new(Ask), new(Consent), new(Group), new(Confirm), new(ListRows), new(Handoff), new(End), new(Follow)}
}

// verbNames are the verbs a step may have, in the order of the documentation.
func verbNames() []string {
	var names []string
	for _, v := range verbs() {
		names = append(names, v.verb())
	}
	return names
}

// newVerb returns an empty Verb of the kind called name, or nil.
func newVerb(name string) Verb {
	for _, v := range verbs() {
		if v.verb() == name {
			return v
		}
	}
	return nil
}

// laterVerbs are words of the language whose steps this version cannot run.
func laterVerbs() []string {
	return []string{"ticket", "report", "proposal", "move", "support", "ballot", "statements", "enrol"}
}

// answerKinds are what may stand after "answer:".
func answerKinds() []string {
	return []string{"text", "scale", "yesno", "number", "date", "phone", "email", "place", "photo", "voice", "file", "row"}
}

// askKeys returns the keys that an ask may have besides those of every ask,
// by its answer ("options" for one with options), and which of them it needs.
func askKeys(answer string) (may, must []string) {
	switch answer {
	case "options":
		return []string{"pick", "ranked", "shuffle"}, nil
	case "text":
		return []string{"max"}, nil
	case "scale":
		return []string{"from", "to", "low", "high"}, []string{"from", "to"}
	case "number", "date":
		return []string{"from", "to"}, nil
	case "place":
		return []string{"table"}, nil
	case "row":
		return []string{"table", "where", "sort", "show", "each", "none", "column", "pick"}, []string{"table"}
	}
	return nil, nil
}

// allAskKeys returns the keys that go with some kinds of answer and not with
// others.
func allAskKeys() []string {
	var all []string
	for _, kind := range append([]string{"options"}, answerKinds()...) {
		may, _ := askKeys(kind)
		all = append(all, may...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// askOwners names the kinds of ask that have key, such as "answer: number or date".
func askOwners(key string) []string {
	var owners []string
	for _, kind := range append([]string{"options"}, answerKinds()...) {
		may, _ := askKeys(kind)
		if slices.Contains(may, key) {
			owners = append(owners, kind)
		}
	}
	return owners
}

// form is what a Name must look like.
type form uint8

const (
	free    form = iota // anything
	word                // an id: [a-z][a-z0-9_]*
	slug                // a flow's id: [a-z0-9-]+
	tag                 // a language: en, pt-BR
	whole               // a whole number above zero
	bound               // the end of a range: a number or a day
	oneOf               // one of a rule's values
	whoForm             // who may take part
)

// pattern is the form as a regular expression, for the schema.
func (f form) pattern() string {
	switch f {
	case word:
		return `^[a-z][a-z0-9_]*$`
	case slug:
		return `^[a-z0-9-]+$`
	case tag:
		return source.LanguageForm
	case whole:
		return `^[1-9][0-9]{0,8}$`
	case bound:
		return `^-?[0-9]+(\.[0-9]+)?$|^[0-9]{4}-[0-9]{2}-[0-9]{2}$`
	case whoForm:
		return `^(anyone|invited|panel [a-z][a-z0-9_-]*|verified [a-z][a-z0-9_-]*)$`
	}
	return ""
}
