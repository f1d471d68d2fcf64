package audience

import (
	"strings"
	"unicode/utf8"

	"plaza/flows/source"
)

type tokenKind uint8

const (
	tokenEnd tokenKind = iota
	tokenWord
	tokenQuoted // "text"
	tokenSign   // < <= > >=, and the signs people bring from elsewhere
	tokenOpen
	tokenClose
	tokenComma
)

// token is one piece of a condition, at so many characters from its start.
type token struct {
	kind tokenKind
	text string
	at   int
}

const (
	blankRunes = " \t\r\n\u00a0"
	signRunes  = "<>=!&|≤≥≠"
)

// closing is what closes a quote that is opened by r, and 0 when none is.
func closing(r rune) rune {
	switch r {
	case '"', '\'':
		return r
	case '‘':
		return '’'
	case '“':
		return '”'
	case '«':
		return '»'
	}
	return 0
}

// scan cuts src into tokens, of which the last is a tokenEnd.
func (p *parser) scan(src string) []token {
	var tokens []token
	at := 0
	take := func(kind tokenKind, size int) {
		tokens = append(tokens, token{kind, src[:size], at})
		at += utf8.RuneCountInString(src[:size])
		src = src[size:]
	}
	for src != "" {
		r, size := utf8.DecodeRuneInString(src)
		switch {
		case strings.ContainsRune(blankRunes, r):
			src, at = src[size:], at+1
		case r == '(':
			take(tokenOpen, size)
		case r == ')':
			take(tokenClose, size)
		case r == ',':
			take(tokenComma, size)
		case closing(r) != 0:
			start := token{at: at, text: src[:size]}
			if r != '"' {
				p.wrong(start, `write "double quotes"`, "")
			}
			end := strings.IndexRune(src[size:], closing(r))
			if end < 0 {
				p.fail(start, "nothing closes this "+src[:size], "")
				take(tokenQuoted, len(src))
				continue
			}
			take(tokenQuoted, size+end+utf8.RuneLen(closing(r)))
			last := &tokens[len(tokens)-1]
			last.text = last.text[size : size+end]
		case strings.ContainsRune(signRunes, r):
			take(tokenSign, until(src, func(r rune) bool { return !strings.ContainsRune(signRunes, r) }))
		default:
			take(tokenWord, until(src, func(r rune) bool { return strings.ContainsRune(blankRunes+signRunes+`(),"`, r) }))
		}
	}
	return append(tokens, token{kind: tokenEnd, at: at})
}

// until counts the bytes before the first character that stop accepts.
func until(src string, stop func(rune) bool) int {
	if i := strings.IndexFunc(src, stop); i >= 0 {
		return i
	}
	return len(src)
}

// parser reads tokens from left to right. lost is set when a part of the
// condition could not be understood, not merely written the wrong way.
type parser struct {
	pos      source.Pos
	tokens   []token
	at       int
	problems source.Problems
	lost     bool
}

func (p *parser) peek() token { return p.ahead(0) }

func (p *parser) ahead(n int) token { return p.tokens[min(p.at+n, len(p.tokens)-1)] }

func (p *parser) next() token {
	t := p.peek()
	if t.kind != tokenEnd {
		p.at++
	}
	return t
}

// word reports whether the token n ahead is this word.
func (p *parser) word(n int, word string) bool {
	t := p.ahead(n)
	return t.kind == tokenWord && strings.EqualFold(t.text, word)
}

func (p *parser) place(t token) source.Pos {
	pos := p.pos
	pos.Col += t.at
	return pos
}

// wrong reports something that was nevertheless understood.
func (p *parser) wrong(t token, message, hint string) {
	p.problems = append(p.problems, source.Problem{Pos: p.place(t), Code: "condition", Message: message, Hint: hint})
}

// fail reports something that was not understood. One loss often drags others
// behind it, so only the first is told.
func (p *parser) fail(t token, message, hint string) {
	if !p.lost {
		p.wrong(t, message, hint)
	}
	p.lost = true
}
