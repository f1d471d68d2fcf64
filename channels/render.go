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
	Lang    string // BCP 47
}

// Rendered is one message as the channel carries it. Buttons is nil where the
// options are lines of the text.
type Rendered struct {
	Text    string
	Buttons []Button
}

// Render draws messages within a channel's limits, in order. Options become
// buttons where all of them fit, else a numbered list under the text. What is
// longer than MaxText is cut between sentences into several messages, the
// buttons under the last.
//
// Where a channel is priced by segments, a message that asks nothing is joined
// to the one said right after it when that saves a segment; call it with one
// Say at a time where each must stay a message of its own.
func Render(c Capabilities, says ...Say) []Rendered {
	if c.Segments {
		says = join(c, says)
	}
	drawn := make([]Rendered, 0, len(says))
	for _, s := range says {
		drawn = append(drawn, render(c, s)...)
	}
	return drawn
}

func render(c Capabilities, s Say) []Rendered {
	text, list := directed(s.Text, s.Lang), ""
	buttons := s.Options
	if !drawable(c, s.Options) {
		list, buttons = numbered(s.Options, s.Lang), nil
	}
	pieces := cut(c, text, list)
	drawn := make([]Rendered, len(pieces))
	for i, p := range pieces {
		drawn[i].Text = p
	}
	if len(buttons) > 0 {
		drawn[len(drawn)-1].Buttons = buttons
	}
	return drawn
}

// drawable says whether all options can be buttons. Some as buttons and some
// as text would read as two questions.
func drawable(c Capabilities, options []Button) bool {
	if len(options) > c.Buttons {
		return false
	}
	for _, o := range options {
		if c.ButtonText > 0 && Units(o.Label) > c.ButtonText {
			return false
		}
	}
	return true
}

// numbered writes options one a line. The digits are European in every
// language: they cost one septet, every phone can type them, and the answer is
// read in any script.
func numbered(options []Button, lang string) string {
	var b strings.Builder
	for i, o := range options {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(directed(strconv.Itoa(i+1)+" "+o.Label, lang))
	}
	return b.String()
}

// join puts messages together that cost fewer segments as one.
func join(c Capabilities, says []Say) []Say {
	joined := make([]Say, 0, len(says))
	for _, s := range says {
		if len(joined) > 0 {
			last := &joined[len(joined)-1]
			if both, ok := joinTwo(c, *last, s); ok {
				*last = both
				continue
			}
		}
		joined = append(joined, s)
	}
	return joined
}

func joinTwo(c Capabilities, a, b Say) (Say, bool) {
	if len(a.Options) > 0 || a.Lang != b.Lang || a.Text == "" || b.Text == "" {
		return Say{}, false
	}
	both := Say{Text: a.Text + "\n" + b.Text, Options: b.Options, Lang: b.Lang}
	if drawn := render(c, both); len(drawn) > 1 || cost(drawn) >= cost(render(c, a))+cost(render(c, b)) {
		return Say{}, false
	}
	return both, true
}

func cost(drawn []Rendered) int {
	sum := 0
	for _, d := range drawn {
		n, _ := Segments(d.Text)
		sum += n
	}
	return sum
}
