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
//
// # Decisions
//
// The checker walks every path at once, not one after another: a flow only
// goes forward, so one pass with the set of states a conversation can be in
// sees them all. It decides conditions with Holds itself, on one value for
// each case that the conditions tell apart, so that checking and running
// cannot disagree about what a condition means. What it cannot decide (which
// of two answers is larger, what a cell holds) comes out both ways: it may
// therefore miss that something never happens, but never claims it wrongly.
package flows
