package plan_test

import (
	"fmt"
	"testing"

	"plaza/civic/plan"
)

// promise is a commitment with the lists given, in YAML.
func promise(t *testing.T, lists string) *plan.Commitment {
	t.Helper()
	p := parse(t, "plan: a\nlanguages: [en]\ntitle: a\nshort: a\ncommitments:\n  - code: RVB-1\n    number: 1\n    title: a\n    short: a\n"+lists)
	return p.Commitment("rvb-1")
}

func TestStanding(t *testing.T) {
	c := promise(t, `
    updates:
      - {on: 2025-03-01, by: office, status: limited}
      - {on: 2025-05-01, by: office, note: nothing new}
      - {on: 2025-02-01, by: office, milestone: 1, status: complete}
    assessments:
      - {on: 2025-04-01, kind: government, completion: substantial, source: {name: a}}
      - {on: 2025-02-01, kind: irm, completion: complete, source: {name: a}}
      - {on: 2025-04, kind: irm, early_results: major, source: {name: a}}
      - {on: 2025-04-01, kind: citizen panel, people: 31, chosen: followers, note: it holds, source: {name: a}}
      - {on: 2025-06-01, kind: citizen panel, people: 12, chosen: followers, place: North, note: it does not, source: {name: a}}
`)
	for _, tc := range []struct {
		kind plan.Kind
		want string
	}{
		{plan.Government, `2025-04-01 substantial ""`},
		{plan.IRM, `2025-04  "major"`},
		{plan.LocalMonitoringBody, ``},
		{plan.CitizenPanel, `2025-04-01  ""`},
	} {
		got := ""
		if a, ok := c.Standing(tc.kind); ok {
			got = fmt.Sprintf("%s %s %q", a.On, a.Completion, a.EarlyResults)
		}
		if got != tc.want {
			t.Errorf("%s: got %s, want %s", tc.kind, got, tc.want)
		}
	}
	if u := c.LastUpdate(); u == nil || u.Note.In("en") != "nothing new" {
		t.Errorf("got %v as the last update, want the one of May", u)
	}
}

func TestMilestoneStatus(t *testing.T) {
	c := promise(t, `
    milestones: [{number: 1}, {number: 2}, {number: 3}, {number: 4}]
    updates:
      - {on: 2025-03-01, by: office, milestone: 1, status: limited, source: {name: a letter}}
      - {on: 2025-05-01, by: office, milestone: 1, note: nothing new}
    assessments:
      - {on: 2025-06-01, kind: irm, milestone: 1, completion: complete, source: {name: a}}
      - {on: 2025-06-01, kind: local monitoring body, milestone: 2, completion: complete, source: {name: a}}
      - {on: 2025-04-01, kind: irm, milestone: 2, completion: limited, source: {name: the report}}
      - {on: 2025-06-01, kind: citizen panel, milestone: 3, people: 31, chosen: followers, completion: complete, source: {name: a}}
      - {on: 2025-06-01, kind: local monitoring body, milestone: 4, completion: not started, source: {name: the monitors}}
`)
	for n, want := range map[int]string{
		1: "limited, 2025-03-01, a letter",
		2: "limited, 2025-04-01, the report",
		3: ", , ",
		4: "not started, 2025-06-01, the monitors",
		9: ", , ",
	} {
		status, on, source := c.MilestoneStatus(n)
		if got := fmt.Sprintf("%s, %s, %s", status, on, source.Name); got != want {
			t.Errorf("milestone %d: got %s, want %s", n, got, want)
		}
	}
}

func TestNext(t *testing.T) {
	const milestones = `
    end: 2026-12
    milestones:
      - {number: 1, due: 2025-03-31}
      - {number: 2, due: 2025-12}
      - {number: 3, due: 2025-09-30}
      - {number: 4}
    updates:
`
	for _, tc := range []struct {
		name, updates, day string
		want               int
	}{
		{"FirstToCome", "      - {on: 2025-01-01, by: a, note: a}", "2025-03-31", 1},
		{"LateOnesAreNotNext", "      - {on: 2025-01-01, by: a, note: a}", "2025-04-01", 3},
		{"LastDayOfAMonth", "      - {on: 2025-01-01, by: a, note: a}", "2025-12-31", 2},
		{"AllLate", "      - {on: 2025-01-01, by: a, note: a}", "2026-01-01", 2},
		{"PutOff", "      - {on: 2025-04-01, by: a, milestone: 1, due: 2025-05-31}", "2025-04-01", 1},
		{"CompleteOnesAreDone", "      - {on: 2025-01-01, by: a, milestone: 3, status: complete}", "2025-04-01", 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			day, err := plan.ParseDay(tc.day)
			if err != nil {
				t.Fatal(err)
			}
			got := promise(t, milestones+tc.updates+"\n").Next(day)
			if got == nil || got.Number != tc.want {
				t.Errorf("got %v, want milestone %d", got, tc.want)
			}
		})
	}
	t.Run("WithoutADay", func(t *testing.T) {
		c := promise(t, "    end: 2026-12\n    milestones: [{number: 4}]\n")
		if got := c.Next(plan.Day{Year: 2026, Month: 12, Day: 31}); got == nil || got.Number != 4 {
			t.Errorf("got %v, want milestone 4", got)
		}
		if got := c.Next(plan.Day{Year: 2027, Month: 1, Day: 1}); got != nil {
			t.Errorf("after the end: got milestone %d, want none", got.Number)
		}
	})
}
