package audience

import "slices"

// Wants is what must be known of people to evaluate conditions on them.
type Wants struct {
	Facts   []string
	Answers [][2]string // consultation and name
	Follows bool
}

// Tags are the tags that some conditions name, each once.
func Tags(conditions ...*Condition) (tags []string) {
	for _, c := range conditions {
		for t := range c.Tests {
			for _, v := range t.Values {
				if t.About == Tag && !slices.Contains(tags, v.Text) {
					tags = append(tags, v.Text)
				}
			}
		}
	}
	return tags
}

// Want adds up what some conditions look at, each thing once.
func Want(r Rules, conditions ...*Condition) Wants {
	var w Wants
	fact := func(name string) {
		if !slices.Contains(w.Facts, name) {
			w.Facts = append(w.Facts, name)
		}
	}
	for _, c := range conditions {
		for t := range c.Tests {
			switch t.About {
			case Place:
				fact(r.Place)
			case Tag:
				for _, v := range t.Values {
					fact(TagFact(v.Text))
				}
			case Fact:
				fact(t.Name)
			case Answer:
				if a := [2]string{t.Flow, t.Name}; !slices.Contains(w.Answers, a) {
					w.Answers = append(w.Answers, a)
				}
			case Follows:
				w.Follows = true
			}
		}
	}
	return w
}
