// Package schedule says when something recurs, and when people are left in
// peace, by the clock on the wall of one place. Such a clock is set forward and
// back, and was once set over a whole day: nothing comes twice for that, is
// left out, or wakes anybody.
package schedule

import (
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Schedule says when something recurs, by the clock on the wall of one place.
//
// The expression is read by cron, and asked for its next time as if the clocks
// there never changed; which moment that is, we say ourselves. It is the first
// at which the clock shows that time or a later one. So what falls into the
// hour that spring leaves out comes right after it, what autumn shows twice
// comes once, the first time, and a later time never comes before an earlier.
//
// The zero Schedule never comes.
type Schedule struct {
	cron cron.Schedule
	expr string
	zone *time.Location
}

// A Slot is one time of a Schedule. The Schedule and the wall time together
// name it for ever, whatever becomes of the clocks.
type Slot struct {
	Wall time.Time // what the clock on the wall shows, written as if in UTC
	At   time.Time // the moment
}

// Parse reads a cron expression of five fields (minute, hour, day of the month,
// month, day of the week) or one such as @weekly, for a zone; nil is UTC. It
// refuses what has no wall time and what never comes.
//
// Two things of cron surprise people. A month without the day is passed over:
// "0 10 31 * *" comes seven times a year, and there is no last day of the month.
// And where both kinds of day are named, either suffices.
func Parse(expr string, zone *time.Location) (Schedule, error) {
	if zone == nil {
		zone = time.UTC
	}
	if strings.Contains(expr, "TZ=") {
		return Schedule{}, fmt.Errorf("read the schedule %q: its zone is named elsewhere", expr)
	}
	read, err := cron.ParseStandard(expr)
	if err != nil {
		return Schedule{}, fmt.Errorf("read the schedule %q: %w", expr, err)
	}
	fields, ok := read.(*cron.SpecSchedule)
	if !ok {
		return Schedule{}, fmt.Errorf("read the schedule %q: a pace is no time of day; write five fields, such as 0 10 * * 1", expr)
	}
	fields.Location = time.UTC
	if fields.Next(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return Schedule{}, fmt.Errorf("read the schedule %q: no such day ever comes", expr)
	}
	return Schedule{cron: fields, expr: expr, zone: zone}, nil
}

// Next is the first slot after now and after the last one, which is zero when
// there was none: kept with what recurs, it lets no slot come twice, whatever
// node asks and whichever way its clock was set. Slots missed meanwhile are
// passed over, and those that a change of clocks puts on one moment are one.
func (s Schedule) Next(last Slot, now time.Time) (Slot, bool) {
	if s.IsZero() {
		return Slot{}, false
	}
	wall := wallTime(now.In(s.zone))
	if last.Wall.After(wall) {
		wall = last.Wall
	}
	for {
		if wall = s.cron.Next(wall); wall.IsZero() {
			return Slot{}, false // not within five years
		}
		if at := moment(wall, s.zone); at.After(now) && at.After(last.At) {
			return Slot{Wall: wall, At: at}, true
		}
	}
}

// Zone is the one by whose clock it recurs; nil of the zero Schedule.
func (s Schedule) Zone() *time.Location { return s.zone }

// In is the same schedule by the clock of another zone.
func (s Schedule) In(zone *time.Location) Schedule {
	s.zone = zone
	return s
}

// IsZero reports whether it is none.
func (s Schedule) IsZero() bool { return s.cron == nil }

// String tells two schedules apart.
func (s Schedule) String() string { return s.expr + " " + s.zone.String() }
