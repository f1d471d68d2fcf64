package answer

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// foldArabic folds the letters that people write for one another into one,
// and drops vowel signs and tatweel.
func foldArabic(r rune, marks bool) folded {
	switch {
	case r >= 0x660 && r <= 0x669:
		return folded{act: letter, r: '0' + r - 0x660}
	case r >= 0x6F0 && r <= 0x6F9:
		return folded{act: letter, r: '0' + r - 0x6F0}
	case r == 0x622 || r == 0x623 || r == 0x625 || r == 0x671: // آ أ إ ٱ
		return folded{act: letter, r: 0x627}
	case r == 0x649 || r == 0x6CC || r == 0x626: // ى ی ئ
		return folded{act: letter, r: 0x64A}
	case r == 0x624: // ؤ
		return folded{act: letter, r: 0x648}
	case r == 0x629: // ة
		return folded{act: letter, r: 0x647}
	case r == 0x6A9: // ک
		return folded{act: letter, r: 0x643}
	case r == 0x640, r >= 0x64B && r <= 0x65F, r == 0x670, r >= 0x610 && r <= 0x61A, r == 0x61C,
		r >= 0x6D6 && r <= 0x6DC, r >= 0x6DF && r <= 0x6E4, r == 0x6E7, r == 0x6E8, r >= 0x6EA && r <= 0x6ED:
		return folded{act: drop}
	case r >= 0x621 && r <= 0x64A, r >= 0x679 && r <= 0x6BF:
		return folded{act: letter, r: r}
	case marks && r == 0x66B:
		return folded{act: letter, r: sureDecimal}
	case marks && r == 0x66C:
		return folded{act: letter, r: sureGroup}
	case marks && r == 0x60C: // ،
		return folded{act: letter, r: ','}
	case marks && r == 0x66A: // ٪
		return folded{act: letter, r: '%'}
	case unicode.IsPunct(r):
		return folded{act: part}
	}
	return folded{}
}

const (
	latinFrom = 0xA0
	latinTo   = 0x180
)

// latin holds what becomes of U+00A0 to U+017F.
var latin = func() (t [latinTo - latinFrom]folded) {
	by := map[rune]string{
		'ß': "ss", 'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'ø': "o", 'Ø': "o", 'ł': "l", 'Ł': "l",
		'đ': "d", 'Đ': "d", 'ð': "d", 'Ð': "d", 'þ': "th", 'Þ': "th", 'ı': "i", 'ħ': "h", 'Ħ': "h",
		'ŋ': "n", 'Ŋ': "n", 'ŧ': "t", 'Ŧ': "t", 'ĸ': "k", 'ŉ': "n", 'ſ': "s",
	}
	apart := map[rune]bool{'ª': true, 'º': true, '°': true, '¿': true, '¡': true, '«': true, '»': true, '·': true, 0xA0: true}
	for r := rune(latinFrom); r < latinTo; r++ {
		s := by[r]
		if s == "" && unicode.IsLetter(r) {
			for _, d := range norm.NFKD.String(string(unicode.ToLower(r))) {
				if d < utf8.RuneSelf && unicode.IsLetter(d) {
					s += string(d)
				}
			}
		}
		switch {
		case apart[r]:
			t[r-latinFrom] = folded{act: part}
		case len(s) == 1:
			t[r-latinFrom] = folded{act: letter, r: rune(s[0])}
		case s != "":
			t[r-latinFrom] = folded{act: letters, s: s}
		}
	}
	return t
}()
