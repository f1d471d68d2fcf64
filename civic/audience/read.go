package audience

import (
	"strconv"
	"strings"
	"time"

	"plaza/flows/clause"
)

// parser reads the tests of an audience.
type parser struct{ clause.Reader }

// test reads one test, and leaves what it does not understand of it.
func (p *parser) test() *Test {
	t := &Test{Pos: p.Place(p.Peek())}
	if p.readTest(t) && !p.AtJoint() {
		extra, hint := p.Peek(), "join two tests with and, or"
		if n := len(t.Values); extra.Kind == clause.Word && n > 0 && !t.Values[n-1].Quoted {
			hint += `; a value of several words needs quotes: "` + t.Values[n-1].Text + " " + extra.Text + `"`
		}
		p.Fail(extra, "the test ends before "+extra.Text, hint)
	}
	return t
}

func (p *parser) readTest(t *Test) bool {
	name := p.Peek()
	switch {
	case p.AtJoint():
		p.Fail(name, "a test is missing here", "write: language is es")
		return false
	case p.Word(0, "not"), name.Kind == clause.Sign && strings.Trim(name.Text, "!") == "":
		p.Fail(name, `there is no "not" before a test`, "write: NAME is not VALUE, or say under without who is left out")
		return false
	case name.Kind != clause.Word:
		p.Fail(name, "a test begins with a name", "write: NAME is VALUE")
		return false
	case p.Word(0, "last") && p.Word(1, "seen"):
		t.About = LastSeen
		p.Next()
		p.Next()
		return p.readSpan(t)
	case p.Word(0, "everyone"):
		t.About = Everyone
		p.Next()
		return true
	case p.Word(0, "follows"), p.Word(0, "follow"):
		return p.readFollows(t)
	}
	p.Next()
	switch flow, answer, dotted := strings.Cut(name.Text, "."); {
	case dotted:
		t.About, t.Flow, t.Name = Answer, flow, answer
	case name.Text == "language":
		t.About = Language
	case name.Text == "channel":
		t.About = Channel
	case name.Text == "place":
		t.About = Place
	case name.Text == "tag":
		t.About = Tag
	default:
		t.About, t.Name = Fact, name.Text
	}
	return p.readOp(t) && p.readValues(t)
}

// kindsFollowed are the words that say what kind of thing is followed.
func kindsFollowed() []string { return []string{"plan", "commitment", "theme", "place"} }

func (p *parser) readFollows(t *Test) bool {
	t.About, t.Op = Follows, DoesFollow
	if word := p.Next(); word.Text != "follows" {
		p.Wrong(word, "write: follows", "")
	}
	for _, kind := range kindsFollowed() {
		if next := p.Ahead(1); p.Word(0, kind) && (next.Kind == clause.Quoted || next.Kind == clause.Word && !strings.EqualFold(next.Text, "and") && !strings.EqualFold(next.Text, "or")) {
			t.Name = kind
			p.Next()
			break
		}
	}
	return p.readValue(t)
}

// readOp reads what stands between the name and its values.
func (p *parser) readOp(t *Test) bool {
	op := p.Next()
	word := strings.ToLower(op.Text)
	switch {
	case op.Kind != clause.Word && op.Kind != clause.Sign || word == "and" || word == "or":
		p.Fail(op, "what about "+t.subject()+"?", "write: "+t.subject()+" is VALUE")
		return false
	case Op(word).ordered(), word == string(Includes):
		t.Op = Op(word)
		return true
	case clause.Habit(word) != "":
		t.Op = Op(clause.Habit(word))
		p.Wrong(op, "write: "+t.subject()+" "+string(t.Op), "")
		return true
	case word != "is":
		p.Fail(op, "what about "+t.subject()+"?", "write: "+t.subject()+" is VALUE, or one of: is not, is one of, includes, is answered, <, <=, >, >=")
		return false
	}
	t.Op = Is
	if not := p.Word(0, "not"); not {
		p.Next()
		t.Op = IsNot
	}
	switch {
	case p.Word(0, "one") && p.Word(1, "of"):
		p.Next()
		p.Next()
		t.Op = map[Op]Op{Is: OneOf, IsNot: NotOneOf}[t.Op]
	case p.Word(0, "answered"):
		p.Next()
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
		comma := p.Peek()
		if comma.Kind != clause.Comma {
			return true
		}
		p.Next()
		if t.Op != OneOf && t.Op != NotOneOf {
			p.Fail(comma, string(t.Op)+" takes one value", "write: "+t.subject()+" is one of "+t.Values[0].String()+", …")
			return false
		}
	}
}

func (p *parser) readValue(t *Test) bool {
	v := p.Peek()
	if p.AtJoint() || v.Kind != clause.Word && v.Kind != clause.Quoted {
		p.Fail(v, "a value is missing after "+t.String(), "")
		return false
	}
	p.Next()
	t.Values = append(t.Values, Value{Pos: p.Place(v), Text: v.Text, Quoted: v.Kind == clause.Quoted})
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
	op, number, unit := p.Next(), p.Ahead(0), p.Ahead(1)
	if t.Op = Op(op.Text); !t.Op.ordered() {
		p.Fail(op, "last seen is so long ago, and has no other test", hint)
		return false
	}
	n, err := strconv.Atoi(number.Text)
	each, ok := spans()[strings.TrimSuffix(strings.ToLower(unit.Text), "s")]
	if number.Kind != clause.Word || err != nil || n < 0 || n > 36500 || !ok {
		p.Fail(number, "this is no length of time", hint+"; hours, days, weeks, months, years")
		return false
	}
	p.Next()
	p.Next()
	t.span = time.Duration(n) * each
	t.Values = []Value{{Pos: p.Place(number), Text: number.Text + " " + unit.Text}}
	return true
}
