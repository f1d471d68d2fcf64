package store

import "time"

// CodeAnswer is what became of a one-time code that somebody sent.
type CodeAnswer uint8

// What a code can turn out to be.
const (
	CodeWrong CodeAnswer = iota // never given out, used, or too old
	CodeOwn                     // given to the one who sent it
	CodeTaken                   // right, and used up now
	CodeLater                   // not looked at: too many were wrong
)

// A contact may send so many wrong codes in so much time. A code has eight
// digits, so that guessing is as good as hopeless long before many phones.
const (
	CodeTries = 5
	CodePause = 15 * time.Minute
)

// Code is the keyed hash under which a one-time code is kept.
func (k *Keys) Code(code string) []byte { return k.mac(nil, "code", code)[:16] }
