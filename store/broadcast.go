package store

import "time"

// Cast is a broadcast from its draft to its end. It is replaced whole, and
// only by who knows its newest version. (Broadcast is a Priority.)
type Cast struct {
	ID      string
	Version int // 0 while it is not stored, then 1, 2, 3 …
	State   string
	Body    []byte // what it is and what was done with it; opaque to the store
	MadeAt  time.Time
	StartAt time.Time // when it is to leave; zero means no time is set
}

// BroadcastFlow is the flow of a broadcast's messages. While the broadcast is
// in one of HeldStates none of them is claimed.
func BroadcastFlow(id string) string { return "broadcast/" + id }

// HeldStates are the states in which the messages of a broadcast stay where
// they are. That one row is the whole hold: it counts on every node from the
// moment it is written, and nothing is written to the messages themselves, of
// which there may be a million, neither to hold them nor to let them go.
func HeldStates() []string { return []string{"paused", "cancelled"} }
