package bot

import (
	"slices"
	"time"

	"plaza/bot/schedule"
)

// longestNight bounds the search for a moment that is nobody's night.
const longestNight = 3 * 24 * time.Hour

// awake returns at, or the end of the person's quiet hours when it falls into
// them. The hours are the forum's, by the clock of where the person's number
// is at home. Where that may be in several zones, the forum's own is theirs if
// it is among them; else it must be night in none.
func (b *Bot) awake(address string, at time.Time) time.Time {
	if b.Quiet.From == b.Quiet.To || at.IsZero() {
		return at
	}
	return b.awakeIn(b.zones.Of(address), at)
}

// awakeIn is awake for who may be in any of these zones; none is anywhere.
func (b *Bot) awakeIn(found []*time.Location, at time.Time) time.Time {
	if b.Quiet.From == b.Quiet.To || at.IsZero() {
		return at
	}
	ours := b.Quiet.Zone
	if len(found) == 0 || slices.ContainsFunc(found, func(z *time.Location) bool { return z.String() == ours.String() }) {
		return b.Quiet.After(at)
	}
	for moved := at; moved.Sub(at) < longestNight; {
		next := moved
		for _, zone := range found {
			next = schedule.Quiet{From: b.Quiet.From, To: b.Quiet.To, Zone: zone}.After(next)
		}
		if next.Equal(moved) {
			return moved
		}
		moved = next
	}
	return b.Quiet.After(at) // somewhere it is always night
}
