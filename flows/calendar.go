package flows

import "time"

// start is the first moment of m in zone; zero when nothing is written.
func (m Moment) start(zone *time.Location) time.Time {
	if m.Day.IsZero() {
		return time.Time{}
	}
	return time.Date(m.Day.Year(), m.Day.Month(), m.Day.Day(), m.Hour, m.Minute, 0, 0, zone)
}

// end is the first moment after m in zone: a bare day counts whole.
func (m Moment) end(zone *time.Location) time.Time {
	if m.Day.IsZero() || m.HasTime {
		return m.start(zone)
	}
	return time.Date(m.Day.Year(), m.Day.Month(), m.Day.Day()+1, 0, 0, 0, 0, zone)
}

// OpenAt tells whether the consultation takes answers at t, and whether they
// are late: after the closing date, where the flow accepts that. When it is
// not open, Opens tells whether it is still to open.
func (p *Program) OpenAt(t time.Time) (open, late bool) {
	if !p.opens.IsZero() && t.Before(p.opens) {
		return false, false
	}
	late = !p.closes.IsZero() && !t.Before(p.closes)
	return !late || p.Flow.Late.Value == "accept", late
}

// Opens is the moment the consultation opens; zero when it always was.
func (p *Program) Opens() time.Time { return p.opens }

// Closes is the first moment after the consultation; zero when it has no end.
func (p *Program) Closes() time.Time { return p.closes }

// shut tells whether a run of this part takes no answers any more. A part
// that begins by itself follows people after the closing date, and is not bound by it.
func (p *Program) shut(pt *part, at time.Time) bool {
	if pt.Begins != nil {
		return false
	}
	return !p.closes.IsZero() && !at.Before(p.closes) && p.Flow.Late.Value != "accept"
}

// Due is when time alone does something to the run: the next reminder, or its
// expiry. The runtime then steps with InClock. Zero means never.
func (p *Program) Due(s State) time.Time {
	pt := p.parts[s.Part]
	if s.Outcome != "" || s.At == "" || pt == nil {
		return time.Time{}
	}
	if h, ok := pt.at(s.At).(*handoff); ok {
		if h.wait > 0 {
			return s.Heard.Add(h.wait)
		}
		return s.Heard.Add(pt.expire)
	}
	if s.Reminded < len(pt.remind) && s.Reminded >= 0 {
		next := s.Heard.Add(pt.remind[s.Reminded])
		if next.Before(s.Heard.Add(pt.expire)) && !p.shut(pt, next) {
			return next
		}
	}
	return s.Heard.Add(pt.expire)
}

// clock does what is due at the turn's time, and nothing when nothing is.
func (t *turn) clock() {
	due := t.p.Due(t.s)
	if due.IsZero() || t.in.At.Before(due) {
		return
	}
	i := t.part.places[t.s.At]
	if h, ok := t.part.ops[i].(*handoff); ok && h.wait > 0 {
		t.s.Heard = t.in.At // the person is not to be hurried for the desk's silence
		t.tell("desk_silent")
		t.walk(i + 1)
		return
	}
	if !t.in.At.Before(t.s.Heard.Add(t.part.expire)) {
		t.end("partial")
		return
	}
	for t.s.Reminded < len(t.part.remind) && !t.in.At.Before(t.s.Heard.Add(t.part.remind[t.s.Reminded])) {
		t.s.Reminded++
	}
	t.message(Message{Key: "reminder", Text: t.v.say("reminder", "title", t.title())})
	t.again(i)
}

// later asks for the parts that follow the one that has just ended.
func (t *turn) later() {
	for _, name := range t.p.Flow.Parts.Keys {
		pt := t.p.Flow.Parts.By[name.Value]
		b := pt.Begins
		if b == nil || b.Event != "" || pt.When != nil && !pt.When.Holds(t) {
			continue
		}
		switch {
		case b.After == t.s.Part:
			t.out = append(t.out, Later{Part: name.Value, At: t.in.At.Add(b.Delay.D)})
		case b.After == "" && t.s.Part == MainPart:
			if at := b.On.start(t.p.zone); at.After(t.in.At) {
				t.out = append(t.out, Later{Part: name.Value, At: at})
			}
		}
	}
}
