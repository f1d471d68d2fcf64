package flows

import "strings"

// texts is one sentence in each language of the flow, in the flow's order. A
// language without one of its own has the first language's.
type texts []template

// template is a sentence whose placeholders were found when the flow was
// compiled. Most sentences have none and print as they are.
type template []piece

// piece is a stretch of a template: words as they stand, or a placeholder.
type piece struct {
	words string
	name  string  // of the placeholder
	show  printer // nil for words
}

// printer prints what a placeholder stands for.
type printer func(t *turn) string

// in prints the sentence in the turn's language.
func (x texts) in(t *turn) string {
	if len(x) == 0 {
		return ""
	}
	return x[t.lang].print(t)
}

// empty tells whether the author wrote no such sentence.
func (x texts) empty() bool { return len(x) == 0 }

func (x template) print(t *turn) string {
	switch {
	case len(x) == 0:
		return ""
	case len(x) == 1 && x[0].show == nil:
		return x[0].words
	}
	var b strings.Builder
	for _, p := range x {
		if p.show == nil {
			b.WriteString(p.words)
			continue
		}
		b.WriteString(p.show(t))
	}
	return b.String()
}

// with is the template with words behind it.
func (x template) with(words string) template {
	if n := len(x) - 1; n >= 0 && x[n].show == nil {
		x[n].words += words
		return x
	}
	return append(x, piece{words: words})
}

// cutText cuts a text at its {names} and calls words and name for each
// stretch in turn. {{ and }} stand for a brace; a brace that opens no name is
// itself, since the checker has had its say about it.
func cutText(text string, words, name func(string)) {
	var lit strings.Builder
	for text != "" {
		i := strings.IndexAny(text, "{}")
		if i < 0 {
			break
		}
		lit.WriteString(text[:i])
		brace := text[i : i+1]
		rest := text[i+1:]
		end := strings.IndexByte(rest, '}')
		switch {
		case strings.HasPrefix(rest, brace):
			lit.WriteString(brace)
			text = rest[1:]
		case brace == "}" || end < 1 || strings.ContainsAny(rest[:end], "{ \n"):
			lit.WriteString(brace)
			text = rest
		default:
			if lit.Len() > 0 {
				words(lit.String())
				lit.Reset()
			}
			name(rest[:end])
			text = rest[end+1:]
		}
	}
	lit.WriteString(text)
	if lit.Len() > 0 {
		words(lit.String())
	}
}

// spoken returns every name that the text puts in braces, in any language.
func spoken(text Text) []string {
	var names []string
	for _, phrase := range text.In {
		cutText(phrase.Text, func(string) {}, func(n string) { names = append(names, n) })
	}
	return names
}
