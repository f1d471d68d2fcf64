// Package spool keeps what the networks bring on the disk of this machine
// while the store is away.
//
//	Add ──► sealed, appended, fsynced ──► the network is thanked
//	                    │
//	      Next ──► the store again ──► Done ──► the file is emptied and removed
//
// Each process appends to a file of its own, so several may share a folder. A
// file belongs to whoever holds its lock, and a killed process holds none: its
// file is taken over by the next process that looks.
//
// A record is its length and its seal (see store.Keys.SealBlob), bound to the
// file and to its place in it. The end of a file that a crash has torn does not
// open; it was never acknowledged, and is cut off.
//
// Many callers share one fsync: while one writes to the disk, the others gather
// and go next, together.
//
// A fault of the disk is never papered over. What could not be written or
// synced is not acknowledged, and that file is written no more: after a failed
// fsync nobody knows what it holds. The next Add begins another.
//
// Removing a file is all that a program can do. The blocks it lay on keep what
// they held until the file system uses them again, and so may snapshots of it
// and the spare blocks of a flash disk; what lies there is sealed under the key.
package spool
