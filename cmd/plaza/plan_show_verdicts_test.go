package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"plaza/bot"
	"plaza/civic/plan"
	"plaza/civic/verdict"
)

// TestPlanShowTellsWhatPeopleSay: beside what officials say of a milestone
// stands what people answered, how many they are and how they came to answer.
func TestPlanShowTellsWhatPeopleSay(t *testing.T) {
	var answers []verdict.Answer
	for i := range 24 {
		a := verdict.Answer{Person: fmt.Sprint(i), Asked: true, At: time.Date(2026, 5, 31, 22, i, 0, 0, time.UTC)}
		if i < 3 {
			a.Says = verdict.Untrue
		}
		answers = append(answers, a)
	}
	few := slices.Clone(answers)
	few[0].Place = "S1"
	p := &plan.Plan{ID: "river", Languages: []string{"en"}, Commitments: []plan.Commitment{{
		Code: "RV0001", Title: plan.Text{"en": "The river"}, Milestones: []plan.Milestone{{Number: 1}, {Number: 2}, {Number: 3}},
	}}}
	v := &planView{Plan: p, langs: p.Languages, zone: time.FixedZone("EAT", 3*60*60), fewest: 10, verdicts: map[string][]bot.Verdict{"RV0001": {
		{Milestone: 1, Result: verdict.Of(answers[:14], 10)}, {Milestone: 2, Result: verdict.Of(few, 10)}, {Milestone: 3},
	}}}
	var out strings.Builder
	v.commitment(&out, &p.Commitments[0])
	got := strings.Join(strings.Fields(out.String()), " ")
	for _, want := range []string{
		"asked about milestones, below",
		"10 people: 7 true, 0 in part, 3 not true, 0 cannot tell · 1 June 2026 · people who follow it or live there, not a sample",
		"20 people: 17 true, 0 in part, 3 not true, 0 cannot tell · 1 June 2026 · people who follow it or live there, not a sample",
		"10 people: not shown by place, where they are too few",
		"citizens · too few answered to be shown",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("got\n%s\nwant in it: %s", out.String(), want)
		}
	}
}
