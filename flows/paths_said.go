package flows

import (
	"strings"

	"plaza/flows/source"
)

// checkSaid checks that what a step names was asked on every path to it.
func (w *walker) checkSaid(s *site, states []*state) {
	w.stepTexts(s, func(u use) bool {
		for _, lang := range w.languages() {
			phrase, ok := u.text.In[lang]
			if !ok {
				continue
			}
			for _, h := range holes(phrase.Text) {
				if h.name == "" || u.table != nil && w.isColumn(u.table, h.name) {
					continue
				}
				pos := func() source.Pos { return w.within(phrase, h.at, len(h.name)+2) }
				w.checkNamed("{"+h.name+"}", h.name, pos, states)
			}
		}
		return true
	})
	where := (*Condition)(nil)
	switch v := s.step.Verb.(type) {
	case *Ask:
		where = v.Where
	case *Follow:
		if w.asks[v.What.Value] != nil || w.flow.Tables.By[v.What.Value] == nil {
			w.checkNamed(v.What.Value, v.What.Value, func() source.Pos { return v.What.Pos }, states)
		}
	case *ListRows:
		where = v.Where
		if w.flow.Tables.By[v.Name.Value] == nil {
			w.checkNamed(v.Name.Value, v.Name.Value, func() source.Pos { return v.Name.Pos }, states)
		}
	}
	for t := range where.Tests {
		for _, o := range t.Values {
			if o.Braced {
				w.checkNamed("{"+o.Text+"}", o.Text, func() source.Pos { return o.Pos }, states)
			}
		}
	}
}

func (w *walker) isColumn(t *TableDecl, name string) bool {
	_, ok := w.column(t, name)
	return ok && t.columns() != nil
}

// askHereToo is what helps a part that needs an answer of another.
const askHereToo = "let this part begin after that one, or ask something of its own here"

// askedAt is where a name is asked, as near to the part being walked as can
// be: a consent may be asked in several.
func (w *walker) askedAt(name string) *site {
	if s := w.asks[name]; s != nil {
		return s
	}
	sites := w.consents[name]
	for _, s := range sites {
		if w.follows(w.part, s.part) {
			return s
		}
	}
	if len(sites) > 0 {
		return sites[0]
	}
	return nil
}

// checkNamed checks one name that a step says.
func (w *walker) checkNamed(written, name string, pos func() source.Pos, states []*state) {
	m, ok := w.meaning(name)
	if !ok {
		return
	}
	if m.before || m.name == "wave" {
		w.checkWave(written, m, pos, states)
		return
	}
	i, ok := w.byName[m.base]
	if !ok || m.base == "" {
		return
	}
	asked := 0
	var without *state
	for _, s := range states {
		if s.at[i] != notAsked {
			asked++
		} else if without == nil {
			without = s
		}
	}
	if without == nil || !w.once(pos(), name) {
		return
	}
	s := w.askedAt(m.base)
	switch path, cond := w.pathWithout(s, without); {
	case s != nil && !w.follows(w.part, s.part):
		w.error(pos(), "not-yet-asked", askHereToo, "%s is asked in %s, which this part does not follow", written, s.part.Name)
	case s == nil:
		w.error(pos(), "not-yet-asked", "", "%s is not given to this part", written)
	case path != "":
		w.error(pos(), "not-yet-asked", "put a when on it: "+cond, "%s is not asked on the path where %s", written, path)
	case asked == 0:
		w.error(pos(), "not-yet-asked", "put this step after it", "%s is asked only on line %d", written, s.pos().Line)
	default:
		w.error(pos(), "not-yet-asked", "put this step after it", "%s is not asked on every path", written)
	}
}

// checkWave warns of what is empty in the first wave.
func (w *walker) checkWave(written string, m meaning, pos func() source.Pos, states []*state) {
	if !w.inWaves() {
		w.error(pos(), "impossible", "write in the head: who: panel NAME", "%s needs a panel: only a panel is asked in waves", written)
		return
	}
	if !m.before {
		return
	}
	for _, s := range states {
		vals := valuesIn{w, s.at}
		if wave, known := vals.Value("wave"); known && wave != "1" {
			continue
		}
		if _, there := vals.Value(m.name); !there && w.once(pos(), "wave") {
			w.warn(pos(), "maybe-missing", "put a when on it: wave > 1", "%s is empty in wave 1", written)
			return
		}
	}
}

// inWaves reports whether the same people are asked again.
func (x *index) inWaves() bool {
	word, _, _ := strings.Cut(x.flow.Who.Value, " ")
	return word == "panel"
}
