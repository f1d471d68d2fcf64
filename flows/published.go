package flows

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"plaza/flows/source"
)

// Class is what a change to a published flow becomes, from the lightest to
// the gravest.
type Class uint8

// The classes of a change.
const (
	NewWording Class = iota + 1 // everyone sees it at their next message; one series of results
	NewEdition                  // people in the middle finish on the edition they began
	AskAgain                    // a new edition, and everyone is asked for consent again
	Refused                     // cannot be published under the old name
)

// String names the class as plaza check prints it.
func (c Class) String() string {
	switch c {
	case NewWording:
		return "new wording"
	case NewEdition:
		return "new edition"
	case AskAgain:
		return "new edition, consent asked again"
	case Refused:
		return "refused"
	}
	return "no change"
}

// Change is one difference between two versions of a flow.
type Change struct {
	Pos   source.Pos // in the new flow
	Class Class
	What  string // "option climate of theme was added"
	Hint  string // what to do when it is refused
}

// String prints the change with its place and its class.
func (c Change) String() string {
	return fmt.Sprintf("%s: %s [%s]", c.Pos, c.What, c.Class)
}

// Gravest is the class of the gravest change, or 0 when there is none.
func Gravest(changes []Change) Class {
	var gravest Class
	for _, c := range changes {
		gravest = max(gravest, c.Class)
	}
	return gravest
}

// NeedsEdition reports whether any of the changes makes a new edition.
func NeedsEdition(changes []Change) bool { return Gravest(changes) >= NewEdition }

// Compare lists what changed from one version of a flow to another, in the
// reading order of the new one. Moving lines, comments and quotes is no change.
func Compare(old, new *Flow) []Change {
	d := &differ{old: newIndex(old), new: newIndex(new), both: map[string]bool{}}
	d.head()
	d.tables()
	d.steps()
	slices.SortStableFunc(d.changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.Pos.File, b.Pos.File), cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Col, b.Pos.Col))
	})
	return d.changes
}

// checkPublished reports the changes that cannot be published.
func (c *checker) checkPublished() {
	if c.env.Published == nil {
		return
	}
	for _, change := range Compare(c.env.Published, c.flow) {
		if change.Class == Refused {
			c.error(change.Pos, "published", change.Hint, "%s", change.What)
		}
	}
	// The newest edition has had its say; of the others only what it no longer has.
	was := newIndex(c.env.Published)
	refused := map[source.Pos]bool{}
	for _, earlier := range slices.Backward(c.env.Earlier) {
		d := &differ{old: newIndex(earlier), new: newIndex(c.flow)}
		maps.DeleteFunc(d.old.asks, func(name string, _ *site) bool { return was.asks[name] != nil || was.consents[name] != nil })
		maps.DeleteFunc(d.old.consents, func(name string, _ []*site) bool { return was.asks[name] != nil || was.consents[name] != nil })
		d.names()
		for _, change := range d.changes {
			if !refused[change.Pos] {
				refused[change.Pos] = true
				c.error(change.Pos, "published", change.Hint, "%s", change.What)
			}
		}
	}
}

// differ compares two versions.
type differ struct {
	old, new *index
	both     map[string]bool // parts that are in both
	changes  []Change
}

func (d *differ) add(pos source.Pos, class Class, format string, args ...any) {
	if pos.Line == 0 {
		pos = d.new.flow.Pos
	}
	d.changes = append(d.changes, Change{Pos: pos, Class: class, What: fmt.Sprintf(format, args...)})
}

func (d *differ) refuse(pos source.Pos, hint, format string, args ...any) {
	d.add(pos, Refused, format, args...)
	d.changes[len(d.changes)-1].Hint = hint
}

// differ.value compares one scalar key.
func (d *differ) value(class Class, what string, old, new Name, fallback string) {
	was, is := cmp.Or(old.Value, fallback), cmp.Or(new.Value, fallback)
	if was != is {
		d.add(new.Pos, class, "%s was %s and is %s", what, cmp.Or(was, "not there"), cmp.Or(is, "not there"))
	}
}

func (d *differ) moment(what string, old, new Moment) {
	d.value(NewWording, what, Name{old.Pos, old.Src}, Name{new.Pos, new.Src}, "")
}

// head compares what stands above the steps.
func (d *differ) head() {
	old, new := d.old.flow, d.new.flow
	if old.ID.Value != new.ID.Value {
		d.refuse(new.ID.Pos, "write flow: "+old.ID.Value, "the id was %s; it never changes once published", old.ID.Value)
	}
	if old.Record.Value != new.Record.Value {
		d.refuse(new.Record.Pos, "publish it as another flow", "record changed; people answered under the other promise")
	}
	d.text("the title", old.Title, new.Title, new.Title.Pos)
	d.languages()
	d.moment("opens", old.Opens, new.Opens)
	d.moment("closes", old.Closes, new.Closes)
	d.value(NewWording, "zone", old.Zone, new.Zone, "")
	d.value(NewEdition, "late", old.Late, new.Late, "refuse")
	d.value(NewEdition, "who", old.Who, new.Who, "anyone")
	if old.Plainly.Yes != new.Plainly.Yes {
		d.add(new.Plainly.Pos, NewWording, "transliterate changed")
	}
	if old.Assisted.Yes != new.Assisted.Yes {
		d.add(new.Assisted.Pos, NewEdition, "assisted changed")
	}
	for _, key := range new.Settings.Keys {
		if was, ok := old.Settings.By[key.Value]; ok {
			d.text("setting "+key.Value, was, new.Settings.By[key.Value], key.Pos)
		}
	}
	d.parts()
}

func (d *differ) languages() {
	was, is := d.old.languages(), d.new.languages()
	if len(was) > 0 && len(is) > 0 && was[0] != is[0] {
		d.add(d.new.flow.Languages[0].Pos, NewEdition, "the first language was %s and is %s", was[0], is[0])
	}
	for i, lang := range is {
		if !slices.Contains(was, lang) {
			d.add(d.new.flow.Languages[i].Pos, NewWording, "%s was added", languageName(lang))
		}
	}
	for _, lang := range was {
		if !slices.Contains(is, lang) {
			d.add(d.new.flow.Languages[0].Pos, NewWording, "%s was taken out", languageName(lang))
		}
	}
}

// parts compares what begins the conversations and times them.
func (d *differ) parts() {
	was := map[string]*Part{}
	for _, p := range d.old.parts {
		was[p.Name] = p
	}
	for _, p := range d.new.parts {
		old := was[p.Name]
		delete(was, p.Name)
		if old == nil {
			d.add(p.Pos, NewEdition, "part %s was added", p.Name)
			continue
		}
		d.both[p.Name] = true
		if joined(old.Start) != joined(p.Start) {
			d.add(p.Start.Pos, NewWording, "the words that open %s changed", p.Name)
		}
		if begins(old) != begins(p) {
			d.add(p.Pos, NewEdition, "%s began %s and begins %s", p.Name, begins(old), begins(p))
		}
		d.condition("part "+p.Name, old.When, p.When, p.Pos)
		d.value(NewEdition, "again", old.Again, p.Again, "replace")
		d.value(NewEdition, "about", old.About, p.About, "")
		if times(old) != times(p) {
			d.add(p.Pos, NewWording, "the reminders or the expiry of %s changed", p.Name)
		}
		if !maps.EqualFunc(old.Given.By, p.Given.By, func(a, b Name) bool { return a.Value == b.Value }) {
			d.add(p.Given.Pos, NewEdition, "what is given to %s changed", p.Name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(was)) {
		d.add(d.new.flow.Parts.Pos, NewEdition, "part %s was taken out", name)
	}
}

func begins(p *Part) string {
	switch b := p.Begins; {
	case b == nil:
		return "by a word"
	case b.Thing != "":
		return b.Thing + " " + b.Event
	case b.After != "":
		return b.Delay.Src + " after " + b.After
	default:
		return b.On.Src
	}
}

func times(p *Part) string {
	s := p.Expire.D.String()
	for _, r := range p.Remind {
		s += " " + r.D.String()
	}
	return s
}

// joined writes a word list so that two equal ones are the same.
func joined(w Words) string {
	var b strings.Builder
	for _, lang := range slices.Sorted(maps.Keys(w.In)) {
		b.WriteString("\n" + lang)
		for _, p := range w.In[lang] {
			b.WriteString("\t" + p.Text)
		}
	}
	return b.String()
}

// tables compares the declarations of tables. New rows are a new wording:
// a row that was chosen is kept with its values.
func (d *differ) tables() {
	for _, key := range d.new.flow.Tables.Keys {
		old, new := d.old.flow.Tables.By[key.Value], d.new.flow.Tables.By[key.Value]
		if old == nil || new == nil {
			continue
		}
		if old.Key.Value != new.Key.Value {
			d.refuse(new.Key.Pos, "call the new table "+key.Value+"_2", "the key of %s was %s; answers are kept under it", key.Value, old.Key.Value)
		}
		d.value(NewEdition, "plan of "+key.Value, old.Plan, new.Plan, "")
		if !sameRows(old.Data, new.Data) {
			d.add(key.Pos, NewWording, "the rows of %s changed", key.Value)
		}
		d.text("missing of "+key.Value, old.Missing, new.Missing, key.Pos)
		d.moment("as_of of "+key.Value, old.AsOf, new.AsOf)
		d.value(NewWording, "source of "+key.Value, old.Source, new.Source, "")
	}
}

func sameRows(a, b *source.CSVFile) bool {
	if a == nil || b == nil {
		return a == b
	}
	return slices.Equal(a.Columns, b.Columns) && slices.EqualFunc(a.Rows, b.Rows, slices.Equal[[]string])
}
