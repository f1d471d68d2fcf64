package flows

import (
	"slices"

	"plaza/flows/source"
)

// checkFollow checks what a follow step names. Whether it was asked before,
// and whether the person wants to hear of it, is a question of paths.
func (c *checker) checkFollow(s *site, v *Follow) {
	name := v.What
	if c.anonymous() {
		c.error(s.step.Pos, "no-consent", "leave follow out", "with record: anonymous nobody is known who could be told")
	}
	if name.Value == "" || c.followed(name.Value) != nil {
		return
	}
	for _, t := range c.flow.Tables.By {
		if t != nil && t.Plan.Value == name.Value {
			c.error(name.Pos, "unknown-name", "write: follow: "+t.Name, "%s is followed by the name of its table", name.Value)
			return
		}
	}
	m, known := c.meaning(name.Value)
	switch {
	case c.flow.Tables.By[name.Value] != nil:
		c.error(name.Pos, "table", "a plan is a table with plan: NAME", "%s is no action plan", name.Value)
	case known:
		c.error(name.Pos, "table", "follow a plan, or a row of one", "%s is %s", name.Value, m.what)
	default:
		c.error(name.Pos, "unknown-name", suggest(name.Value, c.followable(), "what can be followed is"), "%s is no plan and no row of one", name.Value)
	}
}

// followed is the plan that a name stands for, or that it is a row of: a
// question, a given row, or the table itself. It is nil for any other name.
func (x *index) followed(name string) *TableDecl {
	t := x.flow.Tables.By[name]
	if m, ok := x.meaning(name); ok {
		t = m.row
		if m.ask != nil && m.ask.Answer.Value != "row" {
			return nil
		}
	}
	if t == nil || t.Plan.Value == "" {
		return nil
	}
	return t
}

// followable are the names that can be followed.
func (x *index) followable() []string {
	var names []string
	for _, name := range append(x.names(), values(x.flow.Tables.Keys)...) {
		if x.followed(name) != nil && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// makers are the steps that make what has this name: those that follow it.
func (x *index) makers(name string) []*site {
	var sites []*site
	for _, s := range x.sites {
		if v, ok := s.step.Verb.(*Follow); ok && v.What.Value == name {
			sites = append(sites, s)
		}
	}
	return sites
}

// checkEvent checks a part that begins when something happens to what the
// person follows.
func (c *checker) checkEvent(p *Part, b *Begins) {
	switch {
	case len(c.makers(b.Thing)) > 0 && b.Event != ChangedEvent:
		c.error(b.Pos, "impossible", ChangedEvent, "%s has no event %q", b.Thing, b.Event)
	case len(c.makers(b.Thing)) > 0:
		c.checkCircle(p, b, "let it begin after what another part follows")
	case c.followed(b.Thing) != nil:
		c.error(b.Pos, "impossible", "add follow: "+b.Thing+" where the person agreed to contact_again", "nobody follows %s", b.Thing)
	default:
		hint := source.DidYouMean(b.Thing, c.followable())
		if hint == "" {
			hint = "write: 60 days after main, or a day as 2026-02-01 10:00"
		}
		c.error(b.Pos, "unknown-name", hint, "nothing here is called %s", b.Thing)
	}
}

// follow takes the states over a follow step: everybody who comes here must
// have said that we may write to them.
func (w *walker) follow(s *site, v *Follow, states []*state) {
	w.made[v.What.Value] = append(w.made[v.What.Value], states...)
	i, ok := w.byName[contactAgain]
	for _, st := range states {
		if ok && w.vars[i].value(st.at[i]) == "yes" || w.anonymous() {
			continue
		}
		hint := "write: when: contact_again is yes"
		if len(w.consents[contactAgain]) == 0 {
			hint = "put consent: contact_again before it, and write: when: contact_again is yes"
		}
		if w.once(s.step.Pos, "uninvited") {
			w.error(s.step.Pos, "uninvited", hint, "who follows is written to later; not everybody here said yes to contact_again")
		}
		return
	}
}
