package plan

import (
	"maps"
	"slices"
)

// Text is what people read, by language.
type Text map[string]string

// In returns the text in the first of the languages that has it, otherwise in
// any, always the same one. It is empty only when the text is.
func (t Text) In(langs ...string) string {
	for _, lang := range langs {
		if text, ok := t[lang]; ok {
			return text
		}
	}
	for _, lang := range slices.Sorted(maps.Keys(t)) {
		return t[lang]
	}
	return ""
}
