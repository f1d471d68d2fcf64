package bot

import (
	"plaza/flows"
	"plaza/flows/answer"
	"plaza/locales"
)

// Lexicon hands the catalogues to flows, which knows no language of its own.
// The conversion compiles only while both packages agree on what a language
// brings.
func Lexicon(bundle *locales.Bundle) flows.Lexicon {
	words := make(map[string]answer.Words)
	for _, lang := range bundle.Languages() {
		words[lang] = answer.Words(bundle.Words(lang))
	}
	return flows.Lexicon{Words: words, Reader: answer.NewReader(words), Sentence: bundle.Sentence}
}
