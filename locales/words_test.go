package locales_test

import (
	"testing"

	"plaza/flows/answer"
	"plaza/locales"
)

func load(t testing.TB) *locales.Bundle {
	t.Helper()
	b, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// machine are the lists of universal words of one language, by name.
func machine(w locales.Words) map[string][]string {
	return map[string][]string{
		"stop": w.Stop, "start": w.Start, "help": w.Help, "language": w.Language, "back": w.Back,
		"skip": w.Skip, "status": w.Status, "my_data": w.MyData, "erase": w.Erase, "link": w.Link,
		"plan": w.Plan, "follow": w.Follow, "unfollow": w.Unfollow, "updates": w.Updates, "more": w.More,
	}
}

func TestWordsConvert(t *testing.T) {
	b := load(t)
	for _, lang := range b.Languages() {
		w := answer.Words(b.Words(lang))
		if len(w.Stop) == 0 || len(w.MonthNames) != 12 {
			t.Errorf("%s: got %d stop words and %d months, want some and 12", lang, len(w.Stop), len(w.MonthNames))
		}
	}
}

func TestEachLanguageHasEveryUniversalWord(t *testing.T) {
	b := load(t)
	for _, lang := range b.Languages() {
		seen := map[string]string{}
		for list, words := range machine(b.Words(lang)) {
			if len(words) == 0 {
				t.Errorf("%s: got no word for %s, want one", lang, list)
			}
			for _, word := range words {
				f := answer.Fold(word)
				if other, ok := seen[f]; ok && other != list {
					t.Errorf("%s: %q is in %s and in %s, want one of them", lang, word, other, list)
				}
				seen[f] = list
			}
		}
		w := b.Words(lang)
		for name, words := range map[string][]string{"yes": w.Yes, "no": w.No, "all": w.All, "none": w.None} {
			for _, word := range words {
				if list, ok := seen[answer.Fold(word)]; ok {
					t.Errorf("%s: %q is in %s and in %s, want one of them", lang, word, list, name)
				}
			}
		}
		for word := range w.Numbers {
			if list, ok := seen[answer.Fold(word)]; ok {
				t.Errorf("%s: %q is a number and in %s, want one of them", lang, word, list)
			}
		}
	}
}

// alike are words that mean stop in one language and something else in
// another, each with the reason why that does no harm.
var alike = map[string]string{}

// A stop word holds in every language, so it must not be another universal
// word, a yes or a no anywhere else.
func TestAStopWordIsNothingElseAnywhere(t *testing.T) {
	b := load(t)
	for _, lang := range b.Languages() {
		for _, word := range b.Words(lang).Stop {
			for _, other := range b.Languages() {
				w := b.Words(other)
				lists := machine(w)
				delete(lists, "stop")
				lists["yes"], lists["no"], lists["all"], lists["none"] = w.Yes, w.No, w.All, w.None
				for list, words := range lists {
					for _, o := range words {
						if answer.Fold(o) == answer.Fold(word) && alike[word] == "" {
							t.Errorf("%q is stop in %s and in %s of %s: choose another word, or give the reason in alike", word, lang, list, other)
						}
					}
				}
			}
		}
	}
}
