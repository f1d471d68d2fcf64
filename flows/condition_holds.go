package flows

import (
	"cmp"
	"strings"
)

// Values is where a condition looks names up. Value returns the canonical
// answer under a name (option ids joined by ",", "yes", "5", "2026-03-12", a
// row's key), and false when there is none: not asked, skipped, not fitting.
type Values interface {
	Value(name string) (value string, ok bool)
}

// Cells are Values in a map, such as a table row's cells by column. An empty
// cell is a missing value.
type Cells map[string]string

// Value returns the cell under name.
func (c Cells) Value(name string) (string, bool) {
	v := c[name]
	return v, v != ""
}

// Holds reports whether a when is true. It never fails: a test on a missing
// answer is false, and so is a comparison of things that have no order. A
// condition that could not be read is false.
func (c *Condition) Holds(vals Values) bool { return c.HoldsFor(vals, vals) }

// HoldsFor reports whether a where is true of a row. Bare names are looked up
// in row, and names in braces in bound.
func (c *Condition) HoldsFor(row, bound Values) bool {
	return c.Root != nil && c.Root.Holds(func(t *Test) bool { return t.holds(row, bound) })
}

func (t *Test) holds(row, bound Values) bool {
	value, ok := row.Value(t.Name)
	switch {
	case t.Op == OpNotAnswered:
		return !ok
	case !ok:
		return false
	case t.Op == OpAnswered:
		return true
	}
	negated := t.Op == OpIsNot || t.Op == OpNotOneOf
	for i := range t.Values {
		o := &t.Values[i]
		other := o.Text
		if o.Ref {
			from := row
			if o.Braced {
				from = bound
			}
			if other, ok = from.Value(o.Text); !ok {
				return false
			}
		}
		if t.compare(value, other, o.Quoted) {
			return !negated
		}
	}
	return negated
}

func (t *Test) compare(value, other string, quoted bool) bool {
	switch t.Op {
	case OpIncludes:
		return includes(value, other)
	case OpLess, OpLessEq, OpMore, OpMoreEq:
		order, ok := compareValues(value, other)
		if !ok {
			return false
		}
		switch t.Op {
		case OpLess:
			return order < 0
		case OpLessEq:
			return order <= 0
		case OpMore:
			return order > 0
		}
		return order >= 0
	}
	if value == other {
		return true
	}
	if quoted {
		return false
	}
	order, ok := compareValues(value, other)
	return ok && order == 0
}

// includes reports whether one of the ids joined in value is id.
func includes(value, id string) bool {
	for {
		first, rest, more := strings.Cut(value, ",")
		if strings.TrimSpace(first) == id {
			return true
		}
		if !more {
			return false
		}
		value = rest
	}
}

// compareValues orders two numbers or two days. Anything else has no order.
func compareValues(a, b string) (order int, ok bool) {
	if x, ok := parseDecimal(a); ok {
		if y, ok := parseDecimal(b); ok {
			return x.compare(y), true
		}
		return 0, false
	}
	if isDay(a) && isDay(b) {
		return cmp.Compare(a, b), true
	}
	return 0, false
}

// decimal is a number as its digits, so that 0.1 is 0.10 and no digit of a
// long one is rounded away. Both parts are slices of what was read.
type decimal struct {
	negative bool
	whole    string // "" for 0, no leading zero
	fraction string // no trailing zero
}

// parseDecimal reads a number written with a point. A whole number that
// begins with a zero, such as the ward 012, is a code and not a number.
func parseDecimal(s string) (d decimal, ok bool) {
	if len(s) > 1 && s[0] == '-' {
		d.negative = true
		s = s[1:]
	}
	whole, fraction, point := strings.Cut(s, ".")
	if !isDigits(whole) || point && !isDigits(fraction) || len(whole) > 1 && whole[0] == '0' {
		return decimal{}, false
	}
	if whole != "0" {
		d.whole = whole
	}
	d.fraction = strings.TrimRight(fraction, "0")
	if d.whole == "" && d.fraction == "" {
		d.negative = false
	}
	return d, true
}

func (d decimal) compare(other decimal) int {
	if d.negative != other.negative {
		if d.negative {
			return -1
		}
		return 1
	}
	order := cmp.Compare(len(d.whole), len(other.whole))
	if order == 0 {
		order = strings.Compare(d.whole, other.whole)
	}
	if order == 0 {
		order = strings.Compare(d.fraction, other.fraction)
	}
	if d.negative {
		return -order
	}
	return order
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// isDay reports whether s has the form 2026-03-12. Days in this form are in
// the order of their letters.
func isDay(s string) bool {
	return len(s) == 10 && s[4] == '-' && s[7] == '-' && isDigits(s[:4]) && isDigits(s[5:7]) && isDigits(s[8:])
}
