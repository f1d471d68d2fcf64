package flows

import "strings"

// pathWithout says on which path a step was passed by: the condition that
// came out against it, as it did there, and the one that would lead to it.
func (w *walker) pathWithout(s *site, st *state) (path, toIt string) {
	if s == nil {
		return "", ""
	}
	for _, g := range s.guards {
		for t := st.trail; t != nil; t = t.before {
			if t.when != g.when {
				continue
			}
			if t.yes != g.want {
				if g.want {
					return w.against(g.when.Root, t.at), g.when.Src
				}
				return g.when.Src, w.against(g.when.Root, t.at)
			}
			break
		}
	}
	return "", ""
}

// against writes what made a condition false, as a condition.
func (w *walker) against(c *Cond, at string) string {
	switch {
	case c.Test != nil:
		return opposite(c.Test, valuesIn{w, at})
	case c.All != nil:
		for _, inner := range c.All {
			if !w.comesOut(inner, at) {
				return w.against(inner, at)
			}
		}
	}
	var all []string
	for _, inner := range c.Any {
		all = append(all, w.against(inner, at))
	}
	return strings.Join(all, " and ")
}

// opposite writes a test that is false the other way round.
func opposite(t *Test, vals Values) string {
	if _, ok := vals.Value(t.Name); !ok && t.Op != OpNotAnswered {
		return t.Name + " is not answered"
	}
	turned := *t
	switch t.Op {
	case OpIs:
		turned.Op = OpIsNot
	case OpIsNot:
		turned.Op = OpIs
	case OpOneOf:
		turned.Op = OpNotOneOf
	case OpNotOneOf:
		turned.Op = OpOneOf
	case OpIncludes:
		turned.Op = "does not include"
	case OpNotAnswered:
		turned.Op = OpAnswered
	case OpAnswered:
		turned.Op = OpNotAnswered
	case OpLess:
		turned.Op = OpMoreEq
	case OpLessEq:
		turned.Op = OpMore
	case OpMore:
		turned.Op = OpLessEq
	case OpMoreEq:
		turned.Op = OpLess
	}
	return turned.String()
}
