package schedule_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"plaza/bot/schedule"
)

// zones are where the clocks do something of their own.
var zones = []string{
	"UTC", "America/Montevideo", "Africa/Lagos", "Africa/Nairobi", "Europe/Lisbon", "America/New_York",
	"Australia/Lord_Howe", // half an hour in summer
	"Asia/Kathmandu",      // 5:45
	"Africa/Casablanca",   // back for Ramadan
	"Pacific/Apia",        // left out the 30th of December 2011
	"America/Sao_Paulo",   // began summer at midnight, so that a day began at one
	"America/Santiago",    // still does
	"Africa/Cairo",        // on a Friday, and had no summer for years
	"Antarctica/Troll",    // two hours
}

// recurrences are expressions, and when a wall time is one of theirs.
var recurrences = []struct {
	expr string
	is   func(time.Time) bool
}{
	{"0 10 * * *", func(w time.Time) bool { return w.Hour() == 10 && w.Minute() == 0 }},
	{"30 2 * * *", func(w time.Time) bool { return w.Hour() == 2 && w.Minute() == 30 }},
	{"30 1 * * *", func(w time.Time) bool { return w.Hour() == 1 && w.Minute() == 30 }},
	{"@daily", func(w time.Time) bool { return w.Hour() == 0 && w.Minute() == 0 }},
	{"45 * * * *", func(w time.Time) bool { return w.Minute() == 45 }},
	{"0 10 * * 1", func(w time.Time) bool { return w.Weekday() == time.Monday && w.Hour() == 10 && w.Minute() == 0 }},
	{"0 2 * * 0", func(w time.Time) bool { return w.Weekday() == time.Sunday && w.Hour() == 2 && w.Minute() == 0 }},
	{"0 10 1 * *", func(w time.Time) bool { return w.Day() == 1 && w.Hour() == 10 && w.Minute() == 0 }},
	{"0 10 31 * *", func(w time.Time) bool { return w.Day() == 31 && w.Hour() == 10 && w.Minute() == 0 }},
	{"15 1 29 2 *", func(w time.Time) bool { return w.Month() == 2 && w.Day() == 29 && w.Hour() == 1 && w.Minute() == 15 }},
}

// watch looks at the clock of a zone every minute, and notes for each of the
// recurrences the moments at which it shows for the first time, or has just
// passed, a time that counts.
func watch(zone *time.Location, from, to time.Time) [][]time.Time {
	shown := func(t time.Time) time.Time {
		_, offset := t.In(zone).Zone()
		return t.Add(time.Duration(offset) * time.Second)
	}
	moments := make([][]time.Time, len(recurrences))
	latest := shown(from)
	for t := from.Add(time.Minute); !t.After(to); t = t.Add(time.Minute) {
		for shows := shown(t); latest.Before(shows); {
			latest = latest.Add(time.Minute)
			for i, r := range recurrences {
				if n := len(moments[i]); r.is(latest) && (n == 0 || moments[i][n-1] != t) {
					moments[i] = append(moments[i], t)
				}
			}
		}
	}
	return moments
}

// follow collects the slots of a schedule that nobody keeps waiting.
func follow(s schedule.Schedule, from, to time.Time) (slots []schedule.Slot) {
	last, now := schedule.Slot{}, from
	for {
		next, ok := s.Next(last, now)
		if !ok || next.At.After(to) {
			return slots
		}
		slots, last, now = append(slots, next), next, next.At
	}
}

func TestScheduleKeepsTheClocksOfAYear(t *testing.T) {
	for _, year := range []int{2011, 2026} {
		from, to := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(year+1, 1, 1, 0, 0, 0, 0, time.UTC)
		for _, name := range zones {
			zone := location(t, name)
			want := watch(zone, from, to)
			for i, r := range recurrences {
				var got []time.Time
				for _, slot := range follow(parse(t, r.expr, zone), from, to) {
					got = append(got, slot.At)
				}
				if diff := cmp.Diff(want[i], got); diff != "" {
					t.Errorf("%d in %s, %s (-want +got):\n%s", year, name, r.expr, diff)
				}
			}
		}
	}
}

func TestScheduleComesOnceADayForTenYears(t *testing.T) {
	from, to := time.Date(2018, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC)
	const days = 3652
	for _, name := range zones {
		for _, expr := range []string{"0 0 * * *", "30 1 * * *", "0 2 * * *", "30 2 * * *", "0 10 * * *"} {
			slots := follow(parse(t, expr, location(t, name)), from, to)
			if got := len(slots); got < days-1 || got > days+1 { // the first and the last day may be of another year there
				t.Errorf("%s in %s came %d times in %d days", expr, name, got, days)
			}
			for i, slot := range slots[1:] {
				if d := slot.Wall.Sub(slots[i].Wall); d != 24*time.Hour {
					t.Errorf("%s in %s: %s comes %s after the one before", expr, name, slot.Wall, d)
				}
			}
		}
	}
}

// Nodes come and go, are away for days, and their clocks disagree. Each slot
// that any of them was there for comes once, and no later slot before it.
func TestScheduleOutlivesItsNodes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone := location(t, rapid.SampledFrom(zones).Draw(t, "zone"))
		s := parse(t, rapid.SampledFrom(recurrences[:9]).Draw(t, "expression").expr, zone)
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 365*24*60).Draw(t, "start")) * time.Minute)
		due, ok := s.Next(schedule.Slot{}, now)
		if !ok {
			t.Fatal("never comes")
		}
		var done []schedule.Slot
		for range rapid.IntRange(1, 60).Draw(t, "looks") {
			now = now.Add(time.Duration(rapid.IntRange(0, 3*24*60).Draw(t, "away")) * time.Minute)
			node := now.Add(time.Duration(rapid.IntRange(-90, 90).Draw(t, "clock off by")) * time.Minute)
			if node.Before(due.At) {
				continue
			}
			done = append(done, due)
			node = now.Add(time.Duration(rapid.IntRange(-90, 90).Draw(t, "the next one's clock off by")) * time.Minute)
			if due, ok = s.Next(due, node); !ok {
				t.Fatal("comes no more")
			}
			if !due.At.After(node) {
				t.Fatalf("after %s comes %s", node, due.At)
			}
		}
		for i := 1; i < len(done); i++ {
			if !done[i].Wall.After(done[i-1].Wall) || !done[i].At.After(done[i-1].At) {
				t.Fatalf("%v comes after %v", done[i], done[i-1])
			}
		}
	})
}

// The clock of who asks stands still: what was last is enough to go on from.
func TestScheduleAtChangesOfClocks(t *testing.T) {
	for _, tt := range []struct {
		name, expr, zone, from string
		want                   []string
	}{
		{"what spring leaves out comes right after", "30 2 * * *", "America/New_York", "2026-03-07T12:00:00Z",
			[]string{"2026-03-08T03:00:00-04:00", "2026-03-09T02:30:00-04:00"}},
		{"what autumn shows twice comes the first time", "30 1 * * *", "America/New_York", "2026-10-31T12:00:00Z",
			[]string{"2026-11-01T01:30:00-04:00", "2026-11-02T01:30:00-05:00"}},
		{"every quarter of an hour, once", "*/15 * * * *", "America/New_York", "2026-03-08T06:40:00Z",
			[]string{"2026-03-08T01:45:00-05:00", "2026-03-08T03:00:00-04:00", "2026-03-08T03:15:00-04:00"}},
		{"half an hour", "15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00:00Z",
			[]string{"2026-10-04T02:30:00+11:00", "2026-10-05T02:15:00+11:00"}},
		{"a whole day", "0 10 * * *", "Pacific/Apia", "2011-12-29T12:00:00Z",
			[]string{"2011-12-29T10:00:00-10:00", "2011-12-31T00:00:00+14:00", "2011-12-31T10:00:00+14:00"}},
		{"back for Ramadan", "30 2 * * *", "Africa/Casablanca", "2026-02-14T12:00:00Z",
			[]string{"2026-02-15T02:30:00+01:00", "2026-02-16T02:30:00Z"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			zone := location(t, tt.zone)
			from, err := time.Parse(time.RFC3339, tt.from)
			if err != nil {
				t.Fatal(err)
			}
			s, last := parse(t, tt.expr, zone), schedule.Slot{}
			for _, want := range tt.want {
				var ok bool
				if last, ok = s.Next(last, from); !ok || last.At.In(zone).Format(time.RFC3339) != want {
					t.Fatalf("got %s, want %s", last.At.In(zone).Format(time.RFC3339), want)
				}
			}
		})
	}
}

func TestScheduleRefuses(t *testing.T) {
	for _, expr := range []string{"", "0 10 * *", "0 10 * * 1 2026", "61 * * * *", "0 10 30 2 *", "@every 1h", "TZ=Asia/Tokyo 0 10 * * *", "now"} {
		if _, err := schedule.Parse(expr, nil); err == nil {
			t.Errorf("%q was taken for a schedule", expr)
		}
	}
}

func TestZeroScheduleNeverComes(t *testing.T) {
	var none schedule.Schedule
	if slot, ok := none.Next(schedule.Slot{}, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)); ok || !none.IsZero() {
		t.Errorf("got %v, want nothing", slot)
	}
	if s := parse(t, "@daily", nil); s.IsZero() || s.Zone() != time.UTC {
		t.Errorf("got %s, want a day of UTC", s)
	}
}

// fataler is what both kinds of test have in common.
type fataler interface {
	Helper()
	Fatal(...any)
}

func location(t fataler, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func parse(t fataler, expr string, zone *time.Location) schedule.Schedule {
	t.Helper()
	s, err := schedule.Parse(expr, zone)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
