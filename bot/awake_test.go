package bot

import (
	"testing"
	"time"
	_ "time/tzdata"

	"plaza/bot/schedule"
)

func TestAwakeByThePersonsOwnClock(t *testing.T) {
	zone := func(name string) *time.Location {
		z, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		return z
	}
	for _, tt := range []struct{ name, forum, address, at, want string }{
		{"in the forum's zone", "Africa/Nairobi", "+254712345678", "2026-03-10T19:00:00Z", "2026-03-11T05:00:00Z"},
		{"at night where they are", "UTC", "+254712345678", "2026-03-10T19:00:00Z", "2026-03-11T05:00:00Z"},
		{"by day where they are", "UTC", "+14155552671", "2026-03-10T22:00:00Z", "2026-03-10T22:00:00Z"},
		{"before dawn where they are", "UTC", "+14155552671", "2026-03-10T09:00:00Z", "2026-03-10T15:00:00Z"},
		{"an evening in Morocco, which is no Canary Island", "UTC", "+212650123456", "2026-01-10T20:30:00Z", "2026-01-11T07:00:00Z"},
		{"an evening in Algeria, which has no summer time", "UTC", "+213551234567", "2026-07-10T19:30:00Z", "2026-07-10T19:30:00Z"},
		{"no number", "UTC", "8155552671", "2026-03-10T22:00:00Z", "2026-03-11T08:00:00Z"},
		{"a number of no country", "UTC", "+9990000000001", "2026-03-10T22:00:00Z", "2026-03-11T08:00:00Z"},
		{"a name that begins like one", "UTC", "+254ana", "2026-03-10T19:00:00Z", "2026-03-10T19:00:00Z"},
		// Kinshasa is an hour behind Lubumbashi.
		{"several zones: the evening of the first", "UTC", "+243812345678", "2026-03-10T19:30:00Z", "2026-03-11T07:00:00Z"},
		{"several zones: the morning of the last", "UTC", "+243812345678", "2026-03-11T06:30:00Z", "2026-03-11T07:00:00Z"},
		{"several zones, the forum's among them", "Africa/Lubumbashi", "+243812345678", "2026-03-11T06:30:00Z", "2026-03-11T06:30:00Z"},
		// A number of all North America, from Guam to Puerto Rico.
		{"many zones", "UTC", "+15005550001", "2026-01-10T12:00:00Z", "2026-01-10T22:00:00Z"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := &Bot{Config: Config{Quiet: schedule.Quiet{From: 21 * time.Hour, To: 8 * time.Hour, Zone: zone(tt.forum)}}}
			at, err := time.Parse(time.RFC3339, tt.at)
			if err != nil {
				t.Fatal(err)
			}
			if got := b.awake(tt.address, at).UTC().Format(time.RFC3339); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestAwakeWhereItIsAlwaysNightSomewhere(t *testing.T) {
	b := &Bot{Config: Config{Quiet: schedule.Quiet{From: 12 * time.Hour, To: 10 * time.Hour, Zone: time.UTC}}}
	at := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	if got, want := b.awake("+15005550001", at), time.Date(2026, 3, 10, 10, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("got %s, want the forum's %s", got, want)
	}
}

func BenchmarkAwake(b *testing.B) {
	bot := &Bot{Config: Config{Quiet: schedule.Quiet{From: 21 * time.Hour, To: 8 * time.Hour, Zone: time.UTC}}}
	at := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	for b.Loop() {
		bot.awake("+254712345678", at)
	}
}
