package flows

import (
	"fmt"
	"strings"

	"plaza/flows/source"
)

// The grammar of a when or where:
//
//	condition = all { "or" all }
//	all       = unit { "and" unit }
//	unit      = "(" condition ")" | test
//	test      = NAME "is" [ "not" ] ( VALUE | "one of" VALUE { "," VALUE } | "answered" )
//	          | NAME "includes" VALUE
//	          | NAME ( "<" | "<=" | ">" | ">=" ) VALUE
//	VALUE     = word | "quoted text" | {name}
//
// There is no "not" before a test, so nobody need wonder what it does to a
// missing answer. What people write from habit (==, &&, isn't, in) is read as
// they meant it and reported, so that the rest can be checked all the same.

// deepest is how far parentheses may nest: more is not a sentence.
const deepest = 20

// ParseCondition reads a when or where. Pos is the place of the first
// character of src; problems point inside it. The condition is never nil, and
// its Root is nil when src could not be understood.
func ParseCondition(pos source.Pos, src string) (*Condition, source.Problems) {
	p := &conditionParser{pos: pos}
	p.tokens = scanCondition(p, src)
	c := &Condition{Pos: pos, Src: src}
	if p.peek().kind == tokenEnd && len(p.problems) == 0 {
		p.fail(p.peek(), "a condition is missing", "write: NAME is VALUE")
	}
	root := p.any(0)
	for p.peek().kind != tokenEnd {
		p.fail(p.peek(), fmt.Sprintf("nothing opens this %q", p.next().text), "")
		p.any(0)
	}
	if !p.lost {
		c.Root = root
	}
	return c, p.problems
}

// conditionParser reads tokens from left to right. lost is set when a part of
// the condition could not be understood, not merely written the wrong way.
type conditionParser struct {
	pos      source.Pos
	tokens   []token
	at       int
	problems source.Problems
	lost     bool
	told     bool // the test being read was already shown the right way
}

func (p *conditionParser) peek() token { return p.tokens[p.at] }

func (p *conditionParser) next() token {
	t := p.tokens[p.at]
	if t.kind != tokenEnd {
		p.at++
	}
	return t
}

// wrong reports something that was nevertheless understood.
func (p *conditionParser) wrong(t token, message, hint string) {
	pos := p.place(t)
	p.problems = append(p.problems, source.Problem{Pos: pos, Code: "condition", Message: message, Hint: hint})
}

// fail reports something that was not understood.
func (p *conditionParser) fail(t token, message, hint string) {
	if !p.lost { // one loss often drags others behind it
		p.wrong(t, message, hint)
	}
	p.lost = true
}

func (p *conditionParser) place(t token) source.Pos {
	pos := p.pos
	pos.Col += t.at
	return pos
}

// joins reports whether the next word is and (or or), and takes it.
func (p *conditionParser) joins(word string) bool {
	t := p.peek()
	switch {
	case t.kind == tokenWord && strings.EqualFold(t.text, word):
		if t.text != word {
			p.wrong(t, "write: "+word, "")
		}
	case t.kind == tokenSign && t.text == map[string]string{"and": "&&", "or": "||"}[word]:
		p.wrong(t, "write: "+word, "")
	default:
		return false
	}
	p.next()
	return true
}

func (p *conditionParser) any(depth int) *Cond {
	var units []*Cond
	for {
		units = append(units, p.all(depth))
		if !p.joins("or") {
			break
		}
	}
	if len(units) == 1 {
		return units[0]
	}
	return &Cond{Any: units}
}

func (p *conditionParser) all(depth int) *Cond {
	var units []*Cond
	for {
		units = append(units, p.unit(depth))
		if !p.joins("and") {
			break
		}
	}
	if len(units) == 1 {
		return units[0]
	}
	return &Cond{All: units}
}

func (p *conditionParser) unit(depth int) *Cond {
	if p.peek().kind != tokenOpen {
		return p.test()
	}
	open := p.next()
	if depth == deepest {
		p.fail(open, "too many parentheses inside each other", "")
		p.at = len(p.tokens) - 1
		return nil
	}
	c := p.any(depth + 1)
	if p.peek().kind != tokenClose {
		p.fail(open, "this parenthesis is not closed", "")
		return c
	}
	p.next()
	return c
}

// test reads one test, and skips to the next when it cannot.
func (p *conditionParser) test() *Cond {
	start := p.at
	t := p.readTest()
	if t == nil {
		for !p.atJoint() {
			p.next()
		}
		if p.at == start && p.peek().kind == tokenWord { // an "and" where a test should stand
			p.next()
		}
		return nil
	}
	return &Cond{Test: t}
}

// atJoint reports whether a test may end here.
func (p *conditionParser) atJoint() bool {
	t := p.peek()
	switch t.kind {
	case tokenEnd, tokenClose:
		return true
	case tokenWord:
		return strings.EqualFold(t.text, "and") || strings.EqualFold(t.text, "or")
	case tokenSign:
		return t.text == "&&" || t.text == "||"
	}
	return false
}

// Tests calls yield with each test of the condition in its written order.
func (c *Condition) Tests(yield func(*Test) bool) {
	if c != nil && c.Root != nil {
		c.Root.tests(yield)
	}
}

func (c *Cond) tests(yield func(*Test) bool) bool {
	if c.Test != nil {
		return yield(c.Test)
	}
	for _, inner := range append(c.All[:len(c.All):len(c.All)], c.Any...) {
		if !inner.tests(yield) {
			return false
		}
	}
	return true
}

// String writes the test as an author would.
func (t *Test) String() string {
	s := t.Name + " " + string(t.Op)
	for i, v := range t.Values {
		if i > 0 {
			s += ","
		}
		s += " " + v.String()
	}
	return s
}

// String writes the operand as an author would.
func (o Operand) String() string {
	switch {
	case o.Braced:
		return "{" + o.Text + "}"
	case o.Quoted:
		return `"` + o.Text + `"`
	}
	return o.Text
}
