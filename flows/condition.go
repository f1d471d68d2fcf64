package flows

import (
	"fmt"

	"plaza/flows/clause"
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

// ParseCondition reads a when or where. Pos is the place of the first
// character of src; problems point inside it. The condition is never nil, and
// its Root is nil when src could not be understood.
func ParseCondition(pos source.Pos, src string) (*Condition, source.Problems) {
	p := &conditionParser{Reader: clause.New(pos, src, true)}
	c := &Condition{Pos: pos, Src: src}
	if p.Peek().Kind == clause.End {
		p.Fail(p.Peek(), "a condition is missing", "write: NAME is VALUE")
	}
	root := clause.Tree(&p.Reader, p.test)
	for p.Peek().Kind != clause.End {
		p.Fail(p.Peek(), fmt.Sprintf("nothing opens this %q", p.Next().Text), "")
		clause.Tree(&p.Reader, p.test)
	}
	if !p.Lost {
		c.Root = root
	}
	return c, p.Problems
}

// conditionParser reads the tests of a when or where.
type conditionParser struct {
	clause.Reader
	told bool // the test being read was already shown the right way
}

// Tests calls yield with each test of the condition in its written order.
func (c *Condition) Tests(yield func(*Test) bool) {
	if c != nil && c.Root != nil {
		c.Root.Tests(yield)
	}
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
