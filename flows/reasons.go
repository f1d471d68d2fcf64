package flows

import (
	"strconv"

	"plaza/flows/answer"
)

// reasons lays out, in each language, what to say when a reply to q does not
// fit: the reason, and the author's example or one of our own. What follows a
// question's own list of options needs no example: the list is asked again,
// and naming one of them would favour it.
func (c *compiler) reasons(q *question, v *Ask) {
	q.reasons = make([]map[string]Message, len(c.p.languages))
	for l, voice := range c.p.voices {
		said := make(map[string]Message)
		example := c.example(q, voice)
		if len(v.Example.In) > 0 {
			example = c.label(v.Example, voice.tag)
		}
		for _, why := range q.whys(voice) {
			text := voice.say(why[0], why[1:]...)
			if example != "" && why[0] != string(answer.TooLong) {
				text += " " + voice.say("example", "example", example)
			}
			said[why[0]] = Message{Key: why[0], Text: text}
		}
		q.reasons[l] = said
	}
}

// whys are the reasons for which a reply to q may not fit, each with its
// arguments.
func (q *question) whys(v *voice) [][]string {
	whys := [][]string{{string(answer.NotUnderstood)}}
	add := func(why answer.Why, args ...string) { whys = append(whys, append([]string{string(why)}, args...)) }
	among := func(b bounds, print func(string) string, below, above answer.Why) {
		from, to := print(b.from), print(b.to)
		add(answer.OutOfRange, "from", from, "to", to)
		add(below, "from", from)
		add(above, "to", to)
	}
	plain := func(n string) string { return v.number(n, "") }
	pick := func(p answer.Pick) {
		add(answer.TwoFit)
		add(answer.TooMany, "max", v.number(strconv.Itoa(p.Max), ""))
		add(answer.TooFew, "min", v.number(strconv.Itoa(p.Min), ""))
	}
	switch k := q.kind.(type) {
	case choice:
		pick(k.pick)
		// A number that no option has.
		add(answer.OutOfRange, "from", plain("1"), "to", plain(strconv.Itoa(len(k.ids))))
	case words:
		add(answer.TooLong, "max", v.number(strconv.Itoa(k.max), ""))
	case yesno:
		add(answer.NotYesOrNo)
	case scale:
		add(answer.NotANumber)
		add(answer.NotWhole)
		among(k.bounds, plain, "too_low", "too_high")
	case number:
		add(answer.NotANumber)
		add(answer.NotWhole)
		among(k.bounds, plain, "too_low", "too_high")
	case date:
		add(answer.NotADate)
		among(k.bounds, v.day, "too_early", "too_late")
	case phone:
		add(answer.NotAPhone)
	case email:
		add(answer.NotAnEmail)
	case media:
		add(answer.Why("wants_" + k.what))
	case rows:
		add(answer.NotFound)
		pick(k.pick)
	}
	return whys
}

// example is a reply that would fit.
func (c *compiler) example(q *question, v *voice) string {
	switch k := q.kind.(type) {
	case scale:
		return v.number(k.middle(), "")
	case number:
		return v.number(k.middle(), "")
	case date:
		if k.from != "" {
			return v.day(k.from)
		}
		return v.day(or(k.to, "2026-03-12"))
	case phone:
		return "+254 712 345678"
	case email:
		return "ana@example.org"
	case rows:
		if k.table != nil && k.list == 0 && k.column == "" && len(k.table.rows) > 0 {
			return k.table.at(k.table.rows[0], k.table.says)
		}
	}
	return ""
}
