package flows

import "slices"

// variable is a name that something later looks at.
type variable struct {
	name     string
	base     string // the name it hangs on: of chosen.days, chosen
	answered bool   // by a step; everything else is found out when a condition looks
	compares bool   // a test of two names, and no name
	cases    []string
	uses     map[string]int // by part: the order of the last step that looks at it
}

// value is the canonical answer that stands for a case.
func (v *variable) value(c byte) string {
	if c < firstCase || c == forgotten {
		return ""
	}
	return v.cases[c-firstCase]
}

// declareVariables finds every name that a condition, a text or a later part
// looks at, and until where.
func (w *walker) declareVariables() {
	for _, p := range w.parts {
		w.use(p, 0, contactAgain)
		if p.When != nil {
			w.useCondition(p, 0, p.When, false)
		}
	}
	for _, s := range w.sites {
		if s.step.When != nil {
			w.useCondition(s.part, s.order, s.step.When, false)
		}
		switch v := s.step.Verb.(type) {
		case *Ask:
			w.use(s.part, s.order, takePart)
			w.useCondition(s.part, s.order, v.Where, true)
			if s.part.Given.By[v.Name.Value].Value != "" {
				w.use(s.part, s.order, v.Name.Value)
			}
		case *Consent:
			w.use(s.part, s.order, v.Purpose.Value)
		case *Follow:
			w.use(s.part, s.order, v.What.Value)
			w.use(s.part, s.order, contactAgain)
		case *ListRows:
			w.use(s.part, s.order, v.Name.Value)
			w.useCondition(s.part, s.order, v.Where, true)
		}
		for _, name := range w.named(s) {
			w.use(s.part, s.order, name)
		}
	}
	tests := w.testsByName()
	for _, v := range w.vars {
		if v.cases == nil {
			v.cases = w.casesOf(v.name, tests[v.name])
		}
		if len(v.cases) > mostCases {
			w.stop(w.flow.Pos)
		}
	}
	w.useAcrossParts()
	w.forgetting()
}

// named lists the names that a step's texts put in braces.
func (w *walker) named(s *site) []string {
	var names []string
	w.stepTexts(s, func(u use) bool {
		for _, phrase := range u.text.In {
			for _, h := range holes(phrase.Text) {
				if u.table == nil || !slices.Contains(u.table.columns(), h.name) {
					names = append(names, h.name)
				}
			}
		}
		return true
	})
	slices.Sort(names)
	return slices.Compact(names)
}

// use notes that a name is looked at by a step.
func (w *walker) use(p *Part, order int, name string) {
	m, ok := w.meaning(name)
	if !ok || name == "" {
		return
	}
	if m.before {
		w.use(p, order, "wave")
	}
	if m.base != "" && m.base != name {
		w.use(p, order, m.base)
	}
	if m.kind == kindWords {
		return
	}
	i, ok := w.byName[name]
	if !ok {
		i = len(w.vars)
		w.byName[name] = i
		w.vars = append(w.vars, &variable{name: name, base: m.base, answered: m.base == name, uses: map[string]int{}})
	}
	v := w.vars[i]
	v.uses[p.Name] = max(v.uses[p.Name], order)
}

// useCondition notes the names of a condition. Of a where, the bare names are
// columns. A test of two names is a variable of its own: it comes out either way.
func (w *walker) useCondition(p *Part, order int, c *Condition, where bool) {
	for t := range c.Tests {
		if !where {
			w.use(p, order, t.Name)
		}
		for _, o := range t.Values {
			if o.Ref && (o.Braced || !where) {
				w.use(p, order, o.Text)
			}
		}
		if compares(t) && !where {
			i, ok := w.byName[t.String()]
			if !ok {
				i = len(w.vars)
				w.byName[t.String()] = i
				w.vars = append(w.vars, &variable{name: t.String(), compares: true, cases: []string{"no", "yes"}, uses: map[string]int{}})
			}
			w.vars[i].uses[p.Name] = max(w.vars[i].uses[p.Name], order)
		}
	}
}

// compares reports whether a test compares two names.
func compares(t *Test) bool {
	return slices.ContainsFunc(t.Values, func(o Operand) bool { return o.Ref })
}

// useAcrossParts keeps what a part that follows another looks at alive to the
// other's end.
func (w *walker) useAcrossParts() {
	for _, p := range w.parts {
		followed := p
		for range w.parts {
			if followed = w.before(followed); followed == nil {
				break
			}
			for _, v := range w.vars {
				if _, used := v.uses[p.Name]; used {
					v.uses[followed.Name] = later
				}
			}
		}
	}
}

// forgetting notes, for each part and step, the variables that no step behind
// it looks at.
func (w *walker) forgetting() {
	w.dying = map[string]map[int][]int{}
	for _, p := range w.parts {
		w.dying[p.Name] = map[int][]int{}
		for i, v := range w.vars {
			if until, used := v.uses[p.Name]; used {
				w.dying[p.Name][until] = append(w.dying[p.Name][until], i)
			} else {
				w.dying[p.Name][never] = append(w.dying[p.Name][never], i)
			}
		}
	}
}

const (
	never = -1      // the step behind which a part forgets what it never looks at
	later = 1 << 30 // and what only a part that follows looks at
)

// forget blots out the variables that no step behind these looks at.
func (w *walker) forget(at string, p *Part, from, to int) string {
	var out []byte
	for order := from; order <= to; order++ {
		for _, i := range w.dying[p.Name][order] {
			if out == nil {
				out = []byte(at)
			}
			out[i] = forgotten
		}
	}
	if out == nil {
		return at
	}
	return string(out)
}
