package store

import "time"

// Contact is the id of a person on a channel: a keyed hash of (channel, scope,
// address). It tells nothing without the key.
type Contact string

// Conversation is what we hold of one contact between two messages: the hot
// row, locked while a message of theirs is handled.
type Conversation struct {
	Contact Contact
	Channel string // the name of the configured channel the person last wrote on
	Address string // in clear in memory, sealed at rest
	Lang    string // the person's own language; empty until known
	Flow    string // the active run's; empty when none is open
	Edition int
	Run     string
	State   []byte    // the active run as flows wrote it; opaque to the store
	Aside   string    // a question of the software's own that waits (stop? leave? which language?), or where a list goes on
	Desk    string    // the desk that has taken over; empty when the flow speaks
	Due     time.Time // when the active run wants the clock; zero means never
	Stopped time.Time // opted out since; zero means may be written to
	Waiting int       // inbound messages stored and not yet handled
	SeenAt  time.Time // when the person last wrote
	Person  string    // the same for channels that one person joined; empty when they joined none. Tx.Join writes it
	Dead    time.Time // nobody is reached at this address since; zero means no such news. Finish and Status write it, a message of the person's clears it
	New     bool      // not stored yet
}

// Inbound is one message of a person's, as it came.
type Inbound struct {
	Contact Contact
	Channel string // the name of the configured channel
	Address string // sealed at rest in the conversation, not here
	Ref     string // the network's id; (Contact, Ref) is unique
	At      time.Time
	Text    string
	Tap     string
	Place   string
	Media   []byte // JSON; nil when none
	Lang    string // the network's hint
	Run     string // the run it was handled in; set by Handled
	Tries   int    // failed attempts to handle it
	Quiet   bool   // the network has answered this stop or start word itself

	Attached []Media // what came with it, for AddMedia; not kept with the message itself
}

// Run is one passage of one person through one part of a consultation.
type Run struct {
	Contact  Contact // empty for an anonymous record
	ID       string
	Flow     string
	Edition  int
	Part     string
	Subject  string // the answer that about names; empty without
	Channel  string // capability name: sms, telegram …
	Lang     string
	Helper   string
	Late     bool
	BeganAt  time.Time
	EndedAt  time.Time // zero while open
	Outcome  string    // empty while open
	State    []byte    // set while the run is put aside for another
	ForgetAt time.Time // the end of keep; zero means never
	New      bool      // not stored yet: see Tx.PutRuns
}

// Answer is one answer on record.
type Answer struct {
	Contact Contact // empty for an anonymous record
	Run     string
	Flow    string
	Part    string
	Name    string
	Kind    string
	Status  string
	Value   string
	Raw     string
	Edition int
	Wording int
	Lang    string
	At      time.Time // a day only, for an anonymous record
	New     bool      // not stored yet: see Tx.PutAnswers
}

// Consent is evidence: what a person was asked, in which words, and what they
// said. Consents are only ever added.
type Consent struct {
	Contact Contact
	Flow    string
	Run     string
	Purpose string
	Yes     bool
	How     string // "reply", "network" (they told it, not us) or "erase"
	Text    string
	Edition int
	Wording int
	Lang    string
	At      time.Time
	Until   time.Time // the end of keep; zero means no end
}

// Fact is something remembered about a person over all consultations.
type Fact struct {
	Contact Contact
	Name    string
	Value   string
	At      time.Time
}

// Message is one message to a person. The outbox is the message table.
type Message struct {
	Contact  Contact
	Key      string // why it exists: in/REF/0, due/KEY/0, cast/7/1031; (Contact, Key) is unique
	ID       string // random; what the network is told
	Channel  string // the name of the configured channel that sends it
	Address  string // filled by Claim; given to Enqueue only for a person erased in the same transaction
	Priority Priority
	Text     string
	Extras   []byte // JSON of what goes with the text: buttons, a template …; nil when none
	Lang     string
	Flow     string
	Run      string
	State    Delivery
	DueAt    time.Time // zero means at once
	Expires  time.Time // zero means never
	Tries    int       // attempts begun, a claimed one included and those given back not
	Ref      string    // the network's id, once sent
	Why      string    // the reason of a failure
	At       time.Time
	New      bool      // not stored yet: see Tx.Enqueue
	Doubt    bool      // an attempt may have left: look it up before another; filled by Claim
	TriedAt  time.Time // when the attempt in doubt began, or this one; filled by Claim
	SeenAt   time.Time // when the person last wrote; filled by Claim
	Cost     int64     // what its attempts cost, in millionths of the configured currency
	Last     bool      // may be sent to a person who opted out: the one confirmation of a stop or an erasure
}

// Priority orders what is sent: replies before reminders before broadcasts.
type Priority uint8

// The kinds of message by urgency.
const (
	Reply Priority = iota
	Reminder
	Broadcast
)

// Delivery is the state of a message of ours.
type Delivery string

// The states a message passes through. Receipts move it forward, never back.
const (
	Queued    Delivery = "queued"
	Sending   Delivery = "sending"
	Sent      Delivery = "sent"
	Delivered Delivery = "delivered"
	Read      Delivery = "read"
	Failed    Delivery = "failed"
	Halted    Delivery = "stopped"
	Expired   Delivery = "expired"
	Unknown   Delivery = "unknown"
)

// Outcome is what became of one attempt to send.
type Outcome struct {
	Contact Contact
	Key     string
	State   Delivery // Sent, Queued (try again at RetryAt), Failed, Halted, Unknown
	Ref     string
	Why     string
	RetryAt time.Time
	Back    bool  // given back without an attempt, with Queued: it counts as no try, and stays due unless there is a RetryAt
	Doubt   bool  // it may have left
	Dead    bool  // nobody is reached at this address
	Cost    int64 // of this attempt, in millionths of the configured currency
	At      time.Time
}

// StatusUpdate is a receipt for a message of ours.
type StatusUpdate struct {
	Contact Contact // whose message it is: receipts name the address, and nothing is looked up without its shard
	ID      string  // ours, or
	Ref     string  // the network's
	State   Delivery
	Why     string
	Dead    bool  // nobody is reached at this address; passed over for who wrote after At
	Cost    int64 // what the network says it cost, in millionths of the configured currency; 0 when it does not say
	At      time.Time
}

// Due is something to be done for a contact at a time. Until then it keeps
// the contact, unless it is of kind digest: that one tells what is new of what
// they follow, which keeps them itself.
type Due struct {
	Contact Contact
	Kind    string // part, digest, forget …
	Key     string // (Contact, Kind, Key) is unique
	At      time.Time
	Data    []byte
	Tries   int
	Flow    string // what it needs: an edition stays in use until then; empty without
	Edition int
}

// Handover is a conversation in a desk's queue.
type Handover struct {
	Contact  Contact
	Run      string
	Desk     string
	Flow     string
	Lang     string
	OpenedAt time.Time
	Until    time.Time // zero means no end
	Code     string    // short, what an operator types
}

// Edition is one published wording of a consultation: the content of its
// folder at that moment.
type Edition struct {
	Flow        string
	Edition     int
	Wording     int
	Hash        string // of the content
	Files       []byte // the folder, packed by the runtime
	PublishedAt time.Time
	Retired     bool
}
