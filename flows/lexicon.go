package flows

import "plaza/flows/answer"

// Lexicon is what the engine needs of human languages: how people write, and
// what the software itself says. The program that uses flows fills it; flows
// holds no language of its own.
type Lexicon struct {
	// Words by language tag.
	Words map[string]answer.Words
	// Reader reads replies with these words. It is large, and programs may
	// share one; when nil, each makes its own.
	Reader *answer.Reader
	// Sentence is the software's own sentence with this key in lang, with
	// {name} placeholders filled from args. It returns the key itself when
	// there is no such sentence.
	Sentence func(lang, key string, args map[string]any) string
}

// Meter counts the SMS segments of a text and says whether it needs UCS-2.
type Meter func(text string) (segments int, ucs2 bool)

// reader is the lexicon's reader, or a new one.
func (l Lexicon) reader() *answer.Reader {
	if l.Reader != nil {
		return l.Reader
	}
	return answer.NewReader(l.Words)
}
