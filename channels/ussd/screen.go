package ussd

import (
	"strings"
	"unicode"

	"plaza/channels"
)

// How much one screen carries. A USSD string is at most 160 octets (3GPP TS
// 24.080, section 4.5): 182 characters of the GSM alphabet at seven bits
// (3GPP TS 23.038, section 6.1.2.3), or 80 at sixteen once it holds a
// character that the alphabet lacks. Africa's Talking only says that networks
// may fail to show such characters.
const (
	gsmScreen  = 182
	ucs2Screen = 80
)

// turn is what a person types to see the next part of a long text.
const turn = "0"

// fits says whether a text is no longer than one screen.
func fits(text string) bool {
	if n, gsm := channels.Septets(text); gsm {
		return n <= gsmScreen
	}
	return channels.Units(text) <= ucs2Screen
}

// screens cuts what is said into screens, between lines where it can and else
// between words. All but the last end with a line that says how to go on.
func screens(say []channels.Outbound, more string, plain bool) []string {
	texts := make([]string, 0, len(say))
	for _, m := range say {
		if text := strings.TrimSpace(m.Text); text != "" {
			texts = append(texts, text)
		}
	}
	text := strings.Join(texts, "\n")
	if plain {
		text, more = channels.Transliterate(text), channels.Transliterate(more)
	}
	onward := "\n" + turn + " " + more
	var all []string
	for !fits(text) {
		at := cut(text, onward)
		all = append(all, strings.TrimSpace(text[:at])+onward)
		text = strings.TrimSpace(text[at:])
	}
	return append(all, text)
}

// cut is how much of a text stands on a screen with the line below it: up to
// the last line break, or the last space when the first line is too long, or
// as many characters as there is room for.
func cut(text, below string) int {
	line, word, end := 0, 0, 0
	for i, r := range text {
		if i > 0 && !fits(strings.TrimSpace(text[:i])+below) {
			break
		}
		switch end = i; {
		case r == '\n':
			line = i
		case unicode.IsSpace(r):
			word = i
		}
	}
	switch {
	case line > 0:
		return line
	case word > 0:
		return word
	case end > 0:
		return end
	}
	return len(text) // not even one character fits beside so long a word: better too long than never ending
}
