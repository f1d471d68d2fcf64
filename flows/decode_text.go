package flows

import (
	"fmt"
	"slices"
	"strings"

	"plaza/flows/source"
)

// text reads a sentence: a bare one is in the first language, otherwise it is
// a map of languages.
func (d *decoder) text(n *source.Node, t *Text, at string) {
	t.Pos = n.Pos
	switch n.Kind {
	case source.Scalar:
		if phrase, ok := d.phrase(n, at); ok {
			t.In = map[string]Phrase{d.languages[0]: phrase}
		}
	case source.List:
		d.wants(n, at, "a text", `a text that begins with "[" needs "double quotes"`)
	case source.Map:
		if d.bracedText(n) {
			return
		}
		t.In = make(map[string]Phrase, len(n.Pairs))
		for _, pair := range n.Pairs {
			if !d.language(pair, n.Flow) {
				continue
			}
			if phrase, ok := d.phrase(pair.Value, at); ok {
				t.In[pair.Key.Text] = phrase
			}
		}
	}
}

// words reads a list of words in each language; a bare list is in the first.
func (d *decoder) words(n *source.Node, w *Words, at string) {
	w.Pos = n.Pos
	_, k := owner(at)
	switch n.Kind {
	case source.List:
		w.In = map[string][]Phrase{d.languages[0]: d.phrases(n, at)}
	case source.Map:
		w.In = make(map[string][]Phrase, len(n.Pairs))
		for _, pair := range n.Pairs {
			if !d.language(pair, false) {
				continue
			}
			if pair.Value.Kind != source.List {
				d.wants(pair.Value, at, "a list of words in each language", fmt.Sprintf("write %s: [%s]", pair.Key.Text, pair.Value.Text))
				continue
			}
			w.In[pair.Key.Text] = d.phrases(pair.Value, at)
		}
	default:
		d.wants(n, at, "a list of words", fmt.Sprintf("write %s: [%s]", k, n.Text))
	}
}

func (d *decoder) phrases(list *source.Node, at string) []Phrase {
	var phrases []Phrase
	for _, item := range list.Items {
		if phrase, ok := d.phrase(item, at); ok {
			phrases = append(phrases, phrase)
		}
	}
	return phrases
}

// phrase reads one scalar that people will see, and says so when YAML dropped
// a part of it.
func (d *decoder) phrase(n *source.Node, at string) (Phrase, bool) {
	switch {
	case n.Kind == source.Map && d.bracedText(n):
		return Phrase{}, false
	case n.Kind != source.Scalar:
		d.wants(n, at, "a text", `a text that begins with "{" or "[" needs "double quotes"`)
		return Phrase{}, false
	case strings.TrimSpace(n.Text) == "":
		_, k := owner(at)
		d.problem(n.Pos, "key", k+" is empty", "write the text after the colon, or delete the key")
		return Phrase{}, false
	case n.Cut != "":
		d.problem(n.CutPos, "text-cut", fmt.Sprintf("the text stops at %q", n.Cut),
			`put the text in "double quotes"; comments go on their own line`)
	}
	return Phrase{Pos: n.Pos, Text: strings.TrimRight(n.Text, "\n")}, true
}

// language reports whether a key is one of the flow's languages.
func (d *decoder) language(pair source.Pair, flow bool) bool {
	code := pair.Key.Text
	if d.guessed || slices.Contains(d.languages, code) {
		return true
	}
	var hint string
	switch {
	case flow && pair.Value.Empty():
		hint = "a comma inside {en: …} needs quotes"
	case code == "text" || code == "words":
		hint = "only an option has text and words"
	default:
		hint = source.DidYouMean(code, d.languages)
		if hint == "" {
			hint = fmt.Sprintf("its languages are %s", strings.Join(d.languages, ", "))
		}
	}
	d.problem(pair.Key.Pos, "language", fmt.Sprintf("%q is not a language of this flow", code), hint)
	return false
}

// bracedText recognises a text that begins with a placeholder and has no
// quotes: YAML reads {name} as a map with one empty key.
func (d *decoder) bracedText(n *source.Node) bool {
	if n.Flow && len(n.Pairs) == 1 && n.Pairs[0].Value.Empty() && !slices.Contains(d.languages, n.Pairs[0].Key.Text) {
		d.problem(n.Pos, "syntax", `a text that begins with "{" must be in quotes`,
			fmt.Sprintf(`write "{%s}"`, n.Pairs[0].Key.Text))
		return true
	}
	return false
}
