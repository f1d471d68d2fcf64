package bot

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"plaza/channels"
	"plaza/civic/plan"
	"plaza/locales"
)

// What is said about plans takes at most two SMS, or four where its letters
// need the large alphabet, on every channel: who asks on a phone that costs
// them money should get the same answer as everybody.
const (
	mostSmall = 2
	mostLarge = 4
)

// fits tells whether a text in this language is within that, with the marks
// that its lines will get.
func fits(text, lang string) bool {
	drawn := channels.Render(channels.Capabilities{}, channels.Say{Text: text, Lang: lang})
	n, large := channels.Segments(drawn[0].Text)
	return n <= mostSmall || large && n <= mostLarge
}

// shorten leaves as many whole words of a text as fit into so many letters,
// with three dots behind them. Of a text whose first word is longer it leaves
// nothing.
func shorten(text string, letters int) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= letters {
		return text
	}
	cut := ""
	for i, n := 0, 0; i < len(text); n++ {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == ' ' {
			cut = text[:i]
		}
		if n >= letters-len("...") {
			break
		}
		i += size
	}
	if cut = strings.TrimRight(cut, " .,;:-"); cut == "" {
		return ""
	}
	return cut + "..."
}

// pieces cuts a text between words into lines of at most longestLine letters,
// of which all but the first begin with a space: see joinPieces. A longer word,
// which may be an address, has a line of its own; one that no line could hold
// is left out.
func pieces(text string) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if utf8.RuneCountInString(word) > 2*longestLine {
			word = "..."
		}
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > longestLine:
			lines, line = append(lines, line), " "+word
		default:
			line += " " + word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// writtenDay is a day as a language writes it: of one that is known only by
// its month or its year, no more than that.
func writtenDay(w locales.Words, d plan.Day) string {
	form := w.Date
	switch at := strings.Index(form, "{month}"); {
	case d.IsZero():
		return ""
	case d.Month == 0 || at < 0 || len(w.MonthNames) != 12:
		return d.String()
	case !d.Exact():
		form = form[at:]
	}
	return strings.NewReplacer(
		"{day}", strconv.Itoa(d.Day), "{month}", w.MonthNames[max(d.Month, 1)-1], "{year}", strconv.Itoa(d.Year),
	).Replace(form)
}
