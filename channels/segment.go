package channels

import (
	"slices"
	"unicode/utf8"
)

// How much one SMS carries. A text that does not fit in one loses some of each
// to the header that joins the segments again (3GPP TS 23.040, section
// 9.2.3.24.1; twilio.com/docs/glossary/what-sms-character-limit).
const (
	gsmOne   = 160 // septets of a text that is one segment
	gsmMany  = 153 // septets of each segment of a longer one
	ucs2One  = 70  // UTF-16 units
	ucs2Many = 67
)

// Segments counts the SMS that carry text, and says whether it must be sent as
// UCS-2 because a character of it is not in the GSM alphabet. Networks charge
// by this number. An empty text is one segment, as it is when sent. It does
// not allocate.
//
// A segment never ends inside an escaped character (two septets) or a
// surrogate pair (two units): the second half would be lost on the phone. It
// may end inside a longer cluster, such as a letter and its combining accent:
// phones join the segments before they draw.
func Segments(text string) (n int, ucs2 bool) {
	total, room := 0, 0
	for _, r := range text {
		w := septets(r)
		if w == 0 {
			return segmentsUCS2(text), true
		}
		total += w
		if room < w {
			n, room = n+1, gsmMany
		}
		room -= w
	}
	if total <= gsmOne {
		return 1, false
	}
	return n, false
}

func segmentsUCS2(text string) (n int) {
	total, room := 0, 0
	for _, r := range text {
		w := units(r)
		total += w
		if room < w {
			n, room = n+1, ucs2Many
		}
		room -= w
	}
	if total <= ucs2One {
		return 1
	}
	return n
}

// SplitSegments cuts text where the network will, for showing: joined, the
// pieces are text again.
func SplitSegments(text string) []string {
	n, ucs2 := Segments(text)
	if n == 1 {
		return []string{text}
	}
	width, size := septets, gsmMany
	if ucs2 {
		width, size = units, ucs2Many
	}
	pieces := make([]string, 0, n)
	from, room := 0, size
	for at, r := range text {
		w := width(r)
		if room < w {
			pieces = append(pieces, text[from:at])
			from, room = at, size
		}
		room -= w
	}
	return append(pieces, text[from:])
}

// OutsideGSM lists the characters of text that force UCS-2, each once, in the
// order in which they appear. It is nil when the text needs none.
func OutsideGSM(text string) []rune {
	var found []rune
	for _, r := range text {
		if septets(r) == 0 && !slices.Contains(found, r) {
			found = append(found, r)
		}
	}
	return found
}

// Units is the length of text in UTF-16 units, which is how networks count
// characters.
func Units(text string) int {
	n := 0
	for _, r := range text {
		n += units(r)
	}
	return n
}

func units(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1 // utf8.RuneError included: what is not UTF-8 leaves as U+FFFD
}

// septets is what a character takes in the GSM 7 bit default alphabet: 1, 2
// when it is reached by the escape, 0 when it has no place there (3GPP TS
// 23.038, sections 6.2.1 and 6.2.1.1). National shift tables are not counted:
// no provider we know sends with them.
func septets(r rune) int {
	if 'a' <= r && r <= 'z' || ' ' == r || 'A' <= r && r <= 'Z' || '%' <= r && r <= '?' {
		return 1
	}
	switch r {
	case '@', '£', '$', '¥', 'è', 'é', 'ù', 'ì', 'ò', 'Ç', '\n', 'Ø', 'ø', '\r', 'Å', 'å',
		'Δ', '_', 'Φ', 'Γ', 'Λ', 'Ω', 'Π', 'Ψ', 'Σ', 'Θ', 'Ξ', 'Æ', 'æ', 'ß', 'É',
		'!', '"', '#', '¤', '¡', 'Ä', 'Ö', 'Ñ', 'Ü', '§', '¿', 'ä', 'ö', 'ñ', 'ü', 'à':
		return 1
	case '\f', '^', '{', '}', '\\', '[', '~', ']', '|', '€':
		return 2
	}
	return 0
}

// fits says how many bytes of text fit in so many UTF-16 units, never cutting
// a character.
func fits(text string, limit int) int {
	for at, r := range text {
		if limit -= units(r); limit < 0 {
			return at
		}
	}
	return len(text)
}

// lastRune is the character that ends text.
func lastRune(text string) rune {
	r, _ := utf8.DecodeLastRuneInString(text)
	return r
}

// Septets is the length of text in the GSM alphabet, or false when a character
// of it has no place there.
func Septets(text string) (n int, ok bool) {
	for _, r := range text {
		w := septets(r)
		if w == 0 {
			return 0, false
		}
		n += w
	}
	return n, true
}
