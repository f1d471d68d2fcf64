package flows

import (
	"slices"
	"strings"

	"plaza/flows/source"
)

// checkConditions checks each test of each condition by itself: that its name
// exists, that the test suits what stands under it, and that the value is one
// the answer can have. Whether it can ever come true is a question of paths.
func (c *checker) checkConditions() {
	for _, p := range c.parts {
		c.checkWhen(p.When)
	}
	for _, s := range c.sites {
		c.checkWhen(s.step.When)
		switch v := s.step.Verb.(type) {
		case *Ask:
			c.checkWhere(v.Where, c.flow.Tables.By[v.Table.Value])
		case *ListRows:
			c.checkWhere(v.Where, c.listed(v))
		}
	}
}

// checkWhen checks the tests of a when, and notes when they are at fault:
// then it says nothing that it never comes true.
func (c *checker) checkWhen(cond *Condition) {
	before := len(c.problems)
	for t := range cond.Tests {
		c.checkWhenTest(t)
	}
	if len(c.problems) > before {
		if c.faulty == nil {
			c.faulty = map[*Condition]bool{}
		}
		c.faulty[cond] = true
	}
}

func (c *checker) checkWhenTest(t *Test) {
	m, ok := c.meaning(t.Name)
	if !ok {
		c.error(t.Pos, "unknown-name", source.DidYouMean(t.Name, c.similar(t.Name)), "%s is no name", t.Name)
		return
	}
	if (m.before || m.name == "wave") && !c.inWaves() {
		c.error(t.Pos, "impossible", "write in the head: who: panel NAME", "%s needs a panel: only a panel is asked in waves", t.Name)
		return
	}
	for _, v := range t.Values {
		if v.Braced {
			c.error(v.Pos, "condition", "write the value, or compare with < and the bare name", "braces belong into texts and where; this is a when")
			return
		}
	}
	c.checkTest(t, m, c.meaning)
}

func (c *checker) checkWhere(cond *Condition, table *TableDecl) {
	if table == nil {
		return
	}
	find := func(name string) (meaning, bool) { return c.column(table, name) }
	for t := range cond.Tests {
		m, ok := find(t.Name)
		if !ok {
			c.error(t.Pos, "unknown-name", suggest(t.Name, table.columns(), "it has"), "%s has no column %s", table.call(), t.Name)
			continue
		}
		c.checkTest(t, m, find)
		for _, v := range t.Values {
			if v.Braced {
				if _, ok := c.meaning(v.Text); !ok {
					c.error(v.Pos, "unknown-name", source.DidYouMean(v.Text, c.similar(v.Text)), "{%s} is no name", v.Text)
				}
			}
		}
	}
}

// checkTest checks that a test suits what m stands for. Find looks up a bare
// name on the right.
func (c *checker) checkTest(t *Test, m meaning, find func(string) (meaning, bool)) {
	ordered := t.Op == OpLess || t.Op == OpLessEq || t.Op == OpMore || t.Op == OpMoreEq
	switch {
	case m.kind == kindWords:
		c.error(t.Pos, "condition", "a condition asks about answers", "%s is %s", t.Name, m.what)
	case t.Op == OpAnswered || t.Op == OpNotAnswered:
	case m.kind == kindMedia:
		c.error(t.Pos, "condition", "write: "+t.Name+" is answered", "%s is %s", t.Name, m.what)
	case ordered && m.kind != kindNumber && m.kind != kindDay:
		hint := "write: " + t.Name + " is VALUE"
		if m.ask == nil && m.call == "value" {
			hint = "say what the column holds: columns: {" + t.Name + ": {type: number}}"
		}
		c.error(t.Pos, "condition", hint, "%s is %s, which has no order", t.Name, m.what)
	case t.Op == OpIncludes && m.kind != kindChoices:
		c.error(t.Pos, "condition", "write: "+t.Name+" is "+t.Values[0].String(), "%s is one answer, not several", t.Name)
	case m.kind == kindChoices && t.Op != OpIncludes:
		c.error(t.Pos, "condition", "write: "+includesHint(t), "%s may hold several answers", t.Name)
	default:
		for _, v := range t.Values {
			c.checkValue(t, m, v, find)
		}
	}
}

// includesHint writes an is as the includes that was meant.
func includesHint(t *Test) string {
	if t.Op == OpIsNot || t.Op == OpNotOneOf {
		return t.Name + " includes " + t.Values[0].String() + ", and put the steps under else"
	}
	var tests []string
	for _, v := range t.Values {
		tests = append(tests, t.Name+" includes "+v.String())
	}
	return strings.Join(tests, " or ")
}

// checkValue checks one value of a test.
func (c *checker) checkValue(t *Test, m meaning, v Operand, find func(string) (meaning, bool)) {
	switch {
	case v.Braced:
	case v.Ref:
		c.checkReference(t, m, v, find)
	case m.kind == kindYesNo:
		if v.Text != "yes" && v.Text != "no" || v.Quoted {
			c.error(v.Pos, "condition", "write: yes, or no", "%s is yes or no, not %s", t.Name, v)
		}
	case m.kind == kindNumber:
		c.checkNumber(t, m, v)
	case m.kind == kindDay:
		if !isRealDay(v.Text) {
			c.error(v.Pos, "condition", "write a day as 2026-03-12", "%s is a day, not %s", t.Name, v)
		} else {
			c.checkRange(t, m, v)
		}
	case m.kind == kindText:
		if !v.Quoted && m.row == nil {
			c.error(v.Pos, "condition", `write: "`+v.Text+`"`, "%s is a text; its words need quotes", t.Name)
		}
	case m.ids != nil && !slices.Contains(m.ids, v.Text):
		c.error(v.Pos, "condition", c.choiceHint(m, v.Text), "%s has no %s %q", t.Name, m.call, v.Text)
	case m.call == "option" && v.Quoted:
		c.error(v.Pos, "condition", "write: "+v.Text, "an option goes by its id, without quotes")
	}
}

// choiceHint offers the value that was meant: an id written with a slip, the
// label in place of the id, or one of what there is.
func (c *checker) choiceHint(m meaning, value string) string {
	if m.ask != nil {
		for _, o := range c.options(m.ask.Options) {
			for _, phrase := range o.Text.In {
				if strings.EqualFold(phrase.Text, value) {
					return "write its id: " + o.ID
				}
			}
		}
	}
	return suggest(value, m.ids, "it has")
}

func (c *checker) checkNumber(t *Test, m meaning, v Operand) {
	if _, ok := parseDecimal(v.Text); !ok || v.Quoted {
		c.error(v.Pos, "condition", "write: "+t.Name+" < 3, or >=, or is 3", "%s is a number; use < or >=", t.Name)
		return
	}
	c.checkRange(t, m, v)
}

// checkRange checks that a number or a day is one that can be answered.
func (c *checker) checkRange(t *Test, m meaning, v Operand) {
	low, lowOK := compareValues(v.Text, m.from)
	high, highOK := compareValues(v.Text, m.to)
	if lowOK && low < 0 || highOK && high > 0 {
		switch {
		case m.from == "":
			c.error(v.Pos, "condition", "", "%s goes to %s", t.Name, m.to)
		case m.to == "":
			c.error(v.Pos, "condition", "", "%s begins at %s", t.Name, m.from)
		default:
			c.error(v.Pos, "condition", "", "%s goes from %s to %s", t.Name, m.from, m.to)
		}
	}
}

// checkReference checks a name on the right of a test: trust < before.trust.
func (c *checker) checkReference(t *Test, m meaning, v Operand, find func(string) (meaning, bool)) {
	other, ok := find(v.Text)
	switch {
	case !ok:
		c.error(v.Pos, "unknown-name", source.DidYouMean(v.Text, c.similar(v.Text)), "%s is neither a value nor a name", v.Text)
	case other.kind != m.kind:
		c.error(v.Pos, "condition", "compare two numbers, or two days", "%s is %s and %s is %s", t.Name, m.what, v.Text, other.what)
	}
}
