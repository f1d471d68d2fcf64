package answer

// Words is what one language brings to the reading of replies. All entries
// are written as people write them; the reader folds them itself. The fields
// are built of plain types only, so that another package can hold the same
// struct and Go converts one into the other.
type Words struct {
	// Machine words: the whole message, in the person's language.
	Stop, Start, Help, Language, Back, Skip, Status, MyData, Erase, Link []string
	// AskStop are the other words a message may hold that only asks to stop
	// ("please", "messages", "no more", "don't write me").
	AskStop []string
	// Plan, Follow, Unfollow, Updates and More are the words about what was
	// promised, at the beginning of a message; Now, Weekly and Monthly may
	// stand behind Updates. See Reader.PlanWord.
	Plan, Follow, Unfollow, Updates, More []string
	Now, Weekly, Monthly                  []string

	// Yes and No; the first of each is the plain word.
	Yes, No []string
	// Numbers are number words: "twenty" → 20; And joins them ("y", "and").
	Numbers map[string]int
	And     []string
	// Ordinals name a place in a list: "first", "the 2nd" → 2.
	// -1 is the last.
	Ordinals map[string]int
	// Fillers may stand around an answer without changing it: "please", "the", "option".
	Fillers []string
	// Not are the words that turn an answer around or narrow it ("not",
	// "except", "but"); an option is never read behind one.
	Not []string
	// All and None of the options.
	All, None []string

	// Months and Weekdays as written, in any form, to 1–12 and 0 (Sunday)–6.
	Months   map[string]int
	Weekdays map[string]int
	// Days are words for a day near today: "yesterday" → -1.
	Days map[string]int
	// Past and Future turn a span or a weekday to one side: "ago", "last";
	// "in", "next". Units are the spans, in days: "week" → 7.
	Past, Future []string
	Units        map[string]int
	// MonthFirst: 3/4 is March the 4th.
	MonthFirst bool

	// How the software writes.
	MonthNames []string // January…, twelve of them
	Date       string   // "{day} de {month} de {year}"
	Decimal    string   // ","
	Group      string   // "."
	ListAnd    string   // " y " between the last two of a list
	Digits     string   // ten digits when not 0–9; empty otherwise
	RTL        bool
}

// Fit tells how well a reply fits.
type Fit uint8

// A reply fits not at all, after forgiving something, or to the letter
// (case, accents, punctuation and fillers aside).
const (
	Misfit Fit = iota
	Near
	Exact
)

// Why is the reason of a misfit: the key of the sentence that tells it.
type Why string

// Reasons of a misfit.
const (
	NotUnderstood Why = "not_understood"
	TwoFit        Why = "two_fit"  // fits two options equally
	TooMany       Why = "too_many" // more options than may be chosen
	TooFew        Why = "too_few"
	OutOfRange    Why = "out_of_range" // of a number, scale or date
	NotANumber    Why = "not_a_number"
	NotWhole      Why = "not_whole"
	NotADate      Why = "not_a_date"
	NotAPhone     Why = "not_a_phone"
	NotAnEmail    Why = "not_an_email"
	NotYesOrNo    Why = "not_yes_or_no"
	NotFound      Why = "not_found" // no such row
	TooLong       Why = "too_long"
	WantsMedia    Why = "wants_media" // words came where a photo was asked
)

// Option is one option as written, in every language of the flow.
type Option struct {
	ID     string
	Labels map[string]string
	Words  map[string][]string
}

// Pick is how many options may be chosen. Max 0 means any number.
type Pick struct {
	Min, Max int
	Ranked   bool
}
