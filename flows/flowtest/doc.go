// Package flowtest runs transcripts: .chat files in which a conversation
// stands as it should go, line by line, and which a person who never
// programmed can write and review.
//
//	> la uno                     the person writes
//	= role: citizen              this is now on record
//	< ¿Qué tema debe ir primero? the flow must say this
//	| 1 Anticorrupción           with these options
//
// A transcript needs no database, no channel and no civic rule: World is the
// little of the world that a conversation meets. It speaks of what is said,
// not of how a channel draws it.
package flowtest
