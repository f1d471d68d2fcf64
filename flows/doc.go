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
// # How a run steps
//
// Compile lays the steps of a part out one after another and turns every
// condition into a jump forward, so that a run is a place in a list:
//
//	0  say
//	1  ask theme        ◄── State.At "theme": the run waits here
//	2  unless theme is other: go to 4
//	3  ask other_theme
//	4  ask why
//
// Step lets one thing happen at that place (a reply, back, the clock) and then
// walks on, step after step, until the run waits again or ends. A state names
// the step it waits at, never its number, so a new wording of the flow finds
// the place again. What is on record is looked at afresh at every jump: there
// is nothing else to remember, which is why a correction can simply walk the
// same steps again, pass over what is answered, and forget what it jumps over.
//
// A step that needs the world emits Need or Do as its last effect and leaves
// in State.Pending what it was for; the runtime answers with a further Step in
// the same transaction, and the walk goes on from there.
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
