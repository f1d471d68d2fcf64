package store

import "time"

// MessageFilter says which messages an operator means. What is empty means all.
type MessageFilter struct {
	Channel string
	States  []Delivery
	Flow    string
	Contact Contact
	Since   time.Time // made at this moment or later
	Limit   int       // the oldest so many; 0 means all
}
