package twilio

import (
	"strconv"
	"time"

	"plaza/channels"
)

// code is what we know of one of Twilio's error codes: what it means for the
// message, and what to tell an operator. Twilio's own sentence is not passed
// on, for it may name the person's number.
//
// Source of each: twilio.com/docs/api/errors/CODE.
type code struct {
	class error // nil where nobody knows
	says  string
}

// explain looks a code up. A fault of the account or of the sender is
// temporary, for the operator can mend it and the messages then go out; a
// fault of the address or of the message is permanent.
func explain(n int) (code, bool) {
	for _, table := range []func(int) (code, bool){ofPerson, ofSender, ofMessage, ofWhatsApp} {
		if c, ok := table(n); ok {
			return c, true
		}
	}
	return code{}, false
}

// ofPerson are the codes that say something of the address or of who has it.
func ofPerson(n int) (code, bool) {
	switch n {
	case 21610:
		return code{channels.ErrStopped, "the person has unsubscribed from this sender"}, true
	case 63014:
		return code{channels.ErrStopped, "the person has blocked this sender"}, true

	case 21211:
		return code{channels.ErrDead, "the number is not valid"}, true
	case 21614:
		return code{channels.ErrDead, "the number cannot receive SMS"}, true
	case 21635, 30006:
		return code{channels.ErrDead, "the number is a landline or its carrier cannot be reached"}, true
	case 30005:
		return code{channels.ErrDead, "the number is unknown or no longer in use"}, true
	case 63003:
		return code{channels.ErrDead, "nobody has this address any more"}, true

	case 30003: // off, out of reach, roaming: Twilio does not say which
		return code{channels.ErrTemporary, "the handset is off or out of reach"}, true
	case 21401, 21407, 21421, 21217, 14101, 21604:
		return code{channels.ErrPermanent, "the number is not valid"}, true
	case 21265, 21612:
		return code{channels.ErrPermanent, "no route from this sender to the number"}, true
	case 30004:
		return code{channels.ErrPermanent, "blocked by the handset or its carrier"}, true
	case 63024: // no WhatsApp, an old one, or its terms not accepted: it can come right
		return code{channels.ErrPermanent, "WhatsApp does not reach the person"}, true
	}
	return code{}, false
}

// ofSender are the faults of the account or of its sender.
func ofSender(n int) (code, bool) {
	switch n {
	case 20003:
		return code{channels.ErrTemporary, "the account or its token is not accepted"}, true
	case 20005:
		return code{channels.ErrTemporary, "the account is not active"}, true
	case 20429, 14107:
		return code{channels.ErrTemporary, "too many requests"}, true
	case 21408:
		return code{channels.ErrTemporary, "the account may not send to this country: allow it in the console"}, true
	case 21603, 21606, 21659, 21660, 21212:
		return code{channels.ErrTemporary, "the sender is not a number of this account that can send SMS"}, true
	case 21609:
		return code{channels.ErrTemporary, "the status callback is no URL that Twilio can call: check public_url"}, true
	case 21611:
		return code{channels.ErrTemporary, "the sender's queue is full"}, true
	case 21701, 21703, 21704, 21705, 21712:
		return code{channels.ErrTemporary, "the messaging service does not exist or has no sender"}, true
	case 30001:
		return code{channels.ErrTemporary, "the message waited too long in the queue"}, true
	case 30002:
		return code{channels.ErrTemporary, "the account is suspended"}, true
	case 30010, 30011:
		return code{channels.ErrTemporary, "the account's limits do not allow it"}, true
	case 30022, 30023, 30027, 63017:
		return code{channels.ErrTemporary, "the limit of messages is reached"}, true
	case 30024:
		return code{channels.ErrTemporary, "the sender is not provisioned at the carrier"}, true
	case 30032, 30034:
		return code{channels.ErrTemporary, "the sender is not registered with the carriers"}, true
	case 21608:
		return code{channels.ErrPermanent, "a trial account sends to verified numbers only"}, true
	}
	return code{}, false
}

// ofMessage are the faults of one message.
func ofMessage(n int) (code, bool) {
	switch n {
	case 30036:
		return code{channels.ErrPermanent, "the message was not sent in time"}, true
	case 30007:
		return code{channels.ErrPermanent, "filtered by the carrier or by Twilio"}, true
	case 21602, 21619:
		return code{channels.ErrPermanent, "the message is empty"}, true
	case 21605, 21617:
		return code{channels.ErrPermanent, "the message is longer than 1600 characters"}, true
	case 30008:
		return code{nil, "the carrier gave no reason"}, true
	}
	return code{}, false
}

// ofWhatsApp are the codes that only WhatsApp has. Which of Meta's each stands
// for: twilio.com/docs/whatsapp/tutorial/error-codes.
func ofWhatsApp(n int) (code, bool) {
	switch n {
	case 63016:
		return code{channels.ErrClosed, "the person's last word is more than 24 hours old: only a template may be sent"}, true
	case 63018:
		return code{channels.ErrTemporary, "WhatsApp's limit for this sender is reached, perhaps that of people in 24 hours"}, true
	case 63007, 63008, 63010, 63020, 63025:
		return code{channels.ErrTemporary, "the WhatsApp sender is not set up as it must be"}, true
	case 63012:
		return code{channels.ErrTemporary, "WhatsApp itself did not take it"}, true
	case 63013:
		return code{channels.ErrPermanent, "WhatsApp does not allow such a message"}, true
	case 63021:
		return code{channels.ErrPermanent, "WhatsApp does not take the content, perhaps for its length"}, true
	case 63022, 63027, 63028, 63029, 63030:
		return code{channels.ErrPermanent, "WhatsApp does not know the template in this shape: see plaza templates"}, true
	case 63032:
		return code{channels.ErrPermanent, "WhatsApp holds such messages back from this person"}, true
	case 21655:
		return code{channels.ErrTemporary, "the content is gone, or is another account's"}, true
	case 21654, 21656:
		return code{channels.ErrPermanent, "the content or its variables are not valid"}, true
	}
	return code{}, false
}

// wait is how long a refusal lasts where Twilio says so in its pages and not
// in its answer; 0 where the runtime's own patience will do.
func wait(n int) time.Duration {
	switch n {
	case 21611: // up to ten hours of messages stand before this one
		return 30 * time.Minute
	case 63018: // where it is the limit of people, it moves with 24 hours
		return time.Hour
	case 63017:
		return time.Minute
	}
	return 0
}

// why is what an operator reads: the code, by which Twilio's pages are found,
// and what it means.
func why(n int) string {
	c, known := explain(n)
	if !known {
		return "twilio error " + strconv.Itoa(n)
	}
	return strconv.Itoa(n) + ": " + c.says
}
