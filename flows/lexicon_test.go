package flows_test

import (
	"fmt"
	"strings"
	"sync"

	"plaza/flows"
	"plaza/flows/answer"
	"plaza/locales"
)

// catalogues are those that the software speaks by.
var catalogues = sync.OnceValue(func() *locales.Bundle {
	bundle, err := locales.Load()
	if err != nil {
		panic(err)
	}
	return bundle
})

// lexicon has the words of our languages. Its sentences are their keys and
// arguments, so that a test sees which was said and with what.
var lexicon = sync.OnceValue(func() flows.Lexicon {
	bundle := catalogues()
	lex := flows.Lexicon{Words: make(map[string]answer.Words), Sentence: sentence}
	for _, lang := range bundle.Languages() {
		lex.Words[lang] = answer.Words(bundle.Words(lang))
	}
	lex.Reader = answer.NewReader(lex.Words)
	return lex
})

// sentence is yes, no, a status and the hint of a scale as they stand in the catalogues,
// and every other sentence as [key arg=value].
func sentence(lang, key string, args map[string]any) string {
	if strings.HasPrefix(key, flows.Completion("")) {
		return catalogues().Sentence(lang, key, args)
	}
	switch key {
	case "yes", "no", "no_answer":
		return map[string]map[string]string{
			"es": {"yes": "Sí", "no": "No", "no_answer": "sin respuesta"},
			"fr": {"yes": "Oui", "no": "Non", "no_answer": "sans réponse"},
			"ar": {"yes": "نعم", "no": "لا", "no_answer": "بلا جواب"},
		}[lang][key] + map[string]map[string]string{
			"en": {"yes": "Yes", "no": "No", "no_answer": "no answer"},
			"pt": {"yes": "Sim", "no": "Não", "no_answer": "sem resposta"},
			"sw": {"yes": "Ndiyo", "no": "Hapana", "no_answer": "hakuna jibu"},
		}[lang][key]
	case "scale":
		return fmt.Sprintf("(%v = %v, %v = %v)", args["from"], args["low"], args["to"], args["high"])
	}
	var b strings.Builder
	b.WriteString("[" + key)
	for _, s := range flows.Sentences() {
		if s.Key == key {
			for _, name := range s.Args {
				fmt.Fprintf(&b, " %s=%v", name, args[name])
			}
		}
	}
	return b.String() + "]"
}
