// Package flows is the YAML language of a consultation: it reads a folder,
// checks it, compiles it, and steps one person's conversation through it.
//
// Everything here is pure. There is no I/O, no clock, no randomness and no
// context: a folder arrives as bytes, the time arrives in Input.At, and what
// a flow needs of the world (a row of a table, a ticket opened) it asks for
// as an Effect and stops until the answer comes back as an Input.
//
//	folder ── Parse ──► Flow ── Check ──► Problems
//	                     │
//	                  Compile
//	                     ▼
//	State ──┐         Program ──────┐
//	        ├──► Step ──────────────┼──► State'
//	Input ──┘                       └──► Effects: say, record, need, do, end
package flows
