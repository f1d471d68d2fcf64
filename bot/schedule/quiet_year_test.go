package schedule_test

import (
	"testing"
	"time"

	"plaza/bot/schedule"
)

// Whatever is done to the clocks, and at whichever hour, nobody is written to
// in hours that they take for quiet, and nobody waits for long.
func TestQuietKeepsTheClocksOfAYear(t *testing.T) {
	for _, name := range zones {
		zone := location(t, name)
		for _, hours := range [][2]int{{21, 7}, {22, 0}, {23, 1}, {1, 3}} {
			from, to := hours[0], hours[1]
			quiet := schedule.Quiet{From: time.Duration(from) * time.Hour, To: time.Duration(to) * time.Hour, Zone: zone}
			sleeps := func(at time.Time) bool {
				hour := at.In(zone).Hour()
				return from < to && hour >= from && hour < to || from > to && (hour >= from || hour < to)
			}
			for _, year := range []int{2011, 2026} {
				for at := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() == year; at = at.Add(30 * time.Minute) {
					got := quiet.After(at)
					if asleep := sleeps(at); !asleep && !got.Equal(at) || asleep && !got.After(at) || sleeps(got) || got.Sub(at) > 12*time.Hour {
						t.Fatalf("quiet from %d to %d, at %s: got %s", from, to, at.In(zone), got.In(zone))
					}
				}
			}
		}
	}
}
