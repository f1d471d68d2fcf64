package clause

import (
	"strings"

	"plaza/flows/source"
)

// Reader hands on the tokens of a condition from left to right. A copy reads
// ahead without taking anything.
type Reader struct {
	Problems source.Problems
	Lost     bool // a part could not be understood, and was not merely written the wrong way

	pos    source.Pos
	tokens []Token
	next   int
}

// New cuts a condition into tokens. Pos is the place of the first character of
// src. Without braces, those are letters like any other.
func New(pos source.Pos, src string, braces bool) Reader {
	r := Reader{pos: pos}
	s := scanner{Reader: &r, src: src}
	s.scan(braces)
	return r
}

// Peek is the next token.
func (r *Reader) Peek() Token { return r.Ahead(0) }

// Ahead is the token n behind the next one, or before it when n is negative.
// Outside of the condition it is the End.
func (r *Reader) Ahead(n int) Token {
	if i := r.next + n; i >= 0 && i < len(r.tokens) {
		return r.tokens[i]
	}
	return r.tokens[len(r.tokens)-1]
}

// Next takes the next token. The End stays.
func (r *Reader) Next() Token {
	t := r.Peek()
	if t.Kind != End {
		r.next++
	}
	return t
}

// Word reports whether the token n ahead is this word, in small letters or
// capitals.
func (r *Reader) Word(n int, word string) bool {
	t := r.Ahead(n)
	return t.Kind == Word && strings.EqualFold(t.Text, word)
}

// AtJoint reports whether a test may end here.
func (r *Reader) AtJoint() bool {
	t := r.Peek()
	return t.Kind == End || t.Kind == Close || r.joint("and", "&&") || r.joint("or", "||")
}

// joint reports whether the next token is this word, or the sign that people
// mean it by.
func (r *Reader) joint(word, sign string) bool {
	t := r.Peek()
	return r.Word(0, word) || t.Kind == Sign && t.Text == sign
}

// Place is where a token stands.
func (r *Reader) Place(t Token) source.Pos {
	pos := r.pos
	pos.Col += t.at
	return pos
}

// Wrong reports something that was nevertheless understood.
func (r *Reader) Wrong(t Token, message, hint string) {
	r.Problems = append(r.Problems, source.Problem{Pos: r.Place(t), Code: "condition", Message: message, Hint: hint})
}

// Fail reports something that was not understood. One loss often drags others
// behind it, so only the first is told.
func (r *Reader) Fail(t Token, message, hint string) {
	if !r.Lost {
		r.Wrong(t, message, hint)
	}
	r.Lost = true
}

// Habit is the operator that people mean by a sign or word from another place,
// and "" when it is none they are known to bring.
func Habit(word string) string {
	switch word {
	case "==", "=", "===", "equals":
		return "is"
	case "!=", "!==", "<>", "≠", "isn't", "isn’t":
		return "is not"
	case "in":
		return "is one of"
	case "include", "contains", "has":
		return "includes"
	case "=<", "≤":
		return "<="
	case "=>", "≥":
		return ">="
	}
	return ""
}
