package flows

import (
	"slices"
	"time"
)

// message says something to the person, and behind it where its figures come
// from, once in a run for each table.
func (t *turn) message(m Message) {
	m.Lang, m.Plainly = t.v.tag, t.p.Flow.Plainly.Yes
	t.out = append(t.out, m)
	for _, tb := range t.cited {
		if slices.Contains(t.s.Cited, tb.name) {
			continue
		}
		t.s.Cited = append(slices.Clip(t.s.Cited), tb.name)
		key, text := tb.cite(t.v)
		t.out = append(t.out, Message{Key: key, Text: text, Lang: m.Lang, Plainly: m.Plainly})
	}
	t.cited = nil
}

// tell says one of the software's own sentences that takes no arguments.
func (t *turn) tell(key string) { t.message(Message{Key: key, Text: t.v.say(key)}) }

// cite notes that the message being made prints something of a table.
func (t *turn) cite(tb *table) {
	if tb.cites() && !slices.Contains(t.cited, tb) {
		t.cited = append(t.cited, tb)
	}
}

// title is the consultation's name in the person's language.
func (t *turn) title() string { return t.p.title.in(t) }

// today is the day it is where the consultation is held.
func (t *turn) today() time.Time { return t.in.At.In(t.p.zone) }

// say is a step that sends one message.
type say struct {
	text   texts
	others []string
}

func (s *say) run(t *turn, i int) int {
	if t.s.Returning != "" {
		return i + 1 // it was said before the correction
	}
	if t.fetch(s.others, i) {
		return halt
	}
	t.message(Message{Text: s.text.in(t)})
	t.dropOthers()
	return i + 1
}

// need asks the runtime for rows, and notes what they are for.
func (t *turn) need(what string, q Query) {
	q.Lang = t.v.tag
	t.s.Pending = what
	t.out = append(t.out, Need{Query: q})
}
