package store

import "time"

// Job is work on a whole shard that is done in chunks, each of which commits
// together with how far it came: killed at any moment, it goes on from there.
type Job struct {
	Kind  string
	Key   string    // (Kind, Key) is unique on a shard
	At    time.Time // when the next chunk is due; zero means done: the row stays, so that nothing begins it again
	Data  []byte    // how far it came; opaque to the store. Nothing of a person's but a contact's id
	Tries int
}
