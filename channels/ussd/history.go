package ussd

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"

	"plaza/channels"
)

// request is one request of the network about a session.
type request struct {
	session string
	phone   channels.Address
	text    string // everything typed in the session
}

// most is how many beginnings of a history are looked up. Who types more
// asterisks at once is asked again.
const most = 64

// ref is the id of what a person did when the history had come so far. It
// holds nothing of what they typed: a ref is kept in clear.
func (q request) ref(text string) string {
	sum := sha256.Sum256([]byte(q.session + "\x00" + text))
	return base64.RawURLEncoding.EncodeToString(sum[:18])
}

// event is a message, or a dial when it says nothing.
func (q request) event(ref, text string) channels.Event {
	return channels.Event{Kind: channels.Message, From: q.phone, Ref: ref, Text: text}
}

// beginnings are the histories that this one may continue, itself first, the
// longest next: it ends before any asterisk, or was empty.
func (q request) beginnings() []string {
	all := []string{q.text}
	for rest := q.text; len(all) < most; all = append(all, rest) {
		at := strings.LastIndexByte(rest, '*')
		if at < 0 {
			if rest == "" {
				return all
			}
			at = 0
		}
		rest = rest[:at]
	}
	return all
}

// answer finds what the person did last and is told what they see now: the
// screens, and which of them.
func (c *Channel) answer(ctx context.Context, q request, x channels.Exchange) (seen []string, at int, open bool, err error) {
	begun, refs := q.beginnings(), []string(nil)
	for _, b := range begun {
		refs = append(refs, q.ref(b))
	}
	heard, err := x.Heard(ctx, q.phone, refs)
	if err != nil {
		return nil, 0, false, err
	}
	say := func(e channels.Event) {
		var a channels.Answer
		a, err = x.Answer(ctx, e)
		seen, at, open = screens(a.Say, a.More, c.cfg.Plain), 0, a.Open
	}
	switch i := slices.Index(heard, true); {
	case i == 0: // the same request again
		say(q.event(refs[0], ""))
	case i < 0: // we hear of this session for the first time, whatever was typed with the code
		say(q.event(refs[0], ""))
	default:
		typed := q.text
		if begun[i] != "" { // nothing joins the first to the empty history
			typed = typed[len(begun[i])+1:]
		}
		if typed == turn || strings.HasPrefix(typed, turn+"*") {
			say(q.event(refs[i], ""))
			for err == nil && at < len(seen)-1 {
				rest, turns := strings.CutPrefix(typed, turn)
				if !turns || rest != "" && rest[0] != '*' {
					break
				}
				at++
				if rest == "" {
					return seen, at, open, nil
				}
				typed = rest[1:]
			}
			if err != nil {
				break
			}
		}
		say(q.event(refs[0], typed))
	}
	return seen, at, open, err
}
