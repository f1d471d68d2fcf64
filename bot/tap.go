package bot

import (
	"crypto/sha256"
	"encoding/base64"
	"regexp"

	"plaza/channels"
	"plaza/flows"
	"plaza/store"
)

// A button outlives its question: it stays under an old message for as long as
// the person keeps it. So each carries the mark of the question it was drawn
// under, and answers that question or none. The mark does not name the run, so
// that whoever draws buttons ahead of time draws them once for everybody.

// mostTap is the longest id of a button that every network brings back
// (core.telegram.org/bots/api#inlinekeyboardbutton).
const mostTap = 64

// tapForm is the form of a button's id: the mark, and behind a dot the id of
// the option. Behind a tilde stands a digest of one that was too long, and the
// label says what was tapped.
var tapForm = regexp.MustCompile(`^([A-Za-z0-9_-]{8})([.~])(?s:(.*))$`)

// mark stands for one question of one consultation.
func mark(flow, part, question string) string {
	return digest(flow + "\x00" + part + "\x00" + question)
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return base64.RawURLEncoding.EncodeToString(sum[:6])
}

// question is the mark of the question that waits in a run.
func question(s flows.State) string { return mark(s.Flow, s.Part, s.At) }

// languageMark is the mark of the language menu.
func languageMark() string { return mark("", "", asideLanguage) }

// buttons are options under a mark.
func buttons(mark string, options []flows.Choice) []channels.Button {
	if len(options) == 0 {
		return nil
	}
	bs := make([]channels.Button, len(options))
	for i, o := range options {
		id := mark + "." + o.ID
		if len(id) > mostTap {
			id = mark + "~" + digest(o.ID)
		}
		bs[i] = channels.Button{ID: id, Label: o.Label}
	}
	return bs
}

// tapped reads a tap: the option that it chooses, empty where the label must
// tell; or that it stands under a question that does not wait. A tap without a
// mark is not ours to judge.
func (t *turn) tapped(in *store.Inbound, open bool, s flows.State) (option string, stale bool) {
	m := tapForm.FindStringSubmatch(in.Tap)
	switch {
	case m == nil:
		return in.Tap, false
	case m[1] == languageMark():
		return "", t.conv.Aside != asideLanguage
	case !open || m[1] != question(s):
		return "", true
	}
	t.conv.Aside = "" // it says itself what it answers
	if m[2] == "~" {
		return "", false
	}
	return m[3], false
}

// passOver answers a tap under an old question: what waits is asked again.
func (t *turn) passOver(open bool) error {
	t.conv.Aside = ""
	switch {
	case !t.conv.Stopped.IsZero():
		t.inviting = true
		return t.say("stopped_still", nil)
	case open || t.conv.Desk != "":
		return t.askAgain()
	}
	return t.nothingOpen()
}
