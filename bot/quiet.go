package bot

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
	if q.From == q.To || t.IsZero() {
		return t
	}
	zone := q.Zone
	if zone == nil {
		zone = time.UTC
	}
	local := t.In(zone)
	y, m, d := local.Date()
	at := func(day int, since time.Duration) time.Time {
		return time.Date(y, m, d+day, int(since.Hours()), int(since.Minutes())%60, 0, 0, zone)
	}
	from, to := at(0, q.From), at(0, q.To)
	switch {
	case q.From < q.To: // within one day
		if !local.Before(from) && local.Before(to) {
			return to.UTC()
		}
	case local.Before(to): // the night that began yesterday
		return to.UTC()
	case !local.Before(from): // the night that begins today
		return at(1, q.To).UTC()
	}
	return t
}
