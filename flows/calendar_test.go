package flows_test

import (
	"testing"
	"time"

	"plaza/flows"
)

func TestDue(t *testing.T) {
	p := program(t, "testdata/chat/parts")
	r := begin(t, p, flows.State{Run: "r"}, flows.Input{At: noon})
	day := 24 * time.Hour
	for _, want := range []time.Duration{day, 3 * day, 5 * day} {
		due := p.Due(r.state)
		if due != noon.Add(want) {
			t.Fatalf("got %v, want %v", due, noon.Add(want))
		}
		before := r.state
		r.step(flows.Input{Kind: flows.InClock, At: due.Add(-time.Second)})
		if len(r.out) > 0 || r.state.Reminded != before.Reminded {
			t.Errorf("a second early: got %v", r.out)
		}
		r.step(flows.Input{Kind: flows.InClock, At: due})
	}
	if r.state.Outcome != "partial" || !p.Due(r.state).IsZero() {
		t.Errorf("got %q due %v, want partial and never", r.state.Outcome, p.Due(r.state))
	}
	t.Run("who writes is reminded anew", func(t *testing.T) {
		r := begin(t, p, flows.State{Run: "r"}, flows.Input{At: noon})
		r.step(flows.Input{Kind: flows.InClock, At: noon.Add(day)})
		r.step(flows.Input{Kind: flows.InText, Text: "perhaps", At: noon.Add(2 * day)})
		if got, want := p.Due(r.state), noon.Add(3*day); got != want {
			t.Errorf("got %v, want %v", got, want)
		}
	})
	t.Run("a late clock reminds once", func(t *testing.T) {
		r := begin(t, p, flows.State{Run: "r"}, flows.Input{At: noon})
		r.step(flows.Input{Kind: flows.InClock, At: noon.Add(4 * day)})
		if len(r.out) != 2 || r.state.Reminded != 2 {
			t.Errorf("got %d effects after %d reminders, want the reminder and the question after 2", len(r.out), r.state.Reminded)
		}
	})
	t.Run("nobody is reminded after the closing date", func(t *testing.T) {
		closing := time.Date(2026, 3, 31, 10, 0, 0, 0, time.UTC)
		r := begin(t, p, flows.State{Run: "r"}, flows.Input{At: closing})
		if got, want := p.Due(r.state), closing.Add(5*day); got != want {
			t.Errorf("got %v, want the expiry, %v", got, want)
		}
	})
}

func TestOpenAt(t *testing.T) {
	p := program(t, "testdata/chat/parts")
	at := func(s string) time.Time {
		zone, err := time.LoadLocation("Europe/Madrid")
		if err != nil {
			t.Fatal(err)
		}
		m, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	for when, want := range map[string]bool{
		"2026-02-28 23:59": false, "2026-03-01 00:00": true, "2026-03-31 17:59": true, "2026-03-31 18:00": false,
	} {
		if got, late := p.OpenAt(at(when)); got != want || late == want && when > "2026-03-31 17:59" {
			t.Errorf("%s: got open %v late %v, want open %v", when, got, late, want)
		}
	}
}
