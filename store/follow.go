package store

import "time"

// Follow says that a person asked to hear about something of a plan.
type Follow struct {
	Contact Contact
	Plan    string
	Kind    string // plan, commitment, theme or place
	Target  string // which of them; (Contact, Plan, Kind, Target) is unique
	Seen    int    // the revision of the plan that they know
	At      time.Time
}
