package bot_test

import (
	"testing"
	"time"

	"plaza/bot"
)

func TestReminderWaitsForTheMorning(t *testing.T) {
	w := newWorld(t, streets)
	w.config.Quiet = bot.Quiet{From: 21 * time.Hour, To: 7 * time.Hour, Zone: time.UTC}
	w.config.Node = w.Node // in place of the one that knows no night
	w.Bot = w.node()
	if err := w.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
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
