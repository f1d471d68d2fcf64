package store

import "time"

// Why a message of ours did not leave, in words for an operator. What a
// network says of a failure stands behind the runtime's words for it.
const (
	WhyStopped    = "the person wants no messages"
	WhyExpired    = "it was too late to send it"
	WhyDead       = "nobody is reached at this address"
	WhyNoAddress  = "there is no address to send it to"
	WhyUnreadable = "the address cannot be read with this key"
	WhyLost       = "the program ended while it was being sent"
	whyInDoubt    = "nobody knows whether it left, and it may not be sent again: "
)

// ClaimLook is how many messages Claim looks at for one that may be sent, so
// that a slow sender is not kept from it by many that may not.
const ClaimLook = 64

// ClaimLooks is how often Claim looks before others have their turn. A
// broadcast whose time is over leaves a hundred thousand messages that end
// together: those that ended in this transaction are in the way of each look.
const ClaimLooks = 16

// Standing is what decides beside the message itself whether it may be sent.
type Standing struct {
	Stopped time.Time // the person's opt-out
	Dead    time.Time // since when nobody is reached at the address
	Address bool      // there is one
}

// Bar returns the state in which a queued message must end instead of being
// sent, and the reason; an empty state when it may be sent. Whether one in
// doubt has left stays unknown.
func (m *Message) Bar(s Standing, now time.Time) (end Delivery, why string) {
	switch {
	case !s.Stopped.IsZero() && !m.Last:
		end, why = Halted, WhyStopped
	case !m.Expires.IsZero() && !m.Expires.After(now):
		end, why = Expired, WhyExpired
	case !s.Dead.IsZero() && m.Priority != Reply:
		end, why = Failed, WhyDead
	case !s.Address:
		end, why = Failed, WhyNoAddress
	default:
		return "", ""
	}
	if m.Doubt {
		return Unknown, whyInDoubt + why
	}
	return end, why
}
