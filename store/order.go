package store

import (
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"
)

// Sequence numbers what is stored in the order it came, without asking the
// database. The numbers follow the clock in microseconds and never repeat in
// one process. Between two nodes the clocks decide, so that their difference
// can turn the order of two messages around when one person's turn moves from
// one node to the other within it.
type Sequence struct{ last atomic.Int64 }

// Next is a number greater than all before it, and at least the time's.
func (s *Sequence) Next(at time.Time) int64 {
	now := int64(0)
	if !at.IsZero() {
		now = at.UnixMicro()
	}
	for {
		last := s.last.Load()
		next := max(now, last+1)
		if s.last.CompareAndSwap(last, next) {
			return next
		}
	}
}

// Last is the newest number given out: a clock that may be behind, never ahead.
func (s *Sequence) Last() int64 { return s.last.Load() }

// ShardOf is the shard of a contact among so many. It must never change: rows
// lie where it put them.
func ShardOf(c Contact, shards int) int {
	h := uint32(2166136261) // FNV-1a
	for i := range len(c) {
		h = (h ^ uint32(c[i])) * 16777619
	}
	return int(h % uint32(shards))
}

// Storable is a text as every database can hold it: valid UTF-8 without NUL.
// What people and networks send need not be that, and one bad byte must not
// keep a message from being stored.
func Storable(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}

// Echo is how long a network may deliver the same message again. For so long
// the keyed hash of a forgotten message is kept, with its day and nothing
// else, so that an echo of it is not taken for a new one.
const Echo = 72 * time.Hour
