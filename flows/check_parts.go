package flows

import (
	"slices"

	"plaza/flows/source"
)

// checkParts checks what makes each part begin, and what a part may do.
func (c *checker) checkParts() {
	for _, p := range c.parts {
		if p.Name != MainPart {
			c.checkBeginning(p)
		}
		c.checkOpening(p)
		if about := p.About; about.Value != "" {
			m, ok := c.meaning(about.Value)
			if !ok || m.base == "" || m.kind == kindWords {
				c.error(about.Pos, "unknown-name", source.DidYouMean(about.Value, c.names()), "%s is no question", about.Value)
			}
		}
		for _, key := range p.Given.Keys {
			c.table(p.Given.By[key.Value])
		}
	}
}

func (c *checker) checkBeginning(p *Part) {
	begins := p.Begins
	switch {
	case begins == nil && p.Start.In == nil:
		c.error(p.Pos, "key", "add start: [WORD], or begins: 60 days after main", "%s has neither start nor begins", p.Name)
		return
	case begins != nil && p.Start.In != nil:
		c.error(begins.Pos, "key", "keep one of them", "%s has both start and begins", p.Name)
	case begins == nil:
		return
	case begins.Thing != "":
		c.checkEvent(p, begins)
	case begins.After != "":
		c.checkAfter(p, begins)
	}
	if c.anonymous() {
		for _, s := range c.sites {
			if s.part.Name == p.Name && listens(s.step.Verb) {
				c.error(s.step.Pos, "no-consent", "with record: anonymous a later part can only say", "nobody knows whose answer this is")
				break
			}
		}
	}
}

// checkOpening warns of a part that may open a conversation by itself.
func (c *checker) checkOpening(p *Part) {
	if s := c.firstMessage(p); s != nil && p.unasked() {
		c.warn(s.step.Pos, "template", "plaza templates push hands it in; plaza templates shows when it may be sent", "WhatsApp must approve this before it can open a conversation")
	}
}

// listens tells whether a step waits for the person.
func listens(v Verb) bool {
	switch v.(type) {
	case *Ask, *Consent, *Confirm, *Handoff:
		return true
	}
	return false
}

// checkAfter checks that a part comes after one that there is, and not, over
// others, after itself.
func (c *checker) checkAfter(p *Part, begins *Begins) {
	names := append([]string{MainPart}, values(c.flow.Parts.Keys)...)
	if !slices.Contains(names, begins.After) {
		c.error(begins.Pos, "unknown-name", suggest(begins.After, names, "the parts are"), "%s is no part", begins.After)
		return
	}
	c.checkCircle(p, begins, "let one of them begin after main")
}

// checkCircle checks that a part does not wait, over others, for itself.
func (c *checker) checkCircle(p *Part, begins *Begins, hint string) {
	after := p
	for range c.parts {
		if after = c.before(after); after == nil {
			return
		}
		if after.Name == p.Name {
			c.error(begins.Pos, "impossible", hint, "%s would begin only after itself", p.Name)
			return
		}
	}
}

// before is the part that another one begins after, or nil when it begins by
// a word. Of several that follow what it waits for, it is the first.
func (c *checker) before(p *Part) *Part {
	if p.Begins == nil {
		return nil
	}
	name := p.Begins.After
	if name == "" {
		name = MainPart // a date is for those who finished main
	}
	if p.Begins.Thing != "" {
		sites := c.makers(p.Begins.Thing)
		if len(sites) == 0 {
			return nil
		}
		name = sites[0].part.Name
	}
	i := slices.IndexFunc(c.parts, func(p *Part) bool { return p.Name == name })
	if i < 0 {
		return nil
	}
	return c.parts[i]
}

// follows reports whether a part is another, or begins after it.
func (c *checker) follows(p, other *Part) bool {
	for range c.parts {
		if p == nil || p.Name == other.Name {
			return p != nil
		}
		p = c.before(p)
	}
	return false
}

// firstMessage is the step whose message opens a part.
func (c *checker) firstMessage(p *Part) *site {
	for _, s := range c.sites {
		if _, group := s.step.Verb.(*Group); s.part.Name == p.Name && !group {
			return s
		}
	}
	return nil
}
