package flows

// Env is what checking and compiling need from outside the folder. flows
// imports none of its neighbours; the program that uses it fills this in.
type Env struct {
	Lexicon Lexicon
	Meter   Meter
	// Region is the country, by its two letters, whose way of writing telephone
	// numbers is understood. Empty means that a number needs its country code.
	Region string
	// Taken names the published flow that a start word opens, or "". Nil means none is taken.
	Taken func(word string) string
	// Published is the newest published edition of this flow; nil when there is none.
	Published *Flow
	// Earlier are the editions before that one, oldest first. Names once
	// published stay taken, also those that Published no longer has.
	Earlier []*Flow
}
