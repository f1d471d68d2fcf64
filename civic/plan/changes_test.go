package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plaza/civic/plan"
)

// happened tells changes a line each.
func happened(changes []plan.Change) string {
	var lines []string
	for _, c := range changes {
		line := strings.TrimSpace(fmt.Sprintf("%s %d %s", c.Commitment, c.Milestone, c.What))
		if c.Update != nil {
			line += " " + c.Update.On.String()
		}
		if c.Assessment != nil {
			line += " " + c.Assessment.On.String() + " by " + c.Assessment.Kind.String()
		}
		if c.Point != nil {
			line += " " + c.Point.Label.In("en")
		}
		if c.From != plan.NotSaid || c.To != plan.NotSaid {
			line += fmt.Sprintf(", %q to %q", c.From, c.To)
		}
		if !c.FromDue.IsZero() {
			line += fmt.Sprintf(", due %s to %s", c.FromDue, c.Update.Due)
		}
		if c.Setback {
			line += ", setback"
		}
		if len(c.Keys) > 0 {
			line += ": " + strings.Join(c.Keys, ", ")
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestChanges(t *testing.T) {
	const updates, assessments, milestones = "    updates:\n", "    assessments:\n", "    milestones:\n"
	for _, tc := range []struct{ name, old, new, want string }{
		{"Nothing", "", "", ""},
		{"Update", assessments, "      - {on: 2025-08-01, by: a, milestone: 1, status: limited}\n" + assessments,
			`RVB-1 1 updated 2025-08-01, "not started" to "limited"`},
		{"UpdateOfTheCommitment", assessments, "      - {on: 2025-08-01, by: a, status: limited}\n" + assessments,
			`RVB-1 0 updated 2025-08-01, "" to "limited"`},
		{"NoteKeepsTheStatus", assessments, "      - {on: 2025-08-01, by: a, milestone: 1, note: a}\n" + assessments,
			`RVB-1 1 updated 2025-08-01, "not started" to ""`},
		{"OlderUpdate", updates, updates + "      - {on: 2025-06-01, by: a, milestone: 1, status: substantial}\n",
			`RVB-1 1 updated 2025-06-01, "limited" to "substantial"`},
		{"WentDown", assessments, "      - {on: 2025-08-01, by: a, milestone: 1, status: no evidence, slipped: a, why: b}\n" + assessments,
			`RVB-1 1 updated 2025-08-01, "not started" to "no evidence", setback`},
		{"SaidAgain", assessments, "      - {on: 2025-08-01, by: a, milestone: 1, status: not started}\n" + assessments,
			`RVB-1 1 updated 2025-08-01, "not started" to "not started"`},
		{"PutOff", assessments, "      - {on: 2025-08-01, by: a, milestone: 2, due: 2026-05, slipped: a, why: b}\n" + assessments,
			`RVB-1 2 updated 2025-08-01, due 2025-12 to 2026-05, setback`},
		{"BroughtForward", assessments, "      - {on: 2025-08-01, by: a, milestone: 1, due: 2025-12-01}\n" + assessments,
			`RVB-1 1 updated 2025-08-01, "not started" to "", due 2026-02-28 to 2025-12-01`},
		{"ByDay", assessments, "      - {on: 2025-10-01, by: a, milestone: 2, status: limited}\n      - {on: 2025-08-01, by: a, milestone: 1, status: limited}\n" +
			assessments + "      - {on: 2025-09-30, kind: irm, completion: substantial, source: {name: a}}\n",
			`RVB-1 1 updated 2025-08-01, "not started" to "limited"
RVB-1 0 assessed 2025-09-30 by irm, "limited" to "substantial"
RVB-1 2 updated 2025-10-01, "" to "limited"`},
		{"KindsAreNotCompared", assessments, assessments + "      - {on: 2025-10, kind: local monitoring body, completion: not started, source: {name: a}}\n",
			`RVB-1 0 assessed 2025-10 by local monitoring body, "" to "not started"`},
		{"AssessedLower", assessments, assessments + "      - {on: 2025-10, kind: irm, completion: not started, source: {name: a}}\n",
			`RVB-1 0 assessed 2025-10 by irm, "limited" to "not started", setback`},
		{"GovernmentAssessesItself", assessments, assessments + "      - {on: 2025-10-01, kind: government, milestone: 1, completion: complete, source: {name: a}}\n",
			`RVB-1 1 assessed 2025-10-01 by government, "not started" to "complete"`},
		{"MilestoneAdded", milestones, milestones + "      - {number: 4, title: Mend the pumps}\n", `RVB-1 4 milestone added`},
		{"CommitmentAdded", "commitments:\n", "commitments:\n  - {code: RVB-0, number: 9, title: a, short: {en: a, es: b}, milestones: [{number: 1}], updates: [{on: 2025-10-01, by: a, note: a}]}\n",
			`RVB-0 0 commitment added
RVB-0 0 updated 2025-10-01`},
		{"Counted", "progress:\n", "progress:\n  - {label: end of term, on: 2025-10, kind: irm, counts: {complete: 3}, source: {name: a}}\n",
			`0 progressed end of term`},
		{"Reworded", "title: Publish what every well delivers", "title: Publish what each well delivers", `RVB-1 0 reworded: title`},
		{"MilestoneReworded", "      - number: 3\n", "      - {number: 3, title: Mend the pumps, office: Water office}\n", `RVB-1 3 reworded: title, office`},
		{"PlanReworded", "note: A demonstration.", "note: A demonstration of a plan.", `0 reworded: note`},
		{"UpdateTranslated", "slipped: The meters were sent back", "slipped: {en: The meters were sent back, es: Se devolvieron los medidores}", `RVB-1 1 translated 2025-07-10: slipped`},
		{"AssessmentTranslated", "note: One of three.", "note: {en: One of three., es: Uno de tres.}", `RVB-1 0 translated 2025-09 by irm: note`},
		{"CountsTranslated", "label: mid-term", "label: {en: mid-term, es: medio término}", `0 translated mid-term: label`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			src := town
			if tc.old != "" {
				src = edited(t, tc.old, tc.new)
			}
			if diff := cmp.Diff(tc.want, happened(plan.Changes(parse(t, town), parse(t, src)))); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
		})
	}
	t.Run("NewPlan", func(t *testing.T) {
		const want = `0 progressed mid-term
RVB-1 0 commitment added
RVB-1 1 updated 2025-05-02, "" to "limited"
RVB-1 1 updated 2025-07-10, "limited" to "not started", due 2025-06-30 to 2026-02-28, setback
RVB-1 0 assessed 2025-09 by irm, "" to "limited"
RVB-1 1 assessed 2025-11-03 by citizen panel`
		if diff := cmp.Diff(want, happened(plan.Changes(nil, parse(t, town)))); diff != "" {
			t.Errorf("changes (-want +got):\n%s", diff)
		}
	})
}
