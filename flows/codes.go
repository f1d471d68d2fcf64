package flows

// Code is a sort of finding about a consultation.
type Code struct {
	Name    string
	About   string // one sentence, for the documentation
	Warning bool   // it does not stop publishing
}

// Codes lists every code that a problem can have. A test fails one without a
// broken flow that shows it.
func Codes() []Code {
	return []Code{
		{"syntax", "The file cannot be read as YAML.", false},
		{"text-cut", "A text ends before its author meant it to.", false},
		{"language", "A language the flow does not have, or a translation that says something else.", false},
		{"yaml", "A part of YAML that is not used here.", false},
		{"key", "A key that is unknown, missing, or has a value it cannot have.", false},
		{"verb", "A step that is no verb, or several.", false},
		{"name", "A name that cannot be one, or that is taken.", false},
		{"missing-text", "A text that is not there in one of the languages.", false},
		{"language-twice", "A translation that stands both in the flow and beside it.", false},
		{"unknown-name", "A name that stands for nothing.", false},
		{"not-yet-asked", "An answer used on a path that has not asked for it.", false},
		{"condition", "A condition that is written wrongly, or always comes out the same.", false},
		{"word-taken", "A word that already means something else.", false},
		{"same-answer", "Two options that one reply can mean.", false},
		{"no-consent", "Answers kept before anyone agreed.", false},
		{"uninvited", "People written to later who were not asked whether they want that.", false},
		{"table", "A table that does not hold what the flow looks up in it.", false},
		{"impossible", "Something that can never happen.", false},
		{"published", "A change that cannot be published under the old name.", false},

		{"stale", "A translation older than its source; for a consent an error.", true},
		{"maybe-missing", "A name that is empty for some people.", true},
		{"long", "A message of many SMS.", true},
		{"hard-to-read", "A sentence too long to follow on a phone.", true},
		{"ucs2", "A character that makes a message cost more, and that spelling does not require.", true},
		{"handwritten-word", "A universal word written by hand.", true},
		{"many-options", "More options than a WhatsApp list takes.", true},
		{"template", "A message that WhatsApp must approve first.", true},
		{"unused", "Something declared and never used.", true},
		{"untested", "A question or an option that no transcript tries.", true},
		{"too-many-paths", "A flow with more paths than can be walked.", true},
	}
}
