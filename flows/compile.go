package flows

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"plaza/flows/answer"
)

// The bounds that stand when an author writes none.
const (
	defaultExpire = 7 * 24 * time.Hour
	defaultShow   = 10 // rows listed where several may be picked
	nearRows      = 9  // rows offered when a reply is near to several
)

// Compile makes a program of a flow that Parse has read without errors.
// Whatever the checker finds wrong with it is the error, every problem at
// once; a program that was made can step through any conversation.
func Compile(f *Flow, env Env) (*Program, error) {
	if err := Check(f, env).Err(); err != nil {
		return nil, fmt.Errorf("compile %s: %w", f.ID.Value, err)
	}
	if len(f.Languages) == 0 || len(f.Steps) == 0 {
		return nil, fmt.Errorf("compile %s: it could not be read to its end", f.ID.Value)
	}
	return build(f, env), nil
}

// build makes the program of a flow that the checker has passed.
func build(f *Flow, env Env) *Program {
	c := &compiler{lex: env.Lexicon, region: env.Region, given: make(map[string]*table), consents: make(map[string]*Consent), p: &Program{
		Flow:      f,
		reader:    env.Lexicon.reader(),
		parts:     make(map[string]*part),
		questions: make(map[string]*question),
		tables:    make(map[string]*table),
		zone:      time.UTC,
	}}
	c.head(f)
	parts := []*Part{f.Main()}
	for _, name := range f.Parts.Keys {
		parts = append(parts, f.Parts.By[name.Value])
	}
	for _, pt := range parts { // first the names, since texts may speak of any
		for _, given := range pt.Given.Keys {
			c.given[given.Value] = c.table(pt.Given.By[given.Value].Value)
		}
		if name := pt.brings(); c.given[name] == nil && c.p.tables[name] != nil {
			c.given[name] = c.p.tables[name] // a plan that is followed whole: what changed of it is a row
		}
		c.declare(pt.Steps)
	}
	c.p.title = c.texts(f.Title, nil)
	for _, pt := range parts {
		c.part(pt)
	}
	c.p.templates = newTemplates(c.p)
	return c.p
}

// compiler holds what is known of a flow while its program is made.
type compiler struct {
	p        *Program
	lex      Lexicon
	region   string              // Env.Region
	given    map[string]*table   // rows bound by an invitation, by name
	consents map[string]*Consent // where each purpose has its text
	in       *part               // the part being compiled

	yesNoOptions *answer.Options
}

// head reads what stands above the steps.
func (c *compiler) head(f *Flow) {
	for _, lang := range f.Languages {
		c.p.languages = append(c.p.languages, lang.Value)
		c.p.voices = append(c.p.voices, newVoice(lang.Value, c.lex))
	}
	if zone, err := time.LoadLocation(f.Zone.Value); err == nil {
		c.p.zone = zone
	}
	c.p.opens = f.Opens.start(c.p.zone)
	c.p.closes = f.Closes.end(c.p.zone)
	for _, name := range f.Tables.Keys {
		c.p.tables[name.Value] = newTable(c, f.Tables.By[name.Value])
	}
}

// table returns a table by its name. One that the flow does not declare is a
// register, such as proposals, whose rows only the runtime has.
func (c *compiler) table(name string) *table {
	tb := c.p.tables[name]
	if tb == nil {
		tb = newTable(c, &TableDecl{Name: name})
		c.p.tables[name] = tb
	}
	return tb
}

// declare makes every question of the steps known by its name, before any
// text that may speak of it is laid out.
func (c *compiler) declare(steps []*Step) {
	for _, step := range steps {
		switch v := step.Verb.(type) {
		case *Ask:
			c.p.questions[v.Name.Value] = c.newQuestion(v)
		case *Consent:
			if q := c.p.questions[v.Purpose.Value]; q == nil || q.terms.ifNotGiven {
				c.p.questions[v.Purpose.Value] = c.newConsent(v)
				c.consents[v.Purpose.Value] = v
			}
		case *Group:
			c.declare(v.Then)
			c.declare(v.Else)
		}
	}
}

// part lays out one conversation.
func (c *compiler) part(src *Part) {
	c.in = &part{
		Part:   src,
		places: make(map[string]int),
		speaks: make(map[string]bool),
		expire: defaultExpire,
	}
	if src.Expire.D > 0 {
		c.in.expire = src.Expire.D
	}
	for _, after := range src.Remind {
		c.in.remind = append(c.in.remind, after.D)
	}
	c.speaks(src.When)
	c.steps(src.Steps)
	c.p.parts[src.Name] = c.in
	for _, other := range c.p.Flow.Parts.By { // their when is read when this one ends
		if other.Begins != nil && (other.Begins.After == src.Name || other.Begins.On.Src != "" && src.Name == MainPart) {
			c.speaks(other.When)
		}
	}
}

// steps lays out steps one after another. A condition becomes a jump forward
// over what it guards, so that a walk is a loop over ops.
func (c *compiler) steps(steps []*Step) {
	for _, step := range steps {
		guard := -1
		if step.When != nil {
			c.speaks(step.When)
			guard = c.add("", &branch{when: step.When})
		}
		if group, ok := step.Verb.(*Group); ok {
			c.steps(group.Then)
			if len(group.Else) > 0 {
				over := c.add("", &branch{})
				c.land(guard)
				c.steps(group.Else)
				guard = over
			}
		} else {
			c.step(step.Verb)
		}
		c.land(guard)
	}
}

// step lays out one verb.
func (c *compiler) step(verb Verb) {
	switch v := verb.(type) {
	case *Say:
		c.speaksText(v.Text)
		c.wait("", c.add("", &say{text: c.texts(v.Text, nil), others: othersIn(v.Text)}))
	case *Ask:
		q := c.p.questions[v.Name.Value]
		c.fillQuestion(q, v)
		c.wait(v.Name.Value, c.add(v.Name.Value, q))
	case *Consent:
		q := c.newConsent(v)
		if words := c.consents[v.Purpose.Value]; q.terms.ifNotGiven { // in the words it has elsewhere
			q.terms.keep, v = words.Keep.D, words
		}
		c.fillConsent(q, v)
		c.wait(v.Purpose.Value, c.add(v.Purpose.Value, q))
	case *Confirm:
		c.speaksText(v.Text)
		c.wait("confirm "+v.Names[0].Value, c.add("", c.newConfirm(v)))
	case *ListRows:
		c.speaks(v.Where)
		c.speaksText(v.Each, v.None)
		c.in.speaks[v.Name.Value] = true
		c.wait("", c.add("", c.newList(v)))
	case *Handoff:
		c.speaksText(v.Text, v.Hours)
		c.wait("handoff "+v.Desk.Value, c.add("", &handoff{
			desk: v.Desk.Value, wait: v.Wait.D, text: c.texts(v.Text, nil), hours: c.texts(v.Hours, nil),
		}))
	case *End:
		c.add("", end{outcome: v.Outcome.Value})
	case actor:
		a := v.act()
		if f, ok := v.(*Follow); ok && c.p.questions[f.What.Value] == nil && c.p.givenTable(f.What.Value) == "" {
			a.values, a.needs = nil, "" // the plan itself
		}
		for _, value := range a.values {
			c.in.speaks[value] = true
		}
		c.wait(a.name, c.add(a.name, a))
	}
}

func (c *compiler) add(name string, o op) int {
	c.in.ops = append(c.in.ops, o)
	c.in.names = append(c.in.names, name)
	c.in.waits = append(c.in.waits, "")
	return len(c.in.ops) - 1
}

// land makes the branch at guard lead to what is added next.
func (c *compiler) land(guard int) {
	if guard >= 0 {
		c.in.ops[guard].(*branch).to = len(c.in.ops)
	}
}

// wait gives the op at i the name under which a run waits there. A name used
// twice in a part, as a consent may be on two branches, is numbered.
func (c *compiler) wait(name string, i int) {
	place := name
	for n := 2; ; n++ {
		if _, taken := c.in.places[place]; !taken && place != "" {
			break
		}
		place = name + "#" + strconv.Itoa(n)
	}
	c.in.places[place], c.in.waits[i] = i, place
}

// speaks notes the names that a condition looks up, so that a run keeps of
// what is known of the person only what its part speaks of.
func (c *compiler) speaks(when *Condition) {
	if when == nil {
		return
	}
	for test := range when.Tests {
		c.in.speaks[test.Name] = true
		for _, v := range test.Values {
			if v.Ref {
				c.in.speaks[v.Text] = true
			}
		}
	}
}

func (c *compiler) speaksText(texts ...Text) {
	for _, text := range texts {
		for _, name := range spoken(text) {
			c.in.speaks[name] = true
		}
	}
}

// speaksOf tells whether the part ever looks at what is known under name: the
// name itself, or a field of it.
func (pt *part) speaksOf(name string) bool {
	if pt.speaks[name] {
		return true
	}
	for spoken := range pt.speaks {
		if strings.HasPrefix(spoken, name) && strings.HasPrefix(spoken[len(name):], ".") {
			return true
		}
	}
	return false
}
