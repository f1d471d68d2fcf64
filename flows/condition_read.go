package flows

import (
	"strings"

	"plaza/flows/clause"
)

// test reads NAME and what follows it. It returns nil when that was not
// understood, and leaves the rest for the caller to skip.
func (p *conditionParser) test() *Test {
	name, ok := p.readName()
	if !ok {
		return nil
	}
	t := &Test{Pos: p.Place(name), Name: name.Text}
	p.told = false
	if !p.readOp(t, name) || !p.readValues(t) {
		return nil
	}
	if !p.AtJoint() {
		p.afterTest(t)
		return nil
	}
	return t
}

func (p *conditionParser) readName() (clause.Token, bool) {
	t := p.Peek()
	switch {
	case p.AtJoint():
		p.Fail(t, "a test is missing here", "write: NAME is VALUE")
		return t, false
	case t.Kind == clause.Sign && strings.Trim(t.Text, "!") == "", p.Word(0, "not"):
		p.Fail(t, `there is no "not" before a test`, "write: NAME is not VALUE")
		return t, false
	case t.Kind == clause.Braced:
		p.Wrong(t, "write the first name without braces: "+t.Text, "")
	case t.Kind == clause.Quoted, t.Kind == clause.Word && isValue(t.Text):
		p.Fail(t, "a test begins with a name, not with a value", "write: NAME is VALUE")
		return t, false
	case t.Kind != clause.Word:
		p.Fail(t, "a test begins with a name", "write: NAME is VALUE")
		return t, false
	}
	return p.Next(), true
}

// isValue reports whether a word can only be a value: a number or a day.
func isValue(word string) bool {
	_, number := parseDecimal(word)
	return number || isDay(word)
}

// readOp reads what stands between the name and its values.
func (p *conditionParser) readOp(t *Test, name clause.Token) bool {
	op := p.Peek()
	word := strings.ToLower(op.Text)
	switch {
	case p.AtJoint():
		return p.bareName(name)
	case op.Kind != clause.Word && op.Kind != clause.Sign:
		p.Fail(op, "what about "+t.Name+"?", "write: "+t.Name+" is VALUE")
		return false
	case clause.Habit(word) != "":
		t.Op = Op(clause.Habit(word))
		p.Next()
		p.tell(op, t, "")
		return true
	case word == "<" || word == "<=" || word == ">" || word == ">=":
		t.Op = Op(word)
		p.Next()
		return true
	case word == "includes":
		t.Op = OpIncludes
	case word == "not" && p.Word(1, "in"):
		t.Op = OpNotOneOf
		p.Next()
		p.Next()
		p.tell(op, t, "")
		return true
	case word == "is":
		return p.readIs(t)
	default:
		p.Fail(op, "what about "+t.Name+"?", "write: "+t.Name+" is VALUE, or one of: is not, is one of, includes, is answered, <, <=, >, >=")
		return false
	}
	p.small(p.Next())
	return true
}

// readIs reads is, is not, is one of, is answered.
func (p *conditionParser) readIs(t *Test) bool {
	is := p.Next()
	p.small(is)
	not := false
	if t.Op = OpIs; p.Word(0, "not") {
		p.small(p.Next())
		not, t.Op = true, OpIsNot
	}
	for _, form := range []struct {
		words   []string
		op, not Op
		habit   bool
	}{
		{[]string{"one", "of"}, OpOneOf, OpNotOneOf, false},
		{[]string{"answered"}, OpAnswered, OpNotAnswered, false},
		{[]string{"in"}, OpOneOf, OpNotOneOf, true},
		{[]string{"empty"}, OpNotAnswered, OpAnswered, true},
		{[]string{"missing"}, OpNotAnswered, OpAnswered, true},
	} {
		if !p.formAhead(form.words, form.habit) {
			continue
		}
		if t.Op = form.op; not {
			t.Op = form.not
		}
		for range form.words {
			word := p.Next()
			if !form.habit {
				p.small(word)
			}
		}
		if form.habit {
			p.tell(is, t, "")
		}
		return true
	}
	if sign := p.Peek(); sign.Kind == clause.Sign {
		if op := Op(sign.Text); !not && (op == OpLess || op == OpLessEq || op == OpMore || op == OpMoreEq) {
			t.Op = op
			p.Next()
			p.tell(is, t, "")
			return true
		}
	}
	return true
}

// formAhead reports whether these words come next and, for a habit that could
// as well be a value (is empty), whether nothing follows it.
func (p *conditionParser) formAhead(words []string, habit bool) bool {
	for i, w := range words {
		if !p.Word(i, w) {
			return false
		}
	}
	if !habit {
		return true
	}
	end := p.Reader
	for range words {
		end.Next()
	}
	return end.AtJoint() == (words[0] != "in")
}

// small reports a word of the grammar in capitals.
func (p *conditionParser) small(t clause.Token) {
	if lower := strings.ToLower(t.Text); lower != t.Text {
		p.Wrong(t, "write: "+lower, "")
	}
}

// tell reports, once a test, that it was understood but is written otherwise.
func (p *conditionParser) tell(at clause.Token, t *Test, hint string) {
	if p.told {
		return
	}
	p.told = true
	s := t.String()
	if len(t.Values) > 0 {
		s += ","
	}
	p.Wrong(at, "write: "+s+p.restOfTest(), hint)
}

// restOfTest is what follows, as written, for a message that shows the test
// as it should be.
func (p *conditionParser) restOfTest() string {
	ahead := p.Reader
	s := ""
	for !ahead.AtJoint() {
		t := ahead.Next()
		switch t.Kind {
		case clause.Quoted:
			s += ` "` + t.Text + `"`
		case clause.Braced:
			s += " {" + t.Text + "}"
		case clause.Comma:
			s += ","
		case clause.Word:
			s += " " + strings.Trim(t.Text, "[]")
		case clause.Open: // of a list in parentheses, which needs none
		default:
			s += " " + t.Text
		}
	}
	return s
}

// bareName answers a name that nothing is said about. Behind an or it is most
// often a further value of the test before: theme is other or climate.
func (p *conditionParser) bareName(name clause.Token) bool {
	hint := "write: " + name.Text + " is answered, or " + name.Text + " is VALUE"
	if p.Ahead(-2).Text == "or" && p.Ahead(-4).Text == "is" {
		hint = "write: " + p.Ahead(-5).Text + " is one of " + p.Ahead(-3).Text + ", " + name.Text
	}
	p.Fail(name, "what about "+name.Text+"?", hint)
	return false
}

// readValues reads the values of a test.
func (p *conditionParser) readValues(t *Test) bool {
	if t.Op == OpAnswered || t.Op == OpNotAnswered {
		return true
	}
	many := t.Op == OpOneOf || t.Op == OpNotOneOf
	closer := false
	if open := p.Peek(); many && open.Kind == clause.Open {
		p.tell(open, t, "a list needs no parentheses")
		p.Next()
		closer = true
	}
	for {
		v, ok := p.readValue(t)
		if !ok {
			return false
		}
		t.Values = append(t.Values, v)
		if p.Peek().Kind != clause.Comma {
			break
		}
		comma := p.Next()
		if !many {
			p.oneValue(t, comma)
			return false
		}
	}
	if closer && p.Peek().Kind == clause.Close {
		p.Next()
	}
	return true
}

func (p *conditionParser) readValue(t *Test) (Operand, bool) {
	v := p.Peek()
	o := Operand{Pos: p.Place(v), Text: v.Text}
	ordered := t.Op == OpLess || t.Op == OpLessEq || t.Op == OpMore || t.Op == OpMoreEq
	switch {
	case v.Kind == clause.Quoted:
		o.Quoted = true
	case v.Kind == clause.Braced:
		o.Ref, o.Braced = true, true
		o.Text = strings.TrimSpace(o.Text)
	case p.AtJoint(), v.Kind == clause.Comma:
		p.Fail(v, "a value is missing after "+t.Name+" "+string(t.Op), "")
		return o, false
	case v.Kind == clause.Word && strings.ContainsAny(v.Text, "[]"):
		o.Text = strings.Trim(v.Text, "[]")
		p.tell(v, t, "a list needs no brackets")
		if o.Text == "" {
			p.Fail(v, "a value is missing after "+t.Name+" "+string(t.Op), "")
			return o, false
		}
	case v.Kind != clause.Word:
		p.Fail(v, "a value is missing after "+t.Name+" "+string(t.Op), "")
		return o, false
	default:
		o.Ref = ordered && !isValue(v.Text)
	}
	p.Next()
	return o, true
}

// oneValue answers a comma behind a test of one value.
func (p *conditionParser) oneValue(t *Test, comma clause.Token) {
	first, second := t.Values[0].String(), p.Peek()
	switch {
	case t.Op == OpIncludes:
		p.Fail(comma, "includes takes one value", "write: "+t.String()+" or "+t.Name+" includes "+second.Text)
	case t.Op == OpIs:
		p.Fail(comma, "is takes one value", "write: "+t.Name+" is one of "+first+","+p.restOfTest())
	case t.Op == OpIsNot:
		p.Fail(comma, "is not takes one value", "write: "+t.Name+" is not one of "+first+","+p.restOfTest())
	default:
		p.Fail(comma, "a number is written with a point", "write: "+t.String()+"."+second.Text)
	}
}

// afterTest answers what follows a whole test and joins it to nothing.
func (p *conditionParser) afterTest(t *Test) {
	extra := p.Peek()
	if last := len(t.Values) - 1; extra.Kind == clause.Word && last >= 0 && !t.Values[last].Quoted && !t.Values[last].Braced {
		rest := t.Values[last].Text + p.restOfTest()
		p.Fail(extra, "the test ends before "+extra.Text, `join two tests with and, or; a value of several words needs quotes: "`+rest+`"`)
		return
	}
	p.Fail(extra, "the test ends before "+extra.Text, "join two tests with and, or")
}
