package flows

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// handwritten is a universal word in capitals, as authors write it into texts
// when they do not know {word.skip}.
type handwritten struct {
	written string
	lang    string
	name    string // of the placeholder
}

// checkHandwritten finds universal words that were written by hand: they are
// other words in other languages, and may be reworded.
func (c *checker) checkHandwritten() {
	var words []handwritten
	for _, lang := range slices.Sorted(maps.Keys(c.env.Lexicon.Words)) {
		w := c.env.Lexicon.Words[lang]
		for i, list := range [][]string{w.Stop, w.Start, w.Help, w.Language, w.Back, w.Skip, w.Status, w.MyData, w.Erase, w.Link,
			w.Plan, w.Follow, w.Unfollow, w.Updates, w.More} {
			for _, word := range list {
				if utf8.RuneCountInString(word) > 2 {
					words = append(words, handwritten{strings.ToUpper(word), lang, wordNames()[i]})
				}
			}
		}
	}
	for u := range c.texts {
		for lang, phrase := range u.text.In {
			c.checkHandwrittenIn(lang, phrase, words)
		}
	}
}

func (c *checker) checkHandwrittenIn(lang string, phrase Phrase, words []handwritten) {
	if !strings.ContainsFunc(phrase.Text, unicode.IsUpper) {
		return
	}
	for _, w := range words {
		at := strings.Index(phrase.Text, w.written)
		if at < 0 || !wholeWord(phrase.Text, at, len(w.written)) || phrase.Text == strings.ToUpper(phrase.Text) {
			continue
		}
		pos := c.within(phrase, at, len(w.written))
		for _, other := range append([]string{lang}, c.languages()...) {
			if other != w.lang {
				c.warn(pos, "handwritten-word", "write: {word."+w.name+"}", "%s is another word in %s", w.written, languageName(other))
				return
			}
		}
		c.warn(pos, "handwritten-word", "write: {word."+w.name+"}", "%s may be another word one day", w.written)
		return
	}
}

// wholeWord reports whether no letter or digit touches a piece of a text.
func wholeWord(text string, at, size int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	after, _ := utf8.DecodeRuneInString(text[at+size:])
	inWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }
	return !inWord(before) && !inWord(after)
}

// languageName is the English name of a language, for messages.
func languageName(tag string) string {
	base, _, _ := strings.Cut(tag, "-")
	switch base {
	case "ar":
		return "Arabic"
	case "en":
		return "English"
	case "es":
		return "Spanish"
	case "fr":
		return "French"
	case "pt":
		return "Portuguese"
	case "sw":
		return "Swahili"
	}
	return tag
}
