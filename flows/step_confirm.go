package flows

import (
	"slices"

	"plaza/flows/answer"
)

// corrections is how many times a confirm takes a no.
const corrections = 3

// confirm reads answers back. A no asks which of them to correct; then the
// run walks forward again and asks only what newly applies.
type confirm struct {
	question          // its text and its yes or no; it puts nothing on record
	names    []string // what may be corrected
	words    []*question
}

func (c *compiler) newConfirm(v *Confirm) *confirm {
	f := &confirm{}
	f.name = "confirm " + v.Names[0].Value
	f.text = c.texts(v.Text, nil)
	f.others = othersIn(v.Text)
	c.yesOrNo(&f.question)
	for _, name := range v.Names {
		if q := c.p.questions[name.Value]; q != nil {
			f.names = append(f.names, name.Value)
			f.words = append(f.words, q)
		}
	}
	return f
}

func (f *confirm) run(t *turn, i int) int {
	if t.s.Returning != "" {
		if t.s.Returning != t.part.waits[i] {
			return i + 1 // another one, passed before
		}
		t.s.Returning = ""
	}
	f.put(t, i)
	return halt
}

func (f *confirm) put(t *turn, i int) {
	if t.s.At == t.part.waits[i] && len(t.s.Shown) > 0 {
		f.which(t)
		return
	}
	f.question.put(t, i)
}

func (f *confirm) reply(t *turn, i int) {
	if len(t.s.Shown) > 0 {
		f.pick(t, i)
		return
	}
	r := f.kind.read(t)
	switch {
	case r.fit == answer.Misfit:
		f.miss(t, i, r.why)
	case r.value == "yes":
		f.leave(t, i)
	case t.s.Confirms >= corrections:
		t.tell("kept_as_is")
		f.leave(t, i)
	default:
		f.choose(t, i)
	}
}

// choose offers the questions that have an answer, by their text; one alone
// is asked again at once.
func (f *confirm) choose(t *turn, i int) {
	var names []string
	for _, name := range f.names {
		if t.onRecord(name) != nil {
			names = append(names, name)
		}
	}
	switch len(names) {
	case 0:
		f.leave(t, i)
	case 1:
		f.correct(t, i, names[0])
	default:
		t.s.Shown, t.s.Misses = names, 0
		f.which(t)
	}
}

func (f *confirm) which(t *turn) {
	t.message(Message{
		Key: "what_to_change", Text: t.v.say("what_to_change"), Asks: f.name, Options: f.choicesOf(t),
	})
}

func (f *confirm) choicesOf(t *turn) []Choice {
	var choices []Choice
	for _, name := range t.s.Shown {
		if at := slices.Index(f.names, name); at >= 0 {
			choices = append(choices, Choice{ID: name, Label: f.words[at].text.in(t)})
		}
	}
	return choices
}

// pick reads which question is to be corrected.
func (f *confirm) pick(t *turn, i int) {
	choices := f.choicesOf(t)
	for _, choice := range choices {
		if choice.ID == t.in.Tap {
			f.correct(t, i, choice.ID)
			return
		}
	}
	opts := make([]answer.Option, len(choices))
	for n, choice := range choices {
		opts[n] = answer.Option{
			ID: choice.ID, Labels: map[string]string{t.v.tag: choice.Label},
		}
	}
	picks, fit, why := t.p.reader.Options(opts, answer.Pick{Min: 1, Max: 1}, []string{t.v.tag}).Read(t.in.Text, t.v.tag, nil)
	if fit == answer.Misfit {
		f.miss(t, i, string(why))
		return
	}
	f.correct(t, i, choices[picks[0]].ID)
}

// correct asks one question again; the run returns here from it.
func (f *confirm) correct(t *turn, i int, name string) {
	at, ok := t.part.places[name]
	if !ok || at >= i {
		f.leave(t, i)
		return
	}
	t.s.Confirms++
	t.s.Returning = t.part.waits[i]
	t.again(at)
}

func (f *confirm) skip(t *turn, i int) { f.leave(t, i) }

func (f *confirm) miss(t *turn, i int, why string) {
	if t.passOn(why) {
		return
	}
	t.s.Misses++
	if t.s.Misses >= misfits {
		t.tell("moving_on")
		f.leave(t, i)
		return
	}
	t.message(Message{Key: why, Text: t.v.say(why)})
	f.put(t, i)
}

// leave goes on behind the confirm.
func (f *confirm) leave(t *turn, i int) {
	t.s.Confirms = 0
	t.walk(i + 1)
}
