package flows

import (
	"plaza/flows/source"
)

// checkSteps checks the steps that speak of others: confirm, list and follow.
func (c *checker) checkSteps() {
	for _, s := range c.sites {
		switch v := s.step.Verb.(type) {
		case *Confirm:
			for _, n := range v.Names {
				c.checkConfirmed(s, n)
			}
		case *ListRows:
			c.checkListed(v)
		case *Follow:
			c.checkFollow(s, v)
		}
	}
}

// checkConfirmed checks a name that a confirm reads back.
func (c *checker) checkConfirmed(s *site, n Name) {
	asked := c.asks[n.Value]
	switch {
	case n.Value == "":
	case asked == nil && c.consents[n.Value] != nil:
		c.error(n.Pos, "condition", "a consent is withdrawn with the word for stop", "%s is a consent; confirm reads answers back", n.Value)
	case asked == nil:
		c.error(n.Pos, "unknown-name", source.DidYouMean(n.Value, c.names()), "%s is no question", n.Value)
	case asked.part.Name != s.part.Name:
		c.error(n.Pos, "not-yet-asked", "confirm it where it is asked", "%s is asked in another part, line %d", n.Value, asked.pos().Line)
	case asked.order > s.order:
		c.error(n.Pos, "not-yet-asked", "put the confirm after it", "%s is asked only later, line %d", n.Value, asked.pos().Line)
	}
}

// checkListed checks what a list prints.
func (c *checker) checkListed(l *ListRows) {
	if l.Name.Value == "" {
		return
	}
	table := c.listed(l)
	m, known := c.meaning(l.Name.Value)
	switch {
	case known && m.row == nil && c.flow.Tables.By[l.Name.Value] == nil:
		c.error(l.Name.Pos, "table", "list a row answer, or a table", "%s is %s", l.Name.Value, m.what)
	case !known && table == nil:
		names := append(values(c.flow.Tables.Keys), c.names()...)
		c.error(l.Name.Pos, "unknown-name", source.DidYouMean(l.Name.Value, names), "%s is neither a row answer nor a table", l.Name.Value)
	case table != nil:
		c.checkColumn(table, l.Sort)
	}
}
