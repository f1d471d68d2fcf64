package clause

import (
	"strings"
	"unicode/utf8"
)

// Kind says what a token is.
type Kind uint8

// The kinds of tokens.
const (
	End Kind = iota // behind the last one
	Word
	Quoted // "text"
	Braced // {name}
	Sign   // < <= > >=, and the signs people bring from elsewhere
	Open
	Close
	Comma
)

// Token is one piece of a condition; Text is without its quotes or braces.
type Token struct {
	Kind Kind
	Text string
	at   int // in characters from the start of the condition
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

// scanner walks through what is left of a condition.
type scanner struct {
	*Reader
	src string
	at  int // characters read so far
}

// scan cuts the condition into tokens, of which the last is an End.
func (s *scanner) scan(braces bool) {
	ends := blankRunes + signRunes + `(),"` // a word
	if braces {
		ends += "{}"
	}
	for s.src != "" {
		r, size := utf8.DecodeRuneInString(s.src)
		switch {
		case strings.ContainsRune(blankRunes, r):
			s.skip(size)
		case r == '(':
			s.take(Open, size)
		case r == ')':
			s.take(Close, size)
		case r == ',':
			s.take(Comma, size)
		case r == '"':
			s.takePair(Quoted, size, '"')
		case otherQuotes(r) != 0:
			s.Wrong(Token{at: s.at}, `write "double quotes"`, "")
			s.takePair(Quoted, size, otherQuotes(r))
		case r == '{' && braces:
			s.takePair(Braced, size, '}')
		case r == '}' && braces:
			s.Fail(Token{at: s.at}, `nothing opens this "}"`, "")
			s.skip(size)
		case strings.ContainsRune(signRunes, r):
			s.take(Sign, s.until(func(r rune) bool { return !strings.ContainsRune(signRunes, r) }))
		default:
			s.take(Word, s.until(func(r rune) bool { return strings.ContainsRune(ends, r) }))
		}
	}
	s.tokens = append(s.tokens, Token{at: s.at})
}

func (s *scanner) skip(size int) {
	s.at += utf8.RuneCountInString(s.src[:size])
	s.src = s.src[size:]
}

func (s *scanner) take(kind Kind, size int) {
	s.tokens = append(s.tokens, Token{kind, s.src[:size], s.at})
	s.skip(size)
}

// takePair takes what stands between an opening sign and the closing one.
func (s *scanner) takePair(kind Kind, open int, closing rune) {
	inner := s.src[open:]
	end := strings.IndexRune(inner, closing)
	size := open + end + utf8.RuneLen(closing)
	if end < 0 {
		s.Fail(Token{at: s.at}, "nothing closes this "+s.src[:open], "")
		end, size = len(inner), len(s.src)
	}
	s.tokens = append(s.tokens, Token{kind, inner[:end], s.at})
	s.skip(size)
}

// until counts the bytes before the first character that stop accepts.
func (s *scanner) until(stop func(rune) bool) int {
	if i := strings.IndexFunc(s.src, stop); i >= 0 {
		return i
	}
	return len(s.src)
}
