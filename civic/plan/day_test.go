package plan_test

import (
	"slices"
	"testing"
	"time"

	"plaza/civic/plan"
)

func TestParseDay(t *testing.T) {
	for _, s := range []string{"2023-03-31", "2023-03", "2023", "2024-02-29", "1900"} {
		if d, err := plan.ParseDay(s); err != nil || d.String() != s {
			t.Errorf("%s: got %s (%v)", s, d, err)
		}
	}
	for _, s := range []string{"", "2023-02-29", "2023-13", "31/03/2023", "2023-3-1", "0000", "1899-12-31", "20231", "2023-03-31 10:00"} {
		if d, err := plan.ParseDay(s); err == nil {
			t.Errorf("%q: got %s, want an error", s, d)
		}
	}
}

// A day written another way is offered as we write it, where it can be only one.
func TestDayMeant(t *testing.T) {
	const how = "write year-month-day, 2023-03-31; 2023-03 when only the month is known, 2023 when only the year is"
	for text, want := range map[string]string{
		"31/03/2023": "did you mean 2023-03-31?", "31.3.2023": "did you mean 2023-03-31?", "3/31/2023": "did you mean 2023-03-31?",
		"2023/03/31": "did you mean 2023-03-31?", "2023-3-1": "did you mean 2023-03-01?", "03/2023": "did you mean 2023-03?",
		"5/5/2023":   "did you mean 2023-05-05?",
		"03/01/2023": "write 2023-01-03 for 3 January 2023, 2023-03-01 for 1 March 2023",
		"2023-02-30": "February 2023 has 28 days", "2023-13-01": how, "31/13/2023": how, "1 March 2023": how, "soon": how, "1/2/3": how,
	} {
		_, problems := plan.Parse("plan.yaml", []byte(edited(t, "end: 2026-12-31", "end: "+text)))
		if len(problems) != 1 || problems[0].Hint != want {
			t.Errorf("%s: got\n%v\nwant the hint %s", text, problems, want)
		}
	}
}

func TestDays(t *testing.T) {
	day := func(s string) plan.Day {
		d, err := plan.ParseDay(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	order := []plan.Day{{}, day("2022-12-31"), day("2023"), day("2023-02"), day("2023-02-01"), day("2023-03"), day("2024")}
	if !slices.IsSortedFunc(order, plan.Day.Compare) {
		t.Errorf("got another order than %v", order)
	}
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"2023-03-31", "2023-04-01", true}, {"2023-03-31", "2023-03-31", false}, {"2023-03", "2023-03-31", false},
		{"2023-03", "2023-04-01", true}, {"2023", "2023-12-31", false}, {"2023", "2024-01", true}, {"2023-03-15", "2023-03", false},
	} {
		if got := day(c.a).Before(day(c.b)); got != c.want {
			t.Errorf("%s before %s: got %v, want %v", c.a, c.b, got, c.want)
		}
	}
	if (plan.Day{}).Before(day("2023")) || day("2023").Before(plan.Day{}) {
		t.Error("a day not known is before another, or after it")
	}
	if got := day("2024-02").Last().String(); got != "2024-02-29" {
		t.Errorf("got %s as the last day of February", got)
	}
	if got := day("2023").Time(); !got.Equal(time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("got %s as the beginning of 2023", got)
	}
	east := time.FixedZone("", 3*60*60)
	if got := plan.DayOf(time.Date(2023, 3, 31, 23, 30, 0, 0, time.UTC).In(east)).String(); got != "2023-04-01" {
		t.Errorf("got %s, want the day where the clock hangs", got)
	}
}

func TestText(t *testing.T) {
	text := plan.Text{"es": "hola", "en": "hello"}
	for _, c := range []struct {
		langs []string
		want  string
	}{{[]string{"fr", "es", "en"}, "hola"}, {[]string{"fr"}, "hello"}, {nil, "hello"}} {
		if got := text.In(c.langs...); got != c.want {
			t.Errorf("%v: got %q, want %q", c.langs, got, c.want)
		}
	}
	if got := (plan.Text)(nil).In("en"); got != "" {
		t.Errorf("got %q of no text", got)
	}
}
