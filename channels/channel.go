package channels

import (
	"context"
	"errors"
	"fmt"
	"io"
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

// Responder is a Channel whose network asks and waits for our answer in the
// same request, as USSD does. It cannot send by itself: Send answers
// ErrPermanent, and nothing is dispatched on it.
type Responder interface {
	Channel
	// Respond returns the handler of what the network asks. It authenticates,
	// hands each event to the exchange and answers with what comes back.
	Respond(Exchange) http.Handler
}

// Exchange is where a Responder hands in what its network asks.
type Exchange interface {
	// Answer stores and handles one event and returns what is said to the
	// person in answer. An event with the Ref of an earlier one changes nothing
	// and is answered as that was. A Message without anything in it means that
	// the person has opened a session. An error means that nobody knows whether
	// it is stored: the same event may be handed in again.
	Answer(ctx context.Context, e Event) (Answer, error)
	// Heard says which of these Refs of a person's were handed in before.
	Heard(ctx context.Context, from Address, refs []string) ([]bool, error)
}

// Answer is what a person is told in the same breath.
type Answer struct {
	Say  []Outbound // in order, rendered; already taken out of the outbox
	Open bool       // something can be said to it: keep the session
	More string     // the word for turning a page, in the person's language
}

// Finder is a Channel that can look up what became of a send whose answer was
// never heard. The runtime asks before it sends such a message again.
type Finder interface {
	Channel
	// Find returns the receipt of a message begun at or after the time given,
	// or false when the network has none. The refs are the network's ids of
	// other messages to this person: it is none of them, though it may read the
	// same. An error means that nobody knows yet.
	Find(ctx context.Context, m Outbound, since time.Time, others []string) (Receipt, bool, error)
}

// Fetcher is a Channel that can bring an attachment of a person's message.
type Fetcher interface {
	Channel
	// Fetch opens an attachment at the network's own host and nowhere else. The
	// caller reads no more than it wants and closes it.
	Fetch(ctx context.Context, m Media) (io.ReadCloser, error)
}

// Doctor is a Channel that can say how it stands with its network.
type Doctor interface {
	Channel
	// Diagnose asks the network and says what it found, what is wrong first
	// things first. With mend it also sets what can be set there by API.
	Diagnose(ctx context.Context, mend bool) []Finding
}

// Finding is one thing a Doctor found, in words for an operator. It holds no
// secret and nobody's address.
type Finding struct {
	Grade Grade
	Says  string // what is so: "the webhook is set to https://…"
	Do    string // what to do about it; empty when nothing
	Paste string // exactly what to paste, and nothing else; empty when nothing
}

// Grade says how bad a Finding is.
type Grade uint8

// How a thing stands.
const (
	Good Grade = iota
	Doubtful
	Bad
)

// Templater is a Channel that opens a conversation only with a text that the
// network has approved before.
type Templater interface {
	Channel
	// PutTemplate hands a text in for approval, or finds the one that is there.
	PutTemplate(ctx context.Context, t TemplateText) (Template, error)
	// Templates lists what was handed in and how it stands.
	Templates(ctx context.Context) ([]TemplateState, error)
}

// Template is an approved text by name, and what stands in its places.
type Template struct {
	Name string   // as the network knows it
	Lang string   // BCP 47
	Vars []string // for {{1}}, {{2}} …
}

// TemplateText is a text to be approved. {{1}}, {{2}} … stand for what differs.
type TemplateText struct {
	Name    string
	Lang    string
	Body    string
	Samples []string // what may stand in the places, for the network's reviewers
}

// TemplateState is how a text stands with the network.
type TemplateState struct {
	Template
	State string // draft, pending, approved, rejected, paused
	Why   string // the network's reason, when rejected
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
	// ErrDead is ErrPermanent, and more: nobody will ever be reached at this
	// address. The runtime writes to it no more until somebody writes from it.
	ErrDead = fmt.Errorf("%w: no such address", ErrPermanent)
	// ErrClosed is ErrPermanent for this text: the network's session with the
	// person has ended, and only a Template may open it again.
	ErrClosed = fmt.Errorf("%w: outside the session", ErrPermanent)
)

// RetryAfter is an error that also says how long the network asked us to wait.
// It wraps one of the errors above.
type RetryAfter struct {
	Err error
	For time.Duration
	All bool // it is the sender that must wait, with everything it has to send, and not this message alone
}

// Error says what happened and how long to wait.
func (e *RetryAfter) Error() string { return e.Err.Error() + ", retry after " + e.For.String() }

// Unwrap returns the classified error.
func (e *RetryAfter) Unwrap() error { return e.Err }

// Capabilities is what a channel can carry. The rendering of a message
// follows from it.
type Capabilities struct {
	Name       string        // "sms", "telegram", "whatsapp", "terminal": shown to people, written in transcripts
	Scope      string        // the account, where addresses are private to it; empty where they are global
	MaxText    int           // characters (UTF-16 units for SMS) in one message; 0 means no limit
	Buttons    int           // buttons on one message; 0 means options are a numbered list
	ButtonText int           // characters on a button
	ListItems  int           // options in a list that opens; 0 means none. Tried when buttons do not fit
	ListText   int           // characters of an option in a list
	Session    time.Duration // how long after the person's last word a text may be sent; 0 means always
	Keypad     bool          // people answer with figures: even yes and no are listed with theirs
	AskPlace   bool          // can offer a button that shares the place
	AskNumber  bool          // can offer a button that shares the phone number
	Segments   bool          // priced by SMS segments
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
	ID       string // ours, stable over attempts; adapters put it into the receipt's URL
	To       Address
	Text     string
	Buttons  []Button  // nil where options are in the text; more than fit are drawn as a list
	Wants    string    // "location" or "phone" where the question asks for it and the channel can offer it; empty otherwise
	Session  time.Time // the person's last word, where the channel has sessions
	Template *Template // sent instead of Text when the session has ended; nil means there is none
	Lang     string    // BCP 47
	Expires  time.Time // not worth sending after this; zero means never
}

// List says whether the buttons of a message must be drawn as a list that
// opens, because they do not all fit as buttons.
func (c Capabilities) List(options []Button) bool {
	return !roomFor(options, c.Buttons, c.ButtonText)
}

// Button is one option drawn as a button.
type Button struct {
	ID    string
	Label string
}

// Receipt is what the network answered to a Send that succeeded.
type Receipt struct {
	Ref  string // the network's id of the message
	Cost string // as the network said it, such as "0.0075 USD"; may be empty
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
	Dead    bool      // Status: nobody is reached at this address any more
	Cost    string    // Status: as the network said it, may be empty
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
