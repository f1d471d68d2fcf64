package flows

import (
	"strings"
	"unicode/utf8"
)

type tokenKind uint8

const (
	tokenEnd tokenKind = iota
	tokenWord
	tokenQuoted // "text"
	tokenBraced // {name}
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

// otherQuotes are the quotes that are not ours, with what closes them.
func otherQuotes(r rune) rune {
	switch r {
	case '\'':
		return '\''
	case '‘':
		return '’'
	case '“':
		return '”'
	case '«':
		return '»'
	}
	return 0
}

// scanCondition cuts src into tokens, of which the last is a tokenEnd.
func scanCondition(p *conditionParser, src string) []token {
	s := scanner{parser: p, src: src}
	for s.src != "" {
		r, size := utf8.DecodeRuneInString(s.src)
		switch {
		case strings.ContainsRune(blankRunes, r):
			s.skip(size)
		case r == '(':
			s.take(tokenOpen, size)
		case r == ')':
			s.take(tokenClose, size)
		case r == ',':
			s.take(tokenComma, size)
		case r == '{':
			s.takePair(tokenBraced, size, '}')
		case r == '"':
			s.takePair(tokenQuoted, size, '"')
		case otherQuotes(r) != 0:
			p.wrong(token{at: s.at}, `write "double quotes"`, "")
			s.takePair(tokenQuoted, size, otherQuotes(r))
		case strings.ContainsRune(signRunes, r):
			s.take(tokenSign, s.until(func(r rune) bool { return !strings.ContainsRune(signRunes, r) }))
		case r == '}':
			p.fail(token{at: s.at}, `nothing opens this "}"`, "")
			s.skip(size)
		default:
			s.take(tokenWord, s.until(func(r rune) bool { return strings.ContainsRune(blankRunes+signRunes+`(),{}"`, r) }))
		}
	}
	return append(s.tokens, token{tokenEnd, "", s.at})
}

// scanner walks through what is left of a condition.
type scanner struct {
	parser *conditionParser
	src    string
	at     int // characters read so far
	tokens []token
}

func (s *scanner) skip(size int) {
	s.at += utf8.RuneCountInString(s.src[:size])
	s.src = s.src[size:]
}

func (s *scanner) take(kind tokenKind, size int) {
	s.tokens = append(s.tokens, token{kind, s.src[:size], s.at})
	s.skip(size)
}

// takePair takes what stands between an opening sign and the closing one.
func (s *scanner) takePair(kind tokenKind, open int, closing rune) {
	inner := s.src[open:]
	end := strings.IndexRune(inner, closing)
	size := open + end + utf8.RuneLen(closing)
	if end < 0 {
		s.parser.fail(token{at: s.at}, "nothing closes this "+s.src[:open], "")
		end, size = len(inner), len(s.src)
	}
	s.tokens = append(s.tokens, token{kind, inner[:end], s.at})
	s.skip(size)
}

// until counts the bytes before the first character that stop accepts.
func (s *scanner) until(stop func(rune) bool) int {
	if i := strings.IndexFunc(s.src, stop); i >= 0 {
		return i
	}
	return len(s.src)
}
