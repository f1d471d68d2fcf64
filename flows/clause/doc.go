// Package clause reads what every condition has in common, whatever its tests
// ask about: the words, and how and, or and parentheses join the tests.
//
//	condition = all { "or" all }
//	all       = unit { "and" unit }
//	unit      = "(" condition ")" | test
//
// A Reader cuts the text into tokens, hands them on one by one and keeps what
// is wrong with them; Tree reads the joints and leaves each test to its caller.
// What a test is, and how one that is written wrongly is told, is not its
// business: a consultation asks about its answers, an audience about people.
package clause
