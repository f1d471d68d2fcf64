package bot_test

import (
	"testing"
	"time"

	"plaza/bot"
)

func (w *world) capped(messages int, within time.Duration) {
	w.t.Helper()
	w.config.Cap = bot.Cap{Messages: messages, Within: within}
	w.restart()
}

// Two consultations share what a person can bear.
func TestCapHoldsOverAllConsultations(t *testing.T) {
	w := newWorld(t, streets, dated)
	w.capped(1, 10*day)
	ana := w.person("+1").says("DATED", "yes", "x", "yes").says("STREETS").skips()
	bo := w.person("+2").says("DATED", "yes", "x", "yes").skips()
	w.wait(day)
	ana.skips() // the one reminder
	w.wait(7*day + time.Hour)
	ana.hearsNothing()
	bo.hears("How is it now?")
	ana.says("HELP").skips() // who writes is answered, as often as they write
	ana.says("HELP", "STATUS").skips()
	w.wait(3*day - time.Hour - time.Minute)
	ana.hearsNothing()
	w.wait(time.Minute)
	ana.hears("How is it now?") // ten days after the reminder
}

func TestCapMovesIntoTheDay(t *testing.T) {
	w := newWorld(t, streets)
	w.nightly()
	w.capped(1, 12*time.Hour)
	w.clock = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	ana := w.person("+1").says("STREETS").skips()
	w.wait(day)
	ana.skips().says("yes").skips()
	w.wait(11*time.Hour + 30*time.Minute) // half past nine in the evening: past the night's beginning
	ana.hearsNothing()
	w.wait(12*time.Hour + 30*time.Minute)
	if len(w.net.to("+1")) == ana.heard {
		t.Error("no second reminder in the morning")
	}
}

// A run that may not remind anybody ends when it is over, about the day.
func TestCapKeepsNoRunOpen(t *testing.T) {
	w := newWorld(t, streets)
	w.capped(1, 60*day)
	ana := w.person("+1").says("STREETS").skips()
	w.wait(day)
	ana.skips().says("yes").skips()
	for range 4 {
		w.wait(day)
		ana.hearsNothing()
	}
	ana.onRecord("streets/main partial")
}

func TestCapAfter(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	ago := func(days ...int) (sent []time.Time) {
		for _, d := range days {
			sent = append(sent, at.Add(-time.Duration(d)*day))
		}
		return sent
	}
	for _, tt := range []struct {
		name string
		cap  bot.Cap
		sent []time.Time
		want time.Time
	}{
		{"none", bot.Cap{}, ago(3, 2, 1), at},
		{"room for one", bot.Cap{Messages: 3, Within: 30 * day}, ago(2, 1), at},
		{"full", bot.Cap{Messages: 3, Within: 30 * day}, ago(20, 2, 1), at.Add(10 * day)},
		{"more than full", bot.Cap{Messages: 2, Within: 30 * day}, ago(20, 2, 1), at.Add(28 * day)},
		{"an old one counts no more", bot.Cap{Messages: 3, Within: 30 * day}, ago(30, 2, 1), at},
		{"one that waits counts", bot.Cap{Messages: 1, Within: 30 * day}, ago(-5), at.Add(35 * day)},
	} {
		if got := tt.cap.After(tt.sent, at); !got.Equal(tt.want) {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}
