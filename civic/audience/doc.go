// Package audience decides whom a broadcast is for: a condition over what is
// known of a person, read the way the conditions of a consultation read.
//
//	condition = all { "or" all }
//	all       = unit { "and" unit }
//	unit      = "(" condition ")" | test
//	test      = NAME "is" [ "not" ] ( VALUE | "one of" VALUE { "," VALUE } | "answered" )
//	          | NAME "includes" VALUE
//	          | NAME ( "<" | "<=" | ">" | ">=" ) VALUE
//	          | "everyone"
//	          | "last seen" ( "<" | "<=" | ">" | ">=" ) NUMBER UNIT
//	          | "follows" [ "plan" | "commitment" | "theme" | "place" ] VALUE
//	NAME      = "language" | "channel" | "place" | "tag" | FLOW.ANSWER | a remembered answer
//
// As there, no "not" stands before a test, and a test on what nobody knows is
// false: who is to be left out is said by a second condition. A tag is
// different, because everybody's tags are known: "tag is not observers" is true
// of who has none.
//
// Evaluation is total: whatever a condition and a member are, the answer is
// yes or no. What must be known for it follows from the condition (Wants), so
// that nothing else about people is ever read.
package audience
