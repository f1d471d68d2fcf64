package channels

import (
	"strconv"
	"strings"
)

// Say is one message as the conversation means it: a text, and the options it
// offers, before anyone knows what the channel can carry.
type Say struct {
	Text    string
	Options []Button
	Plain   bool   // everybody knows the options, as yes and no: drawn as buttons or not at all
	Many    bool   // several options may be chosen: a button would take one and go on, so they are listed
	Thrifty bool   // may lose accents where that saves a segment: see Transliterate
	Wants   string // what the question asks for: photo, voice, file, location, phone; empty when words
	Lang    string // BCP 47
}

// Rendered is one message as the channel carries it. Buttons is nil where the
// options are lines of the text.
type Rendered struct {
	Text    string
	Buttons []Button
	Wants   string // location or phone, where the channel offers to share it
}

// Render draws messages within a channel's limits, in order. Options become
// buttons where all of them fit, else a numbered list under the text; plain
// ones are never listed, because the text has asked for them, and the accent
// of a "Sí" alone would cost a second segment, but where people have only a
// keypad to answer with. What is longer than MaxText is cut between sentences into several messages, the
// buttons under the last.
//
// Where a channel is priced by segments, a message that asks nothing is joined
// to the one said right after it when that saves a segment; call it with one
// Say at a time where each must stay a message of its own.
func Render(c Capabilities, says ...Say) []Rendered {
	drawn := make([]Rendered, 0, len(says))
	last := joint{}
	for _, s := range says {
		pieces := render(c, s)
		if c.Segments && len(pieces) == 1 {
			next := newJoint(pieces[0], s)
			if both, ok := last.join(c, next); ok {
				drawn[len(drawn)-1], last = both.Rendered, both
				continue
			}
			last = next
		} else {
			last = joint{}
		}
		drawn = append(drawn, pieces...)
	}
	return drawn
}

func render(c Capabilities, s Say) []Rendered {
	if s.Thrifty && c.Segments {
		s = thrifty(s)
	}
	text, list := directed(s.Text, s.Lang), ""
	buttons := s.Options
	if s.Many || !drawable(c, s.Options) {
		buttons = nil
		if !s.Plain || c.Keypad {
			list = directed(numbered(s.Options), s.Lang)
		}
	}
	pieces := cut(c, text, list)
	drawn := make([]Rendered, len(pieces))
	for i, p := range pieces {
		drawn[i].Text = p
	}
	last := &drawn[len(drawn)-1]
	if len(buttons) > 0 {
		last.Buttons = buttons
	}
	if s.Wants == "location" && c.AskPlace || s.Wants == "phone" && c.AskNumber {
		last.Wants = s.Wants
	}
	return drawn
}

// drawable says whether all options can be buttons, or stand in a list that
// opens. Some as buttons and some as text would read as two questions.
func drawable(c Capabilities, options []Button) bool {
	return roomFor(options, c.Buttons, c.ButtonText) || roomFor(options, c.ListItems, c.ListText)
}

// roomFor says whether there are at most so many options of at most so many
// characters, 0 characters meaning no limit.
func roomFor(options []Button, most, length int) bool {
	if len(options) > most {
		return false
	}
	for _, o := range options {
		if length > 0 && Units(o.Label) > length {
			return false
		}
	}
	return true
}

// numbered writes options one a line. The digits are European in every
// language: they cost one septet, every phone can type them, and the answer is
// read in any script.
func numbered(options []Button) string {
	var b strings.Builder
	for i, o := range options {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(strconv.Itoa(i + 1))
		b.WriteByte(' ')
		b.WriteString(o.Label)
	}
	return b.String()
}

// joint is a message that the next one may be joined to.
type joint struct {
	Rendered
	lang  string
	asks  bool // nothing is said after a question
	price int
}

func newJoint(r Rendered, s Say) joint {
	n, _ := Segments(r.Text)
	return joint{Rendered: r, lang: s.Lang, asks: len(s.Options) > 0, price: n}
}

// join puts two messages into one, where that costs fewer segments. Lines keep
// their direction, so nothing is drawn anew.
func (a joint) join(c Capabilities, b joint) (joint, bool) {
	if a.price == 0 || a.asks || a.lang != b.lang || a.Text == "" || b.Text == "" {
		return joint{}, false
	}
	text := a.Text + "\n" + b.Text
	price, _ := Segments(text)
	if price >= a.price+b.price || !within(text, c.MaxText) {
		return joint{}, false
	}
	return joint{Rendered{Text: text, Buttons: b.Buttons, Wants: b.Wants}, b.lang, b.asks, price}, true
}
