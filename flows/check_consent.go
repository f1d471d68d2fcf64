package flows

// The purposes that mean something to the software.
const (
	takePart     = "take_part"
	contactAgain = "contact_again"
)

// wording is the consent in whose words v asks: itself, or where it has no text
// of its own, the first of its purpose that has one.
func (x *index) wording(v *Consent) *Consent {
	if v.Text.In == nil {
		for _, s := range x.consents[v.Purpose.Value] {
			if w := s.step.Verb.(*Consent); w.Text.In != nil {
				return w
			}
		}
	}
	return v
}

// checkConsents checks that each consent has its wording where people first
// meet it, and nowhere a second one: evidence must say which sentence was
// agreed to. A part with a word of its own may ask in words of its own, or in
// those it has elsewhere. Whether consent comes before the first answer is a
// question of paths.
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
				if v.Text.In == nil && (conversation == "" || c.wording(v) == v) {
					c.error(s.step.Pos, "missing-text", "write the sentence that people agree to", "consent %s needs its text here, where it is first asked", purpose)
				}
			case v.Text.In != nil:
				c.error(v.Text.Pos, "name", "leave the text out: it is asked only if it was not given", "consent %s has its text on line %d", purpose, f.step.Verb.(*Consent).Text.Pos.Line)
			}
		}
	}
}
