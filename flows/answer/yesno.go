package answer

import "unicode/utf8"

// maxAside is how many words may follow a yes or a no and a comma: "sí, ayer".
const maxAside = 4

// YesNo reads a reply as yes or no, in the person's language first and then
// in the others: "claro que sí", "dale", "I don't agree", 👍. What says both,
// or a yes with a "but", is a Misfit.
func (r *Reader) YesNo(text, lang string) (yes bool, fit Fit) {
	if len(text) > foldBytes {
		return false, Misfit
	}
	var buf [foldBytes]byte
	w := split(appendFold(buf[:0], text, false))
	if w.n == 0 || w.long {
		return false, Misfit
	}
	own := r.lexicon(lang)
	if yes, fit = own.yesNo(&w, text); fit != Misfit {
		return yes, fit
	}
	// A word of one's own language is never read as another's: "la" is no in
	// Swahili and means nothing in Spanish.
	for i := range w.n {
		if m := own.of[string(w.word(i))]; m.is != 0 && !isEmoji(w.word(i)) {
			return false, Misfit
		}
	}
	for _, other := range r.order {
		if other == lang {
			continue
		}
		y, f := r.lexicons[other].yesNo(&w, text)
		switch {
		case f != Exact:
		case fit == Misfit:
			yes, fit = y, f
		case y != yes:
			return false, Misfit
		}
	}
	return yes, fit
}

// yesNo reads in one language.
func (x *lexicon) yesNo(w *reply, text string) (yes bool, fit Fit) {
	var said, meant struct{ yes, no bool }
	fit = Exact
	turned := false // a "not" waits for what it turns around
	last := 0       // words up to the last yes or no
	i := 0
	for i < w.n {
		m, n := x.find(w, i)
		if n == 0 || m.is&(isYes|isNo|isNot|isFiller|isDay) == 0 {
			if is, k := x.likeYesNo(w, i, 1); k > 0 {
				m.is, n, fit = is, k, Near
			} else if isEmoji(w.word(i)) {
				i++
				continue
			} else {
				break
			}
		}
		if m.is == isFiller && i+1 < w.n && x.of[string(w.word(i+1))].is == 0 {
			if is, k := x.likeYesNo(w, i, 2); k > 0 {
				m.is, n, fit = is, k, Near // "d'acord"
			}
		}
		switch {
		case m.is&isYes != 0 && turned && m.is&isPlain != 0:
			return false, Misfit // "no yes"
		case m.is&isYes != 0 && turned && pauseAfter(text, last):
			return false, Misfit // "no, acepto"
		case m.is&isYes != 0 && turned:
			meant.no, turned, last = true, false, i+n
		case m.is&isYes != 0:
			meant.yes, last = true, i+n
		case m.is&isNo != 0 && m.is&isNot != 0:
			said.no, turned, last = true, true, i+n
		case m.is&isNo != 0 && turned && !said.no && m.is&isTurned == 0:
			return false, Misfit // "not no", but "ne suis pas d'accord" says it once
		case m.is&isNo != 0:
			meant.no, turned, last = true, false, i+n
		case m.is&isNot != 0:
			turned = true
		}
		i += n
	}
	if turned && said.no {
		meant.no, turned = true, false
	}
	if turned || meant.yes == meant.no {
		return false, Misfit
	}
	if i < w.n {
		if !x.isAside(w, i) || !pauseAfter(text, last) {
			return false, Misfit
		}
		fit = Near
	}
	return meant.yes, fit
}

// isAside reports whether the words from i on only add to the yes or no before them.
func (x *lexicon) isAside(w *reply, i int) bool {
	if w.n-i > maxAside {
		return false
	}
	for i < w.n {
		m, n := x.find(w, i)
		if m.is&(isYes|isNo|isNot) != 0 {
			return false
		}
		i += max(n, 1)
	}
	return true
}

// likeYesNo forgives a slip or a drawn-out letter at word i, in phrases of at
// least so many words: "siiii", "aceptp".
func (x *lexicon) likeYesNo(w *reply, i, words int) (is kinds, n int) {
	if m, ok := x.of[string(squeeze(w.word(i)))]; ok && m.is&(isYes|isNo) != 0 {
		return m.is, 1
	}
	best := 4
	var buf [maxRunes]rune
	first, _ := utf8.DecodeRune(w.word(i))
	like := x.like[first]
	for l := range like {
		f := &like[l]
		if i+int(f.words) > w.n || int(f.words) < words {
			continue
		}
		written, ok := spell(buf[:0], w.phrase(i, int(f.words)))
		if !ok {
			continue
		}
		limit := forgiven(min(len(written), len(f.spelt)))
		d := slips(f.spelt, written, limit)
		switch {
		case d > limit || limit == 0:
		case d < best:
			best, is, n = d, f.is, int(f.words)
		case d == best && f.is&(isYes|isNo) != is&(isYes|isNo):
			is, n = 0, 0
		}
	}
	return is, n
}

// squeeze takes letters written several times in a row once.
func squeeze(word []byte) []byte {
	if len(word) > 24 {
		return nil
	}
	out := make([]byte, 0, 24)
	for i, c := range word {
		if i == 0 || c != word[i-1] {
			out = append(out, c)
		}
	}
	if len(out) == len(word) {
		return nil
	}
	return out
}
