package flows

// The names of everything a transcript must exist for.
var (
	VerbNames   = verbNames
	AnswerNames = answerKinds
)
