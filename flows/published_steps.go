package flows

import (
	"maps"
	"slices"
	"strconv"

	"plaza/flows/source"
)

// steps compares the steps. What has a name is found by it; the rest is
// paired with what stands in its place.
func (d *differ) steps() {
	d.names()
	old, new := d.old.sites, d.new.sites
	pairs := align(old, new)
	paired := map[*site]bool{}
	for _, pair := range pairs {
		paired[old[pair[0]]], paired[new[pair[1]]] = true, true
		d.site(old[pair[0]], new[pair[1]])
	}
	moved := map[string]*site{}
	for _, s := range old {
		if !paired[s] {
			moved[s.part.Name+" "+s.key()] = s
		}
	}
	for _, s := range new {
		if paired[s] || !d.both[s.part.Name] {
			continue
		}
		if was := moved[s.part.Name+" "+s.key()]; was != nil && s.named() {
			delete(moved, s.part.Name+" "+s.key())
			d.add(s.step.Pos, NewEdition, "%s stands in another place", s.call())
			d.site(was, s)
			continue
		}
		d.add(s.step.Pos, NewEdition, "%s was added", s.call())
	}
	for _, s := range old {
		if !paired[s] && d.both[s.part.Name] && moved[s.part.Name+" "+s.key()] == s {
			d.add(d.after(s), NewEdition, "%s was taken out", s.call())
		}
	}
}

// names refuses a name that now stands for another kind of thing.
func (d *differ) names() {
	for name, s := range d.new.asks {
		was, ok := d.old.meaning(name)
		a := s.step.Verb.(*Ask)
		if !ok || was.kind == kindWords {
			continue
		}
		if was.ask == nil || d.old.form(was.ask) != d.new.form(a) {
			what := was.what
			if was.ask != nil {
				what = d.old.form(was.ask)
			}
			d.refuse(a.pos(), "call it "+name+"_2", "%s was %s in a published edition; give the new question a new name", name, what)
		}
	}
	for purpose, sites := range d.new.consents {
		if was := d.old.asks[purpose]; was != nil {
			d.refuse(sites[0].pos(), "call it "+purpose+"_2", "%s was a question in a published edition; give the consent a new name", purpose)
		}
	}
}

// form says what sort of answer a question keeps: two forms under one name
// could not stand in one table of results.
func (x *index) form(a *Ask) string {
	kind := a.Answer.Value
	switch {
	case a.Ranked.Yes:
		return "a ranking"
	case kind == "" && a.many():
		return "a choice of several"
	case kind == "":
		return "a choice of one"
	case kind == "row" && a.Column.Value != "":
		return "a value of " + a.Table.Value + "." + a.Column.Value
	case kind == "row" && a.many():
		return "several rows of " + a.Table.Value
	case kind == "row":
		return "a row of " + a.Table.Value
	case kind == "yesno":
		return "yes or no"
	case kind == "email":
		return "an email"
	}
	return "a " + kind
}

// after is the place in the new flow where something is missing: that of the
// last step before it that is still there.
func (d *differ) after(gone *site) source.Pos {
	pos := d.new.flow.Pos
	for _, s := range d.old.sites {
		if s == gone {
			break
		}
		for _, other := range d.new.sites {
			if s.named() && other.key() == s.key() && other.part.Name == s.part.Name {
				pos = other.step.Pos
			}
		}
	}
	return pos
}

// key is what a step is known by within its part.
func (s *site) key() string {
	switch v := s.step.Verb.(type) {
	case *Ask:
		return "ask " + v.Name.Value
	case *Consent:
		return "consent " + v.Purpose.Value
	case *Confirm:
		if len(v.Names) > 0 {
			return "confirm " + v.Names[0].Value
		}
	case *ListRows:
		return "list " + v.Name.Value
	case *Handoff:
		return "handoff " + v.Desk.Value
	case *Follow:
		return "follow " + v.What.Value
	case *End:
		return "end " + v.Outcome.Value
	}
	return s.step.Verb.verb()
}

// named reports whether the key tells the step from every other.
func (s *site) named() bool {
	_, ask := s.step.Verb.(*Ask)
	return ask
}

func (s *site) call() string {
	switch s.step.Verb.(type) {
	case *Say:
		return "a message"
	case *Group:
		return "a group of steps"
	}
	return s.key()
}

// align pairs the steps of two versions in their order, as many as it can, and
// rather those whose words are the same.
func align(old, new []*site) [][2]int {
	if len(old)*len(new) > mostPairs {
		return alignInTurn(old, new)
	}
	score := make([][]int32, len(old)+1)
	for i := range score {
		score[i] = make([]int32, len(new)+1)
	}
	for i := len(old) - 1; i >= 0; i-- {
		for j := len(new) - 1; j >= 0; j-- {
			score[i][j] = max(score[i+1][j], score[i][j+1])
			if gain := likeness(old[i], new[j]); gain > 0 {
				score[i][j] = max(score[i][j], score[i+1][j+1]+gain)
			}
		}
	}
	var pairs [][2]int
	for i, j := 0, 0; i < len(old) && j < len(new); {
		gain := likeness(old[i], new[j])
		switch {
		case gain > 0 && score[i][j] == score[i+1][j+1]+gain:
			pairs = append(pairs, [2]int{i, j})
			i++
			j++
		case score[i][j] == score[i+1][j]:
			i++
		default:
			j++
		}
	}
	return pairs
}

// mostPairs bounds the work of align: two flows of two thousand steps.
const mostPairs = 4_000_000

// alignInTurn pairs each step with the next like it, for flows far longer
// than people write them.
func alignInTurn(old, new []*site) [][2]int {
	var pairs [][2]int
	i := 0
	for j := range new {
		for k := i; k < min(i+1000, len(old)); k++ {
			if likeness(old[k], new[j]) > 0 {
				pairs = append(pairs, [2]int{k, j})
				i = k + 1
				break
			}
		}
	}
	return pairs
}

func likeness(a, b *site) int32 {
	if a.part.Name != b.part.Name || a.key() != b.key() {
		return 0
	}
	x, say := a.step.Verb.(*Say)
	y, _ := b.step.Verb.(*Say)
	if say && !sameText(x.Text, y.Text) {
		return 2
	}
	return 3
}

func sameText(a, b Text) bool {
	return maps.EqualFunc(a.In, b.In, func(p, q Phrase) bool { return p.Text == q.Text })
}

// site compares two steps that are the same one.
func (d *differ) site(old, new *site) {
	what := new.call()
	if whens(old) != whens(new) {
		d.add(new.step.Pos, NewEdition, "the when of %s changed", what)
	}
	switch v := new.step.Verb.(type) {
	case *Say:
		d.text(what, old.step.Verb.(*Say).Text, v.Text, new.step.Pos)
	case *Ask:
		d.ask(what, old.step.Verb.(*Ask), v)
	case *Consent:
		d.consent(v.Purpose.Value, old.step.Verb.(*Consent), v)
	case *Confirm:
		was := old.step.Verb.(*Confirm)
		d.text(what, was.Text, v.Text, new.step.Pos)
		if !slices.Equal(values(was.Names), values(v.Names)) {
			d.add(new.step.Pos, NewEdition, "%s reads other answers back", what)
		}
	case *ListRows:
		was := old.step.Verb.(*ListRows)
		d.text(what, was.Each, v.Each, new.step.Pos)
		d.text(what, was.None, v.None, new.step.Pos)
		d.condition(what, was.Where, v.Where, new.step.Pos)
		d.value(NewEdition, "sort", was.Sort, v.Sort, "")
		d.value(NewEdition, "show", was.Show, v.Show, "")
	case *Handoff:
		was := old.step.Verb.(*Handoff)
		d.text(what, was.Text, v.Text, new.step.Pos)
		d.text(what, was.Hours, v.Hours, new.step.Pos)
		if was.Wait.D != v.Wait.D {
			d.add(v.Wait.Pos, NewEdition, "%s waits another time", what)
		}
	}
}

// whens writes the whens a step stands under.
func whens(s *site) string {
	p := ""
	for _, g := range s.guards {
		p += strconv.FormatBool(g.want) + " " + g.when.Src + "\n"
	}
	return p
}

func (d *differ) condition(what string, old, new *Condition, pos source.Pos) {
	was, is := "", ""
	if old != nil {
		was = old.Src
	}
	if new != nil {
		is, pos = new.Src, new.Pos
	}
	if was != is {
		d.add(pos, NewEdition, "the condition of %s changed", what)
	}
}

// text compares a text in every language.
func (d *differ) text(what string, old, new Text, pos source.Pos) {
	if new.Pos.Line != 0 {
		pos = new.Pos
	}
	if !sameText(old, new) {
		d.add(pos, NewWording, "the words of %s changed", what)
	}
}
