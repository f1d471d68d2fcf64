package flows

import "strings"

// readTest reads NAME and what follows it. It returns nil when that was not
// understood, and leaves the rest for the caller to skip.
func (p *conditionParser) readTest() *Test {
	name, ok := p.readName()
	if !ok {
		return nil
	}
	t := &Test{Pos: p.place(name), Name: name.text}
	p.told = false
	if !p.readOp(t, name) || !p.readValues(t) {
		return nil
	}
	if !p.atJoint() {
		p.afterTest(t)
		return nil
	}
	return t
}

func (p *conditionParser) readName() (token, bool) {
	t := p.peek()
	switch {
	case p.atJoint():
		p.fail(t, "a test is missing here", "write: NAME is VALUE")
		return t, false
	case t.kind == tokenSign && strings.Trim(t.text, "!") == "", t.kind == tokenWord && strings.EqualFold(t.text, "not"):
		p.fail(t, `there is no "not" before a test`, "write: NAME is not VALUE")
		return t, false
	case t.kind == tokenBraced:
		p.wrong(t, "write the first name without braces: "+t.text, "")
	case t.kind == tokenQuoted, t.kind == tokenWord && isValue(t.text):
		p.fail(t, "a test begins with a name, not with a value", "write: NAME is VALUE")
		return t, false
	case t.kind != tokenWord:
		p.fail(t, "a test begins with a name", "write: NAME is VALUE")
		return t, false
	}
	return p.next(), true
}

// isValue reports whether a word can only be a value: a number or a day.
func isValue(word string) bool {
	_, number := parseDecimal(word)
	return number || isDay(word)
}

// habit is the test that people mean by a sign or word from another place.
func habit(word string) Op {
	switch word {
	case "==", "=", "===", "equals":
		return OpIs
	case "!=", "!==", "<>", "≠", "isn't", "isn’t":
		return OpIsNot
	case "in":
		return OpOneOf
	case "include", "contains", "has":
		return OpIncludes
	case "=<", "≤":
		return OpLessEq
	case "=>", "≥":
		return OpMoreEq
	}
	return ""
}

// readOp reads what stands between the name and its values.
func (p *conditionParser) readOp(t *Test, name token) bool {
	op := p.peek()
	word := strings.ToLower(op.text)
	switch {
	case p.atJoint():
		return p.bareName(name)
	case op.kind != tokenWord && op.kind != tokenSign:
		p.fail(op, "what about "+t.Name+"?", "write: "+t.Name+" is VALUE")
		return false
	case habit(word) != "":
		t.Op = habit(word)
		p.next()
		p.tell(op, t, "")
		return true
	case word == "<" || word == "<=" || word == ">" || word == ">=":
		t.Op = Op(word)
		p.next()
		return true
	case word == "includes":
		t.Op = OpIncludes
	case word == "not" && p.wordAhead(1, "in"):
		t.Op = OpNotOneOf
		p.next()
		p.next()
		p.tell(op, t, "")
		return true
	case word == "is":
		return p.readIs(t)
	default:
		p.fail(op, "what about "+t.Name+"?", "write: "+t.Name+" is VALUE, or one of: is not, is one of, includes, is answered, <, <=, >, >=")
		return false
	}
	p.small(p.next())
	return true
}

// readIs reads is, is not, is one of, is answered.
func (p *conditionParser) readIs(t *Test) bool {
	is := p.next()
	p.small(is)
	not := false
	if t.Op = OpIs; p.wordAhead(0, "not") {
		p.small(p.next())
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
			word := p.next()
			if !form.habit {
				p.small(word)
			}
		}
		if form.habit {
			p.tell(is, t, "")
		}
		return true
	}
	if sign := p.peek(); sign.kind == tokenSign {
		if op := Op(sign.text); !not && (op == OpLess || op == OpLessEq || op == OpMore || op == OpMoreEq) {
			t.Op = op
			p.next()
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
		if !p.wordAhead(i, w) {
			return false
		}
	}
	if !habit {
		return true
	}
	end := &conditionParser{tokens: p.tokens, at: min(p.at+len(words), len(p.tokens)-1)}
	return end.atJoint() == (words[0] != "in")
}

func (p *conditionParser) wordAhead(n int, word string) bool {
	if p.at+n >= len(p.tokens) {
		return false
	}
	t := p.tokens[p.at+n]
	return t.kind == tokenWord && strings.EqualFold(t.text, word)
}

// small reports a word of the grammar in capitals.
func (p *conditionParser) small(t token) {
	if lower := strings.ToLower(t.text); lower != t.text {
		p.wrong(t, "write: "+lower, "")
	}
}

// tell reports, once a test, that it was understood but is written otherwise.
func (p *conditionParser) tell(at token, t *Test, hint string) {
	if p.told {
		return
	}
	p.told = true
	s := t.String()
	if len(t.Values) > 0 {
		s += ","
	}
	p.wrong(at, "write: "+s+p.restOfTest(), hint)
}

// restOfTest is what follows, as written, for a message that shows the test
// as it should be.
func (p *conditionParser) restOfTest() string {
	ahead := &conditionParser{tokens: p.tokens, at: p.at}
	s := ""
	for !ahead.atJoint() {
		t := ahead.next()
		switch t.kind {
		case tokenQuoted:
			s += ` "` + t.text + `"`
		case tokenBraced:
			s += " {" + t.text + "}"
		case tokenComma:
			s += ","
		case tokenWord:
			s += " " + strings.Trim(t.text, "[]")
		case tokenOpen: // of a list in parentheses, which needs none
		default:
			s += " " + t.text
		}
	}
	return s
}

// bareName answers a name that nothing is said about. Behind an or it is most
// often a further value of the test before: theme is other or climate.
func (p *conditionParser) bareName(name token) bool {
	hint := "write: " + name.text + " is answered, or " + name.text + " is VALUE"
	if i := p.at - 2; i >= 3 && p.tokens[i].text == "or" && p.tokens[i-2].text == "is" {
		hint = "write: " + p.tokens[i-3].text + " is one of " + p.tokens[i-1].text + ", " + name.text
	}
	p.fail(name, "what about "+name.text+"?", hint)
	return false
}

// readValues reads the values of a test.
func (p *conditionParser) readValues(t *Test) bool {
	if t.Op == OpAnswered || t.Op == OpNotAnswered {
		return true
	}
	many := t.Op == OpOneOf || t.Op == OpNotOneOf
	closer := false
	if open := p.peek(); many && open.kind == tokenOpen {
		p.tell(open, t, "a list needs no parentheses")
		p.next()
		closer = true
	}
	for {
		v, ok := p.readValue(t)
		if !ok {
			return false
		}
		t.Values = append(t.Values, v)
		if p.peek().kind != tokenComma {
			break
		}
		comma := p.next()
		if !many {
			p.oneValue(t, comma)
			return false
		}
	}
	if closer && p.peek().kind == tokenClose {
		p.next()
	}
	return true
}

func (p *conditionParser) readValue(t *Test) (Operand, bool) {
	v := p.peek()
	o := Operand{Pos: p.place(v), Text: v.text}
	ordered := t.Op == OpLess || t.Op == OpLessEq || t.Op == OpMore || t.Op == OpMoreEq
	switch {
	case v.kind == tokenQuoted:
		o.Quoted = true
	case v.kind == tokenBraced:
		o.Ref, o.Braced = true, true
		o.Text = strings.TrimSpace(o.Text)
	case p.atJoint(), v.kind == tokenComma:
		p.fail(v, "a value is missing after "+t.Name+" "+string(t.Op), "")
		return o, false
	case v.kind == tokenWord && strings.ContainsAny(v.text, "[]"):
		o.Text = strings.Trim(v.text, "[]")
		p.tell(v, t, "a list needs no brackets")
		if o.Text == "" {
			p.fail(v, "a value is missing after "+t.Name+" "+string(t.Op), "")
			return o, false
		}
	case v.kind != tokenWord:
		p.fail(v, "a value is missing after "+t.Name+" "+string(t.Op), "")
		return o, false
	default:
		o.Ref = ordered && !isValue(v.text)
	}
	p.next()
	return o, true
}

// oneValue answers a comma behind a test of one value.
func (p *conditionParser) oneValue(t *Test, comma token) {
	first, second := t.Values[0].String(), p.peek()
	switch {
	case t.Op == OpIncludes:
		p.fail(comma, "includes takes one value", "write: "+t.String()+" or "+t.Name+" includes "+second.text)
	case t.Op == OpIs:
		p.fail(comma, "is takes one value", "write: "+t.Name+" is one of "+first+","+p.restOfTest())
	case t.Op == OpIsNot:
		p.fail(comma, "is not takes one value", "write: "+t.Name+" is not one of "+first+","+p.restOfTest())
	default:
		p.fail(comma, "a number is written with a point", "write: "+t.String()+"."+second.text)
	}
}

// afterTest answers what follows a whole test and joins it to nothing.
func (p *conditionParser) afterTest(t *Test) {
	extra := p.peek()
	if last := len(t.Values) - 1; extra.kind == tokenWord && last >= 0 && !t.Values[last].Quoted && !t.Values[last].Braced {
		rest := t.Values[last].Text + p.restOfTest()
		p.fail(extra, "the test ends before "+extra.text, `join two tests with and, or; a value of several words needs quotes: "`+rest+`"`)
		return
	}
	p.fail(extra, "the test ends before "+extra.text, "join two tests with and, or")
}
