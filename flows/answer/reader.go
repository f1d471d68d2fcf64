package answer

import "slices"

// Reader reads replies in the languages it was given. It never changes once
// made, so any number of goroutines may share one.
type Reader struct {
	lexicons map[string]*lexicon
	order    []string // languages: English first, as people mix it in most, the rest by tag
	machine  map[string][]machineWord
	stops    map[string]stopWord
	plans    map[string][]planPhrase // by first word

	machineLike map[rune][][]rune // by first letter
}

// NewReader returns a reader of these languages, by tag.
func NewReader(words map[string]Words) *Reader {
	r := &Reader{
		lexicons: map[string]*lexicon{}, machine: map[string][]machineWord{}, stops: map[string]stopWord{},
		plans:       map[string][]planPhrase{},
		machineLike: map[rune][][]rune{},
	}
	for lang, w := range words {
		r.lexicons[lang] = newLexicon(w)
		r.order = append(r.order, lang)
	}
	slices.SortFunc(r.order, func(a, b string) int {
		switch {
		case a == b:
			return 0
		case a == "en" || b != "en" && a < b:
			return -1
		}
		return 1
	})
	for i, lang := range r.order {
		r.addMachineWords(lang)
		r.addStopWords(lang, i)
		r.addPlanWords(lang)
	}
	for word := range r.machine {
		if spelt, ok := spell(nil, []byte(word)); ok {
			r.machineLike[spelt[0]] = append(r.machineLike[spelt[0]], spelt)
		}
	}
	return r
}

// lexicon returns the words of lang; an empty lexicon when it is not known.
func (r *Reader) lexicon(lang string) *lexicon {
	if x := r.lexicons[lang]; x != nil {
		return x
	}
	return &nothing
}

// nothing is the lexicon of a language nobody gave us words of.
var nothing lexicon

// Is reports whether the whole message is one of the words, case, accents and
// punctuation aside.
func (r *Reader) Is(text string, words []string) bool {
	var a, b [foldBytes]byte
	folded := appendFold(a[:0], text, false)
	if len(folded) == 0 {
		return false
	}
	for _, w := range words {
		if string(appendFold(b[:0], w, false)) == string(folded) {
			return true
		}
	}
	return false
}
