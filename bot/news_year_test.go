package bot_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"plaza/bot"
	"plaza/civic/plan"
)

// A listener follows everything, and the test knows when they must hear of it.
type listener struct {
	*someone
	zone   *time.Location
	rhythm string
	due    time.Time // the first moment at which they are to hear what is new to them; zero when nothing is
}

// first is the first wall time of a zone after a moment that is one of theirs.
func first(after time.Time, zone *time.Location, hour int, is func(time.Time) bool) time.Time {
	y, m, d := after.In(zone).Date()
	for {
		if at := time.Date(y, m, d, hour, 0, 0, 0, zone); at.After(after) && is(at) {
			return at
		}
		d++
	}
}

// hearsBy says when news of this moment must reach them, by the calendar of
// where they are at home.
func (l *listener) hearsBy(now time.Time) time.Time {
	switch local := now.In(l.zone); {
	case l.rhythm == "weekly":
		return first(now, l.zone, 10, func(t time.Time) bool { return t.Weekday() == time.Monday })
	case l.rhythm == "monthly":
		return first(now, l.zone, 10, func(t time.Time) bool { return t.Day() == 1 })
	case local.Hour() < 7 || local.Hour() >= 21:
		return first(now, l.zone, 7, func(time.Time) bool { return true })
	}
	return now
}

// For a year, in several zones, over all changes of clocks and many restarts of
// several nodes, everybody hears what is new at their rhythm and by their
// clock: once, all of it in one message, and nothing when nothing happened.
func TestNewsKeepsEverybodysRhythmForAYear(t *testing.T) {
	const seed = 2026
	dice := rand.New(rand.NewPCG(seed, seed))
	w := newWorld(t)
	w.nightly()
	w.clock = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	p := promises(3)
	w.reveals(p)
	var all []*listener
	for number, name := range map[string]string{
		"+25471234567": "Africa/Nairobi", "+234801234567": "Africa/Lagos", "+5989912345": "America/Montevideo", "+1212555010": "America/New_York",
		"+977981234567": "Asia/Kathmandu", "+68572123": "Pacific/Apia", "+6149157015": "Australia/Sydney", "+551191234567": "America/Sao_Paulo",
		"+2010123456": "Africa/Cairo", "+21261234567": "Africa/Casablanca",
	} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, rhythm := range []string{"now", "weekly", "monthly"} {
			one := w.person(fmt.Sprint(number, i)).wants("plan", p.ID).at(rhythm)
			all = append(all, &listener{someone: one, zone: zone, rhythm: rhythm})
		}
	}
	published, nodes := 0, []*bot.Bot{w.Bot, w.node(), w.node()}
	for end := w.clock.AddDate(1, 0, 0); w.clock.Before(end); {
		w.clock = w.clock.Add(time.Duration(60+dice.IntN(300)) * time.Minute)
		dice.Shuffle(len(nodes), func(i, j int) { nodes[i], nodes[j] = nodes[j], nodes[i] })
		if w.Bot = nodes[0]; dice.IntN(40) == 0 {
			w.restart()
			nodes[0] = w.Bot
		}
		if err := w.Reload(t.Context()); err != nil {
			t.Fatal(err)
		}
		// There are months in which nothing happens.
		if quiet := w.clock.Month() == 6 || w.clock.Month() == 7; !quiet && dice.IntN(60) == 0 {
			published++
			w.stands(p, fmt.Sprintf("RVB-%d", 1+dice.IntN(3)), plan.Update{Status: []plan.Completion{plan.Limited, plan.Substantial}[published%2]})
			for _, l := range all {
				if l.due.IsZero() {
					l.due = l.hearsBy(w.clock)
				}
			}
		}
		for _, w.Bot = range nodes[:2] { // one of them may not have heard of it
			w.wait(0)
		}
		for _, l := range all {
			got := len(w.net.to(l.number)) - l.heard
			want := 0
			if !l.due.IsZero() && !w.clock.Before(l.due) {
				want, l.due = 1, time.Time{}
			}
			if l.skips(); got != want {
				t.Fatalf("%s, %s in %s, heard %d messages at %s, want %d", l.number, l.rhythm, l.zone, got, w.clock.In(l.zone), want)
			}
		}
	}
	if published < 20 {
		t.Fatalf("only %d revisions in a year", published)
	}
}
