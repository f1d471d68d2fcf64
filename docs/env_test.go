package docs_test

import (
	"testing"

	"plaza/channels"
	"plaza/flows"
	"plaza/flows/answer"
	"plaza/locales"
)

// env is what the program gives to flows: the words and sentences of our
// languages, and what an SMS costs.
func env(t *testing.T) flows.Env {
	t.Helper()
	bundle, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]answer.Words{}
	for _, lang := range bundle.Languages() {
		words[lang] = answer.Words(bundle.Words(lang))
	}
	return flows.Env{Lexicon: flows.Lexicon{Words: words, Sentence: bundle.Sentence}, Meter: channels.Segments}
}
