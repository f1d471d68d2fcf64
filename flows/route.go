package flows

import (
	"strings"
	"unicode"

	"plaza/flows/answer"
)

// Arrival is one incoming text and what must be known to read it.
type Arrival struct {
	Text    string
	Tap     string // a tapped button's payload; taps always answer the waiting question
	Lang    string // the person's language
	Stopped bool   // they have opted out
	// Promised tells whether a plan word with this behind it means something
	// here; nil where nothing was promised, and plan words are words like others.
	Promised func(word answer.PlanWord, rest string) bool
	Open     *Program // the program of the open run; nil when none is open
	State    State    // of the open run
}

// Intent says what an incoming text is, in the order of section 9 of the language.
type Intent struct {
	Kind IntentKind
	Flow string // ToOpen, ToLeave
	Part string
	Lang string // the language the word was found in, or empty
	Rest string // what followed the start word or, folded, the plan word
	// Else is the plan word that a text begins with which is to answer a
	// question: what it means, with Lang and Rest, where the question makes
	// nothing of it. 0 for none.
	Else IntentKind
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
	ToLink // ask for a code that joins two channels, or bring one: Rest is the code
	ToPlan // what was promised: Rest says which promise
	ToFollow
	ToUnfollow
	ToUpdates
	ToMore
	ToOpen  // a start word with nothing open: begin Part of Flow with Rest
	ToLeave // a start word inside a conversation: ask whether to leave for it
)

// Universal tells whether the intent is a word that means the same at every
// moment, such as stop and help.
func (k IntentKind) Universal() bool { return k >= ToStop && k <= ToMore && k != ToMaybeStop }

// Plans tells whether the intent is about what was promised.
func (k IntentKind) Plans() bool { return k >= ToPlan && k <= ToMore }

// commands are the intents of the universal words.
var commands = map[answer.Universal]IntentKind{
	answer.Stop: ToStop, answer.Start: ToStart, answer.Help: ToHelp, answer.Language: ToLanguage,
	answer.Back: ToBack, answer.Skip: ToSkip, answer.Status: ToStatus, answer.MyData: ToMyData, answer.Erase: ToErase,
	answer.Link: ToLink,
}

// planCommands are the intents of the plan words.
var planCommands = map[answer.PlanWord]IntentKind{
	answer.Plan: ToPlan, answer.Follow: ToFollow, answer.Unfollow: ToUnfollow, answer.Updates: ToUpdates, answer.More: ToMore,
}

// Route says what an incoming text is. It only reads: what follows from the
// intent is the runtime's to do.
func (l *Library) Route(a Arrival) Intent {
	waiting := a.Open != nil && a.State.Outcome == "" && a.State.At != ""
	if waiting && a.Tap != "" {
		return Intent{Kind: ToAnswer}
	}
	if word, lang := l.reader.Universal(a.Text, a.Lang); word != answer.NoUniversal {
		return Intent{Kind: commands[word], Lang: lang}
	}
	if code, lang := l.reader.LinkCode(a.Text); code != "" {
		return Intent{Kind: ToLink, Lang: lang, Rest: code}
	}
	if a.Stopped && l.isYes(a.Text, a.Lang) {
		return Intent{Kind: ToStart, Lang: a.Lang}
	}
	if waiting && a.Open.exact(a.State, a.Text) {
		return Intent{Kind: ToAnswer}
	}
	if l.reader.AsksToStop(a.Text) {
		return Intent{Kind: ToMaybeStop}
	}
	i := l.promised(a, waiting)
	if i.Kind != ToAnswer {
		return i
	}
	if o, rest, ok := l.opening(a.Text); ok {
		flow := o.program.Flow.ID.Value
		switch {
		case !waiting:
			return Intent{Kind: ToOpen, Flow: flow, Part: o.part, Lang: o.lang, Rest: rest}
		case rest == "" || o.program.beginsWith(o.part, rest, a.Lang):
			return Intent{Kind: ToLeave, Flow: flow, Part: o.part, Lang: o.lang, Rest: rest}
		}
	}
	return i
}

// promised reads a text that begins with a plan word. Where a question waits
// it must mean something as a whole, in a language the person writes, to go
// before the question: "plan the streets better" is an answer.
func (l *Library) promised(a Arrival, waiting bool) Intent {
	if a.Promised == nil {
		return Intent{}
	}
	word, lang, rest := l.reader.PlanWord(a.Text, a.Lang)
	switch {
	case word == answer.NoPlanWord:
		return Intent{}
	case waiting && (lang != a.Lang && lang != "en" || !a.Promised(word, rest)):
		return Intent{Lang: lang, Rest: rest, Else: planCommands[word]}
	}
	return Intent{Kind: planCommands[word], Lang: lang, Rest: rest}
}

// isYes tells whether the whole message is a plain yes. The order of words is
// the catalogue's; anything longer is not taken for a wish to hear from us.
func (l *Library) isYes(text, lang string) bool {
	yes, fit := l.reader.YesNo(text, lang)
	return yes && fit == answer.Exact && len(strings.Fields(text)) <= 2
}

// opening finds what the first word of a text opens, and what follows it.
func (l *Library) opening(text string) (o opening, rest string, ok bool) {
	word, rest := text, ""
	text = strings.TrimSpace(text)
	if space := strings.IndexFunc(text, unicode.IsSpace); space > 0 {
		word, rest = text[:space], strings.TrimSpace(text[space:])
	}
	o, ok = l.opens[answer.Fold(word)]
	return o, rest, ok
}

// exact tells whether a text fits the waiting question to the letter, where
// that is one with options, yes or no, or a scale.
func (p *Program) exact(s State, text string) bool {
	pt := p.parts[s.Part]
	if pt == nil || s.Pending != "" {
		return false
	}
	t := &turn{s: s, in: Input{Kind: InText, Text: text, At: s.Heard}, part: pt}
	t.speak(p)
	switch w := pt.at(s.At).(type) {
	case *question:
		return w.exact(t)
	case *confirm:
		return len(s.Shown) == 0 && w.kind.read(t).fit == answer.Exact
	}
	return false
}

func (q *question) exact(t *turn) (fits bool) {
	q.then(t, func(q *question) {
		switch k := q.kind.(type) {
		case choice, yesno, scale:
			fits = k.read(t).fit == answer.Exact
		case rows:
			if len(t.s.Offered) > 0 {
				r, ok := k.choose(t, t.in.Text)
				fits = ok && r.fit == answer.Exact
			}
		}
	})
	return fits
}

// beginsWith tells whether a text exactly fits the first question of a part,
// where that is a closed one.
func (p *Program) beginsWith(name, text, lang string) bool {
	pt := p.parts[name]
	if pt == nil {
		return false
	}
	t := &turn{s: State{Part: name, Lang: lang}, in: Input{Kind: InText, Text: text}, part: pt}
	t.speak(p)
	for _, o := range pt.ops {
		q, ok := o.(*question)
		if !ok || q.terms != nil {
			continue
		}
		if k, ok := q.kind.(rows); ok && k.table != nil && !k.place && k.where == nil {
			found, fit := p.Find(Query{Table: k.table.name, Text: text, Limit: 1, Column: k.column, Lang: t.v.tag})
			return len(found) == 1 && fit == "exact"
		}
		return q.exact(t)
	}
	return false
}
