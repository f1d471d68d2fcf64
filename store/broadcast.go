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
