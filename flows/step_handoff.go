package flows

import "time"

// handoff is a step at which a person of a desk takes over. The run goes on
// when they hand back, or after wait.
type handoff struct {
	desk  string
	wait  time.Duration
	text  texts
	hours texts
}

func (h *handoff) run(t *turn, i int) int {
	if t.s.Returning != "" {
		return i + 1
	}
	t.wait(i)
	t.s.Heard = t.in.At // the desk's time runs from here
	m := Message{Text: h.text.in(t)}
	if h.text.empty() {
		m = Message{Key: "handed_over", Text: t.v.say("handed_over")}
	}
	if !h.hours.empty() {
		m.Text += " " + h.hours.in(t)
	}
	t.message(m)
	t.out = append(t.out, Handed{Desk: h.desk, Wait: h.wait})
	return halt
}

// put says nothing: there is no question, and the desk will speak.
func (*handoff) put(*turn, int) {}

// reply says nothing: what the person writes is for the desk.
func (*handoff) reply(*turn, int) {}

// skip goes on without the desk.
func (*handoff) skip(t *turn, i int) { t.walk(i + 1) }
