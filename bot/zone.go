package bot

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/nyaruka/phonenumbers"

	"plaza/bot/schedule"
)

// shortestNumber is how many digits a phone number has at least, its country's included.
const shortestNumber = 7

// longestNight bounds the search for a moment that is nobody's night.
const longestNight = 3 * 24 * time.Hour

// zones are the time zones by name, each read once.
type zones struct{ byName sync.Map }

// of returns the zones in which a person may be whose address this is, as far
// as it tells: nothing when it is no phone number, or a number of no country.
//
// An address that begins with + is a phone number on every network that has
// them; the others are opaque.
func (z *zones) of(address string) []*time.Location {
	digits, ok := strings.CutPrefix(address, "+")
	if !ok || len(digits) < shortestNumber || strings.Trim(digits, "0123456789") != "" {
		return nil
	}
	names, err := zoneNames(address)
	if err != nil {
		return nil
	}
	var found []*time.Location
	for _, name := range names {
		if name == phonenumbers.UNKNOWN_TIMEZONE {
			continue
		}
		known, ok := z.byName.Load(name)
		if !ok {
			zone, err := time.LoadLocation(name)
			if err != nil {
				continue // newer than our table of zones
			}
			known, _ = z.byName.LoadOrStore(name, zone)
		}
		found = append(found, known.(*time.Location))
	}
	return found
}

// zoneNames are the zones of a phone number. The table of numbers has some
// countries of one zone by the clock of another, which is an hour off for a
// part of the year or all of it.
func zoneNames(number string) ([]string, error) {
	for _, country := range [...]struct{ code, zone string }{
		{"+211", "Africa/Juba"}, {"+212", "Africa/Casablanca"}, {"+213", "Africa/Algiers"}, {"+218", "Africa/Tripoli"},
		{"+505", "America/Managua"},
	} {
		if strings.HasPrefix(number, country.code) {
			return []string{country.zone}, nil
		}
	}
	return phonenumbers.GetTimezonesForPrefix(number)
}

// awake returns at, or the end of the person's quiet hours when it falls into
// them. The hours are the forum's, by the clock of where the person's number
// is at home. Where that may be in several zones, the forum's own is theirs if
// it is among them; else it must be night in none.
func (b *Bot) awake(address string, at time.Time) time.Time {
	if b.Quiet.From == b.Quiet.To || at.IsZero() {
		return at
	}
	return b.awakeIn(b.zones.of(address), at)
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
