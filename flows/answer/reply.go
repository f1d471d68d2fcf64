package answer

import "bytes"

const (
	maxWords  = 40  // a longer text is nobody's choice from a list
	foldBytes = 320 // a folded reply of usual length stays on the stack
)

// span is where a word lies in a folded text.
type span struct{ from, to uint16 }

// reply is a folded text and its words. It is small enough to live on the
// stack; text may be shared, at is its own.
type reply struct {
	text []byte
	n    int
	at   [maxWords]span
	long bool // there were more words than at can hold
}

// split finds the words of a folded text, which it may shorten in place.
func split(text []byte) reply {
	w := reply{text: takeOffArticles(text)}
	from := 0
	for i := 0; i <= len(w.text); i++ {
		if i < len(w.text) && w.text[i] != ' ' {
			continue
		}
		if i > from {
			if w.n == maxWords || i > 1<<16-1 {
				w.long = true
				return w
			}
			w.at[w.n] = span{uint16(from), uint16(i)}
			w.n++
		}
		from = i + 1
	}
	return w
}

// word is the i-th word.
func (w *reply) word(i int) []byte { return w.text[w.at[i].from:w.at[i].to] }

// phrase is n words from the i-th on.
func (w *reply) phrase(i, n int) []byte { return w.text[w.at[i].from:w.at[i+n-1].to] }

// cut takes the first n bytes off word i.
func (w *reply) cut(i, n int) { w.at[i].from += uint16(n) }

var (
	arabicAnd     = []byte("و")
	arabicThe     = []byte("ال")
	arabicAndThe  = []byte("وال")
	arabicMinStem = 2 * len("ب") // what must remain once an article is off
)

// takeOffArticles removes the Arabic article, which is written together with
// its word, and sets an "and" before it apart: الماء والكهرباء → ماء و كهرباء.
// It works in place; every step shortens.
func takeOffArticles(text []byte) []byte {
	if bytes.IndexByte(text, arabicThe[0]) < 0 {
		return text
	}
	out, i := 0, 0
	for i < len(text) {
		if i == 0 || text[i-1] == ' ' {
			end := bytes.IndexByte(text[i:], ' ')
			if end < 0 {
				end = len(text) - i
			}
			word := text[i : i+end]
			switch {
			case bytes.HasPrefix(word, arabicAndThe) && end-len(arabicAndThe) >= arabicMinStem:
				out += copy(text[out:], arabicAnd)
				text[out] = ' '
				out++
				i += len(arabicAndThe)
			case bytes.HasPrefix(word, arabicThe) && end-len(arabicThe) >= arabicMinStem:
				i += len(arabicThe)
			}
		}
		text[out] = text[i]
		out++
		i++
	}
	return text[:out]
}

// number reads a word of digits only, at most nine of them.
func number(word []byte) (int, bool) {
	if len(word) == 0 || len(word) > 9 {
		return 0, false
	}
	n := 0
	for _, c := range word {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}
