package locales

import (
	"fmt"
	"slices"
)

// Bundle is every language the software speaks. It never changes once loaded,
// so any number of goroutines may share it.
type Bundle struct {
	languages []string
	words     map[string]Words
}

// Load reads the catalogues and words that the program carries.
func Load() (*Bundle, error) {
	words, err := loadWords()
	if err != nil {
		return nil, err
	}
	b := &Bundle{words: words}
	for lang := range words {
		b.languages = append(b.languages, lang)
	}
	slices.Sort(b.languages)
	return b, nil
}

// Languages lists the tags of the languages, in alphabetical order.
func (b *Bundle) Languages() []string { return slices.Clone(b.languages) }

// Words is how people write and read in lang; English when it is not one of ours.
func (b *Bundle) Words(lang string) Words {
	if w, ok := b.words[lang]; ok {
		return w
	}
	return b.words["en"]
}

var _ = fmt.Sprint
