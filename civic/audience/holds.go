package audience

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Member is what is known of one person. Only what the condition Wants need be
// filled in.
type Member struct {
	Lang    string
	Channel string // as it is configured
	Network string // what it is: sms, whatsapp …
	SeenAt  time.Time
	Facts   map[string]string
	Answers map[[2]string]string // by consultation and name
	Follows []Follow
}

// Follow is one thing that a person follows.
type Follow struct {
	Plan   string
	Kind   string // plan, commitment, theme, place
	Target string
}

// isTag reports whether people can have such a tag.
func isTag(tag string) bool {
	return tag != "" && strings.Trim(tag, "abcdefghijklmnopqrstuvwxyz0123456789-") == "" && tag[0] >= 'a'
}

// TagFact is the name under which a tag is remembered.
func TagFact(tag string) string { return "tag:" + tag }

// Rules are what a condition is read by besides itself.
type Rules struct {
	Place string    // which remembered answer is the place
	Now   time.Time // last seen counts from here
}

// Holds reports whether a condition is true of somebody. Nil is true of
// everybody: no condition was set.
func (c *Condition) Holds(m *Member, r Rules) bool {
	if c == nil {
		return true
	}
	return c.root != nil && c.root.Holds(func(t *Test) bool { return t.holds(m, r) })
}

func (t *Test) holds(m *Member, r Rules) bool {
	switch t.About {
	case Everyone:
		return true
	case Language:
		return t.compare(m.Lang)
	case Channel:
		if t.Op.negated() {
			return m.Channel != "" && !t.one(m.Channel) && !t.one(m.Network)
		}
		return t.compare(m.Channel) || t.compare(m.Network)
	case Place:
		return t.compare(m.Facts[r.Place])
	case Tag:
		has := slices.ContainsFunc(t.Values, func(v Value) bool { return m.Facts[TagFact(v.Text)] != "" })
		return has != t.Op.negated()
	case Fact:
		return t.compare(m.Facts[t.Name])
	case Answer:
		return t.compare(m.Answers[[2]string{t.Flow, t.Name}])
	case LastSeen:
		return !m.SeenAt.IsZero() && t.Op.holds(cmp.Compare(r.Now.Sub(m.SeenAt), t.span))
	case Follows:
		return slices.ContainsFunc(m.Follows, t.followed)
	}
	return false
}

// followed reports whether a person who follows f follows what the test names.
// A plan is followed by its own name.
func (t *Test) followed(f Follow) bool {
	if t.Name != "" && t.Name != f.Kind || len(t.Values) == 0 {
		return false
	}
	target := f.Target
	if f.Kind == "plan" {
		target = f.Plan
	}
	return strings.EqualFold(target, t.Values[0].Text)
}

// compare holds a value against the test; an empty one is not known.
func (t *Test) compare(value string) bool {
	switch {
	case t.Op == NotAnswered:
		return value == ""
	case value == "":
		return false
	case t.Op == Answered:
		return true
	case t.Op == Includes:
		return slices.ContainsFunc(strings.Split(value, ","), t.one)
	case t.Op.ordered():
		return len(t.Values) == 1 && t.orders(value, t.Values[0].Text)
	}
	return t.one(value) != t.Op.negated()
}

// one reports whether a value is one of the test's. Small and capital letters
// are the same: K1 is k1.
func (t *Test) one(value string) bool {
	return slices.ContainsFunc(t.Values, func(v Value) bool { return strings.EqualFold(v.Text, value) })
}

// orders compares two numbers or two days. Anything else has no order.
func (t *Test) orders(value, with string) bool {
	a, errA := strconv.ParseFloat(value, 64)
	b, errB := strconv.ParseFloat(with, 64)
	switch {
	case errA == nil && errB == nil:
		return t.Op.holds(cmp.Compare(a, b))
	case isDay(value) && isDay(with):
		return t.Op.holds(cmp.Compare(value, with))
	}
	return false
}

func (o Op) holds(order int) bool {
	switch o {
	case Less:
		return order < 0
	case LessEq:
		return order <= 0
	case More:
		return order > 0
	case MoreEq:
		return order >= 0
	}
	return false
}

// isDay reports whether s is a day such as 2026-03-12. Days in this form are
// in the order of their letters.
func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
