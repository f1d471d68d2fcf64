package plan

import "testing"

func TestSetbackIsTheNewestStatusWhenItWentDown(t *testing.T) {
	day := func(s string) Day {
		d, err := ParseDay(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	up := Update{On: day("2023-01-10"), Status: Substantial}
	down := Update{On: day("2023-02-10"), Status: Limited}
	note := Update{On: day("2023-03-10"), Note: Text{"en": "Still at it."}}
	again := Update{On: day("2023-04-10"), Status: Complete}
	other := Update{On: day("2023-05-10"), Status: Limited, Milestone: 1}
	for _, c := range []struct {
		name    string
		updates []Update
		want    string
	}{
		{"NothingWasSaid", nil, ""},
		{"OneStatus", []Update{up}, ""},
		{"ItWentDown", []Update{up, down}, "2023-02-10"},
		{"ANoteChangesNothing", []Update{up, down, note}, "2023-02-10"},
		{"ItCameUpAgain", []Update{up, down, again}, ""},
		{"WrittenInAnotherOrder", []Update{down, up}, "2023-02-10"},
		{"AMilestoneHasAStatusOfItsOwn", []Update{up, other}, ""},
	} {
		got := ""
		if u := (&Commitment{Updates: c.updates}).Setback(); u != nil {
			got = u.On.String()
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
