package audience

import (
	"strconv"
	"strings"
	"time"
)

// deepest is how far parentheses may nest: more is not a sentence.
const deepest = 20

func (p *parser) any(depth int) *node {
	units := []*node{p.all(depth)}
	for p.joins("or", "||") {
		units = append(units, p.all(depth))
	}
	if len(units) == 1 {
		return units[0]
	}
	return &node{any: units}
}

func (p *parser) all(depth int) *node {
	units := []*node{p.unit(depth)}
	for p.joins("and", "&&") {
		units = append(units, p.unit(depth))
	}
	if len(units) == 1 {
		return units[0]
	}
	return &node{all: units}
}

// joins reports whether the next word joins two tests so, and takes it.
func (p *parser) joins(word, sign string) bool {
	t := p.peek()
	if !p.word(0, word) && (t.kind != tokenSign || t.text != sign) {
		return false
	}
	if t.text != word {
		p.wrong(t, "write: "+word, "")
	}
	p.next()
	return true
}

func (p *parser) unit(depth int) *node {
	if p.peek().kind != tokenOpen {
		return &node{test: p.test()}
	}
	open := p.next()
	if depth == deepest {
		p.fail(open, "too many parentheses inside each other", "")
		p.at = len(p.tokens) - 1
		return &node{test: &Test{}}
	}
	n := p.any(depth + 1)
	if p.peek().kind != tokenClose {
		p.fail(open, "this parenthesis is not closed", "")
		return n
	}
	p.next()
	return n
}

// atJoint reports whether a test may end here.
func (p *parser) atJoint() bool {
	t := p.peek()
	return t.kind == tokenEnd || t.kind == tokenClose || p.word(0, "and") || p.word(0, "or") ||
		t.kind == tokenSign && (t.text == "&&" || t.text == "||")
}

// test reads one test. What cannot be understood is passed over, up to where
// the next one begins.
func (p *parser) test() *Test {
	t := &Test{Pos: p.place(p.peek())}
	if !p.readTest(t) {
		for !p.atJoint() {
			p.next()
		}
	} else if extra := p.peek(); !p.atJoint() {
		hint := "join two tests with and, or"
		if n := len(t.Values); extra.kind == tokenWord && n > 0 && !t.Values[n-1].Quoted {
			hint += `; a value of several words needs quotes: "` + t.Values[n-1].Text + " " + extra.text + `"`
		}
		p.fail(extra, "the test ends before "+extra.text, hint)
		for !p.atJoint() {
			p.next()
		}
	}
	return t
}

func (p *parser) readTest(t *Test) bool {
	name := p.peek()
	switch {
	case p.atJoint():
		p.fail(name, "a test is missing here", "write: language is es")
		return false
	case p.word(0, "not"), name.kind == tokenSign && strings.Trim(name.text, "!") == "":
		p.fail(name, `there is no "not" before a test`, "write: NAME is not VALUE, or say under without who is left out")
		return false
	case name.kind != tokenWord:
		p.fail(name, "a test begins with a name", "write: NAME is VALUE")
		return false
	case p.word(0, "last") && p.word(1, "seen"):
		t.About = LastSeen
		p.next()
		p.next()
		return p.readSpan(t)
	case p.word(0, "everyone"):
		t.About = Everyone
		p.next()
		return true
	case p.word(0, "follows"), p.word(0, "follow"):
		return p.readFollows(t)
	}
	p.next()
	switch flow, answer, dotted := strings.Cut(name.text, "."); {
	case dotted:
		t.About, t.Flow, t.Name = Answer, flow, answer
	case name.text == "language":
		t.About = Language
	case name.text == "channel":
		t.About = Channel
	case name.text == "place":
		t.About = Place
	case name.text == "tag":
		t.About = Tag
	default:
		t.About, t.Name = Fact, name.text
	}
	return p.readOp(t) && p.readValues(t)
}

// kindsFollowed are the words that say what kind of thing is followed.
func kindsFollowed() []string { return []string{"plan", "commitment", "theme", "place"} }

func (p *parser) readFollows(t *Test) bool {
	t.About, t.Op = Follows, DoesFollow
	if word := p.next(); word.text != "follows" {
		p.wrong(word, "write: follows", "")
	}
	for _, kind := range kindsFollowed() {
		if next := p.ahead(1); p.word(0, kind) && (next.kind == tokenQuoted || next.kind == tokenWord && !strings.EqualFold(next.text, "and") && !strings.EqualFold(next.text, "or")) {
			t.Name = kind
			p.next()
			break
		}
	}
	return p.readValue(t)
}

// habit is the test that people mean by a sign or word from another place.
func habit(word string) Op {
	switch word {
	case "==", "=", "===", "equals":
		return Is
	case "!=", "!==", "<>", "≠", "isn't":
		return IsNot
	case "in":
		return OneOf
	case "has", "contains", "include":
		return Includes
	case "=<", "≤":
		return LessEq
	case "=>", "≥":
		return MoreEq
	}
	return ""
}

// readOp reads what stands between the name and its values.
func (p *parser) readOp(t *Test) bool {
	op := p.next()
	word := strings.ToLower(op.text)
	switch {
	case op.kind != tokenWord && op.kind != tokenSign || word == "and" || word == "or":
		p.fail(op, "what about "+t.subject()+"?", "write: "+t.subject()+" is VALUE")
		return false
	case Op(word).ordered(), word == string(Includes):
		t.Op = Op(word)
		return true
	case habit(word) != "":
		t.Op = habit(word)
		p.wrong(op, "write: "+t.subject()+" "+string(t.Op), "")
		return true
	case word != "is":
		p.fail(op, "what about "+t.subject()+"?", "write: "+t.subject()+" is VALUE, or one of: is not, is one of, includes, is answered, <, <=, >, >=")
		return false
	}
	t.Op = Is
	if not := p.word(0, "not"); not {
		p.next()
		t.Op = IsNot
	}
	switch {
	case p.word(0, "one") && p.word(1, "of"):
		p.next()
		p.next()
		t.Op = map[Op]Op{Is: OneOf, IsNot: NotOneOf}[t.Op]
	case p.word(0, "answered"):
		p.next()
		t.Op = map[Op]Op{Is: Answered, IsNot: NotAnswered}[t.Op]
	}
	return true
}

func (p *parser) readValues(t *Test) bool {
	if t.Op == Answered || t.Op == NotAnswered {
		return true
	}
	for {
		if !p.readValue(t) {
			return false
		}
		comma := p.peek()
		if comma.kind != tokenComma {
			return true
		}
		p.next()
		if t.Op != OneOf && t.Op != NotOneOf {
			p.fail(comma, string(t.Op)+" takes one value", "write: "+t.subject()+" is one of "+t.Values[0].String()+", …")
			return false
		}
	}
}

func (p *parser) readValue(t *Test) bool {
	v := p.peek()
	if p.atJoint() || v.kind != tokenWord && v.kind != tokenQuoted {
		p.fail(v, "a value is missing after "+t.String(), "")
		return false
	}
	p.next()
	t.Values = append(t.Values, Value{Pos: p.place(v), Text: v.text, Quoted: v.kind == tokenQuoted})
	return true
}

// spans are the lengths of time a test may be written in.
func spans() map[string]time.Duration {
	const day = 24 * time.Hour
	return map[string]time.Duration{"hour": time.Hour, "day": day, "week": 7 * day, "month": 365 * day / 12, "year": 365 * day}
}

// readSpan reads what follows last seen: < 90 days.
func (p *parser) readSpan(t *Test) bool {
	const hint = "write: last seen < 90 days"
	op, number, unit := p.next(), p.ahead(0), p.ahead(1)
	if t.Op = Op(op.text); !t.Op.ordered() {
		p.fail(op, "last seen is so long ago, and has no other test", hint)
		return false
	}
	n, err := strconv.Atoi(number.text)
	each, ok := spans()[strings.TrimSuffix(strings.ToLower(unit.text), "s")]
	if number.kind != tokenWord || err != nil || n < 0 || n > 36500 || !ok {
		p.fail(number, "this is no length of time", hint+"; hours, days, weeks, months, years")
		return false
	}
	p.next()
	p.next()
	t.span = time.Duration(n) * each
	t.Values = []Value{{Pos: p.place(number), Text: number.text + " " + unit.text}}
	return true
}
