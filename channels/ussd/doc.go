// Package ussd lets people answer by dialling a code, on any phone, without
// credit and without the internet, through Africa's Talking.
//
// For each thing a person does, the network posts a form and waits for the
// text of the next screen:
//
//	sessionId    the same until the session ends
//	phoneNumber  whose phone
//	serviceCode  the code that was dialled
//	networkCode  whose network
//	text         everything typed in this session, joined by asterisks;
//	             empty when the code has just been dialled
//
// The answer is plain text: CON and a screen that waits for an answer, or END
// and a last one. When a session is over the network posts once more, with a
// status and what it lasted and cost, and wants nothing back; we need none of
// it, because a cut session is taken up when the person dials again.
//
// All of that was confirmed only from public programs that read such requests,
// and from third pages that repeat the provider's documents; those themselves
// were not at hand. None of them names a way in which a request is signed or a
// list of addresses, so who calls is known by what the operator arranges: see
// channels.Callers. It was not tried with the provider either.
//
// Nothing is kept between two requests. What is new in a history is what comes
// behind the longest beginning of it that was heard before, which the store
// knows; so an answer may hold asterisks, and the next request may reach
// another node. A screen that is longer than one ends with "0 More", and which
// part of it a person looks at follows from the zeros in the history.
package ussd
