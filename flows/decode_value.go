package flows

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"plaza/flows/source"
)

// scalar returns the text of a value that must be one word or number.
func (d *decoder) scalar(n *source.Node, at, what, hint string) (string, bool) {
	if n.Kind != source.Scalar || n.Empty() {
		d.wants(n, at, what, hint)
		return "", false
	}
	if n.Cut != "" && !strings.HasPrefix(n.Cut, "# ") && n.Cut != "#" {
		d.problem(n.CutPos, "text-cut", fmt.Sprintf("the text stops at %q", n.Cut), `put it in "double quotes"; comments go on their own line`)
	}
	return strings.TrimSpace(n.Text), true
}

// name reads one word, by the rule of its key.
func (d *decoder) name(n *source.Node, name *Name, at string) {
	name.Pos = n.Pos
	r := d.rules[at]
	value, ok := d.scalar(n, at, r.what(), r.hint())
	if !ok {
		return
	}
	name.Value = value
	_, k := owner(at)
	switch {
	case r.form == free:
	case r.form == oneOf:
		if !slices.Contains(r.values, value) {
			hint := source.DidYouMean(value, r.values)
			switch {
			case k == "answer" && ourWord(value) == "options":
				hint = "a choice has options instead of answer"
			case hint == "":
				hint = strings.Join(r.values, ", ")
			}
			d.problem(n.Pos, "key", fmt.Sprintf("%s cannot be %q", k, value), hint)
		}
	case regexp.MustCompile(r.form.pattern()).MatchString(value):
	case r.form == word || r.form == slug:
		d.problem(n.Pos, "name", fmt.Sprintf("%q cannot name %s", value, r.names), nameHint(value, r.form))
	case r.form == tag:
		d.problem(n.Pos, "language", fmt.Sprintf("%q is not the code of a language", value), "en for English, es for Spanish, pt-BR for the Portuguese of Brazil")
	default:
		d.problem(n.Pos, "key", fmt.Sprintf("%s cannot be %q", k, value), r.hint())
	}
}

// nameHint offers the nearest name that could stand there.
func nameHint(value string, f form) string {
	join := '_'
	if f == slug {
		join = '-'
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(value)) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9' && (b.Len() > 0 || f == slug):
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r):
		case b.Len() > 0 && !strings.HasSuffix(b.String(), string(join)):
			b.WriteRune(join)
		}
	}
	nearest := strings.Trim(b.String(), string(join))
	switch {
	case f == word && strings.Trim(value, "0123456789") == "":
		return "name it (daily); its number is its place"
	case nearest == "":
		return "names are small letters a to z, digits and " + string(join)
	}
	return "write " + nearest
}

// flag reads yes or no.
func (d *decoder) flag(n *source.Node, f *Flag, at string) {
	f.Pos = n.Pos
	value, ok := d.scalar(n, at, "yes or no", "")
	switch {
	case !ok:
	case value == "yes":
		f.Yes = true
	case value == "no":
	default:
		_, k := owner(at)
		hint := "write yes or no"
		switch strings.ToLower(value) {
		case "true", "on", "y", "1", "yes":
			hint = "write yes"
		case "false", "off", "n", "0", "no":
			hint = "write no"
		}
		d.problem(n.Pos, "key", fmt.Sprintf("%s is yes or no, not %q", k, value), hint)
	}
}

var (
	durationForm = regexp.MustCompile(`^([0-9]{1,6}) (minute|hour|day|week|month|year)s?$`)
	dayForm      = regexp.MustCompile(`^([0-9]{4}-[0-9]{2}-[0-9]{2})(?: ([0-9]{2}):([0-9]{2}))?$`)
)

// durationUnits are the lengths a Duration may be written in.
func durationUnits() map[string]time.Duration {
	const day = 24 * time.Hour
	return map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": day, "week": 7 * day, "month": 365 * day / 12, "year": 365 * day}
}

// readDuration reads "3 days"; false when src is nothing of the kind.
func readDuration(src string) (time.Duration, bool) {
	m := durationForm.FindStringSubmatch(src)
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(m[1])
	unit := durationUnits()[m[2]]
	if err != nil || n == 0 || time.Duration(n) > 100*durationUnits()["year"]/unit {
		return 0, false
	}
	return time.Duration(n) * unit, true
}

const durationHint = "write a number and minutes, hours, days, weeks, months or years: 3 days"

func (d *decoder) duration(n *source.Node, t *Duration, at string) {
	t.Pos = n.Pos
	value, ok := d.scalar(n, at, "a length of time", durationHint)
	if !ok {
		return
	}
	t.Src = value
	if t.D, ok = readDuration(value); !ok {
		_, k := owner(at)
		d.problem(n.Pos, "key", fmt.Sprintf("%s: %q is not a length of time", k, value), durationHint)
	}
}

const momentHint = "write year-month-day, 2026-05-31, and the time if it matters: 2026-05-31 18:00"

// readMoment reads a day, or a day and a time of day.
func readMoment(pos source.Pos, src string) (Moment, bool) {
	m := Moment{Pos: pos, Src: src}
	parts := dayForm.FindStringSubmatch(src)
	if parts == nil {
		return m, false
	}
	day, err := time.Parse(time.DateOnly, parts[1])
	if err != nil {
		return m, false
	}
	m.Day = day
	if parts[2] != "" {
		m.HasTime = true
		m.Hour, _ = strconv.Atoi(parts[2])
		m.Minute, _ = strconv.Atoi(parts[3])
	}
	return m, m.Hour < 24 && m.Minute < 60
}

func (d *decoder) moment(n *source.Node, m *Moment, at string) {
	m.Pos = n.Pos
	value, ok := d.scalar(n, at, "a day", momentHint)
	if !ok {
		return
	}
	read, ok := readMoment(n.Pos, value)
	if !ok {
		_, k := owner(at)
		d.problem(n.Pos, "key", fmt.Sprintf("%s: %q is not a day", k, value), momentHint)
		read = Moment{Pos: n.Pos, Src: value}
	}
	*m = read
}

var (
	afterForm = regexp.MustCompile(`^(.+) after ([a-z][a-z0-9_]*)$`)
	eventForm = regexp.MustCompile(`^([a-z][a-z0-9_-]*) ([a-z_]+)$`)
)

// begins reads what makes a part begin.
func (d *decoder) begins(n *source.Node) *Begins {
	const hint = "write 60 days after main, or a day (2026-02-01 10:00), or a name and its event (fault closed)"
	value, ok := d.scalar(n, "Part.begins", "one line", hint)
	if !ok {
		return nil
	}
	b := &Begins{Pos: n.Pos}
	if m, ok := readMoment(n.Pos, value); ok {
		b.On = m
		return b
	}
	if m := afterForm.FindStringSubmatch(value); m != nil {
		length, ok := readDuration(m[1])
		if !ok {
			d.problem(n.Pos, "key", fmt.Sprintf("begins: %q is not a length of time", m[1]), durationHint)
			return nil
		}
		b.Delay, b.After = Duration{Pos: n.Pos, D: length, Src: m[1]}, m[2]
		return b
	}
	if m := eventForm.FindStringSubmatch(value); m != nil {
		b.Thing, b.Event = m[1], m[2]
		return b
	}
	d.problem(n.Pos, "key", fmt.Sprintf("begins: %q is neither a delay, a day nor an event", value), hint)
	return nil
}

var pickForm = regexp.MustCompile(`^([0-9]{1,3})(?: to ([0-9]{1,3}))?$`)

// pick reads how many may be chosen: 2, 1 to 2, any.
func (d *decoder) pick(n *source.Node) *Pick {
	const hint = "write 2 for exactly two, 1 to 2 for one or two, any for as many as they like"
	value, ok := d.scalar(n, "Ask.pick", "a number", hint)
	if !ok {
		return nil
	}
	p := &Pick{Pos: n.Pos, Min: 1}
	if value == "any" {
		return p
	}
	m := pickForm.FindStringSubmatch(value)
	if m == nil {
		d.problem(n.Pos, "key", fmt.Sprintf("pick cannot be %q", value), hint)
		return nil
	}
	p.Min, _ = strconv.Atoi(m[1])
	p.Max = p.Min
	if m[2] != "" {
		p.Max, _ = strconv.Atoi(m[2])
	}
	if p.Max == 0 || p.Min > p.Max {
		d.problem(n.Pos, "key", fmt.Sprintf("pick cannot be %q", value), hint)
		return nil
	}
	return p
}

// condition reads a when or where.
func (d *decoder) condition(n *source.Node, at string) *Condition {
	value, ok := d.scalar(n, at, "a condition on one line", "write it like this: theme is other")
	if !ok {
		return nil
	}
	pos := n.Pos
	if !n.Plain {
		pos.Col++
	}
	c, ps := ParseCondition(pos, value)
	c.unfold(d.lines, ps)
	d.problems = append(d.problems, ps...)
	return c
}
