package schedule

import "time"

// wallTime is what a clock shows, written as if in UTC.
func wallTime(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// longestChange is more than any clock was ever off UTC or set by: Samoa left
// out a whole day.
const longestChange = 48 * time.Hour

// moment is the first moment at which the clock of a zone shows a wall time or
// a later one.
func moment(wall time.Time, zone *time.Location) time.Time {
	for begin := wall.Add(-longestChange); ; {
		local := begin.In(zone)
		_, offset := local.Zone()
		_, end := local.ZoneBounds()
		at := wall.Add(-time.Duration(offset) * time.Second)
		if at.Before(begin) { // the clocks were set past it just then
			at = begin
		}
		if end.IsZero() || at.Before(end) {
			return at.UTC()
		}
		begin = end
	}
}
