package flows

import (
	"fmt"
	"strings"
)

// condition says a condition in words, with the labels people choose instead
// of the ids of options.
func (r *review) condition(c *Condition) string {
	if c.Root == nil {
		return c.Src
	}
	return r.cond(c.Root, false)
}

// cond says one node; inside says that it stands in another and a choice of
// several needs brackets.
func (r *review) cond(c *Cond, inside bool) string {
	join := func(nodes []*Cond, word string) string {
		parts := make([]string, len(nodes))
		for i, node := range nodes {
			parts[i] = r.cond(node, true)
		}
		return strings.Join(parts, word)
	}
	switch {
	case c.Test != nil:
		return r.test(c.Test)
	case len(c.All) > 0:
		return join(c.All, " and ")
	case inside:
		return "(" + join(c.Any, " or ") + ")"
	}
	return join(c.Any, " or ")
}

func (r *review) test(t *Test) string {
	values := make([]string, len(t.Values))
	for i, v := range t.Values {
		values[i] = r.operand(t.Name, v)
	}
	words := map[Op]string{
		OpIs: "is", OpIsNot: "is not", OpOneOf: "is one of", OpNotOneOf: "is none of", OpIncludes: "includes",
		OpLess: "is below", OpLessEq: "is at most", OpMore: "is above", OpMoreEq: "is at least",
		OpAnswered: "was answered", OpNotAnswered: "was not answered",
	}[t.Op]
	return strings.TrimSpace(t.Name + " " + words + " " + strings.Join(values, ", "))
}

// operand is a value as people know it.
func (r *review) operand(name string, v Operand) string {
	if list := r.options[name]; list != nil && !v.Ref {
		for _, o := range list.Options {
			if o.ID == v.Text {
				return fmt.Sprintf("%q", r.say(&o.Text))
			}
		}
	}
	switch {
	case v.Ref:
		return "the answer to " + v.Text
	case v.Quoted:
		return fmt.Sprintf("%q", v.Text)
	}
	return v.Text
}

// answerInWords says what kind of answer a question expects.
func answerInWords(v *Ask) string {
	between := ""
	if v.From.Value != "" && v.To.Value != "" {
		between = fmt.Sprintf(" from %s to %s", v.From.Value, v.To.Value)
	}
	switch v.Answer.Value {
	case "text":
		if v.Max.Value != "" {
			return "a text of at most " + v.Max.Value + " characters"
		}
		return "a text"
	case "yesno":
		return "yes or no"
	case "scale":
		return "a scale" + between
	case "number":
		return "a number" + between
	case "date":
		return "a day" + between
	case "phone":
		return "a phone number"
	case "email":
		return "an e-mail address"
	case "row":
		if v.Column.Value != "" {
			return fmt.Sprintf("a %s of %s", v.Column.Value, v.Table.Value)
		}
		return "a row of " + v.Table.Value
	case "voice":
		return "a voice message"
	}
	return "a " + v.Answer.Value
}

func pickInWords(p *Pick) string {
	switch {
	case p.Max == 0:
		return "any number of them"
	case p.Min == p.Max:
		return fmt.Sprintf("exactly %d", p.Max)
	}
	return fmt.Sprintf("%d to %d of them", p.Min, p.Max)
}
