package plan

import (
	"fmt"
	"regexp"
	"strconv"
)

var (
	numbersForm = regexp.MustCompile(`^([0-9]{1,4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,4})$`)
	monthForm   = regexp.MustCompile(`^([0-9]{1,2})[-/. ]([0-9]{4})$`)
)

// meant is the hint for a text that is not a day: the day it must mean, or both
// that it may; usual when it is no day that we know.
func meant(text, usual string) string {
	if m := monthForm.FindStringSubmatch(text); m != nil {
		if d, err := ParseDay(fmt.Sprintf("%s-%02s", m[2], m[1])); err == nil {
			return "did you mean " + d.String() + "?"
		}
	}
	m := numbersForm.FindStringSubmatch(text)
	if m == nil {
		return usual
	}
	if len(m[1]) == 4 { // the year comes first, as it should
		return yearFirst(m[1], m[2], m[3], usual)
	}
	european, errE := ParseDay(fmt.Sprintf("%s-%02s-%02s", m[3], m[2], m[1]))
	american, errA := ParseDay(fmt.Sprintf("%s-%02s-%02s", m[3], m[1], m[2]))
	switch {
	case errE != nil && errA != nil:
		return usual
	case errA != nil || european == american:
		return "did you mean " + european.String() + "?"
	case errE != nil:
		return "did you mean " + american.String() + "?"
	}
	return fmt.Sprintf("write %s for %s, %s for %s", european, european.Time().Format("2 January 2006"), american, american.Time().Format("2 January 2006"))
}

// yearFirst is the hint for year, month and day with another sign between
// them, or for a day that its month has not.
func yearFirst(year, month, day, usual string) string {
	if d, err := ParseDay(fmt.Sprintf("%s-%02s-%02s", year, month, day)); err == nil {
		return "did you mean " + d.String() + "?"
	}
	of, err := ParseDay(fmt.Sprintf("%s-%02s", year, month))
	if n, e := strconv.Atoi(day); err != nil || e != nil || n < 29 || n > 31 {
		return usual
	}
	return fmt.Sprintf("%s has %d days", of.Time().Format("January 2006"), of.Last().Day)
}
