package answer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Universal is a word that means the same at every moment of a conversation.
type Universal uint8

// The universal words.
const (
	NoUniversal Universal = iota
	Stop
	Start
	Help
	Language
	Back
	Skip
	Status
	MyData
	Erase
	Link
)

// machineWord is what a whole message means in one language.
type machineWord struct {
	lang string
	is   Universal
}

func (r *Reader) addMachineWords(lang string) {
	w := r.lexicons[lang].Words
	for i, list := range [][]string{w.Stop, w.Start, w.Help, w.Language, w.Back, w.Skip, w.Status, w.MyData, w.Erase, w.Link} {
		for _, s := range list {
			m := machineWord{lang, Universal(i + 1)}
			if f := Fold(s); f != "" && !slices.Contains(r.machine[f], m) {
				r.machine[f] = append(r.machine[f], m)
			}
		}
	}
}

// Universal returns the universal word that the whole message is, and the
// language it was found in: a word of the person's own language first, then
// stop in every language we know, then the English words.
func (r *Reader) Universal(text, lang string) (Universal, string) {
	var buf [foldBytes]byte
	folded := appendFold(buf[:0], text, false)
	words := r.machine[string(folded)]
	if len(words) == 0 {
		return NoUniversal, ""
	}
	for _, m := range words {
		if m.lang == lang {
			return m.is, m.lang
		}
	}
	for _, m := range words {
		if m.is == Stop {
			return m.is, m.lang
		}
	}
	for _, m := range words {
		if m.lang == "en" {
			return m.is, m.lang
		}
	}
	return NoUniversal, ""
}

// LinkCode returns the code of a message that is a word for joining channels
// and a code, and the language of the word, in whichever the person writes: on
// a new channel nobody knows theirs yet.
func (r *Reader) LinkCode(text string) (code, lang string) {
	at := strings.IndexFunc(text, unicode.IsNumber)
	if at <= 0 || len(text) > foldBytes {
		return "", ""
	}
	for _, m := range r.machine[Fold(text[:at])] {
		if m.is == Link {
			lang = m.lang
			break
		}
	}
	if lang == "" {
		return "", ""
	}
	var digits []byte
	for _, c := range Fold(text[at:]) {
		switch {
		case '0' <= c && c <= '9':
			digits = append(digits, byte(c))
		case c != ' ' && c != '-':
			return "", ""
		}
	}
	if len(digits) < leastCode || len(digits) > mostCode {
		return "", ""
	}
	return string(digits), lang
}

// How many digits may be meant for a code.
const (
	leastCode = 4
	mostCode  = 12
)

// stopWord says in which languages (a bit for each place in Reader.order) a
// phrase asks to stop, in which it may stand around such a phrase, and in
// which it shows by itself that the message is a request.
type stopWord struct {
	asks, around, requests uint64

	longest uint8
}

func (r *Reader) addStopWords(lang string, bit int) {
	w := r.lexicons[lang].Words
	add := func(phrase string, asks, requests bool) {
		p := split([]byte(Fold(phrase)))
		if p.n == 0 || bit >= 64 {
			return
		}
		s := r.stops[string(p.text)]
		if asks {
			s.asks |= 1 << bit
		} else {
			s.around |= 1 << bit
		}
		if requests {
			s.requests |= 1 << bit
		}
		r.stops[string(p.text)] = s
		first := r.stops[string(p.word(0))]
		first.longest = max(first.longest, uint8(p.n))
		r.stops[string(p.word(0))] = first
	}
	for _, s := range w.Stop {
		add(s, true, false)
	}
	for _, s := range w.AskStop {
		p := split([]byte(Fold(s)))
		add(s, p.n > 1, true) // a single word is only what may stand around
	}
	for _, s := range w.Fillers {
		add(s, false, utf8.RuneCountInString(s) > longestArticle)
	}
	for _, s := range w.And {
		add(s, false, false)
	}
}

// longestArticle is how many letters an article has at most. A stop word with
// nothing but articles before it is a thing and no request: "the end", "la
// baja", "El Alto".
const longestArticle = 3

// AsksToStop reports whether a text says nothing but that no more messages
// are wanted: "please stop", "no más mensajes". All of it must be stop words,
// AskStop words and fillers of one language, with a stop word or a phrase of
// several words that asks to stop among them. "We must STOP this bill" is not,
// nor is a stop word alone: Universal finds that.
func (r *Reader) AsksToStop(text string) bool {
	if len(text) > foldBytes {
		return false
	}
	var buf [foldBytes]byte
	w := split(appendFold(buf[:0], text, false))
	if w.n == 0 || w.long {
		return false
	}
	live, asked, requested := ^uint64(0), uint64(0), uint64(0)
	for i := 0; i < w.n; {
		s, n := r.stopPhrase(&w, i, live)
		if n == 0 {
			if !isEmoji(w.word(i)) {
				return false
			}
			requested |= asked
			i++
			continue
		}
		live &= s.asks | s.around
		requested |= s.requests | (s.asks|s.around)&asked // behind a stop word anything will do
		asked |= s.asks
		i += n
	}
	return live&asked&requested != 0
}

// stopPhrase finds the longest phrase at i in one of the live languages.
func (r *Reader) stopPhrase(w *reply, i int, live uint64) (stopWord, int) {
	first, ok := r.stops[string(w.word(i))]
	if !ok {
		return stopWord{}, 0
	}
	for n := min(int(first.longest), w.n-i); n > 0; n-- {
		if s := r.stops[string(w.phrase(i, n))]; (s.asks|s.around)&live != 0 {
			return s, n
		}
	}
	return stopWord{}, 0
}

// isEmoji reports whether a folded word is a sign rather than letters.
func isEmoji(word []byte) bool {
	return len(word) >= 3 && (word[0] == 0xF0 && word[1] == 0x9F || word[0] == 0xE2 && word[1] >= 0x98 && word[1] <= 0xAF)
}
