package bot_test

import (
	"testing"
	"time"

	"plaza/bot/schedule"
)

// nightly lets this world keep quiet from nine to seven, by UTC where nothing
// else is known.
func (w *world) nightly() {
	w.t.Helper()
	w.config.Quiet = schedule.Quiet{From: 21 * time.Hour, To: 7 * time.Hour, Zone: time.UTC}
	w.restart()
}

// restart puts another bot in place of the one that runs.
func (w *world) restart() {
	w.t.Helper()
	w.config.Node = w.Node
	w.Bot = w.node()
	if err := w.Reload(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

func TestReminderWaitsForTheMorning(t *testing.T) {
	w := newWorld(t, streets)
	w.nightly()
	w.clock = time.Date(2026, 3, 2, 22, 0, 0, 0, time.UTC)
	ana := w.person("+1").says("STREETS").hears("May we") // who writes at night is answered
	w.wait(day)
	w.wait(9*time.Hour - time.Minute)
	ana.hearsNothing()
	w.wait(time.Minute)
	if len(w.net.to("+1")) == ana.heard {
		t.Error("no reminder in the morning")
	}
}

func TestTheNightIsThePersonsOwn(t *testing.T) {
	w := newWorld(t, streets)
	w.nightly()
	w.clock = time.Date(2026, 3, 2, 19, 0, 0, 0, time.UTC)
	ana := w.person("+1").says("STREETS").skips()
	achieng := w.person("+254712345678").says("STREETS").hears("May we") // ten at night in Nairobi
	w.wait(day)
	if len(w.net.to("+1")) == ana.heard {
		t.Error("no reminder at seven in the evening")
	}
	achieng.hearsNothing()
	w.wait(9*time.Hour - time.Minute)
	achieng.hearsNothing()
	w.wait(time.Minute)
	if len(w.net.to(achieng.number)) == achieng.heard {
		t.Error("no reminder at seven in the morning, by their clock")
	}
}

// A reminder that came due by day is not sent in the night in which a stopped
// forum is started again, and is not kept till the morning as it would have
// read in the night.
func TestWhatWaitsForTheMorningIsMadeThen(t *testing.T) {
	w := newWorld(t, streets)
	w.nightly()
	w.clock = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	ana := w.person("+1").says("STREETS").skips()
	bo := w.person("+2").says("STREETS").skips()
	w.wait(day + 11*time.Hour)
	ana.hearsNothing().says("yes").hears("What comes first?")
	w.wait(8 * time.Hour)
	ana.hearsNothing() // nobody is reminded of what they have done
	if got := w.net.to("+2"); len(got) == bo.heard {
		t.Error("no reminder in the morning")
	}
	w.wait(2 * time.Hour)
	ana.hearsNothing()
}

func TestPartWaitsForTheMorning(t *testing.T) {
	w := newWorld(t, dated)
	w.nightly()
	ana := w.person("+1").says("DATED", "yes", "x", "yes").skips()
	w.wait(8*day + 14*time.Hour) // the part was due in the morning; nobody ticked
	ana.hearsNothing()
	w.wait(8*time.Hour - time.Minute)
	ana.hearsNothing()
	w.wait(time.Minute)
	ana.hears("How is it now?")
}
