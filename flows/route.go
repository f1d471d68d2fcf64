package flows

// Arrival is one incoming text and what must be known to read it.
type Arrival struct {
	Text    string
	Tap     string   // a tapped button's payload; taps always answer the waiting question
	Lang    string   // the person's language
	Stopped bool     // they have opted out
	Open    *Program // the program of the open run; nil when none is open
	State   State    // of the open run
}

// Intent says what an incoming text is, in the order of section 9 of the language.
type Intent struct {
	Kind IntentKind
	Flow string // OpenPart, LeaveFor
	Part string
	Lang string // the language the word was found in, or empty
	Rest string // what followed the start word
}

// IntentKind names what a person wants with a text.
type IntentKind uint8

// What a text can be.
const (
	ToAnswer    IntentKind = iota // it answers the waiting question, or nothing is open and it is nothing we know
	ToStop                        // stop, in any language we know, the whole message
	ToMaybeStop                   // a longer text that only asks to stop: ask whether to
	ToStart                       // start again; only from someone who has opted out, or alone
	ToHelp
	ToLanguage
	ToBack
	ToSkip
	ToStatus
	ToMyData
	ToErase
	ToOpen  // a start word with nothing open: begin Part of Flow with Rest
	ToLeave // a start word inside a conversation: ask whether to leave for it
)
