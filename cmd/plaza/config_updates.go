package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"plaza/bot"
	"plaza/bot/schedule"
)

// updatesConfig is when those get news of what was promised who want it in a
// digest, by the clock of where they live.
type updatesConfig struct {
	Weekly  string `yaml:"weekly" env:"WEEKLY"`
	Monthly string `yaml:"monthly" env:"MONTHLY"`
}

// nudgesConfig is when the offices that promised are reminded, and of what.
type nudgesConfig struct {
	At      string                   `yaml:"at" env:"AT"`
	Zone    string                   `yaml:"zone" env:"ZONE"`
	Before  []int                    `yaml:"before" env:"BEFORE"`
	Weeks   int                      `yaml:"weeks" env:"WEEKS"`
	Offices map[string]*officeConfig `yaml:"offices" env:"-"`
}

// officeConfig is how one office is reached. Its name is that in the plans.
type officeConfig struct {
	Channel  string `yaml:"channel"`
	Address  string `yaml:"address"`
	Language string `yaml:"language"`
}

// checkUpdates finds what is wrong with the times of news and reminders.
func (c *config) checkUpdates() (wrong []error) {
	no := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	for _, s := range []struct{ key, expr string }{
		{"updates.weekly", c.Updates.Weekly}, {"updates.monthly", c.Updates.Monthly}, {"nudges.at", c.Nudges.At},
	} {
		if _, err := schedule.Parse(s.expr, nil); err != nil {
			no("%s: %w", s.key, err)
		}
	}
	if _, err := time.LoadLocation(c.Nudges.Zone); err != nil {
		no("nudges.zone: %q is no time zone such as Africa/Nairobi", c.Nudges.Zone)
	}
	for _, days := range c.Nudges.Before {
		if days < 0 {
			no("nudges.before: %d is no number of days", days)
		}
	}
	if c.Nudges.Weeks < 0 {
		no("nudges.weeks: %d is no number of weeks; 0 waits for ever", c.Nudges.Weeks)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Nudges.Offices)) {
		switch o := c.Nudges.Offices[name]; {
		case o == nil || c.Channels[o.Channel] == nil:
			no("nudges.offices.%s.channel: name one of the channels", name)
		case o.Address == "" || strings.ContainsAny(o.Address, " \t"):
			no("nudges.offices.%s.address: write it as the channel does, without spaces, such as +2348000000000", name)
		}
	}
	return wrong
}

// updates are the times of digests as the runtime takes them; check has read
// them before.
func (c *config) updates() bot.Updates {
	return bot.Updates{Weekly: recurring(c.Updates.Weekly, nil), Monthly: recurring(c.Updates.Monthly, nil)}
}

// nudges are the reminders of offices as the runtime takes them.
func (c *config) nudges() bot.Nudges {
	zone, err := time.LoadLocation(cmp.Or(c.Nudges.Zone, c.Quiet.Zone))
	if err != nil {
		zone = time.UTC
	}
	n := bot.Nudges{At: recurring(c.Nudges.At, zone), Before: c.Nudges.Before, Weeks: c.Nudges.Weeks, Offices: map[string]bot.Office{}}
	for name, o := range c.Nudges.Offices {
		n.Offices[name] = bot.Office{Channel: o.Channel, Address: o.Address, Lang: o.Language}
	}
	return n
}

// recurring reads a schedule that check has read before.
func recurring(expr string, zone *time.Location) schedule.Schedule {
	s, err := schedule.Parse(expr, zone)
	if err != nil {
		return schedule.Schedule{}
	}
	return s
}
