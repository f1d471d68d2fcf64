package plan_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/civic/plan"
	"plaza/flows/source"
)

// today is a day on which nothing in town is late.
var today = plan.Day{Year: 2025, Month: time.November, Day: 10}

// edited is town with one piece of it written differently.
func edited(t *testing.T, old, new string) string {
	t.Helper()
	if strings.Count(town, old) != 1 {
		t.Fatalf("%q stands %d times in the plan, want once", old, strings.Count(town, old))
	}
	return strings.Replace(town, old, new, 1)
}

// told is every problem with its line and its hint.
func told(problems source.Problems) string {
	var b strings.Builder
	for _, p := range problems {
		b.WriteString(strings.TrimPrefix(p.String(), "plan.yaml:") + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func TestCheck(t *testing.T) {
	for _, tc := range []struct{ name, old, new, want string }{
		{"OK", "", "",
			``},
		{"NoWordForTheSecondLanguage", "short: {en: Data of wells, es: Datos de los pozos}", "short: {en: Data of wells}",
			`28:5: RVB-1 has no es short title [language]
  hint: write short: in each language of the plan`},
		{"ShortAsLongAsMayBe", "es: Datos de los pozos", "es: Datos de los pozos y de todas sus bombas",
			``},
		{"MilestoneAsLongAsMayBe", "title: Measure the wells of the north #", "title: Measure the wells of all of our district #",
			``},
		{"SaidAgain", "    assessments:\n", "      - {on: 2025-08-01, by: a, milestone: 1, status: not started}\n    assessments:\n",
			``},
		{"ShortTooLong", "es: Datos de los pozos", "es: Datos de todos los pozos y de todas sus bombas",
			`28:5: the es short title of RVB-1 has 46 letters; 40 are the most [short]
  hint: cut it to what people would call it`},
		{"NoTitleInTheFirstLanguage", "title: Publish what every well delivers", "title: {es: Publicar lo que da cada pozo}",
			`28:5: RVB-1 has no en title [language]
  hint: en is the first language: who reads none of the others gets it`},
		{"LongMilestone", `        short: Publish the table
`, "",
			`57:9: RVB-1, milestone 2 is called by 54 letters in en; 40 are the most [short]
  hint: add short: a title for an SMS`},
		{"EndsBeforeItBegins", "    end: 2026-06", "    end: 2024",
			`28:5: RVB-1: end 2024 is before start 2025 [dates]`},
		{"DueBeforeItBegins", "due: 2025-06-30", "due: 2025-01-31",
			`52:9: RVB-1, milestone 1: due 2025-01-31 is before start 2025-02-01 [dates]`},
		{"NumberOfAMilestoneTwice", "      - number: 3", "      - number: 2",
			`61:9: RVB-1, milestone 2 is already at plan.yaml:57:9 [twice]
  hint: each milestone has a number of its own`},
		{"UnusedName", "  water: {en: water, es: agua}", "  watre: {en: water, es: agua}",
			`1:1: names: no commitment has the theme or place "watre" [name]
  hint: did you mean water?`},
		{
			"CodeAndNumberTwice", `    source: {name: Plaza}
`, `    source: {name: Plaza}
  - {code: rvb-1, number: 1, title: Another, short: {en: Another, es: Otra}}
`,
			`95:5: rvb-1 is already at plan.yaml:28:5 [twice]
  hint: each commitment has a code of its own
95:5: number 1 is already at plan.yaml:28:5 [twice]
  hint: people write the number: PLAN 4 must mean one commitment`,
		},
		{"LongTheme", "  water: {en: water, es: agua}", "  water: {en: water, es: el agua que sale de los pozos de la ciudad}",
			`1:1: the theme or place "water" is called by 42 letters in es [short]
  hint: people write it behind FOLLOW: 40 are enough, under names: if its own name is long`},
		{"LongPlace", "places: [North, South]", "places: [The wards of the north beyond the old railway line]",
			`1:1: the theme or place "The wards of the north beyond the old railway line" is called by 50 letters in en [short]
  hint: people write it behind FOLLOW: 40 are enough, under names: if its own name is long`},
		{"PutOffWithinTheMonth", "        status: not started\n        due: 2026-02-28\n        slipped: The meters were sent back\n        why: not said\n        source: {name: Letter, as_of: 2025-07-09}\n",
			"        due: 2026-02-28\n        slipped: The meters were sent back\n        why: not said\n      - {on: 2025-10-01, by: Water office, milestone: 1, due: 2026-02}\n      - {on: 2025-11-01, by: Water office, milestone: 1, due: 2026-02-27}\n      - {on: 2025-11-02, by: Water office, milestone: 1, due: 2026-02}\n",
			`76:9: RVB-1, milestone 1: update of 2025-11-02: the due day was put off from 2026-02-27 to 2026-02 [slipped]
  hint: say slipped: what was not done as promised, and why: the reason; "why: not said" when the office gives none`},
		{"ThemeIsANumber", "places: [North, South]", `places: [North, "7"]`,
			`28:5: RVB-1: "7" cannot be a theme or place [name]
  hint: people would get a commitment when they write it after FOLLOW`},
		{"ThemeIsACode", "places: [North, South]", "places: [North, rvb-1]",
			`28:5: RVB-1: "rvb-1" cannot be a theme or place [name]
  hint: people would get a commitment when they write it after FOLLOW`},
		{"UpdateOfAMonth", "on: 2025-05-02", "on: 2025-05",
			`63:9: RVB-1, milestone 1: update of 2025-05: the day is missing [dates]
  hint: an update has a whole day: 2023-03-31`},
		{"UpdateToCome", "on: 2025-05-02", "on: 2025-11-11",
			`63:9: RVB-1, milestone 1: update of 2025-11-11: that day is still to come [dates]
  hint: an update tells what happened; say what is planned with due:`},
		{"UpdateOfNoMilestone", `        milestone: 1
        status: limited`, `        milestone: 4
        status: limited`,
			`63:9: RVB-1 has no milestone 4 [milestone]`},
		{"UpdateSaysNothing", `        status: limited
        note: {en: "Half done: 12 of 24", es: Hecha la mitad}
`, "",
			`63:9: RVB-1, milestone 1: update of 2025-05-02 says nothing [empty]
  hint: give it a status, a due day or a note`},
		{"DueBeforeTheUpdate", "due: 2026-02-28", "due: 2025-07-09",
			`68:9: RVB-1, milestone 1: update of 2025-07-10: the new due day 2025-07-09 is before it [dates]`},
		{"WentDown", `        slipped: The meters were sent back
        why: not said
`, "",
			`68:9: RVB-1, milestone 1: update of 2025-07-10: the status went down from limited to not started [slipped]
  hint: say slipped: what was not done as promised, and why: the reason; "why: not said" when the office gives none`},
		{"WentDownWithoutWhy", `        why: not said
`, "",
			`68:9: RVB-1, milestone 1: update of 2025-07-10: the status went down from limited to not started [slipped]
  hint: say slipped: what was not done as promised, and why: the reason; "why: not said" when the office gives none`},
		{"PutOff", `        status: not started
        due: 2026-02-28
        slipped: The meters were sent back
        why: not said
`, `        due: 2026-02-28
`,
			`68:9: RVB-1, milestone 1: update of 2025-07-10: the due day was put off from 2025-06-30 to 2026-02-28 [slipped]
  hint: say slipped: what was not done as promised, and why: the reason; "why: not said" when the office gives none`},
		{"WhyWithoutSlipped", `        status: limited
`, `        status: limited
        why: A strike
`,
			`63:9: RVB-1, milestone 1: update of 2025-05-02 says why and not what slipped [slipped]
  hint: say slipped: what was not done as promised, and why: the reason; "why: not said" when the office gives none`},
		{"SlippedWithoutWhy", `        status: limited
`, `        status: limited
        slipped: Two wells
`,
			`63:9: RVB-1, milestone 1: update of 2025-05-02 says what slipped and not why [slipped]
  hint: say slipped: what was not done as promised, and why: the reason; "why: not said" when the office gives none`},
		{"PastDue", `        due: 2026-02-28
`, `        due: 2025-10
`,
			`52:9: RVB-1, milestone 1 was due 2025-10 and is not complete [slipped]
  hint: add an update of a later day; say slipped: what was not done as promised, and why: the reason; "why: not said" when the office gives none`},
		{"MailOfSomebody", "    lead: Water office\n", "    lead: Water office, ann@riverbend.example\n",
			`28:5: RVB-1: lead holds what looks like an e-mail address [contact]
  hint: delete it if it is a person's: a plan is sent to everybody who follows it`},
		{"TelephoneOfSomebody", "slipped: The meters were sent back", "slipped: The meters were sent back, ask 0803 785 4338",
			`68:9: RVB-1, milestone 1: update of 2025-07-10: slipped holds what looks like a telephone number [contact]
  hint: delete it if it is a person's: a plan is sent to everybody who follows it`},
		{"NumbersOfNobody", "        note: 12 of 31 see it.\n", "        note: 1 200 000 000 in 2025-01 to 2025-12, 0.5% of it, ticket 0012.\n",
			``},
		{"AssessedToCome", `      - on: 2025-09
`, `      - on: 2026
`,
			`77:9: RVB-1: assessment by irm of 2026: that day is still to come [dates]`},
		{"AssessmentOfNoMilestone", `        milestone: 1
        people`, `        milestone: 9
        people`,
			`87:9: RVB-1 has no milestone 9 [milestone]`},
		{"AssessmentSaysNothing", `        note: 12 of 31 see it.
`, "",
			`87:9: RVB-1, milestone 1: assessment by citizen panel says nothing [empty]
  hint: give it one of its codes or a note`},
		{"FewPeople", "people: 31", "people: 9",
			`87:9: RVB-1, milestone 1: assessment by citizen panel: people: 9; 10 are the fewest that are shown [people]
  hint: with fewer, what one person said could be guessed`},
		{"NotSaidHowChosen", `        chosen: followers
`, "",
			`87:9: RVB-1, milestone 1: assessment by citizen panel does not say how people were chosen [people]
  hint: chosen: followers, for those who follow it`},
		{"PeopleOfOfficials", `        completion: limited
`, `        completion: limited
        place: North
`,
			`77:9: RVB-1: assessment by irm has people, chosen or place [people]
  hint: only a citizen panel has them`},
		{"GovernmentTakesItBack", `      - on: 2025-09
        kind: irm
        by: A reviewer
        completion: limited
`, `      - on: 2025-07-11
        kind: government
        milestone: 1
        completion: no evidence
`,
			`77:9: RVB-1, milestone 1: assessment by government: the status went down from not started to no evidence [slipped]
  hint: write it as an update: that says what slipped and why`},
		{"MoreThanThereAre", "    of: 4", "    of: 2",
			`19:5: progress, mid-term: the counts add up to 3, of 2 [counts]`},
		{"SumNotSaid", `    note: The table adds up to 3.
`, "",
			`19:5: progress, mid-term: the counts add up to 3 of 4 [counts]
  hint: say it in note:, or correct the counts`},
		{"CountedToCome", `    on: not known
    kind`, `    on: 2025-12
    kind`,
			`19:5: progress, mid-term of 2025-12: that day is still to come [dates]`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			src := town
			if tc.old != "" {
				src = edited(t, tc.old, tc.new)
			}
			if diff := cmp.Diff(tc.want, told(plan.Check(parse(t, src), today))); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// TestOverdue holds the rule that time alone brings about: the same plan, on a
// later day, may not be published again without what slipped and why.
func TestOverdue(t *testing.T) {
	const late = "    assessments:\n      - on: 2025-09"
	said := func(update string) string { return update + late }
	for _, tc := range []struct{ name, update, day, want string }{
		{"TheLastDayIsNotLate", "", "2025-12-31", ``},
		{"TheDayAfterIs", "", "2026-01-01", `RVB-1, milestone 2 was due 2025-12 and is not complete`},
		{"NewDayPassedToo", "", "2026-03-01", `RVB-1, milestone 1 was due 2026-02-28 and is not complete
RVB-1, milestone 2 was due 2025-12 and is not complete`},
		{"Complete", "      - {on: 2026-01-01, by: a, milestone: 2, status: complete}\n", "2026-02-01", ``},
		{"CompleteForTheReviewer", "    assessments:\n      - {on: 2025-12-01, kind: irm, milestone: 2, completion: complete, source: {name: a}}\n" +
			"      - {on: 2025-09-01, kind: irm, completion: limited, source: {name: a}}\n      - on: 2025-09", "2026-02-01", ``},
		{"SaidWithReason", "      - {on: 2026-01-01, by: a, milestone: 2, slipped: All of it, why: No money}\n", "2026-02-01", ``},
		{"SaidWithoutReason", "      - {on: 2026-01-01, by: a, milestone: 2, slipped: All of it, why: not said}\n", "2026-02-01", ``},
		{"SaidTooEarly", "      - {on: 2025-12-31, by: a, milestone: 2, slipped: All of it, why: not said}\n", "2026-02-01",
			`RVB-1, milestone 2 was due 2025-12 and is not complete`},
		{"OnlyBusy", "      - {on: 2026-01-01, by: a, milestone: 2, status: substantial}\n", "2026-02-01",
			`RVB-1, milestone 2 was due 2025-12 and is not complete`},
		{"PutOffInTime", "      - {on: 2025-12-01, by: a, milestone: 2, due: 2026-02, slipped: a, why: not said}\n", "2026-02-01", ``},
	} {
		t.Run(tc.name, func(t *testing.T) {
			src := said(tc.update)
			if strings.Contains(tc.update, "assessments:") {
				src = tc.update
			}
			day, err := plan.ParseDay(tc.day)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range plan.Check(parse(t, edited(t, late, src)), day) {
				got = append(got, p.Message)
			}
			if diff := cmp.Diff(tc.want, strings.Join(got, "\n")); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// TestNotKept holds that nothing is published which could not be read again: a
// plan that a program made may hold what no file can.
func TestNotKept(t *testing.T) {
	p := parse(t, town)
	p.Commitments[0].Updates[0].Note = plan.Text{"en": "a\x1b[31m"}
	p.Commitments[0].Updates[0].By = ""
	const want = `1:1: this plan cannot be kept: an update needs by [key]
  hint: the office that says so
1:1: this plan cannot be kept: a control character (U+001B) [syntax]
  hint: delete it and type a space or begin a new line`
	if diff := cmp.Diff(want, told(plan.Check(p, today))); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	p = parse(t, town)
	p.Progress[0].Note = plan.Text{"en": strings.Repeat("a", plan.MaxPlan)}
	const size = `1:1: this plan cannot be kept: this file has 4098 KiB; 4096 are the most that is read [syntax]
  hint: shorten the descriptions`
	if diff := cmp.Diff(size, told(plan.Check(p, today))); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

// What could be read is checked beside what could not: of another commitment
// everything, of the one that holds what could not be read its code and number.
func TestCheckRead(t *testing.T) {
	const src = `plan: riverbend-1
languages: [en]
title: Open Riverbend
short: Open Riverbend
commitments:
  - code: RVB-1
    number: 1
    title: Publish what every well delivers
    short: Data of wells
    milestones:
      - {number: 1, title: Measure the wells, due: 2025-06-30}
    updates:
      - {on: 2025-05-02, by: Water office, milestone: 1, status: 80%}
  - code: RVB-1
    number: 1
    title: Mend the pumps
    short: Pumps
    milestones:
      - {number: 1, title: Mend the pumps of the north, due: 2025-06-30}
`
	p, problems := plan.Parse("plan.yaml", []byte(src))
	const want = `13:66: status cannot be "80%" [key]
  hint: how much is done is a note; a status is one of no evidence, not started, limited, substantial, complete
14:5: RVB-1 is already at plan.yaml:6:5 [twice]
  hint: each commitment has a code of its own
14:5: number 1 is already at plan.yaml:6:5 [twice]
  hint: people write the number: PLAN 4 must mean one commitment
19:9: RVB-1, milestone 1 was due 2025-06-30 and is not complete [slipped]
  hint: add an update of a later day; say slipped: what was not done as promised, and why: the reason; "why: not said" when the office gives none`
	if diff := cmp.Diff(want, told(plan.CheckRead(p, problems, today))); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	p, problems = plan.Parse("plan.yaml", []byte(town))
	if got := plan.CheckRead(p, problems, today); len(got) > 0 {
		t.Errorf("of a plan that is right: got\n%v", got)
	}
}
