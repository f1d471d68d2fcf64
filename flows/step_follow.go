package flows

// Follow makes the person follow an action plan (What names a table that is
// one) or the commitment of one of its rows (What names an answer or a given
// row). What they follow may begin a part: begins: NAME changed.
type Follow struct {
	What Name `key:"follow,required"`
}

func (*Follow) verb() string { return "follow" }

// act hands over the row's key, or nothing when What is the plan itself.
func (v *Follow) act() *act {
	name := v.What.Value
	return &act{name: "follow " + name, thing: name, kind: FollowKind, values: map[string]string{"code": name}, needs: name}
}

const (
	// FollowKind is the Do.Kind of a follow step: Do.Name is what the flow
	// calls it (see Program.Plan), and Values["code"] the keys of the rows,
	// joined by ","; none when it is the plan itself.
	FollowKind = "follow"
	// ChangedEvent is the event of what is followed.
	ChangedEvent = "changed"
)

// unasked tells whether the part may open a conversation by itself: it comes at
// its time or with news, or somebody is invited to it with a row.
func (p *Part) unasked() bool { return p.Begins != nil || len(p.Given.Keys) > 0 }

// brings is the name of what makes a part begin and comes with it, or "".
func (p *Part) brings() string {
	if p.Begins == nil {
		return ""
	}
	return p.Begins.Thing
}

// Plan is the id of the action plan that a name stands for: that of a table
// which is one, or of a question or a given row which is a row of such a
// table. It is "" for any other name.
func (p *Program) Plan(name string) string {
	tb := p.tables[name]
	if q := p.questions[name]; q != nil {
		tb = q.rows()
	} else if given := p.givenTable(name); given != "" {
		tb = p.tables[given]
	}
	if tb == nil {
		return ""
	}
	return tb.decl.Plan.Value
}

// PlanTable is the id of the action plan whose milestones a table is, or "".
func (p *Program) PlanTable(table string) string {
	if tb := p.tables[table]; tb != nil {
		return tb.decl.Plan.Value
	}
	return ""
}

// givenTable is the table of a row that an invitation binds to name, or "".
func (p *Program) givenTable(name string) string {
	if table, ok := p.Flow.Given.By[name]; ok {
		return table.Value
	}
	for _, pt := range p.Flow.Parts.By {
		if table, ok := pt.Given.By[name]; ok {
			return table.Value
		}
	}
	return ""
}

// Awaiting are the parts that begin when something changes which a person of
// theirs follows, and what each calls it.
func (p *Program) Awaiting() map[string]string {
	var parts map[string]string
	for name, pt := range p.parts {
		if b := pt.Begins; b != nil && b.Event == ChangedEvent {
			if parts == nil {
				parts = make(map[string]string)
			}
			parts[name] = b.Thing
		}
	}
	return parts
}
