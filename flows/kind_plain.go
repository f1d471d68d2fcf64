package flows

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"plaza/flows/answer"
)

// words is the kind of a free text.
type words struct{ max int } // characters; 0 for any number

func (words) name() string { return "text" }

func (k words) read(t *turn) reading {
	text := strings.TrimSpace(t.in.Text)
	switch {
	case text == "":
		return misfit(answer.NotUnderstood)
	case k.max > 0 && len(text) > k.max && utf8.RuneCountInString(text) > k.max:
		return misfit(answer.TooLong)
	}
	return fits(text, answer.Exact)
}

func (words) show(_ *turn, a *Answer) string { return a.Value }

// scale is a whole number between two ends, which may have labels of their own.
type scale struct {
	bounds
	ends *answer.Options // the labels of the two ends; nil without
}

func (scale) name() string { return "scale" }

func (k scale) read(t *turn) reading {
	text := t.in.Text
	if t.in.Tap != "" {
		text = t.in.Tap
	}
	value, fit, why := t.p.reader.Number(text, t.v.tag)
	switch {
	case fit == answer.Misfit:
		if k.ends != nil {
			if picks, fit, _ := k.ends.Read(text, t.v.tag, nil); fit != answer.Misfit {
				return fits([]string{k.from, k.to}[picks[0]], fit)
			}
		}
		return misfit(why)
	case strings.Contains(value, "."):
		return misfit(answer.NotWhole)
	case k.why(value) != "":
		return reading{why: k.why(value)}
	}
	return fits(value, fit)
}

func (scale) show(t *turn, a *Answer) string { return t.v.number(a.Value, "") }

// number is a decimal number.
type number struct{ bounds }

func (number) name() string { return "number" }

func (k number) read(t *turn) reading {
	value, fit, why := t.p.reader.Number(t.in.Text, t.v.tag)
	switch {
	case fit == answer.Misfit:
		return misfit(why)
	case k.why(value) != "":
		return reading{why: k.why(value)}
	}
	return fits(value, fit)
}

func (number) show(t *turn, a *Answer) string { return t.v.number(a.Value, "") }

// date is a day.
type date struct{ bounds }

func (date) name() string { return "date" }

func (k date) read(t *turn) reading {
	value, fit, why := t.p.reader.Date(t.in.Text, t.v.tag, t.today())
	switch {
	case fit == answer.Misfit:
		return misfit(why)
	case k.why(value) != "":
		return reading{why: k.why(value)}
	}
	return fits(value, fit)
}

// why is that of bounds, in words for days.
func (k date) why(value string) string {
	switch why := k.bounds.why(value); why {
	case "too_low":
		return "too_early"
	case "too_high":
		return "too_late"
	default:
		return why
	}
}

func (date) show(t *turn, a *Answer) string { return t.v.day(a.Value) }

// bounds are the least and the greatest value an answer may have; empty for none.
type bounds struct{ from, to string }

// why is the sentence that tells on which side a value is out of bounds, or "".
func (b bounds) why(value string) string {
	low, ok := compareValues(value, b.from)
	low = sign(low, ok && b.from != "")
	high, ok := compareValues(value, b.to)
	high = sign(high, ok && b.to != "")
	switch {
	case low >= 0 && high <= 0:
		return ""
	case b.from != "" && b.to != "":
		return string(answer.OutOfRange)
	case low < 0:
		return "too_low"
	}
	return "too_high"
}

func sign(order int, counts bool) int {
	if !counts {
		return 0
	}
	return order
}

// middle is a whole number between the bounds, as an example that favours neither.
func (b bounds) middle() string {
	from, err1 := strconv.Atoi(b.from)
	to, err2 := strconv.Atoi(b.to)
	switch {
	case err1 == nil && err2 == nil:
		return strconv.Itoa(from + (to-from)/2)
	case err1 == nil:
		return b.from
	case err2 == nil:
		return b.to
	}
	return "12"
}

// phone is a telephone number, kept in the form +254712345678.
type phone struct{ region string }

func (phone) name() string { return "phone" }

func (phone) wants() string { return "phone" }

func (k phone) read(t *turn) reading {
	value, why := answer.Phone(t.in.Text, k.region)
	if why != "" {
		return misfit(why)
	}
	return fits(value, answer.Exact)
}

func (phone) show(_ *turn, a *Answer) string { return a.Value }

// email is an e-mail address.
type email struct{}

func (email) name() string { return "email" }

func (email) read(t *turn) reading {
	value, why := answer.Email(t.in.Text)
	if why != "" {
		return misfit(why)
	}
	return fits(value, answer.Exact)
}

func (email) show(_ *turn, a *Answer) string { return a.Value }

// media is a photo, a voice message or a file. Where the channel cannot carry
// one, words are asked for instead, and kept as words.
type media struct {
	what  string
	needs Can
}

func (k media) name() string { return k.what }

// carried tells whether the run's channel can carry one.
func (k media) carried(t *turn) bool { return t.s.Can&k.needs != 0 }

func (k media) wants() string { return k.what }

func (k media) read(t *turn) reading {
	for _, m := range t.in.Media {
		if m.Kind == k.what || k.what == "file" {
			return fits(m.URL, answer.Exact)
		}
	}
	if text := strings.TrimSpace(t.in.Text); text != "" && !k.carried(t) {
		return fits(text, answer.Exact)
	}
	return reading{why: "wants_" + k.what}
}

// show says that there is one: what it shows cannot be said in words.
func (k media) show(t *turn, a *Answer) string {
	if !k.carried(t) {
		return a.Value
	}
	return t.v.say("yes")
}
