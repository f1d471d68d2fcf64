package plan_test

import (
	"strings"
	"testing"

	"plaza/civic/plan"
)

// What the government assesses of itself takes back what its office said on
// the same day: neither in silence, nor in one place only.
func TestGovernmentCannotGoDownBehindAnUpdateOfTheSameDay(t *testing.T) {
	on := plan.Day{Year: 2025, Month: 11, Day: 1}
	p, problems := plan.Parse("plan.yaml", []byte(town))
	if problems.Err() != nil {
		t.Fatal(problems)
	}
	c := &p.Commitments[0]
	c.Updates = append(c.Updates, plan.Update{On: on, By: "Water office", Status: plan.Complete})
	c.Assessments = append(c.Assessments, plan.Assessment{On: on, Kind: plan.Government, Completion: plan.Limited, Source: plan.Source{Name: "Report"}})
	if got, want := plan.Check(p, today).Error(), "the status went down from complete to limited"; !strings.Contains(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	status, _, _ := c.MilestoneStatus(0)
	if a, _ := c.Standing(plan.Government); a.Completion != status {
		t.Errorf("it stands at %s and at %s", a.Completion, status)
	}
}

func TestANoteTakesNoStatusBack(t *testing.T) {
	day := func(n int) plan.Day { return plan.Day{Year: 2025, Month: 11, Day: n} }
	c := plan.Commitment{
		Updates: []plan.Update{{On: day(1), Status: plan.Limited}},
		Assessments: []plan.Assessment{
			{On: day(1), Kind: plan.IRM, Completion: plan.Substantial},
			{On: day(2), Kind: plan.Government, Note: plan.Text{"en": "We go on."}},
			{On: day(2), Kind: plan.IRM, Ambition: "modest"},
			{On: day(2), Kind: plan.LocalMonitoringBody, Note: plan.Text{"en": "Too soon."}},
		},
	}
	for kind, want := range map[plan.Kind]plan.Completion{plan.Government: plan.Limited, plan.IRM: plan.Substantial, plan.LocalMonitoringBody: plan.NotSaid} {
		if a, ok := c.Standing(kind); !ok || a.Completion != want {
			t.Errorf("%s: got %q %v, want %q", kind, a.Completion, ok, want)
		}
	}
}

func TestFellIsTheUpdateThatSaysWhy(t *testing.T) {
	day := func(n int) plan.Day { return plan.Day{Year: 2025, Month: 11, Day: n} }
	up, down := plan.Update{On: day(1), Status: plan.Substantial}, plan.Update{On: day(2), Status: plan.Limited}
	other := plan.Update{On: day(3), Milestone: 1, Status: plan.Complete}
	still := plan.Update{On: day(3), Status: plan.Limited}
	raised := plan.Assessment{On: day(4), Kind: plan.Government, Completion: plan.Complete}
	for _, tc := range []struct {
		name string
		c    plan.Commitment
		want string
	}{
		{"Up", plan.Commitment{Updates: []plan.Update{up}}, ""},
		{"Down", plan.Commitment{Updates: []plan.Update{up, down}}, "2025-11-02"},
		{"AMilestoneSince", plan.Commitment{Updates: []plan.Update{up, down, other}}, "2025-11-02"},
		{"SaidAgain", plan.Commitment{Updates: []plan.Update{up, down, still}}, "2025-11-02"},
		{"Raised", plan.Commitment{Updates: []plan.Update{up, down}, Assessments: []plan.Assessment{raised}}, ""},
	} {
		got := ""
		if u := tc.c.Fell(0); u != nil {
			got = u.On.String()
		}
		if got != tc.want {
			t.Errorf("%s: got %q, want %q", tc.name, got, tc.want)
		}
	}
}

// Of one day's updates the last written is how it stands, whichever office
// said it: to change their places is to change what was said.
func TestOfficesKeepTheirOrderOnADay(t *testing.T) {
	on := plan.Day{Year: 2025, Month: 11, Day: 1}
	of := func(first, second plan.Update) *plan.Plan {
		p, problems := plan.Parse("plan.yaml", []byte(town))
		if problems.Err() != nil {
			t.Fatal(problems)
		}
		p.Commitments[0].Updates = append(p.Commitments[0].Updates, first, second)
		return p
	}
	water := plan.Update{On: on, By: "Water office", Status: plan.Limited}
	mayor := plan.Update{On: on, By: "Mayor", Status: plan.Complete}
	got := plan.Extends(of(water, mayor), of(mayor, water)).Error()
	if want := "update of 2025-11-01 changed places with another of that day"; !strings.Contains(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
