package flows

// The purposes that mean something to the software.
const (
	takePart     = "take_part"
	contactAgain = "contact_again"
)

// checkConsents checks that each consent has its wording where people first
// meet it, and nowhere a second one: evidence must say which sentence was
// agreed to. Whether consent comes before the first answer is a question of
// paths.
func (c *checker) checkConsents() {
	for purpose, sites := range c.consents {
		first := map[string]*site{} // by conversation: a part with a word of its own, or everything else
		for _, s := range sites {
			conversation := ""
			if s.part.Name != MainPart && s.part.Start.In != nil {
				conversation = s.part.Name
			}
			v := s.step.Verb.(*Consent)
			switch f := first[conversation]; {
			case f == nil:
				first[conversation] = s
				if v.Text.In == nil {
					c.error(s.step.Pos, "missing-text", "write the sentence that people agree to", "consent %s needs its text here, where it is first asked", purpose)
				}
			case v.Text.In != nil:
				c.error(v.Text.Pos, "name", "leave the text out: it is asked only if it was not given", "consent %s has its text on line %d", purpose, f.step.Verb.(*Consent).Text.Pos.Line)
			}
		}
	}
}
