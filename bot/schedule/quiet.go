package schedule

import "time"

// Quiet is the part of the day in which nothing is sent that the person did
// not just ask for. The zero Quiet is no quiet at all.
type Quiet struct {
	From time.Duration // since midnight, such as 21h
	To   time.Duration // may be before From: the night
	Zone *time.Location
}

// After returns t, or the end of the quiet hours when t falls into them.
func (q Quiet) After(t time.Time) time.Time {
	end, quiet := q.end(t)
	if !quiet {
		return t
	}
	if later, quiet := q.end(end); quiet { // the day on which they end was left out
		return later
	}
	return end
}

// end is when the quiet hours are over into which t falls, by the clock on the
// wall, whatever is done to it in the night.
func (q Quiet) end(t time.Time) (end time.Time, quiet bool) {
	if q.From == q.To || t.IsZero() {
		return t, false
	}
	zone := q.Zone
	if zone == nil {
		zone = time.UTC
	}
	wall := wallTime(t.In(zone))
	midnight := wall.Truncate(24 * time.Hour)
	over, since := midnight.Add(q.To), wall.Sub(midnight)
	switch began, ended := since >= q.From, since >= q.To; {
	case q.From < q.To && (!began || ended): // outside of a part of one day
		return t, false
	case q.From > q.To && !began && ended: // between two nights
		return t, false
	case q.From > q.To && began:
		over = over.Add(24 * time.Hour)
	}
	if end = moment(over, zone); !end.After(t) { // the clock was set back, and shows these hours again
		end = t.Add(over.Sub(wall)).UTC()
	}
	return end, true
}
