package plan

import (
	"cmp"
	"fmt"
	"time"
)

// Day is a day of the calendar, as exact as its source has it: of many
// periods only the months are published, of some only the years. Then Day, or
// Month and Day, are zero. The zero Day is not known at all.
type Day struct {
	Year  int
	Month time.Month
	Day   int
}

// DayOf returns the day of t in the zone t is in.
func DayOf(t time.Time) Day {
	return Day{t.Year(), t.Month(), t.Day()}
}

// ParseDay reads 2023-03-31, 2023-03 or 2023.
func ParseDay(s string) (Day, error) {
	for _, layout := range []string{time.DateOnly, "2006-01", "2006"} {
		t, err := time.Parse(layout, s)
		if err != nil || t.Year() < 1900 {
			continue
		}
		d := DayOf(t)
		if len(s) < len(time.DateOnly) {
			d.Day = 0
		}
		if len(s) < len("2006-01") {
			d.Month = 0
		}
		return d, nil
	}
	return Day{}, fmt.Errorf("%q is not a day", s)
}

// String writes the day as ParseDay reads it, and nothing when it is zero.
func (d Day) String() string {
	switch {
	case d.IsZero():
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// IsZero says that the day is not known.
func (d Day) IsZero() bool { return d == Day{} }

// Exact says that the day is known, and not only its month or year.
func (d Day) Exact() bool { return d.Day != 0 }

// Compare orders days. A month comes before its days, a year before its
// months, and the zero Day before all.
func (d Day) Compare(e Day) int {
	return cmp.Or(cmp.Compare(d.Year, e.Year), cmp.Compare(d.Month, e.Month), cmp.Compare(d.Day, e.Day))
}

// Time is the midnight, in UTC, that the day begins with; of a month or a
// year, its first day. The zero Day has the zero Time.
func (d Day) Time() time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return time.Date(d.Year, max(d.Month, 1), max(d.Day, 1), 0, 0, 0, 0, time.UTC)
}

// Last is the last day that d may mean: the month's or the year's last day
// when d is not exact. What is due then is late only after it.
func (d Day) Last() Day {
	switch {
	case d.IsZero() || d.Exact():
		return d
	case d.Month == 0:
		return Day{d.Year, time.December, 31}
	}
	return DayOf(time.Date(d.Year, d.Month+1, 0, 0, 0, 0, 0, time.UTC))
}

// Before says that all of d is over when e begins; of two days of which one is
// not known, neither is before the other.
func (d Day) Before(e Day) bool {
	return !d.IsZero() && !e.IsZero() && d.Last().Compare(DayOf(e.Time())) < 0
}
