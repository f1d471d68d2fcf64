package main

import (
	"plaza/channels"
	"plaza/flows"
	"plaza/flows/answer"
	"plaza/locales"
)

// environment is what a consultation is checked and compiled in: the languages
// we speak, and what an SMS costs.
func environment() (flows.Env, error) {
	bundle, err := locales.Load()
	if err != nil {
		return flows.Env{}, err
	}
	words := map[string]answer.Words{}
	for _, lang := range bundle.Languages() {
		words[lang] = answer.Words(bundle.Words(lang))
	}
	return flows.Env{Lexicon: flows.Lexicon{Words: words, Sentence: func(_, key string, _ map[string]any) string { return key }}, Meter: channels.Segments}, nil
}
