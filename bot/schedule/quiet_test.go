package schedule_test

import (
	"testing"
	"time"

	"plaza/bot/schedule"
)

func TestQuietAfter(t *testing.T) {
	kampala, err := time.LoadLocation("Africa/Kampala") // UTC+3, no summer time
	if err != nil {
		t.Fatal(err)
	}
	madrid, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	night := func(zone *time.Location) schedule.Quiet {
		return schedule.Quiet{From: 21 * time.Hour, To: 8*time.Hour + 30*time.Minute, Zone: zone}
	}
	tests := []struct {
		name  string
		quiet schedule.Quiet
		at    string
		want  string
	}{
		{"none", schedule.Quiet{}, "2026-03-10T03:00:00Z", "2026-03-10T03:00:00Z"},
		{"in the day", night(kampala), "2026-03-10T10:00:00Z", "2026-03-10T10:00:00Z"},
		{"in the evening", night(kampala), "2026-03-10T18:00:00Z", "2026-03-11T05:30:00Z"},
		{"after midnight", night(kampala), "2026-03-10T22:00:00Z", "2026-03-11T05:30:00Z"},
		{"just before the end", night(kampala), "2026-03-11T05:29:59Z", "2026-03-11T05:30:00Z"},
		{"at the end", night(kampala), "2026-03-11T05:30:00Z", "2026-03-11T05:30:00Z"},
		{"the night clocks go forward", night(madrid), "2026-03-28T22:00:00Z", "2026-03-29T06:30:00Z"},
		{"a siesta", schedule.Quiet{From: 14 * time.Hour, To: 16 * time.Hour}, "2026-03-10T15:00:00Z", "2026-03-10T16:00:00Z"},
		{"no zone is UTC", schedule.Quiet{From: 22 * time.Hour, To: 6 * time.Hour}, "2026-03-10T23:00:00Z", "2026-03-11T06:00:00Z"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			at, err := time.Parse(time.RFC3339, tt.at)
			if err != nil {
				t.Fatal(err)
			}
			if got := tt.quiet.After(at).Format(time.RFC3339); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
	if got := night(kampala).After(time.Time{}); !got.IsZero() {
		t.Errorf("never became %s", got)
	}
}
