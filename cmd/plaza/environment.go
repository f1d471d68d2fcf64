package main

import (
	"plaza/bot"
	"plaza/channels"
	"plaza/flows"
	"plaza/locales"
)

// environment is what a consultation is checked and compiled in: the languages
// we speak, and what an SMS costs.
func environment() (flows.Env, error) {
	bundle, err := locales.Load()
	if err != nil {
		return flows.Env{}, err
	}
	return flows.Env{Lexicon: bot.Lexicon(bundle), Meter: channels.Segments, Plain: channels.Transliterate}, nil
}
