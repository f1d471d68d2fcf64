package flows

import "time"

// State is everything the engine knows of one run of one person: what was
// asked, what was answered, and what the run waits for. It is a value: Step
// takes one and returns the next. AppendState and ParseState write and read
// its stored form.
//
// The runtime fills the first group when a run begins and never changes it
// but for Lang; the engine owns the rest.
type State struct {
	Flow    string
	Edition int
	Run     string // the run's id, also the seed of shuffles and of the receipt
	Part    string
	Lang    string
	Channel string
	Helper  string // who assists, when a field worker runs it for someone else
	Wave    int    // the panel's round; 0 outside panels
	Began   time.Time
	Can     Can // what the channel can carry

	Wording   int       // the wording the waiting question was asked with
	At        string    // the name of the step that waits; empty before the first and after the last
	Heard     time.Time // when the person last wrote, or the run began
	Reminded  int       // reminders sent since then
	Misses    int       // replies that did not fit the waiting question
	Confirms  int       // corrections made at the waiting confirm
	Returning string    // the confirm to walk back to, while a correction is under way
	Shown     []string  // option ids of the waiting question in the order shown, when it is not the written one
	Offered   []Row     // the rows the waiting question offers, in the order shown
	Held      string    // the rest of the opening message, offered to the first ask; a reply being looked up
	Pending   string    // what a Need or Do was emitted for: the engine waits for the runtime's answer
	Cited     []string  // tables whose date and source were said in this run
	Answers   []Answer  // in the order they were asked
	Known     []Answer  // what was remembered or given when the run began, and its part speaks of
	Outcome   string    // set when the run has ended
}

// Can is a set of what the run's channel can carry.
type Can uint8

// What a channel may carry besides text.
const (
	CanPhoto Can = 1 << iota
	CanVoice
	CanFile
	CanLocation
)

// Answer is what is on record under one name.
type Answer struct {
	Name   string
	Status Status
	Value  string // canonical: option ids joined by ",", "yes", "5", "2026-03-12", a row's key
	// Fields are a chosen row's cells by column, or what a civic thing offers;
	// nil otherwise. Of several chosen rows, the second's are "2.column", and so on.
	Fields map[string]string
}

// Status tells how an answer came to be.
type Status string

// The states of an answer; one that is absent was not asked.
const (
	Answered    Status = "answered"
	Known       Status = "known"       // remembered from before
	Skipped     Status = "skipped"     // the person skipped it
	Unanswered  Status = "unanswered"  // three replies did not fit
	Unavailable Status = "unavailable" // nobody can tell it now
)

// Input is one thing that happens to a run. Only the fields of its Kind are read.
type Input struct {
	Kind  InputKind
	At    time.Time
	Text  string            // InText: what the person wrote, also with media
	Tap   string            // InText: the payload of a tapped button, empty otherwise
	Media []Media           // InText
	Place string            // InText: a position, "lat,lon"
	Known map[string]Answer // InBegin: what is remembered about the person, by name; consents by purpose
	Given map[string]Row    // InBegin: rows bound by an invitation, and what an event brought
	Rows  []Row             // InFound
	Fit   string            // InFound: "exact", "near" or "" when the rows are a list
	Thing map[string]string // InDone, InEvent: the civic thing's fields
	Why   string            // InRefused: the reason's key
	Name  string            // InEvent: the civic thing
	Event string            // InEvent
	// PassOn is for an InText that means something else where the waiting
	// question makes nothing of it, and for the InFound that belongs to it.
	// Such a reply is no miss: nothing is said, and PassedOn tells.
	PassOn bool
}

// InputKind says what happened.
type InputKind uint8

// What can happen to a run.
const (
	InBegin    InputKind = iota // the run begins; Text holds the rest of the opening message
	InText                      // the person wrote, tapped, or sent media
	InSkip                      // the person sent the word for skip
	InBack                      // the person sent the word for back
	InClock                     // time passed: remind or expire when due
	InAgain                     // ask the waiting question again (after help, a new language, an aside)
	InStop                      // the person stopped: end as stopped, say nothing
	InDone                      // answer to Do
	InRefused                   // answer to Do
	InFound                     // answer to Need
	InReturned                  // a person of the desk handed back
	InEvent                     // news of a civic thing this run made
)

// Media is one attachment.
type Media struct {
	Kind string // photo, voice, file
	URL  string // where the adapter or the store keeps it
	Type string // MIME
}

// Row is one row of a table: its key and its cells by column.
type Row struct {
	Key   string
	Cells map[string]string
}

// Effect is something Step asks the runtime to do: Message, Recorded,
// Consented, Forgotten, Need, Do, Handed, Later, PassedOn or Ended.
type Effect interface{ effect() }

// Message is to be said to the person. Key names the software's own sentence
// when it is one (transcripts match it by key).
type Message struct {
	Key     string
	Text    string
	Options []Choice // listed under the text or drawn as buttons; shared, do not change
	YesNo   bool     // the options are yes and no, which the text asks for: worth buttons, not lines
	Many    bool     // several options may be chosen
	Asks    string   // the question this message puts, or empty
	Wants   string   // what it asks for besides words: photo, voice, file, location, phone; empty when words
	Lang    string
	Plainly bool // an SMS of it may lose accents where that saves one
}

// Choice is one option as shown.
type Choice struct {
	ID    string // what a tapped button sends back
	Label string
}

// Recorded is an answer to be kept, with what the person wrote.
type Recorded struct {
	Answer
	Raw      string
	Wording  int // the wording it answered
	Kind     string
	Remember bool // also keep it on the person
	Again    bool // in place of what was on record before
}

// Consented is evidence that a person said yes or no.
type Consented struct {
	Purpose string
	Yes     bool
	Text    string // the sentence they answered
	Wording int
	Lang    string
	Keep    time.Duration
}

// Forgotten withdraws an answer on record: back, a correction, or a path that
// no longer applies.
type Forgotten struct{ Name string }

// Need asks for rows of a table, or for what others answered. The runtime
// answers InFound in the same transaction; InRefused when it has no such
// thing at all, as a transcript has no others. What others answered comes as
// one row a value, its key the value, with the cell "count"; no rows mean too
// few people to say.
type Need struct{ Query Query }

// Query is a question to a table. Values are resolved; no name is left in it.
type Query struct {
	Table  string
	Others string // others.x: count the answers to x instead of reading a table
	Key    string // this row
	Text   string // rows near to what the person typed
	Where  *Condition
	Bound  map[string]string // values of the {names} in Where
	Sort   string
	Limit  int
	Column string // distinct values of this column instead of rows
	Lang   string
}

// Do asks a civic package to act. The runtime answers InDone or InRefused in
// the same transaction.
type Do struct {
	Kind   string
	Name   string
	Values map[string]string
}

// Handed puts the conversation into a desk's queue.
type Handed struct {
	Desk string
	Wait time.Duration
}

// Later asks for a part to begin at a time of its own.
type Later struct {
	Part string
	At   time.Time
}

// PassedOn says that the waiting question made nothing of a reply that was to
// be passed on then. It still waits.
type PassedOn struct{}

// Ended says that the run is over: done, partial, stopped, declined,
// incomplete, or an outcome of the author's.
type Ended struct{ Outcome string }

func (Message) effect()   {}
func (Recorded) effect()  {}
func (Consented) effect() {}
func (Forgotten) effect() {}
func (Need) effect()      {}
func (Do) effect()        {}
func (Handed) effect()    {}
func (Later) effect()     {}
func (PassedOn) effect()  {}
func (Ended) effect()     {}
