package flows

import (
	"strconv"
	"strings"
	"time"
)

// number writes a canonical decimal as the language does: 1.200.000 or
// 0,5. Numbers of four digits that carry no unit stay whole, so that a year
// is not split.
func (v *voice) number(canonical string, unit string) string {
	d, ok := parseDecimal(canonical)
	if !ok {
		return withUnit(canonical, unit)
	}
	whole := d.whole
	if whole == "" {
		whole = "0"
	}
	var b strings.Builder
	if d.negative {
		b.WriteByte('-')
	}
	if len(whole) < 5 && unit == "" || v.words.Group == "" {
		b.WriteString(whole)
	} else {
		for i := range len(whole) {
			if i > 0 && (len(whole)-i)%3 == 0 {
				b.WriteString(v.words.Group)
			}
			b.WriteByte(whole[i])
		}
	}
	if d.fraction != "" {
		b.WriteString(or(v.words.Decimal, "."))
		b.WriteString(d.fraction)
	}
	return withUnit(v.digits(b.String()), unit)
}

func withUnit(n, unit string) string {
	if unit == "" {
		return n
	}
	return n + " " + unit
}

// digits writes the digits of a number in the language's script.
func (v *voice) digits(s string) string {
	script := []rune(v.words.Digits)
	if len(script) != 10 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return script[r-'0']
		}
		return r
	}, s)
}

// day writes a day such as 2026-03-12 as the language does. What is no day
// stays as it is.
func (v *voice) day(canonical string) string {
	d, err := time.Parse(time.DateOnly, canonical)
	if err != nil || v.words.Date == "" || len(v.words.MonthNames) != 12 {
		return canonical
	}
	return strings.NewReplacer(
		"{day}", v.digits(strconv.Itoa(d.Day())),
		"{month}", v.words.MonthNames[d.Month()-1],
		"{year}", v.digits(strconv.Itoa(d.Year())),
	).Replace(v.words.Date)
}

// moment writes a day, or a day and a time of day.
func (v *voice) moment(m Moment) string {
	s := v.day(m.Day.Format(time.DateOnly))
	if m.HasTime {
		s += " " + v.digits(clock(m.Hour, m.Minute))
	}
	return s
}

func clock(hour, minute int) string {
	return time.Date(2000, 1, 1, hour, minute, 0, 0, time.UTC).Format("15:04")
}

// list joins words as the language does: a, b y c.
func (v *voice) list(words []string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + or(v.words.ListAnd, ", ") + words[n-1]
	}
}

func or(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}
