package channels

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// Channel is one sender account on one network: a phone number, a bot. The
// runtime calls Send from many goroutines at once.
type Channel interface {
	// Capabilities says what this channel can carry. It never changes.
	Capabilities() Capabilities
	// Send makes one attempt. It must not retry: the caller knows what it
	// costs. An error wraps ErrTemporary, ErrPermanent or ErrStopped; any
	// other error means that nobody knows whether the message left.
	Send(ctx context.Context, m Outbound) (Receipt, error)
}

// WebhookReceiver is a Channel whose network calls us.
type WebhookReceiver interface {
	Channel
	// Webhook returns the handler of everything the network calls: messages
	// and receipts. It authenticates, decodes, hands the events to the sink,
	// and acknowledges only after the sink returned nil.
	Webhook(Sink) http.Handler
}

// PollReceiver is a Channel whose network we call.
type PollReceiver interface {
	Channel
	// Poll hands events to the sink until ctx ends. It confirms an event to
	// the network only after the sink returned nil.
	Poll(context.Context, Sink) error
}

// Sink takes events in. Nil means stored, you may acknowledge; an error means
// nothing is stored, let the network call again. To hand an event over twice
// is harmless.
type Sink func(ctx context.Context, events ...Event) error

// What became of an attempt to send. Adapters classify; the runtime decides.
var (
	// ErrTemporary: not sent; trying again later may help.
	ErrTemporary = errors.New("temporary")
	// ErrPermanent: not sent, and never will be to this address.
	ErrPermanent = errors.New("permanent")
	// ErrStopped: not sent, because the person told the network that they
	// want nothing from us. The runtime records an opt-out.
	ErrStopped = errors.New("stopped")
)

// RetryAfter is an error that also says how long the network asked us to wait.
// It wraps one of the errors above.
type RetryAfter struct {
	Err error
	For time.Duration
}

// Error says what happened and how long to wait.
func (e *RetryAfter) Error() string { return e.Err.Error() + ", retry after " + e.For.String() }

// Unwrap returns the classified error.
func (e *RetryAfter) Unwrap() error { return e.Err }

// Capabilities is what a channel can carry. The rendering of a message
// follows from it.
type Capabilities struct {
	Name       string // "sms", "telegram", "whatsapp", "terminal": shown to people, written in transcripts
	Scope      string // the account, where addresses are private to it; empty where they are global
	MaxText    int    // characters (UTF-16 units for SMS) in one message; 0 means no limit
	Buttons    int    // buttons on one message; 0 means options are a numbered list
	ButtonText int    // characters on a button
	Segments   bool   // priced by SMS segments
	Photo      bool
	Voice      bool
	File       bool
	Location   bool
	Receipts   bool // the network says what became of a message
}

// Address is a person's address on a network, opaque to everyone but the
// adapter that made it ("+15005550006", a chat id).
type Address string

// Outbound is one message as it leaves: rendered, within the channel's limits.
type Outbound struct {
	ID      string // ours, stable over attempts; adapters put it into the receipt's URL
	To      Address
	Text    string
	Buttons []Button  // nil where options are in the text
	Lang    string    // BCP 47
	Expires time.Time // not worth sending after this; zero means never
}

// Button is one option drawn as a button.
type Button struct {
	ID    string
	Label string
}

// Receipt is what the network answered to a Send that succeeded.
type Receipt struct {
	Ref  string // the network's id of the message
	Cost string // as the network said it, may be empty
}

// Event is one thing the network told us. Kind says which fields are set.
type Event struct {
	Kind    Kind
	From    Address   // who wrote, or whose status it is
	Ref     string    // the network's id of the message: the key that makes twice harmless
	At      time.Time // when the network says it happened; zero when it does not say
	Text    string    // Message; also Stopped and Started, where they are something the person wrote
	Tap     string    // Message: the ID of the tapped button
	Media   []Media   // Message
	Place   string    // Message: "lat,lon"
	Lang    string    // Message: a hint of the person's language, may be empty
	ID      string    // Status: our Outbound.ID when the network returned it
	State   Delivery  // Status
	Why     string    // Status: the network's reason, for the operator
	Handled bool      // Message, Stopped, Started: the network has answered this word (stop, start, help) itself; add nothing
}

// Kind says what an Event is.
type Kind uint8

// What a network tells us.
const (
	Message Kind = iota // a person wrote
	Status              // what became of one of ours
	Stopped             // a person told the network to stop us
	Started             // and to begin again
)

// Media is one attachment, where the network keeps it.
type Media struct {
	Kind string // photo, voice, file
	URL  string
	Type string // MIME
}

// Delivery is what became of a message of ours, in the order it can happen.
// A receipt moves a message forward, never back.
type Delivery uint8

// States told by networks.
const (
	Unheard Delivery = iota
	Sent
	Delivered
	Read
	Failed
)
