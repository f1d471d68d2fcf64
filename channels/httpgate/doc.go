// Package httpgate is SMS by any gateway that speaks HTTP, described by a
// profile: a YAML file and no Go.
//
//	                      ┌── profile: profiles/kannel.yaml, or an operator's own
//	                      ▼
//	Send ──one request──► gateway ──► citizen
//	citizen ──► gateway ──► Webhook ──► Sink    messages, receipts, opt-outs
//
// A profile says how a message becomes a request, how the answer is read, and
// which fields of a call of the gateway mean what. It holds no secret: what
// differs between two users of a gateway are its settings, which stand in the
// configuration. The pages a profile was written from stand in its head, and
// whether anybody has tried it with the provider.
//
// A template ({to}, {text}, {set.password}) is filled by the encoder of the
// place it stands in: a path segment, a query, a form, a JSON string, a header.
// No text of a citizen and no setting can end its place and begin another one.
//
// No gateway here signs as Twilio does, so what they call is guarded twice: by
// a secret part of the address, and by something a leaked address does not
// carry: a password, a header, a signature or the caller's IP address. A channel
// without both does not start. An address in X-Forwarded-For is believed only
// from a proxy that the configuration names (see channels.Callers).
//
// To send is not idempotent. What surely did not leave (no connection, 429, a
// refusal the profile knows) is told apart from what may have (a cut connection,
// a 5xx). net/http by itself repeats a GET on a connection that it used before,
// which would be a second SMS; requests are made so that it does not.
//
// A gateway that hands over the parts of a long message one by one gets none of
// them acknowledged before all are there and stored (see parts.go): nothing is
// lost in a crash, because the gateway still has it.
package httpgate
