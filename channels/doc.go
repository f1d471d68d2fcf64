// Package channels is how Plaza reaches people: the contract of a channel, and
// what is common to all of them.
//
//	         in                                  out
//	network ───► adapter ───► Sink      Say ───► Render ───► Outbound ───► adapter ───► network
//	             authenticates          options and text      Send: one attempt,
//	             decodes                within the limits     classified errors
//	             acknowledges last      of Capabilities
//
// An adapter is one folder. It authenticates what comes in, decodes it, hands
// it to the Sink, and acknowledges only what the Sink has kept. It makes one
// attempt to send and says what it knows of the outcome; what follows from it
// is the runtime's business. It touches no store and knows no consultation.
// package channeltest holds every adapter to this; package all lists them.
//
// Decided here:
//
// A question is drawn from Capabilities, never from the name of a channel.
// Options are buttons where every one of them fits, else a numbered list; a
// list half drawn as buttons reads as two questions.
//
// Segments are counted by the standard, not by asking the provider: the
// checker prices a consultation before there is an account. The count is held
// against Twilio's own calculator (channeltest/peers). The one known
// difference: the calculator moves a whole cluster (a letter with its accents,
// a family emoji) to the next segment where the standard, which knows no
// clusters, fills the segment. It can therefore say one segment more.
package channels
