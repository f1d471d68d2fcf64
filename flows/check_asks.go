package flows

import (
	"slices"
	"strings"

	"plaza/flows/source"
)

// checkAsks checks every question by itself.
func (c *checker) checkAsks() {
	for _, s := range c.sites {
		a, ok := s.step.Verb.(*Ask)
		if !ok {
			continue
		}
		if n := a.Name.Value; a.Remember.Yes && (n == "updates" || strings.HasPrefix(n, "tag:")) {
			c.error(a.Name.Pos, "name", "choose another name, or leave remember out", "%s is what the software remembers by itself", n)
		}
		if a.Remember.Yes && c.anonymous() {
			c.error(a.Remember.Pos, "impossible", "leave remember out", "an anonymous record remembers nobody")
		}
		switch a.Answer.Value {
		case "":
			c.checkOptions(a)
		case "scale", "number", "date":
			c.checkBounds(a)
			c.checkEnds(a)
		case "row", "place":
			c.checkRows(a)
		}
	}
}

// anonymous reports whether answers are kept without the person.
func (c *checker) anonymous() bool { return c.flow.Record.Value == "anonymous" }

// checkOptions checks that the options exist and that as many can be chosen.
func (c *checker) checkOptions(a *Ask) {
	if a.Options == nil {
		return
	}
	if _, ok := c.flow.Lists.By[a.Options.Ref.Value]; !ok && a.Options.Ref.Value != "" {
		ref := a.Options.Ref
		c.error(ref.Pos, "unknown-name", suggest(ref.Value, values(c.flow.Lists.Keys), "the lists are"), "%s is no list", ref.Value)
		return
	}
	n := len(c.options(a.Options))
	if p := a.Pick; p != nil && max(p.Min, p.Max) > n {
		c.error(p.Pos, "impossible", "", "%d cannot be chosen of %s", max(p.Min, p.Max), plural(n, "option"))
	}
	if a.Ranked.Yes && a.Pick == nil {
		c.error(a.Ranked.Pos, "impossible", "add pick: any, or how many they rank", "one choice has no order")
	}
	if n > 10 {
		c.warn(a.pos(), "many-options", "ask in two steps, or let people write", "%d options; a WhatsApp list takes 10", n)
	}
}

// pos is where a question's name stands.
func (a *Ask) pos() source.Pos { return a.Name.Pos }

// checkBounds checks from and to of a scale, a number or a date.
func (c *checker) checkBounds(a *Ask) {
	kind := a.Answer.Value
	for _, bound := range []struct {
		Name
		key string
	}{{a.From, "from"}, {a.To, "to"}} {
		_, number := parseDecimal(bound.Value)
		switch {
		case bound.Value == "":
			continue
		case kind == "date" && !isRealDay(bound.Value):
			c.error(bound.Pos, "key", "write a day as 2026-03-12", "%s cannot be %q", bound.key, bound.Value)
			return
		case kind == "scale" && (!number || strings.Contains(bound.Value, ".")):
			c.error(bound.Pos, "key", "write a whole number", "%s cannot be %q", bound.key, bound.Value)
			return
		case kind == "number" && !number:
			c.error(bound.Pos, "key", "write a number, with a point before the decimals", "%s cannot be %q", bound.key, bound.Value)
			return
		}
	}
	if a.From.Value == "" || a.To.Value == "" {
		return
	}
	if order, _ := compareValues(a.From.Value, a.To.Value); order >= 0 {
		c.error(a.To.Pos, "impossible", "write the smaller one first", "nothing lies between %s and %s", a.From.Value, a.To.Value)
	}
}

// checkEnds checks that a scale says what both of its ends mean, or neither:
// one alone would not be shown.
func (c *checker) checkEnds(a *Ask) {
	low, high := len(a.Low.In) > 0, len(a.High.In) > 0
	switch {
	case low && !high:
		c.error(a.Low.Pos, "key", "say what the other end means too", "low needs high")
	case high && !low:
		c.error(a.High.Pos, "key", "say what the other end means too", "high needs low")
	}
}

// checkRows checks a question that is answered from a table.
func (c *checker) checkRows(a *Ask) {
	if a.Table.Value == "" {
		return
	}
	table, ok := c.table(a.Table)
	if !ok {
		return
	}
	c.checkColumn(table, a.Sort)
	c.checkColumn(table, a.Column)
	if table.Data != nil && len(table.Data.Rows) == 0 {
		c.error(a.Table.Pos, "impossible", "", "%s has no rows to choose from", table.File.Value)
	}
}

// table finds a table by the name in a key, and reports one that is not there.
func (c *checker) table(n Name) (*TableDecl, bool) {
	table := c.flow.Tables.By[n.Value]
	if table == nil {
		c.error(n.Pos, "unknown-name", suggest(n.Value, values(c.flow.Tables.Keys), "the tables are"), "%s is no table", n.Value)
	}
	return table, table != nil
}

// checkColumn checks a key that names a column of a table.
func (c *checker) checkColumn(table *TableDecl, n Name) {
	columns := table.columns()
	if n.Value == "" || columns == nil || slices.Contains(columns, n.Value) {
		return
	}
	c.error(n.Pos, "table", suggest(n.Value, columns, "it has"), "%s has no column %q", table.call(), n.Value)
}

// isRealDay reports whether s is a day of the calendar, written 2026-03-12.
func isRealDay(s string) bool {
	_, ok := parseDay(s)
	return ok
}
