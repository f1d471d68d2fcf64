package channels

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Marks that give a line its direction and draw nothing (Unicode Standard
// Annex 9, section 2.6).
const (
	leftToRight = '\u200e'
	rightToLeft = '\u200f'
)

// directed marks the lines of text that would be drawn the wrong way round. A
// phone gives a line the direction of its first letter: an Arabic sentence
// that begins with "OGP", or an option "2 OGP" in an Arabic list, would run
// from the left, its number on the wrong side. A line with the right first
// letter, or without any, is left as it is: a mark costs a unit, and in a text
// of the GSM alphabet it would cost the alphabet.
func directed(text, lang string) string {
	rtl := runsLeft(lang)
	if !rtl && !strings.ContainsFunc(text, fromRight) {
		return text // nothing here runs against the language
	}
	mark := leftToRight
	if rtl {
		mark = rightToLeft
	}
	var b strings.Builder
	kept := 0 // so much of text is in b
	for at := 0; at < len(text); {
		line := text[at:]
		if end := strings.IndexByte(line, '\n'); end >= 0 {
			line = line[:end+1]
		}
		if against(line, rtl) {
			b.WriteString(text[kept:at])
			b.WriteRune(mark)
			kept = at
		}
		at += len(line)
	}
	if kept == 0 && b.Len() == 0 {
		return text
	}
	b.WriteString(text[kept:])
	return b.String()
}

// against says whether a line begins against the language's direction and has
// something of the language in it, or a number, which is an option's.
func against(line string, rtl bool) bool {
	if strings.HasPrefix(line, string(leftToRight)) || strings.HasPrefix(line, string(rightToLeft)) {
		return false // the author has decided
	}
	at := strings.IndexFunc(line, unicode.IsLetter)
	if at < 0 {
		return false
	}
	if first, _ := utf8.DecodeRuneInString(line[at:]); fromRight(first) == rtl {
		return false
	}
	numbered := line[0] >= '0' && line[0] <= '9'
	return numbered || strings.ContainsFunc(line[at:], func(r rune) bool { return unicode.IsLetter(r) && fromRight(r) == rtl })
}

// fromRight says whether a letter is written from the right: those of the
// blocks that Unicode sets aside for such scripts (Annex 9, table 4).
func fromRight(r rune) bool {
	return r >= 0x590 && (r <= 0x8FF || 0xFB1D <= r && r <= 0xFDFF || 0xFE70 <= r && r <= 0xFEFF ||
		0x10800 <= r && r <= 0x10FFF || 0x1E800 <= r && r <= 0x1EFFF)
}

// runsLeft says whether a language is written from right to left.
func runsLeft(lang string) bool {
	primary, rest, _ := strings.Cut(strings.ToLower(lang), "-")
	switch primary {
	case "ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi":
		return !strings.Contains(rest, "latn")
	}
	return strings.Contains(rest, "arab") || strings.Contains(rest, "hebr")
}
