package flows

// Env is what checking and compiling need from outside the folder. flows
// imports none of its neighbours; the program that uses it fills this in.
type Env struct {
	Lexicon Lexicon
	Meter   Meter
	// Plain writes a text as a flow that says transliterate sends it where that
	// saves an SMS. Nil means that such a flow is counted with its accents.
	Plain func(text string) string
	// Region is the country, by its two letters, whose way of writing telephone
	// numbers is understood. Empty means that a number needs its country code.
	Region string
	// Taken names the published flow that a start word opens, or "". Nil means none is taken.
	Taken func(word string) string
	// Plans are the ids of the action plans that are published here. Nil means
	// that nobody knows, and then any name passes.
	Plans []string
	// Published is the newest published edition of this flow; nil when there is none.
	Published *Flow
	// Earlier are the editions before that one, oldest first. Names once
	// published stay taken, also those that Published no longer has.
	Earlier []*Flow
}

// of is the environment as a flow's own settings bend it: who transliterates
// pays for the shorter of both ways to write a message.
func (e Env) of(f *Flow) Env {
	if e.Meter == nil || e.Plain == nil || !f.Plainly.Yes {
		return e
	}
	meter, plain := e.Meter, e.Plain
	e.Meter = func(text string) (int, bool) {
		n, large := meter(text)
		if fewer, still := meter(plain(text)); fewer < n {
			return fewer, still
		}
		return n, large
	}
	return e
}
