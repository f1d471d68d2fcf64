// Package store says what Plaza remembers, as plain records, and how: the
// Store and Tx interfaces that every database implements and storetest holds
// them to.
//
// A contact is (channel, scope, address); its id is a keyed hash of the three
// and its shard follows from the id. No transaction crosses a shard.
package store
