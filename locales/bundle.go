package locales

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"
)

// Bundle is every language the software speaks. It never changes once loaded,
// so any number of goroutines may share it.
type Bundle struct {
	languages []string
	words     map[string]Words
	sentences map[string]map[string]*sentence // by language and key
}

//go:embed active.*.yaml
var catalogues embed.FS

// Load reads the catalogues and words that the program carries. It fails on a
// language that has only one of the two.
func Load() (*Bundle, error) {
	words, err := loadWords()
	if err != nil {
		return nil, err
	}
	b := &Bundle{words: words, sentences: map[string]map[string]*sentence{}}
	reader := i18n.NewBundle(language.English)
	reader.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	for lang, w := range words {
		file, err := reader.LoadMessageFileFS(catalogues, "active."+lang+".yaml")
		if err != nil {
			return nil, fmt.Errorf("read the catalogue of %s: %w", lang, err)
		}
		b.languages = append(b.languages, lang)
		b.sentences[lang] = make(map[string]*sentence, len(file.Messages))
		for _, m := range file.Messages {
			if b.sentences[lang][m.ID], err = newSentence(file.Tag, m, w); err != nil {
				return nil, fmt.Errorf("read %s of %s: %w", m.ID, lang, err)
			}
		}
	}
	slices.Sort(b.languages)
	return b, nil
}

// Languages lists the tags of the languages, in alphabetical order.
func (b *Bundle) Languages() []string { return slices.Clone(b.languages) }

// Words is how people write and read in lang; English when it is not one of ours.
func (b *Bundle) Words(lang string) Words { return b.words[b.language(lang)] }

// Name is what the speakers of lang call it.
func (b *Bundle) Name(lang string) string { return b.Sentence(lang, "language_name", nil) }

// RTL reports whether lang is written from right to left.
func (b *Bundle) RTL(lang string) bool { return b.words[b.language(lang)].RTL }

// Keys lists the keys of all sentences, in alphabetical order.
func (b *Bundle) Keys() []string {
	keys := make([]string, 0, len(b.sentences["en"]))
	for key := range b.sentences["en"] {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// Sentence is the software's own sentence with this key in lang, its {names}
// filled from args; in English when lang lacks it, and the key itself when
// there is no such sentence. A sentence that counts takes its plural form from
// the argument n, or max or min. A sentence without arguments takes no memory.
func (b *Bundle) Sentence(lang, key string, args map[string]any) string {
	if s := b.sentences[b.language(lang)][key]; s != nil {
		return s.fill(args)
	}
	if s := b.sentences["en"][key]; s != nil {
		return s.fill(args)
	}
	return key
}

// language is the tag of ours for lang: pt for pt-BR, en for what we do not speak.
func (b *Bundle) language(lang string) string {
	if _, ok := b.words[lang]; ok {
		return lang
	}
	base, _, _ := strings.Cut(strings.ReplaceAll(lang, "_", "-"), "-")
	if _, ok := b.words[base]; ok {
		return base
	}
	return "en"
}
