package answer

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns the form in which two texts are compared: lower case, without
// accents and punctuation, digits of every script as 0–9, words apart by one
// space. Emoji stay, each as a word of its own. Folding twice changes nothing.
func Fold(s string) string {
	var buf [256]byte
	return string(appendFold(buf[:0], s, false))
}

// appendFold appends the folded s to dst. With marks the signs that numbers,
// dates and addresses need are kept, as ASCII. Latin and Arabic letters and
// emoji, nearly all that people write here, take no memory; a text with
// anything else in it goes through x/text, which knows every script.
func appendFold(dst []byte, s string, marks bool) []byte {
	from, gap := len(dst), false
	for _, r := range s {
		f := foldRune(r, marks)
		if f.act == ask {
			return appendFoldSlowly(dst[:from], s, marks)
		}
		dst, gap = f.append(dst, from, gap)
	}
	return dst
}

// appendFoldSlowly takes letters and marks apart before it folds. Some marks
// only come off after a letter is lowered, so it repeats until nothing moves.
func appendFoldSlowly(dst []byte, s string, marks bool) []byte {
	from := len(dst)
	for range 4 {
		gap := false
		dst = dst[:from]
		for _, r := range norm.NFKD.String(s) {
			f := foldRune(r, marks)
			if f.act == ask {
				f = foldAny(r)
			}
			dst, gap = f.append(dst, from, gap)
		}
		next := string(dst[from:])
		if next == s {
			break
		}
		s = next
	}
	return dst
}

// folded is what becomes of one character.
type folded struct {
	act act
	r   rune   // letter, alone
	s   string // letters
}

type act uint8

const (
	ask     act = iota // only x/text knows
	drop               // leaves no trace
	part               // ends a word
	letter             // becomes r
	letters            // becomes s
	alone              // becomes r, a word of its own
)

// append puts the character behind dst, where a text begins at from. gap says
// that the last word has ended.
func (f folded) append(dst []byte, from int, gap bool) ([]byte, bool) {
	switch f.act {
	case drop:
		return dst, gap
	case part:
		return dst, true
	}
	if (gap || f.act == alone) && len(dst) > from {
		dst = append(dst, ' ')
	}
	if f.act == letters {
		return append(dst, f.s...), false
	}
	if f.r < utf8.RuneSelf {
		return append(dst, byte(f.r)), false
	}
	return utf8.AppendRune(dst, f.r), f.act == alone
}

// foldRune folds the characters of the fast way.
func foldRune(r rune, marks bool) folded {
	switch {
	case r < utf8.RuneSelf:
		return foldASCII(r, marks)
	case r >= latinFrom && r < latinTo:
		return latin[r-latinFrom]
	case r >= 0x300 && r <= 0x36F: // accents written apart
		return folded{act: drop}
	case r >= 0x600 && r <= 0x6FF:
		return foldArabic(r, marks)
	case r >= 0x2000 && r <= 0x206F:
		return foldPunctuation(r, marks)
	case r == 0x20E3: // the frame of a keycap: 1️⃣3️⃣ is 1 and 3
		return folded{act: part}
	case r >= 0xFE00 && r <= 0xFE0F, r >= 0x1F3FB && r <= 0x1F3FF, r == 0xFEFF:
		return folded{act: drop} // how an emoji is drawn, and its skin
	case r == 0x1F51F:
		return folded{act: letters, s: "10"}
	case r >= 0x2776 && r <= 0x2793: // ❶ to ➓
		return folded{act: letters, s: circled[(r-0x2776)%10]}
	case r >= 0x2600 && r <= 0x27BF, r >= 0x2B00 && r <= 0x2BFF, r >= 0x1F1E6 && r <= 0x1FAFF:
		if unicode.Is(unicode.So, r) {
			return folded{act: alone, r: r}
		}
	}
	return folded{}
}

var circled = [10]string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"}

func foldASCII(r rune, marks bool) folded {
	switch {
	case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
		return folded{act: letter, r: r}
	case 'A' <= r && r <= 'Z':
		return folded{act: letter, r: r + 'a' - 'A'}
	case marks && (r > ' ' && r < 0x7F || r == sureDecimal || r == sureGroup):
		return folded{act: letter, r: r}
	}
	return folded{act: part}
}

// The signs that stand for an Arabic decimal and thousands separator in a text
// folded with its marks: unlike '.' and ',' they are never in doubt.
const (
	sureDecimal = '\x01'
	sureGroup   = '\x02'
)

func foldPunctuation(r rune, marks bool) folded {
	switch {
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060:
		return folded{act: drop} // no width, or only a direction
	case !marks:
		return folded{act: part}
	case r == 0x2018 || r == 0x2019:
		return folded{act: letter, r: '\''}
	case r >= 0x2010 && r <= 0x2015:
		return folded{act: letter, r: '-'}
	case r == 0x2044:
		return folded{act: letter, r: '/'}
	}
	return folded{act: part}
}

// foldAny folds one character of a text already taken apart by NFKD.
func foldAny(r rune) folded {
	switch {
	case unicode.IsDigit(r):
		return folded{act: letter, r: '0' + digit(r)}
	case unicode.IsLetter(r):
		l := unicode.ToLower(r)
		switch {
		case l == 'ς':
			l = 'σ'
		case l < utf8.RuneSelf:
			return foldASCII(l, false)
		case l >= latinFrom && l < latinTo && latin[l-latinFrom].act != ask:
			return latin[l-latinFrom]
		}
		return folded{act: letter, r: l}
	case r >= 0x1AB0 && r <= 0x1AFF, r >= 0x1DC0 && r <= 0x1DFF, r >= 0x20D0 && r <= 0x20FF,
		r >= 0xFE20 && r <= 0xFE2F, r >= 0x591 && r <= 0x5C7 && unicode.Is(unicode.Mn, r),
		r >= 0x483 && r <= 0x489, unicode.Is(unicode.Cf, r):
		return folded{act: drop} // accents of scripts that can be read without them
	case unicode.IsMark(r), unicode.IsNumber(r):
		return folded{act: letter, r: r} // a vowel of an Indic script is part of the word
	case r != utf8.RuneError && unicode.Is(unicode.So, r):
		return folded{act: alone, r: r}
	}
	return folded{act: part}
}

// digit is the value of a decimal digit of any script: they come in tens.
func digit(r rune) rune {
	for _, t := range unicode.Nd.R16 {
		if r >= rune(t.Lo) && r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if r >= rune(t.Lo) && r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	return 0
}
