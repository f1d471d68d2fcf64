package channels

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Transliterate writes text with the letters of the GSM alphabet where they
// say the same: accents that it lacks go, typographic marks become plain ones.
// é, ñ, ü and the others it has stay. What has no such letter, an Arabic one
// or a picture, stays too, and with it the large alphabet.
func Transliterate(text string) string {
	at := strings.IndexFunc(text, func(r rune) bool { return septets(r) == 0 })
	if at < 0 {
		return text
	}
	var b strings.Builder
	b.WriteString(text[:at])
	for _, r := range text[at:] {
		if septets(r) > 0 {
			b.WriteRune(r)
		} else {
			b.WriteString(plainly(r))
		}
	}
	return b.String()
}

// plainly is a character that the GSM alphabet lacks, in those it has; itself
// when there are none.
func plainly(r rune) string {
	switch r {
	case '’', '‘', '‚', '‛', '′', '`', '´', 'ʼ', 'ʻ':
		return "'"
	case '“', '”', '„', '″', '«', '»':
		return `"`
	case '–', '—', '―', '‐', '‑', '−', '•', '·':
		return "-"
	case 'ç': // the alphabet has Ç and not ç
		return "c"
	case 'œ':
		return "oe"
	case 'Œ':
		return "OE"
	case 'ı':
		return "i"
	case '\u200b', '\u2060', '\ufeff', '\u00ad':
		return ""
	}
	plain := strings.Map(func(d rune) rune {
		if unicode.Is(unicode.Mn, d) {
			return -1
		}
		return d
	}, norm.NFKD.String(string(r)))
	for _, d := range plain {
		if septets(d) == 0 {
			return string(r)
		}
	}
	return plain
}

// thrifty is a text and its options as Transliterate writes them, when that
// makes fewer segments of them.
func thrifty(s Say) Say {
	plain := s
	plain.Text = Transliterate(s.Text)
	if len(s.Options) > 0 && !s.Plain {
		plain.Options = make([]Button, len(s.Options))
		for i, o := range s.Options {
			plain.Options[i] = Button{ID: o.ID, Label: Transliterate(o.Label)}
		}
	}
	if price(plain) < price(s) {
		return plain
	}
	return s
}

// price is how many segments a message takes with its options listed.
func price(s Say) int {
	text := s.Text
	if len(s.Options) > 0 && !s.Plain {
		text += "\n" + numbered(s.Options)
	}
	n, _ := Segments(text)
	return n
}
