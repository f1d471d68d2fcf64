package flows

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// checkHead checks the head of the file: when, how often, in which languages.
func (c *checker) checkHead() {
	for _, part := range c.parts {
		c.checkTimers(part)
	}
	c.checkDates()
	c.checkLanguages()
}

// checkDates checks the window and the zone that its days are in.
func (c *checker) checkDates() {
	f := c.flow
	if !f.Opens.Day.IsZero() && !f.Closes.Day.IsZero() && !before(f.Opens, f.Closes) {
		c.error(f.Closes.Pos, "impossible", "", "it closes on %s, before it opens on %s", f.Closes.Src, f.Opens.Src)
	}
	dated := []Moment{f.Opens, f.Closes}
	for _, p := range c.parts {
		if p.Begins != nil {
			dated = append(dated, p.Begins.On)
			if on := p.Begins.On; !on.Day.IsZero() && !f.Opens.Day.IsZero() && !before(f.Opens, on) {
				c.error(on.Pos, "impossible", "nobody has finished main by then", "begins %s, before the consultation opens %s", on.Src, f.Opens.Src)
			}
		}
	}
	i := slices.IndexFunc(dated, func(m Moment) bool { return !m.Day.IsZero() })
	switch {
	case f.Zone.Value == "" && i >= 0:
		c.error(dated[i].Pos, "key", "write zone: Area/City beside it, such as zone: Africa/Nairobi, or UTC", "a date needs a zone")
	case f.Zone.Value != "" && !isZone(f.Zone.Value):
		c.error(f.Zone.Pos, "key", "write Area/City as in Africa/Nairobi, or UTC", "%q is not a time zone", f.Zone.Value)
	}
	if f.Late.Value != "" && f.Closes.Day.IsZero() {
		c.error(f.Late.Pos, "impossible", "add closes, or leave late out", "nothing is late without a closing day")
	}
}

// before reports whether a is earlier than b. A bare closing day counts whole.
func before(a, b Moment) bool {
	at := func(m Moment, bare time.Duration) time.Time {
		if !m.HasTime {
			return m.Day.Add(bare)
		}
		return m.Day.Add(time.Duration(m.Hour)*time.Hour + time.Duration(m.Minute)*time.Minute)
	}
	return at(a, 0).Before(at(b, 24*time.Hour))
}

// isZone reports whether name is a time zone. It asks Go's own list, which is
// a file of the system or built into the program; where there is neither, any
// name passes.
func isZone(name string) bool {
	if name == "UTC" {
		return true
	}
	if name == "Local" {
		return false
	}
	if _, err := time.LoadLocation(name); err == nil {
		return true
	}
	_, err := time.LoadLocation("Africa/Nairobi")
	return err != nil
}

// checkTimers checks that reminders come in order and before the run expires.
func (c *checker) checkTimers(p *Part) {
	expire, src := p.Expire.D, p.Expire.Src
	if expire == 0 {
		expire, src = 7*24*time.Hour, "7 days"
	}
	var last Duration
	for _, r := range p.Remind {
		if r.D >= expire {
			c.error(r.Pos, "impossible", "", "a reminder after %s comes too late: the run expires after %s", r.Src, src)
		}
		if last.D > 0 && r.D <= last.D {
			c.error(r.Pos, "impossible", "each counts from the person's last message", "a reminder after %s cannot follow one after %s", r.Src, last.Src)
		}
		last = r
	}
}

// checkLanguages checks that the software speaks the flow's languages.
func (c *checker) checkLanguages() {
	if len(c.env.Lexicon.Words) == 0 {
		return
	}
	spoken := slices.Sorted(maps.Keys(c.env.Lexicon.Words))
	for _, l := range c.flow.Languages {
		if l.Value != "" && !c.speaks(l.Value) {
			c.error(l.Pos, "language", suggest(l.Value, spoken, "it speaks"), "the software does not speak %q", l.Value)
		}
	}
}

// speaks reports whether the software has words in a language, or in the one
// that a regional tag belongs to.
func (c *checker) speaks(tag string) bool {
	base, _, _ := strings.Cut(tag, "-")
	_, exact := c.env.Lexicon.Words[tag]
	_, near := c.env.Lexicon.Words[base]
	return exact || near
}
