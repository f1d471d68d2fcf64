package audience

import (
	"strings"
	"time"

	"plaza/flows/clause"
	"plaza/flows/source"
)

// Condition is true of some people and not of others. One that could not be
// read is true of nobody.
type Condition struct {
	Pos  source.Pos
	Src  string
	root *clause.Node[Test]
}

// Test is one thing asked about a person.
type Test struct {
	Pos    source.Pos
	About  About
	Flow   string // About an Answer: of this consultation
	Name   string // About a Fact or an Answer: its name. About Follows: what kind of thing, empty for any
	Op     Op
	Values []Value

	span time.Duration // of LastSeen
}

// About is what a test looks at.
type About uint8

// What is known of people.
const (
	Language About = iota
	Channel
	Place
	Tag
	Fact     // an answer that is remembered, by its bare name
	Answer   // to a question of a consultation
	LastSeen // when they last wrote
	Follows  // a plan, a commitment, a theme, a place
	Everyone // nothing: it is true of all
)

// Op is how a test compares.
type Op string

// The tests, as they are written.
const (
	Is          Op = "is"
	IsNot       Op = "is not"
	OneOf       Op = "is one of"
	NotOneOf    Op = "is not one of"
	Answered    Op = "is answered"
	NotAnswered Op = "is not answered"
	Includes    Op = "includes"
	Less        Op = "<"
	LessEq      Op = "<="
	More        Op = ">"
	MoreEq      Op = ">="
	DoesFollow  Op = "follows"
)

// ordered says whether an operator needs an order.
func (o Op) ordered() bool { return o == Less || o == LessEq || o == More || o == MoreEq }

// negated says whether an operator is true where the value is another.
func (o Op) negated() bool { return o == IsNot || o == NotOneOf }

// Value is one value of a test, and where it is written.
type Value struct {
	Pos    source.Pos
	Text   string
	Quoted bool
}

// String writes the value as an author would.
func (v Value) String() string {
	if v.Quoted {
		return `"` + v.Text + `"`
	}
	return v.Text
}

// Parse reads a condition. Pos is the place of the first character of src, and
// problems point inside it. The condition is never nil.
func Parse(pos source.Pos, src string) (*Condition, source.Problems) {
	p := &parser{clause.New(pos, src, false)}
	c := &Condition{Pos: pos, Src: src}
	if p.Peek().Kind == clause.End {
		p.Fail(p.Peek(), "a condition is missing", "write: language is es, or everyone")
	}
	root := clause.Tree(&p.Reader, p.test)
	if t := p.Peek(); t.Kind != clause.End {
		p.Fail(t, "the condition ends before "+t.Text, "join two tests with and, or")
	}
	if !p.Lost {
		c.root = root
	}
	return c, p.Problems
}

// Tests calls yield with each test in its written order.
func (c *Condition) Tests(yield func(*Test) bool) {
	if c != nil && c.root != nil {
		c.root.Tests(yield)
	}
}

// subject is the left side of a test as an author writes it.
func (t *Test) subject() string {
	switch t.About {
	case Language:
		return "language"
	case Channel:
		return "channel"
	case Place:
		return "place"
	case Tag:
		return "tag"
	case Answer:
		return t.Flow + "." + t.Name
	case LastSeen:
		return "last seen"
	case Follows:
		return strings.TrimSpace("follows " + t.Name)
	}
	return t.Name
}

// String writes the test as an author would.
func (t *Test) String() string {
	s := t.subject()
	if t.About == Everyone {
		return "everyone"
	}
	if t.About != Follows {
		s += " " + string(t.Op)
	}
	for i, v := range t.Values {
		if i > 0 {
			s += ","
		}
		s += " " + v.String()
	}
	return s
}
