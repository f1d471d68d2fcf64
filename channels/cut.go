package channels

import (
	"strings"
	"unicode"
)

// cut divides a text and the list under it into messages of at most MaxText
// units. The list stays in one piece when it can.
func cut(c Capabilities, text, list string) []string {
	text, list = strings.TrimSpace(text), strings.TrimSpace(list)
	whole := text
	if list != "" && text != "" {
		whole += "\n"
	}
	whole += list
	if within(whole, c.MaxText) {
		return []string{whole}
	}
	pieces := cutText(c, text, false)
	if list == "" {
		return pieces
	}
	// The end of the text and the list in one message, where they fit.
	if n := len(pieces); n > 0 && Units(pieces[n-1])+1+Units(list) <= c.MaxText {
		pieces[n-1] += "\n" + list
		return pieces
	}
	return append(pieces, cutText(c, list, true)...)
}

// within says whether text is at most so many units; 0 is no limit. There are
// never more units than bytes.
func within(text string, limit int) bool {
	return limit <= 0 || len(text) <= limit || Units(text) <= limit
}

// cutText divides a text between sentences, or a list between lines: "No. 5
// Market Road" is one option.
func cutText(c Capabilities, text string, list bool) []string {
	var pieces []string
	for Units(text) > c.MaxText {
		at := place(c, text, list)
		pieces = append(pieces, strings.TrimSpace(text[:at]))
		text = strings.TrimSpace(text[at:])
	}
	if text != "" {
		pieces = append(pieces, text)
	}
	return pieces
}

// How good a place is to cut at. Only the best kind found in the last two
// thirds of what fits is used: a first message of three words and a second of
// a thousand reads worse than a sentence cut in two.
const (
	anywhere = iota
	betweenClusters
	betweenWords
	betweenSentences
)

// place is where the next message ends. Among places of the best kind it takes
// the last, or on a channel priced by segments the last of the cheapest.
func place(c Capabilities, text string, list bool) int {
	end := fits(text, c.MaxText)
	if end == 0 { // not even one character fits: better too long than never ending
		for at := range text {
			if at > 0 {
				return at
			}
		}
		return len(text)
	}
	best, at, price := anywhere, end, 0
	var before rune
	for i, r := range text[:end+width(text[end:])] {
		if i == 0 || i > end || i < end/3 {
			before = r
			continue
		}
		kind := between(before, r, text[:i])
		if list && kind == betweenSentences && r != '\n' {
			kind = betweenWords
		}
		before = r
		if kind < best || kind == anywhere {
			continue
		}
		if kind > best || !c.Segments || kind != betweenSentences {
			best, at = kind, i
			price = segmentsOf(c, text, i)
		} else if p := segmentsOf(c, text, i); p <= price {
			at, price = i, p
		}
	}
	return at
}

// segmentsOf is what text costs when it is cut at i.
func segmentsOf(c Capabilities, text string, i int) int {
	if !c.Segments {
		return 0
	}
	head, _ := Segments(strings.TrimSpace(text[:i]))
	tail, _ := Segments(strings.TrimSpace(text[i:]))
	return head + tail
}

func width(text string) int {
	for at := range text {
		if at > 0 {
			return at
		}
	}
	return len(text)
}

// between says what kind of place lies between two neighbouring characters;
// head is the text up to and with the first. White space is cut before, never
// after: what it separates may fill a message to the last unit.
func between(before, after rune, head string) int {
	switch {
	case unicode.IsSpace(before):
		return anywhere
	case after == '\n':
		return betweenSentences
	case unicode.IsSpace(after):
		if ends(head) {
			return betweenSentences
		}
		return betweenWords
	case strings.ContainsRune("。！？", before): // no space follows in these scripts
		return betweenSentences
	case joins(before, after):
		return anywhere
	}
	return betweenClusters
}

// ends says whether a sentence ends here: a mark of any of our scripts, maybe
// inside a closing quote or bracket.
func ends(head string) bool {
	head = strings.TrimRight(head, `"'»”’)]`)
	return strings.ContainsRune(".!?…؟۔।॥。！？", lastRune(head))
}

// joins says whether two characters draw as one: a letter and its marks, an
// emoji and what changes it, the two letters of a flag.
func joins(before, after rune) bool {
	const zwj = '\u200d'
	return before == zwj || after == zwj || unicode.Is(unicode.M, after) ||
		unicode.Is(unicode.Variation_Selector, after) ||
		0x1F3FB <= after && after <= 0x1F3FF || // skin tones
		flag(before) && flag(after)
}

func flag(r rune) bool { return 0x1F1E6 <= r && r <= 0x1F1FF }
