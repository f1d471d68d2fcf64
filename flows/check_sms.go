package flows

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// What a message may be before the checker speaks up.
const (
	longSegments = 3  // SMS
	longSentence = 30 // words
)

// checkCost looks at what people receive: how many SMS a message is, what
// makes it more than it need be, and how long its sentences are.
func (c *checker) checkCost() {
	for u := range c.texts {
		if u.role == roleBit || u.role == roleOption && u.ask == nil {
			continue
		}
		for _, lang := range c.languages() {
			phrase, ok := u.text.In[lang]
			if !ok {
				continue
			}
			c.checkSentences(phrase)
			if c.env.Meter != nil {
				c.checkSegments(u, lang, phrase)
			}
		}
	}
}

// checkSegments checks one phrase, with the options that are listed under it.
func (c *checker) checkSegments(u use, lang string, phrase Phrase) {
	c.checkSpelling(phrase)
	if u.role != roleMessage {
		return
	}
	text := c.printed(phrase.Text, lang)
	if ask, ok := u.site.step.Verb.(*Ask); ok && u.text == &ask.Text {
		text = c.question(ask, lang)
	}
	if n, _ := c.env.Meter(text); n > longSegments {
		c.warn(phrase.Pos, "long", "3 or fewer; cut or split", "%d SMS in %s (%d characters)", n, languageName(lang), utf8.RuneCountInString(text))
	}
}

// plainer returns what to write for a character that spelling never requires,
// or "" when it does.
func plainer(r rune) string {
	switch r {
	case '’', '‘', '‚', '‛', '′', '`', '´':
		return "'"
	case '“', '”', '„', '″':
		return `"`
	case '–', '—', '―', '‐', '‑', '−':
		return "-"
	case '…':
		return "..."
	case '\u00a0', '\u202f', '\u2009', '\u2007':
		return "a space"
	case '•', '·', '▪', '●':
		return "-"
	case '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad':
		return "nothing"
	}
	if unicode.Is(unicode.So, r) || r == '\ufe0f' || r >= 0x1F3FB && r <= 0x1F3FF {
		return "words"
	}
	return ""
}

// checkSpelling finds characters without which the message would be fewer SMS.
// In a text whose spelling needs the large alphabet anyway they cost nothing.
func (c *checker) checkSpelling(phrase Phrase) {
	text := phrase.Text
	n, large := c.env.Meter(text)
	if !large {
		return
	}
	plain := strings.Map(func(r rune) rune {
		switch plainer(r) {
		case "":
			return r
		case "nothing":
			return -1
		}
		return '-'
	}, text)
	fewer, still := c.env.Meter(plain)
	if still {
		return
	}
	at := strings.IndexFunc(text, func(r rune) bool {
		_, large := c.env.Meter(string(r))
		return large && plainer(r) != ""
	})
	if at < 0 {
		return
	}
	r, size := utf8.DecodeRuneInString(text[at:])
	shown := string(r)
	if !unicode.IsGraphic(r) || unicode.IsSpace(r) {
		shown = "this space"
	} else {
		shown = `"` + shown + `"`
	}
	pos := c.within(phrase, at, size)
	if fewer < n {
		c.warn(pos, "ucs2", "write "+plainer(r), "%s alone makes this %d SMS instead of %d", shown, n, fewer)
		return
	}
	c.warn(pos, "ucs2", "write "+plainer(r), "%s leaves this SMS 70 characters instead of 160", shown)
}

// checkSentences finds sentences that nobody follows to their end on a phone.
func (c *checker) checkSentences(phrase Phrase) {
	for _, sentence := range strings.FieldsFunc(phrase.Text, func(r rune) bool { return strings.ContainsRune(".?!;:\n؟۔", r) }) {
		if n := len(strings.Fields(sentence)); n > longSentence {
			c.warn(phrase.Pos, "hard-to-read", "make two of it", "one sentence of %d words", n)
			return
		}
	}
}
