// Package twilio is SMS and WhatsApp by Twilio: one account, one number or
// messaging service. Channel is SMS, WhatsApp the other; what they share is an
// account, what they do differently a network.
//
//	citizen ──► Twilio ──POST, signed──► Webhook ──► Sink        a message, a stop
//	                   ──POST, signed──► Webhook ──► Sink        what became of one of ours
//	Send ──one POST, basic auth──► Twilio ──► citizen
//
// What Twilio promises, and what it does not, decided how this is written:
//
// A webhook is signed with the account's token over the URL that Twilio called
// and every field it sent (twilio.com/docs/usage/webhooks/webhooks-security).
// It adds fields without notice, so all of them are checked, never a list. The
// URL is the configured one and what the request line says: behind a proxy,
// Host and X-Forwarded-Proto are whatever a caller writes there.
//
// Twilio calls an inbound webhook once. It calls again only when the URL it was
// given asks for it, and only within fifteen seconds in all
// (twilio.com/docs/usage/webhooks/webhooks-connection-overrides): end the URL
// in the console with #rc=5&rp=all, and give it a fallback URL. The part after
// # is not sent and not signed. What we cannot store we refuse with 503, so
// that it stands in Twilio's log as not delivered.
//
// To create a message is not idempotent: the API takes no key of ours (its
// description has none). Send therefore tells apart what surely did not leave
// (no connection, 429, a refusal) from what may have (a connection cut after
// the request was under way, a 5xx). Twilio's help pages call 5xx safe to
// repeat; they say it of every method, and a citizen who is asked twice is our
// loss, not theirs.
//
// Status callbacks come in any order
// (twilio.com/docs/messaging/guides/track-outbound-message-status). They are
// handed over as they come; the rank of the state decides.
//
// STOP, START and HELP are answered by Twilio itself. A messaging service with
// Advanced Opt-Out says so in OptOutType and can know words that we do not; the
// event then says that it has been answered (Handled).
//
// WhatsApp takes what we like for a day after a person's last word, and approved
// templates after it. Within the day buttons and lists are drawn from content
// that was made before (content.go); a template is content that was handed in
// (templates.go). Twilio takes nearly everything and says 63016 in the status
// callback; what we know to be too late is not sent.
//
// A person may hide their number. They are then known by an id that means
// something to this business alone, and stands where the number would. No page
// of Twilio's says that To takes such an id; that was not tried.
//
// A send of which nobody knows whether it left is looked up before it is made
// again (find.go).
//
// Only the client and the narrow packages of twilio-go are used: the root
// package compiles five times as long, for products that we do not use.
package twilio
