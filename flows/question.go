package flows

import (
	"strings"
	"time"

	"plaza/flows/answer"
)

// question is a compiled ask or consent: a point at which the run waits for a
// reply. What an answer may be, and how it is read and printed, is its kind's.
type question struct {
	name     string
	kind     answerKind
	text     texts
	choices  [][]Choice           // by language, in their written order; nil without
	reasons  []map[string]Message // by language: what to say when a reply does not fit
	required bool
	remember bool
	terms    *terms // of a consent; nil otherwise
	others   []string
}

// terms are what makes a question a consent.
type terms struct {
	keep       time.Duration
	ifNotGiven bool // without a text of its own: asked only who has not yet agreed
}

// answerKind is one kind of answer: what a reply may be, how it is read, and
// how it is printed.
type answerKind interface {
	// name is the kind's name in the language of flows.
	name() string
	// read reads a reply to the waiting question, as it was asked.
	read(t *turn) reading
	// show prints an answer the way the person knows it.
	show(t *turn, a *Answer) string
}

// preparer is a kind whose options are settled when the question is put.
// prepare gives the message its options; it returns false when it did
// something else instead, such as asking a table for rows.
type preparer interface {
	prepare(t *turn, q *question, i int, m *Message) bool
}

// wanter is a kind whose answer a phone can give without words: it says what
// of, in the terms of Message.Wants.
type wanter interface{ wants() string }

// reading is what a reply says.
type reading struct {
	value  string
	fields map[string]string
	fit    answer.Fit
	why    string // the sentence that tells why it does not fit
	look   *Query // only a table can tell
}

// fits is the reading of a reply that says value.
func fits(value string, fit answer.Fit) reading { return reading{value: value, fit: fit} }

// misfit is the reading of a reply that does not fit.
func misfit(why answer.Why) reading { return reading{why: string(why)} }

// run asks the question, unless there is an answer already.
func (q *question) run(t *turn, i int) int {
	if t.onRecord(q.name) != nil {
		return i + 1 // it stands, and a correction walks by
	}
	if known := t.known(q.name); known != nil && q.stands(known) {
		if q.terms != nil {
			t.keep(*known)
			return i + 1
		}
		t.record(Recorded{Answer: *known, Wording: t.p.Wording, Kind: q.kindOf(t)})
		return i + 1
	}
	if held := t.s.Held; held != "" && q.terms == nil {
		t.wait(i)
		if t.s.Held = ""; q.offer(t, i, held) {
			return halt
		}
	}
	q.put(t, i)
	return halt
}

// kindOf is the kind of the answers it gets in this run: words, where the
// channel cannot carry what it asks for.
func (q *question) kindOf(t *turn) string {
	if k, ok := q.kind.(media); ok && !k.carried(t) {
		return words{}.name()
	}
	return q.kind.name()
}

// stands tells whether what is known makes the question needless. A consent
// with a text of its own is asked every time.
func (q *question) stands(known *Answer) bool {
	return q.terms == nil || q.terms.ifNotGiven && known.Value == "yes"
}

// offer reads the rest of the opening message as a reply, and reports whether
// it was one. If it does not fit, it is as if nothing had been sent.
func (q *question) offer(t *turn, i int, held string) bool {
	in := t.in
	t.in.Text, t.in.Tap, t.in.Media, t.in.Place = held, "", nil, ""
	defer func() { t.in = in }()
	r := q.kind.read(t)
	switch {
	case r.look != nil:
		t.s.Held = held
		t.need("held", *r.look)
	case r.fit != answer.Misfit:
		q.accept(t, i, r, held)
	default:
		return false
	}
	return true
}

// put asks the question, or asks it again.
func (q *question) put(t *turn, i int) {
	t.wait(i)
	if t.fetch(q.others, i) {
		return
	}
	m := Message{Text: q.text.in(t), Asks: q.name}
	if q.choices != nil {
		m.Options = q.choices[t.lang]
		_, m.YesNo = q.kind.(yesno)
		if k, ok := q.kind.(choice); ok {
			m.Many = k.pick.Max != 1
		}
	}
	if k, ok := q.kind.(wanter); ok {
		m.Wants = k.wants()
	}
	if k, ok := q.kind.(media); ok && !k.carried(t) {
		m.Text, m.Wants = m.Text+" "+t.v.say("words_instead"), ""
	}
	if k, ok := q.kind.(preparer); ok && !k.prepare(t, q, i, &m) {
		return
	}
	t.message(m)
	t.dropOthers()
}

// then calls f with the question as it was put, while the turn speaks the
// wording of that time.
func (q *question) then(t *turn, f func(q *question)) {
	now := t.p
	if was := now.wording(t.s.Wording); was != now {
		if pt := was.parts[t.part.Name]; pt != nil {
			if old, ok := pt.at(t.s.At).(*question); ok {
				t.speak(was)
				defer t.speak(now)
				q = old
			}
		}
	}
	f(q)
}

// reply reads what the person wrote.
func (q *question) reply(t *turn, i int) {
	raw := strings.TrimSpace(t.in.Text)
	var r reading
	q.then(t, func(q *question) { r = q.kind.read(t) })
	switch {
	case r.look != nil:
		t.s.Held = raw
		t.need("reply", *r.look)
	case r.fit == answer.Misfit:
		q.miss(t, i, r.why)
	default:
		q.accept(t, i, r, raw)
	}
}

// accept puts the answer on record and goes on.
func (q *question) accept(t *turn, i int, r reading, raw string) {
	a := Answer{Name: q.name, Status: Answered, Value: r.value, Fields: r.fields}
	if q.terms == nil {
		t.record(Recorded{Answer: a, Raw: raw, Wording: t.s.Wording, Kind: q.kindOf(t), Remember: q.remember})
		t.walk(i + 1)
		return
	}
	t.keep(a)
	q.then(t, func(q *question) {
		t.out = append(t.out, Consented{
			Purpose: q.name, Yes: a.Value == "yes", Text: q.text.in(t),
			Wording: t.s.Wording, Lang: t.v.tag, Keep: q.terms.keep,
		})
	})
	if q.required && a.Value == "no" {
		t.tell("declined")
		t.end("declined")
		return
	}
	t.walk(i + 1)
}

// miss tells why a reply did not fit and asks again, three times.
func (q *question) miss(t *turn, i int, why string) {
	if t.passOn(why) {
		return
	}
	t.s.Misses++
	if t.s.Misses < misfits {
		m, ok := q.reasons[t.lang][why]
		if !ok {
			m = Message{Key: why, Text: t.v.say(why)}
		}
		t.message(m)
		q.put(t, i)
		return
	}
	if t.onRecord(q.name) != nil { // a correction that failed leaves what was there
		t.tell("moving_on")
		t.walk(i + 1)
		return
	}
	if !q.required {
		t.tell("moving_on")
	}
	if next := q.leave(t, i, Unanswered); next != halt {
		t.walk(next)
	}
}

// passOn passes a reply on that was to be, unless the question understood it
// and may not take it: a number that is too high, a text that is too long.
func (t *turn) passOn(why string) bool {
	switch answer.Why(why) {
	case answer.TwoFit, answer.TooMany, answer.TooFew, answer.OutOfRange, answer.NotWhole, answer.TooLong,
		"too_low", "too_high", "too_early", "too_late":
		return false
	}
	if t.in.PassOn {
		t.out = append(t.out, PassedOn{})
	}
	return t.in.PassOn
}

// skip leaves the question out, if it may be.
func (q *question) skip(t *turn, i int) {
	if q.required {
		t.tell("cannot_skip")
		q.put(t, i)
		return
	}
	t.walk(q.leave(t, i, Skipped))
}

// leave records that there is no answer, and returns where to go on. A run
// cannot go on without one that is required.
func (q *question) leave(t *turn, i int, status Status) int {
	a := Answer{Name: q.name, Status: status}
	if q.terms == nil {
		r := Recorded{Answer: a, Wording: t.s.Wording, Kind: q.kindOf(t)}
		if status == Unanswered {
			r.Raw = strings.TrimSpace(t.in.Text)
		}
		t.record(r)
	} else {
		t.keep(a)
	}
	if q.required {
		t.tell("incomplete")
		t.end("incomplete")
		return halt
	}
	return i + 1
}
