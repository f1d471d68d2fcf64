package whatsapp

import (
	"strconv"
	"time"

	"plaza/channels"
)

// fact is what we know of one of Meta's error codes: what it means for the
// message, how long to wait where Meta says nothing, and what to tell an
// operator. Meta's own sentence is not passed on, for it may name the person's
// number.
type fact struct {
	class error // nil where nobody knows whether the message left
	wait  time.Duration
	says  string
}

// How long to wait before a message is tried again.
const (
	aWhile = 10 * time.Minute // until the operator has mended the account
	anHour = time.Hour
)

// lostNumber is code 100 with the subcode 33: there is no such number, or not
// for this token.
var lostNumber = fact{channels.ErrTemporary, aWhile, "there is no such phone_number_id for this token"}

// explain looks a code up. A fault of the account, the number or a template is
// temporary, for the operator can mend it and the messages then go out; a fault
// of the address or of the message is permanent.
//
// Source of all but those marked: support/error-codes, read in copies that others
// keep of parts of it, the youngest of May 2026. Not found in any, and written
// from memory: 130497, 131030, 131037, 132016, and that 132015 is a pause. The
// waits are ours, but where the page named says one.
func explain(n int) (fact, bool) {
	if n >= 200 && n <= 299 {
		n = 10
	}
	temporary, permanent := channels.ErrTemporary, channels.ErrPermanent
	switch n {
	// The person.
	case 131050:
		return fact{channels.ErrStopped, 0, "the person has stopped what we send in WhatsApp"}, true
	case 131026:
		// Not on WhatsApp, or an old version of it, or terms not accepted, or we
		// are blocked: Meta does not say which, and the same person has been
		// reached a day later (github.com/chatwoot/chatwoot issue 15563). So the
		// message failed, and the address is not called dead.
		return fact{permanent, 0, "not deliverable: not on WhatsApp, an old version of it, or we are blocked"}, true
	case 131021:
		return fact{permanent, 0, "the person is our own number"}, true
	case 131030: // only while the app is in development
		return fact{temporary, aWhile, "the app is in development and may not write to this person: publish it, or add the number to its list"}, true
	case 131062: // business-scoped-user-ids
		return fact{permanent, 0, "this message goes to numbers only"}, true
	case 130472:
		return fact{permanent, 0, "the person is part of an experiment of Meta's and gets no marketing"}, true

	// The session.
	case 131047:
		return fact{channels.ErrClosed, 0, "the person's last word is more than 24 hours old: only a template may open the conversation"}, true

	// Pace and quality.
	case 130429: // throughput: 80 messages a second, 20 beside the app, up to 1,000
		return fact{temporary, 10 * time.Second, "more messages a second than the number may send: set rate"}, true
	case 131056: // throughput: one message in 6 seconds to one person, 45 at once on credit
		return fact{temporary, 6 * time.Second, "too many messages to the same person"}, true
	case 131048:
		return fact{temporary, 4 * anHour, "the number is restricted: too many people blocked or reported it"}, true
	case 131049: // "wait at least 24 hours"
		return fact{temporary, 24 * anHour, "the person has had as much marketing as Meta delivers"}, true
	case 4, 80007:
		return fact{temporary, aWhile, "the calls that the account may make in an hour are used up"}, true
	case 131057: // throughput: during an upgrade, up to a minute
		return fact{temporary, time.Minute, "the number is being upgraded"}, true
	case 133004:
		return fact{temporary, time.Minute, "Meta's registration server is away"}, true

	// The account, its token and its number.
	case 0, 190:
		return fact{temporary, aWhile, "the access token has expired or is not accepted: make a new one for a system user"}, true
	case 3, 10, 131005:
		return fact{temporary, aWhile, "the access token lacks a permission: whatsapp_business_messaging"}, true
	case 33:
		return fact{temporary, aWhile, "the phone number has been deleted"}, true
	case 368, 131031:
		return fact{temporary, anHour, "the account is restricted or locked: WhatsApp Manager says why"}, true
	case 131037:
		return fact{temporary, anHour, "the number's display name is not approved yet"}, true
	case 131042:
		return fact{temporary, anHour, "the account cannot pay: see the payment settings"}, true
	case 131045, 133010:
		return fact{temporary, aWhile, "the number is not registered for the Cloud API"}, true
	case 130497, 131063:
		return fact{permanent, 0, "the account may not write to people in this country"}, true

	// The template.
	case 132001:
		return fact{temporary, aWhile, "no template of this name is approved in this language"}, true
	case 132015:
		return fact{temporary, anHour, "the template is paused for its quality"}, true
	case 132016:
		return fact{permanent, 0, "the template is disabled for its quality"}, true
	case 132000, 132012:
		return fact{permanent, 0, "what we put into the template's places does not fit it"}, true
	case 132005:
		return fact{permanent, 0, "the template is too long with what we put into it"}, true
	case 132007:
		return fact{permanent, 0, "what we put into the template breaks a rule on its characters"}, true

	// The message.
	case 100, 131008, 131009, 135000:
		return fact{permanent, 0, "Meta does not understand the message"}, true
	case 131051:
		return fact{permanent, 0, "this kind of message is not supported"}, true

	// Meta itself: "something went wrong", "service unavailable", "unknown".
	case 1, 2, 131000, 131016:
		return fact{nil, 0, "a fault of Meta's own"}, true
	}
	return fact{}, false
}

// why is what an operator reads: the code, by which Meta's page is found, and
// what it means.
func why(n int) string {
	f, known := explain(n)
	if !known {
		return "whatsapp error " + strconv.Itoa(n)
	}
	return strconv.Itoa(n) + ": " + f.says
}

// limitsAll says that a code is about the number and not about one person: then
// everything it has to send must wait.
func limitsAll(code int) bool {
	switch code {
	case 4, 80007, 130429, 131048, 131057, 133004:
		return true
	}
	return false
}
