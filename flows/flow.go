package flows

import (
	"time"

	"plaza/flows/clause"
	"plaza/flows/source"
)

// Flow is one consultation as its author wrote it: flow.yaml and the files
// beside it, read into one tree in which everything knows its place. The key
// tags are read by the parser and by the JSON Schema alike.
type Flow struct {
	Pos       source.Pos
	ID        Name             `key:"flow,required"`
	Title     Text             `key:"title,required"`
	Languages []Name           `key:"languages,required"` // the first is the fallback
	Start     Words            `key:"start"`
	Opens     Moment           `key:"opens"`
	Closes    Moment           `key:"closes"`
	Zone      Name             `key:"zone"`          // IANA name; required with a date
	Late      Name             `key:"late"`          // refuse (default) or accept
	Who       Name             `key:"who"`           // anyone (default), invited, "panel NAME", "verified NAME"
	Again     Name             `key:"again"`         // replace (default), add, refuse
	About     Name             `key:"about"`         // the answer that names the subject
	Record    Name             `key:"record"`        // anonymous, or empty
	Assisted  Flag             `key:"assisted"`      // a field worker may run it for someone else
	Remind    []Duration       `key:"remind"`        // after so much silence, never past Expire
	Expire    Duration         `key:"expire"`        // zero means the default, 7 days
	Plainly   Flag             `key:"transliterate"` // an SMS may lose accents where that saves one
	Settings  Map[Text]        `key:"settings"`
	Tables    Map[*TableDecl]  `key:"tables"`
	Lists     Map[*OptionList] `key:"lists"`
	Given     Map[Name]        `key:"given"` // name → table
	Steps     []*Step          `key:"steps,required"`
	Parts     Map[*Part]       `key:"parts"`

	Folder *Folder `key:"-"` // the files it was read from
}

// Main returns the conversation called main: the flow's own steps, with the
// head's start words and timers, as a Part like any other.
func (f *Flow) Main() *Part {
	return &Part{
		Pos: f.Pos, Name: MainPart, Start: f.Start, Given: f.Given, Again: f.Again, About: f.About,
		Remind: f.Remind, Expire: f.Expire, Steps: f.Steps,
	}
}

// MainPart is the name of the conversation that a flow's own steps make.
const MainPart = "main"

// Part is one further conversation of the same consultation. It has Steps and
// exactly one of Start and Begins (main has neither or Start).
type Part struct {
	Pos    source.Pos
	Name   string     `key:"-"`
	Start  Words      `key:"start"`
	Begins *Begins    `key:"begins"`
	When   *Condition `key:"when"`
	Given  Map[Name]  `key:"given"`
	Again  Name       `key:"again"`
	About  Name       `key:"about"`
	Remind []Duration `key:"remind"`
	Expire Duration   `key:"expire"`
	Steps  []*Step    `key:"steps,required"`
}

// Begins says what makes a part begin: so long after another part (After and
// Delay), a date for those who finished main (On), or an event of a civic
// thing the flow made (Thing and Event).
type Begins struct {
	Pos   source.Pos
	Delay Duration
	After string
	On    Moment
	Thing string
	Event string
}

// TableDecl declares a table the flow looks things up in: a CSV file of the
// folder, or an action plan's milestones.
type TableDecl struct {
	Pos     source.Pos
	Name    string          `key:"-"`
	File    Name            `key:"file"`
	Plan    Name            `key:"plan"`
	Key     Name            `key:"key"`
	Search  []Name          `key:"search"`
	Columns Map[*Column]    `key:"columns"`
	Missing Text            `key:"missing"` // how an empty cell is said
	AsOf    Moment          `key:"as_of"`
	Source  Name            `key:"source"`
	Data    *source.CSVFile `key:"-"` // read from File; nil when it could not be read
}

// Column describes one column of a table. A column not described is text.
type Column struct {
	Pos  source.Pos
	Type Name `key:"type"` // text, number, date
	Unit Text `key:"unit"`
}

// OptionList is a set of options in their written order, by id.
type OptionList struct {
	Pos     source.Pos
	Ref     Name // options: NAME, instead of Options
	Options []*Option
}

// Option is one thing a person can choose. It may be written as a bare text or
// as a map of text and words.
type Option struct {
	Pos   source.Pos
	ID    string
	Text  Text
	Words Words // also understood
}

// Step is one step: a verb, its keys, and at most a condition.
type Step struct {
	Pos  source.Pos
	When *Condition
	Verb Verb
}

// Verb is what a step does: one of *Say, *Ask, *Consent, *Group, *Confirm,
// *ListRows, *Handoff, *End and *Follow.
type Verb interface{ verb() string }

// Say sends one message.
type Say struct {
	Text Text `key:"say,required"`
}

// Ask is one question. Exactly one of Options and Answer is set.
type Ask struct {
	Name     Name        `key:"ask,required"`
	Text     Text        `key:"text,required"`
	Options  *OptionList `key:"options"`
	Answer   Name        `key:"answer"` // text scale yesno number date phone email place photo voice file row
	Required Flag        `key:"required"`
	Remember Flag        `key:"remember"`
	Example  Text        `key:"example"`

	Pick    *Pick      `key:"pick"`    // options, row
	Ranked  Flag       `key:"ranked"`  // options
	Shuffle Flag       `key:"shuffle"` // options
	Max     Name       `key:"max"`     // text: characters
	From    Name       `key:"from"`    // scale, number, date
	To      Name       `key:"to"`
	Low     Text       `key:"low"` // scale
	High    Text       `key:"high"`
	Table   Name       `key:"table"` // place, row
	Where   *Condition `key:"where"` // row
	Sort    Name       `key:"sort"`
	Show    Name       `key:"show"` // how many rows to list
	Each    Text       `key:"each"`
	None    Text       `key:"none"`
	Column  Name       `key:"column"`
}

// Consent asks yes or no for a purpose and keeps it as evidence. In a part it
// may have no Text: then it is asked only if not yet given.
type Consent struct {
	Purpose  Name     `key:"consent,required"` // take_part, contact_again, publish, or the author's own
	Text     Text     `key:"text"`
	Keep     Duration `key:"keep"`
	Required Flag     `key:"required"`
}

// Group is a set of steps under a condition; only it may have an else.
type Group struct {
	Then []*Step `key:"then,required"`
	Else []*Step `key:"else"`
}

// Confirm reads the named answers back and lets the person correct one.
type Confirm struct {
	Names []Name `key:"confirm,required"`
	Text  Text   `key:"text,required"`
}

// ListRows prints one line a row: of a row answer, or of a table.
type ListRows struct {
	Name  Name       `key:"list,required"`
	Where *Condition `key:"where"`
	Sort  Name       `key:"sort"`
	Show  Name       `key:"show"`
	Each  Text       `key:"each,required"`
	None  Text       `key:"none"`
}

// Handoff lets a person of a desk take over. The flow goes on when they hand
// back, or after Wait.
type Handoff struct {
	Desk  Name     `key:"handoff,required"`
	Text  Text     `key:"text"`
	Hours Text     `key:"hours"`
	Wait  Duration `key:"wait"`
}

// End ends the run with an outcome of the author's.
type End struct {
	Outcome Name `key:"end,required"`
}

func (*Say) verb() string      { return "say" }
func (*Ask) verb() string      { return "ask" }
func (*Consent) verb() string  { return "consent" }
func (*Group) verb() string    { return "then" }
func (*Confirm) verb() string  { return "confirm" }
func (*ListRows) verb() string { return "list" }
func (*Handoff) verb() string  { return "handoff" }
func (*End) verb() string      { return "end" }

// Name is a scalar with its place: an id, a word of the language, a number as written.
type Name struct {
	Pos   source.Pos
	Value string
}

// Flag is yes or no. The zero Flag is no.
type Flag struct {
	Pos source.Pos
	Yes bool
}

// Text is one sentence in each language of the flow.
type Text struct {
	Pos source.Pos
	In  map[string]Phrase // by language tag; nil when the author wrote none
}

// Phrase is a Text in one language, at its place (in flow.yaml or LANG.po).
type Phrase struct {
	Pos  source.Pos
	Text string
	// Stale says that the first language changed since this was translated, or
	// that a translator was not sure. The old translation still speaks.
	Stale bool
}

// Words are words in each language, such as a flow's start words.
type Words struct {
	Pos source.Pos
	In  map[string][]Phrase
}

// Duration is NUMBER minutes|hours|days|weeks|months|years as written. A month
// is a twelfth of a year and a year 365 days when a Duration is added to a time.
type Duration struct {
	Pos source.Pos
	D   time.Duration
	Src string
}

// Moment is a day, or a day and a time of day, in the flow's zone.
type Moment struct {
	Pos     source.Pos
	Src     string
	Day     time.Time // midnight UTC of the day; zero when not written
	HasTime bool
	Hour    int
	Minute  int
}

// Pick is how many options a person may choose. Max 0 means any number.
type Pick struct {
	Pos source.Pos
	Min int
	Max int
}

// Map is a YAML map in its written order.
type Map[V any] struct {
	Pos  source.Pos
	Keys []Name
	By   map[string]V
}

// Condition is a parsed when or where; the grammar is in condition.go.
type Condition struct {
	Pos  source.Pos
	Src  string
	Root *Cond
}

// Cond is a node of a condition: exactly one of All, Any and Test is set.
type Cond = clause.Node[Test]

// Op is what a Test compares with.
type Op string

// The tests of section 6 of the language.
const (
	OpIs          Op = "is"
	OpIsNot       Op = "is not"
	OpOneOf       Op = "is one of"
	OpNotOneOf    Op = "is not one of"
	OpIncludes    Op = "includes"
	OpAnswered    Op = "is answered"
	OpNotAnswered Op = "is not answered"
	OpLess        Op = "<"
	OpLessEq      Op = "<="
	OpMore        Op = ">"
	OpMoreEq      Op = ">="
)

// Test compares one name with values. A test on a missing answer is false;
// only OpNotAnswered is true then.
type Test struct {
	Pos    source.Pos
	Name   string // the left side, such as theme, before.trust, or in a where a column
	Op     Op
	Values []Operand
}

// Operand is a value on the right of a test, or the name of one.
type Operand struct {
	Pos    source.Pos
	Text   string // as written, without quotes or braces
	Quoted bool
	Ref    bool // a name to be looked up, written {name} in a where, bare after < and >
	Braced bool // a Ref written {name}: in a where the conversation's, while bare ones are columns
}

// Folder is a consultation's folder: its files by name.
type Folder struct {
	Name  string // as the author sees it in messages; may be empty
	Files map[string][]byte
}
