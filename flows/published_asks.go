package flows

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"
)

// ask compares two versions of a question whose answer has the same form.
func (d *differ) ask(what string, old, new *Ask) {
	if d.old.form(old) != d.new.form(new) {
		return // refused by its name
	}
	first := d.first()
	if old.Text.In[first].Text != new.Text.In[first].Text {
		d.add(new.Text.Pos, NewWording, "%s is asked in other words; a line is drawn in its results", what)
	} else {
		d.text(what, old.Text, new.Text, new.pos())
	}
	d.text("the example of "+what, old.Example, new.Example, new.pos())
	d.text("the low end of "+what, old.Low, new.Low, new.pos())
	d.text("the high end of "+what, old.High, new.High, new.pos())
	d.text("the rows of "+what, old.Each, new.Each, new.pos())
	d.text("the empty list of "+what, old.None, new.None, new.pos())
	for _, flag := range []struct {
		name     string
		old, new Flag
	}{
		{"required", old.Required, new.Required},
		{"remember", old.Remember, new.Remember},
		{"shuffle", old.Shuffle, new.Shuffle},
	} {
		if flag.old.Yes != flag.new.Yes {
			d.add(new.pos(), NewEdition, "%s of %s changed", flag.name, what)
		}
	}
	for _, key := range []struct {
		name     string
		old, new Name
	}{
		{"max", old.Max, new.Max},
		{"from", old.From, new.From},
		{"to", old.To, new.To},
		{"sort", old.Sort, new.Sort},
		{"show", old.Show, new.Show},
	} {
		key.new.Pos = cmp.Or(key.new.Pos, new.pos())
		d.value(NewEdition, key.name+" of "+what, key.old, key.new, "")
	}
	d.condition(what, old.Where, new.Where, new.pos())
	if picks(old) != picks(new) {
		d.add(new.pos(), NewEdition, "as many as %s takes changed", what)
	}
	d.options(what, old, new)
}

// first is the language whose words an answer is read by in the results.
func (d *differ) first() string {
	if langs := d.new.languages(); len(langs) > 0 {
		return langs[0]
	}
	return ""
}

func picks(a *Ask) Pick {
	if a.Pick == nil {
		return Pick{Min: 1, Max: 1}
	}
	return Pick{Min: a.Pick.Min, Max: a.Pick.Max}
}

// options compares the options of a question, wherever they are written.
func (d *differ) options(what string, old, new *Ask) {
	was := map[string]*Option{}
	var order []string
	for _, o := range d.old.options(old.Options) {
		was[o.ID] = o
		order = append(order, o.ID)
	}
	var kept []string
	for _, o := range d.new.options(new.Options) {
		before := was[o.ID]
		if before == nil {
			d.add(o.Pos, NewEdition, "option %s of %s was added", o.ID, what)
			continue
		}
		delete(was, o.ID)
		kept = append(kept, o.ID)
		d.text("option "+o.ID+" of "+what, before.Text, o.Text, o.Pos)
		if joined(before.Words) != joined(o.Words) {
			d.add(o.Pos, NewWording, "the words understood as %s of %s changed", o.ID, what)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(was)) {
		d.add(new.pos(), NewEdition, "option %s of %s was taken out", id, what)
		order = slices.DeleteFunc(order, func(o string) bool { return o == id })
	}
	if !slices.Equal(order, kept) {
		d.add(new.pos(), NewWording, "the options of %s stand in another order", what)
	}
}

// consent compares two versions of a consent. Whether a changed sentence says
// more is not for software to judge, so people are asked again.
func (d *differ) consent(purpose string, old, new *Consent) {
	first := d.first()
	switch {
	case old.Text.In[first].Text != new.Text.In[first].Text:
		d.add(new.Text.Pos, AskAgain, "consent %s says something else", purpose)
	default:
		d.text("consent "+purpose, old.Text, new.Text, new.Purpose.Pos)
	}
	switch {
	case kept(new) > kept(old):
		d.add(cmp.Or(new.Keep.Pos, new.Purpose.Pos), AskAgain, "%s keeps answers longer", purpose)
	case kept(new) < kept(old):
		d.add(cmp.Or(new.Keep.Pos, new.Purpose.Pos), NewEdition, "%s keeps answers less long", purpose)
	}
	if old.Required.Yes != new.Required.Yes {
		d.add(new.Purpose.Pos, NewEdition, "required of %s changed", purpose)
	}
}

// kept is how long a consent lets answers be kept: for ever when it does not say.
func kept(c *Consent) time.Duration {
	if c.Keep.D == 0 {
		return math.MaxInt64
	}
	return c.Keep.D
}
