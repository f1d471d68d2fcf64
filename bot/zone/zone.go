// Package zone tells by which clocks somebody may live, from their phone number.
package zone

import (
	"strings"
	"sync"
	"time"

	"github.com/nyaruka/phonenumbers"
)

// shortestNumber is how many digits a phone number has at least, its country's included.
const shortestNumber = 7

// Table is the time zones of phone numbers. The zero Table is ready, and may be
// asked by many at once; it reads each zone once.
type Table struct{ byName sync.Map }

// Of returns the zones in which a person may be whose address this is, as far
// as it tells: nothing when it is no phone number, or a number of no country.
//
// An address that begins with + is a phone number on every network that has
// them; the others are opaque.
func (t *Table) Of(address string) []*time.Location {
	digits, ok := strings.CutPrefix(address, "+")
	if !ok || len(digits) < shortestNumber || strings.Trim(digits, "0123456789") != "" {
		return nil
	}
	named, err := names(address)
	if err != nil {
		return nil
	}
	var found []*time.Location
	for _, name := range named {
		if name == phonenumbers.UNKNOWN_TIMEZONE {
			continue
		}
		known, ok := t.byName.Load(name)
		if !ok {
			zone, err := time.LoadLocation(name)
			if err != nil {
				continue // newer than our table of zones
			}
			known, _ = t.byName.LoadOrStore(name, zone)
		}
		found = append(found, known.(*time.Location))
	}
	return found
}

// names are what the zones of a phone number are called. The library has some
// countries of one zone by the clock of another, which is an hour off for a
// part of the year or all of it.
func names(number string) ([]string, error) {
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
