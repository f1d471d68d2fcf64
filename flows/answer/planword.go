package answer

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// PlanWord is a word by which people ask about what was promised.
type PlanWord uint8

// The plan words.
const (
	NoPlanWord PlanWord = iota
	Plan                // lists what was promised, or tells of one promise
	Follow              // asks for news of it
	Unfollow            // takes that back
	Updates             // says how often news may come
	More                // the next page
)

// planPhrase is a plan word as people write it in one language, folded.
type planPhrase struct {
	written string
	is      PlanWord
	lang    string
}

func (r *Reader) addPlanWords(lang string) {
	w := r.lexicons[lang].Words
	for i, list := range [][]string{w.Plan, w.Follow, w.Unfollow, w.Updates, w.More} {
		for _, s := range list {
			p := planPhrase{Fold(s), PlanWord(i + 1), lang}
			first, _, _ := strings.Cut(p.written, " ")
			if first == "" || slices.Contains(r.plans[first], p) {
				continue
			}
			r.plans[first] = append(r.plans[first], p)
			slices.SortStableFunc(r.plans[first], func(a, b planPhrase) int { return cmp.Compare(len(b.written), len(a.written)) })
		}
	}
}

// PlanWord returns the plan word that a text begins with, the language it was
// found in, and the folded rest: a number, a code, a theme, a place. More
// stands alone. The longest phrase counts, and of equal ones that of the
// person's own language, then the English one, then any: who writes for the
// first time has no language yet. A text that begins with another word costs
// one look.
func (r *Reader) PlanWord(text, lang string) (word PlanWord, in, rest string) {
	text = strings.TrimSpace(text)
	first := text
	if space := strings.IndexFunc(text, unicode.IsSpace); space > 0 {
		first = text[:space]
	}
	if len(text) > foldBytes || len(first) > foldBytes {
		return NoPlanWord, "", ""
	}
	var buf [foldBytes]byte
	head := appendFold(buf[:0], first, false)
	if space := slices.Index(head, ' '); space > 0 {
		head = head[:space]
	}
	letters := len(strings.TrimRight(string(head), "0123456789")) // PLAN4
	phrases := r.plans[string(head[:letters])]
	if len(phrases) == 0 {
		return NoPlanWord, "", ""
	}
	folded := Fold(text)
	if letters < len(head) {
		folded = folded[:letters] + " " + folded[letters:]
	}
	var best planPhrase
	for _, p := range phrases {
		after, ok := strings.CutPrefix(folded, p.written)
		switch {
		case !ok || after != "" && (after[0] != ' ' || p.is == More):
		case best.is == NoPlanWord, len(p.written) == len(best.written) && r.nearer(p.lang, best.lang, lang):
			best, rest = p, strings.TrimPrefix(after, " ")
		}
	}
	return best.is, best.lang, rest
}

// nearer reports whether language a comes before b to whom speaks lang.
func (r *Reader) nearer(a, b, lang string) bool {
	return a == lang && b != lang || b != lang && a == "en" && b != "en"
}
