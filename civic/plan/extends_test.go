package plan_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plaza/civic/plan"
)

// updateOfMay is the first update of town.
const updateOfMay = `      - on: 2025-05-02
        by: Water office
        milestone: 1
        status: limited
        note: {en: "Half done: 12 of 24", es: Hecha la mitad}
`

func TestExtends(t *testing.T) {
	for _, tc := range []struct{ name, old, new, want string }{
		{"OK", "", "", ``},
		{"AnotherPlan", "plan: riverbend-1", "plan: riverbend-2", `1:1: this is the plan riverbend-2, and was riverbend-1 [published]
  hint: a plan keeps its id; another id is another plan`},
		{"CodeGone", "code: RVB-1", "code: RVB-2", `1:1: RVB-1 was published and is gone [published]
  hint: put it back; say in an update that it was given up`},
		{"CodeInOtherLetters", "code: RVB-1", "code: rvb-1", `28:5: rvb-1, number 1, was published as RVB-1, number 1 [published]
  hint: people follow it by its code and number`},
		{"NumberMoved", "    number: 1\n    title: Publish", "    number: 2\n    title: Publish", `28:5: RVB-1, number 2, was published as RVB-1, number 1 [published]
  hint: people follow it by its code and number`},
		{"MilestoneGone", "      - number: 3\n", "", `28:5: RVB-1, milestone 3 was published and is gone [published]
  hint: put it back; say in an update that it was given up`},
		{"DueMoved", "due: 2025-06-30", "due: 2025-07-30", `52:9: RVB-1, milestone 1: due was published as 2025-06-30 [published]
  hint: put 2025-06-30 back, and add an update with the new day as due:, slipped and why`},
		{"DueForgotten", "        due: 2025-12\n", "", `57:9: RVB-1, milestone 2: due was published as 2025-12 [published]
  hint: put 2025-12 back, and add an update with the new day as due:, slipped and why`},
		{"DueFilledIn", "      - number: 3\n", "      - {number: 3, title: Mend the pumps, due: 2026-05}\n", ``},
		{"EndMoved", "    end: 2026-06", "    end: 2026-12", `28:5: RVB-1: end was published as 2026-06 [published]
  hint: put 2026-06 back, and add an update with the new day as due:, slipped and why`},
		{"UpdateChanged", "status: limited", "status: complete", `63:9: RVB-1: update of 2025-05-02 is not as it was published [published]
  hint: what was published stays; add another update that corrects it`},
		{"UpdateOfAnotherDay", "on: 2025-05-02", "on: 2025-05-03", `28:5: RVB-1: update of 2025-05-02 was published and is gone [published]
  hint: put it back; add another update if it was wrong`},
		{"UpdateGone", updateOfMay, "", `28:5: RVB-1: update of 2025-05-02 was published and is gone [published]
  hint: put it back; add another update if it was wrong`},
		{"UpdateTranslated", "slipped: The meters were sent back", "slipped: {en: The meters were sent back, es: Se devolvieron los medidores}", ``},
		{"TranslationTakenBack", `note: {en: "Half done: 12 of 24", es: Hecha la mitad}`, `note: "Half done: 12 of 24"`, `63:9: RVB-1: update of 2025-05-02 is not as it was published [published]
  hint: what was published stays; add another update that corrects it`},
		{"OlderUpdateAdded", "    updates:\n", "    updates:\n      - {on: 2025-03-01, by: Water office, milestone: 1, status: not started}\n", ``},
		{"AssessmentChanged", "early_results: none yet", "early_results: marginal", `77:9: RVB-1: assessment of 2025-09 is not as it was published [published]
  hint: what was published stays; add another assessment that corrects it`},
		{"AssessmentGone", "      - on: 2025-11-03\n", "      - on: 2025-11-04\n", `28:5: RVB-1: assessment of 2025-11-03 was published and is gone [published]
  hint: put it back; add another assessment if it was wrong`},
		{"CountsChanged", "complete: 1, limited: 2", "complete: 2, limited: 1", `19:5: point of progress of a day not known is not as it was published [published]
  hint: what was published stays; add another point of progress that corrects it`},
		{"Invented", "synthetic: yes\n", "", `1:1: the plan was published as invented [published]
  hint: put synthetic: yes back; a plan of real promises has another id`},
		{"InventedStillSaysNo", "synthetic: yes", "synthetic: no", `1:1: the plan was published as invented [published]
  hint: put synthetic: yes back; a plan of real promises has another id`},
		{"Reworded", "title: Publish what every well delivers", "title: Publish what each well delivers", ``},
	} {
		t.Run(tc.name, func(t *testing.T) {
			src := town
			if tc.old != "" {
				src = edited(t, tc.old, tc.new)
			}
			if diff := cmp.Diff(tc.want, told(plan.Extends(parse(t, town), parse(t, src)))); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
	t.Run("LanguageGone", func(t *testing.T) {
		old := parse(t, edited(t, "languages: [en, es]", "languages: [en, es, fr]"))
		const want = `1:1: the plan was published in fr too [published]
  hint: keep the language: people read the plan in it`
		if diff := cmp.Diff(want, told(plan.Extends(old, parse(t, town)))); diff != "" {
			t.Errorf("problems (-want +got):\n%s", diff)
		}
	})
	t.Run("OneOfTwoAlike", func(t *testing.T) {
		const said = "      - {on: 2025-08-01, by: Water office, note: We work on it}\n    assessments:\n"
		twice := edited(t, "    assessments:\n", strings.Replace(said, "    assessments:\n", said, 1))
		const want = `28:5: RVB-1: update of 2025-08-01 was published and is gone [published]
  hint: put it back; add another update if it was wrong`
		if diff := cmp.Diff(want, told(plan.Extends(parse(t, twice), parse(t, edited(t, "    assessments:\n", said))))); diff != "" {
			t.Errorf("problems (-want +got):\n%s", diff)
		}
	})
	t.Run("OrderOfADay", func(t *testing.T) {
		const one = "      - {on: 2025-08-01, by: Water office, milestone: 1, status: limited}\n"
		const two = "      - {on: 2025-08-01, by: Water office, milestone: 1, status: complete}\n"
		old := parse(t, edited(t, "    assessments:\n", one+two+"    assessments:\n"))
		new := parse(t, edited(t, "    assessments:\n", two+one+"    assessments:\n"))
		const want = `76:9: RVB-1: update of 2025-08-01 changed places with another of that day [published]
  hint: the later written is the later said: keep their order`
		if diff := cmp.Diff(want, told(plan.Extends(old, new))); diff != "" {
			t.Errorf("problems (-want +got):\n%s", diff)
		}
	})
}
