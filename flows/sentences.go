package flows

// Sentence is one of the software's own sentences that a conversation may
// say: the catalogues of package locales must have every one, in every
// language, with exactly these placeholders.
type Sentence struct {
	Key  string
	Args []string // the {names} it may use
	When string   // for translators: when a person reads it
}

// Sentences lists every sentence the engine says by itself. Everything else a
// person reads stands in the flow.
func Sentences() []Sentence {
	return []Sentence{
		// Why a reply did not fit. The question follows as a message of its own.
		{"not_understood", nil, "a reply that fits nothing"},
		{"two_fit", nil, "a reply that fits two options equally well"},
		{"too_many", []string{"max"}, "more options chosen than may be"},
		{"too_few", []string{"min"}, "fewer options chosen than must be"},
		{"out_of_range", []string{"from", "to"}, "a number or a date outside both bounds of the question"},
		{"too_low", []string{"from"}, "a number below the only bound"},
		{"too_high", []string{"to"}, "a number above the only bound"},
		{"too_early", []string{"from"}, "a date before the only bound"},
		{"too_late", []string{"to"}, "a date after the only bound"},
		{"not_a_number", nil, "words where a number was asked"},
		{"not_whole", nil, "a fraction on a scale"},
		{"not_a_date", nil, "a reply that is no date"},
		{"not_a_phone", nil, "a reply that is no telephone number"},
		{"not_an_email", nil, "a reply that is no e-mail address"},
		{"not_yes_or_no", nil, "a reply that is neither yes nor no"},
		{"not_found", nil, "no row of the table is near to the reply"},
		{"too_long", []string{"max"}, "a text of more characters than the question takes"},
		{"wants_photo", nil, "words where a photo was asked"},
		{"wants_voice", nil, "words where a voice message was asked"},
		{"wants_file", nil, "words where a file was asked"},
		{"words_instead", nil, "after a question for a photo, a voice message or a file, where none can be sent"},
		{"example", []string{"example"}, "added to one of the above, after a space: For example: {example}"},

		// Around a question.
		{"yes", nil, "the label of yes, as a button or in a numbered list"},
		{"no", nil, "the label of no"},
		{"scale", []string{"from", "to", "low", "high"}, "after the text of a scale: ({from} = {low}, {to} = {high})"},
		{"scale_bare", []string{"from", "to"}, "after the text of a scale without labels: ({from} to {to})"},
		{"which_of_these", nil, "several rows are near to the reply; they follow as options"},
		{"what_to_change", nil, "the person said no to a confirmation; the questions follow as options"},
		{"kept_as_is", nil, "a third correction was confirmed with no: we go on with what there is"},
		{"moving_on", nil, "three replies did not fit: we leave the question open and go on"},
		{"cannot_skip", nil, "skip was sent to a question that must be answered"},
		{"nothing_before", nil, "back was sent at the first question"},
		{"no_rows", nil, "the question would list rows, and the table has none that match"},

		// Later.
		{"reminder", []string{"title"}, "after some silence; the waiting question follows"},
		{"closed", []string{"title", "date"}, "an answer after the closing date"},
		{"handed_over", nil, "a person of the office takes over the conversation"},
		{"desk_silent", nil, "nobody of the office answered in time: we go on"},

		// The end.
		{"declined", nil, "a required consent was not given; nothing was kept"},
		{"incomplete", nil, "three replies did not fit a question that must be answered; the run ends, its answers stay"},

		// Action plans.
		{"cannot_follow", nil, "a step follow found no such plan: we go on, and the person is told that they follow nothing"},
		{"completion_no_evidence", nil, "the status of a milestone, inside a sentence: nobody has shown what was done"},
		{"completion_not_started", nil, "the same: nothing was done yet"},
		{"completion_limited", nil, "the same: a small part was done"},
		{"completion_substantial", nil, "the same: most was done"},
		{"completion_complete", nil, "the same: all was done"},

		// Inside the author's texts, in place of a name.
		{"no_answer", nil, "what {name} prints when the person gave no answer"},
		{"too_few_others", nil, "what {others.name} prints when too few people answered to say"},
		{"data_as_of", []string{"date", "source"}, "once after a message that used a table: its day and its source"},
		{"data_as_of_day", []string{"date"}, "the same, of a table without a source"},
		{"data_from", []string{"source"}, "the same, of a table without a day"},
	}
}
