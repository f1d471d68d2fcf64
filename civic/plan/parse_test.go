package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"plaza/civic/plan"
)

func TestParseProblems(t *testing.T) {
	for _, tc := range []struct{ name, old, new, want string }{
		{"UnknownKey", "    lead: Water", "    leed: Water", `36:5: a commitment has no key "leed" [key]
  hint: did you mean lead?`},
		{"KeyOfAnotherTool", "    lead: Water", "    lead_institution: Water", `36:5: a commitment has no key "lead_institution" [key]
  hint: here it is called lead`},
		{"KeyOfNothing", "    lead: Water", "    xyzzy: Water", `36:5: a commitment has no key "xyzzy" [key]
  hint: it has code, number, title, short, description, problem, lead, supporting, themes, places, values, start, end, outputs, outcomes, specificity, potential_impact, source, milestones, updates, assessments`},
		{"KeyTwice", "region: Nowhere", "place: Nowhere", `9:1: "place" is already on line 8 [yaml]
  hint: keep one of the two`},
		{"NoId", "plan: riverbend-1\n", "", `1:1: a plan needs plan [key]
  hint: small letters, digits and hyphens: uruguay-3`},
		{"IdWithSpaces", "plan: riverbend-1", "plan: Riverbend 1", `1:7: plan cannot be "Riverbend 1" [key]
  hint: small letters, digits and hyphens: uruguay-3`},
		{"CodeWithSpaces", "code: RVB-1", "code: RVB 1", `28:11: code cannot be "RVB 1" [key]
  hint: 2 to 16 letters, digits and hyphens, as OGP gives it: NGKD0003`},
		{"NumberInWords", "    number: 1\n    title: Publish", "    number: one\n    title: Publish", `29:13: number is a whole number, not "one" [key]
  hint: write digits only, above zero`},
		{"FlagInAnotherTongue", "synthetic: yes", "synthetic: true", `7:12: synthetic is yes or no, not "true" [key]
  hint: write yes or no`},
		{"YearOfTwoDigits", "year: 2025", "year: 25", `11:7: year cannot be "25" [key]
  hint: four digits: 2021`},
		{"NotADay", "start: 2025-01\n", "start: January 2025\n", `12:8: start: "January 2025" is not a day [key]
  hint: write year-month-day, 2023-03-31; 2023-03 when only the month is known, 2023 when only the year is`},
		{"NoSuchDay", "end: 2026-12-31", "end: 2026-02-30", `13:6: end: "2026-02-30" is not a day [key]
  hint: February 2026 has 28 days`},
		{"NotALanguage", "es: Riverbend abierta\nshort", "fr: Riverbend ouverte\nshort", `5:3: "fr" is not a language of this plan [language]
  hint: its languages are en, es`},
		{"CommaInBraces", `note: {en: "Half done: 12 of 24", es: Hecha la mitad}`, "note: {en: Half done, today}", `67:31: "today" is not a language of this plan [language]
  hint: a comma inside {en: …} needs quotes`},
		{"TextCut", "lead: Water office\n    supp", "lead: Water #1 office\n    supp", `36:17: the text stops at "#1 office" [text-cut]
  hint: put the text in "double quotes"; comments go on their own line`},
		{"TextIsAList", "note: A demonstration.", "note: [A demonstration.]", `14:7: note must be a text; this is a list [key]
  hint: a text that begins with "[" needs "double quotes"`},
		{"TextIsEmpty", "note: A demonstration.", "note:", `14:6: note is empty [key]
  hint: write it after the colon, or delete the key`},
		{"ListIsAText", "themes: [water]", "themes: water", `38:13: themes must be a list; this is a text [key]
  hint: write themes: [water]`},
		{"SentencesInBrackets", "    outcomes:\n      - Fewer dry days\n", "    outcomes: [Fewer dry days, at last]\n", `46:15: outcomes stand one a line [key]
  hint: begin each with a dash on a line of its own: in brackets, a comma inside one would cut it in two`},
		{"EmptyList", "themes: [water]", "themes: []", `38:13: themes is empty [key]
  hint: write what belongs to it, or delete the key`},
		{"SemicolonInAList", "themes: [water]", "themes: [water; wells]", `38:14: themes: "water; wells" holds a semicolon [key]
  hint: in tables it separates the entries: make it two, or write a comma`},
		{"NotAValue", "values: [technology, access to information]", "values: [access to informations]", `40:14: values cannot be "access to informations" [key]
  hint: did you mean access to information?`},
		{"NotACode", "status: limited", "status: in progress", `66:17: status cannot be "in progress" [key]
  hint: no evidence, not started, limited, substantial, complete`},
		{"NearACode", "status: limited", "status: Limited", `66:17: status cannot be "Limited" [key]
  hint: did you mean limited?`},
		{"NotAKind", "kind: irm\n        by", "kind: ngo\n        by", `78:15: kind cannot be "ngo" [key]
  hint: government, irm, local monitoring body, citizen panel`},
		{"OpenedGovernmentIsNeverYetToCome", "opened_government: did not change", "opened_government: none yet", `82:28: opened_government cannot be "none yet" [key]
  hint: worsened, did not change, marginal, major, outstanding`},
		{"NotAnAddress", `url: "https://riverbend.example/plan"`, "url: riverbend.example/plan", `15:32: url cannot be "riverbend.example/plan" [key]
  hint: the whole address: https://www.opengovpartnership.org/`},
		{"SourceWithoutName", "source: {name: Letter, as_of: 2025-07-09}", "source: {as_of: 2025-07-09}", `75:17: a source needs name [key]
  hint: who published it: name: Open Government Partnership`},
		{"SourceIsAText", "source: {name: Plaza}", "source: Plaza, June", `94:17: a source must be a map of keys; this is a text [key]
  hint: write source: {name: "Plaza, June"}`},
		{"AssessmentWithoutSource", "        source: {name: Plaza}\n", "", `87:9: an assessment needs source [key]
  hint: where this was published: source: {name: …, url: …}`},
		{"AssessmentWithoutDay", "      - on: 2025-11-03\n        kind", "      - kind", `87:9: an assessment needs on [key]
  hint: write year-month-day, 2023-03-31; 2023-03 when only the month is known, 2023 when only the year is; "not known" when the source gives none`},
		{"CountsOfNoCode", "counts: {complete: 1, limited: 2, not started: 0}", "counts: {complete: 1, done: 2, limited: some}", `24:27: counts cannot be "done" [key]
  hint: no evidence, not started, limited, substantial, complete
24:45: counts is a whole number, not "some" [key]
  hint: write digits only, above zero`},
		{"CountsAreAList", "counts: {complete: 1, limited: 2, not started: 0}", "counts: [1, 2]", `24:13: counts must be a map of codes; this is a list [key]
  hint: complete: 9`},
		{"NamesAreAList", "names:\n  water: {en: water, es: agua}", "names: [water]", `16:8: names must be a map of themes and places; this is a list [key]
  hint: climate: {en: climate, es: clima}`},
		{"ListIsAName", "supporting: [Wells, Pumps and Co., \"Users: a union\"]", "supporting: Wells", `37:17: supporting must be a list; this is a text [key]
  hint: write supporting: [Wells]`},
		{"MilestoneIsAText", "      - number: 3\n", "      - Mend the pumps\n", `61:9: a milestone must be a map of keys; this is a text [key]
  hint: it has number, title, short, start, due, office`},
		{"ControlCharacter", "region: Nowhere", `region: "No\u0007where"`, `9:9: region holds a control character (U+0007) [syntax]
  hint: delete it and type a space or begin a new line`},
		{"LanguageTwice", "languages: [en, es]", "languages: [en, es, en]", `2:21: en is named twice [language]`},
		{"NoLanguages", "languages: [en, es]\n", "", `1:1: a plan needs languages [key]
  hint: en for English, es for Spanish, pt-BR for the Portuguese of Brazil`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, problems := plan.Parse("plan.yaml", []byte(edited(t, tc.old, tc.new)))
			if diff := cmp.Diff(tc.want, told(problems)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
	t.Run("Empty", func(t *testing.T) {
		_, problems := plan.Parse("plan.yaml", nil)
		const want = "1:1: this file is empty [syntax]\n  hint: a plan begins with plan: and its id"
		if got := told(problems); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
	t.Run("AllAtOnce", func(t *testing.T) {
		_, problems := plan.Parse("plan.yaml", []byte("plan: x\ntitel: X\nshort: X\nlanguages: [en]\ncommitments:\n  - number: 0\n    title: {fr: Y}\n"))
		const want = `2:1: a plan has no key "titel" [key]
  hint: did you mean title?
6:5: a commitment needs code [key]
  hint: 2 to 16 letters, digits and hyphens, as OGP gives it: NGKD0003
6:5: a commitment needs short [key]
  hint: a title of at most 40 letters, for an SMS
6:13: number is a whole number, not "0" [key]
  hint: write digits only, above zero
7:13: "fr" is not a language of this plan [language]
  hint: its languages are en`
		if diff := cmp.Diff(want, told(problems)); diff != "" {
			t.Errorf("problems (-want +got):\n%s", diff)
		}
	})
}

// FuzzParse gives anything to Parse. What it reads without a problem, it reads
// again from what it writes: from YAML as well as from tables.
func FuzzParse(f *testing.F) {
	const head = "plan: a\nlanguages: [en, fr]\ntitle: a\nshort: {en: a, fr: b}\n"
	const promise = head + "commitments:\n- code: A1\n  number: 1\n  title: a\n  short: {en: a, fr: b}\n"
	for _, seed := range []string{
		"plan: a\nlanguages: [en]\ntitle: \"'=\\\"x: #1\"\nshort: '- a'\nprogress: [{label: a, on: 2024, kind: irm, counts: {limited: 3}, source: {name: a}}]\n",
		head + "progress: [{label: a, on: not known, kind: irm, of: 3, counts: {complete: 1, not started: 0}, note: a, source: {name: a}}]\n",
		promise + "  themes: [\"\\\"\", \"a: b\"]\n  outputs:\n  - {fr: \"1. x\"}\n  - \"y\\n\\nz\"\n  values: [technology, civic participation, technology]\nnames: {\"a: b\": {fr: \"~\"}}\n",
		promise + "  milestones: [{number: 1, due: 2025-03}]\n  updates: [{on: 2025-04-01, by: \"a\\r\\nb\", milestone: 1, due: 2026, slipped: a, why: not said}]\n",
		promise + "  assessments: [{on: 2025, kind: citizen panel, people: 10, chosen: sample, completion: complete, source: {name: a, url: \"http://a/\"}}]\n",
	} {
		p, problems := plan.Parse("seed", []byte(seed))
		if problems = append(problems, plan.Check(p, today)...); len(problems) > 0 {
			f.Fatalf("a seed is no plan:\n%s\n%v", seed, problems)
		}
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		p, problems := plan.Parse("plan.yaml", src)
		plan.CheckRead(p, problems, today)
		if len(problems) > 0 {
			return
		}
		written := p.YAML()
		if len(written) > plan.MaxPlan {
			return // Check refuses it
		}
		again, problems := plan.Parse("plan.yaml", written)
		if diff := same(p, again); len(problems) > 0 || diff != "" {
			t.Fatalf("read back from\n%s\n%v\n%s", written, problems, diff)
		}
		if changes := plan.Changes(p, again); len(changes) > 0 {
			t.Errorf("between a plan and itself: got %v", changes)
		}
		if taken := plan.Extends(p, again); len(taken) > 0 && len(plan.Check(p, today)) == 0 {
			t.Errorf("between a plan and itself:\n%v", taken)
		}
		if len(plan.Check(p, today)) > 0 {
			return // tables tell commitments apart by code
		}
		tabled, problems := plan.ParseCSV(p.CSV(), nil)
		if diff := same(p, tabled); len(problems) > 0 || diff != "" {
			t.Fatalf("read back from %v\n%v\n%s", p.CSV(), problems, diff)
		}
	})
}

// FuzzCSV gives anything to the tables of a plan. What they are read as without
// a problem is read again from what it writes.
func FuzzCSV(f *testing.F) {
	head := &plan.Plan{ID: "a", Languages: []string{"en", "es"}, Title: plan.Text{"en": "a"}, Short: plan.Text{"en": "a", "es": "b"}}
	sheets := parse(f, town).CSV()
	f.Add(sheets[plan.CommitmentsCSV], sheets[plan.MilestonesCSV], sheets[plan.UpdatesCSV], sheets[plan.AssessmentsCSV])
	f.Add([]byte(ogp), []byte("code,number\n"), []byte("code;on;by;note\r\n\r\nRVB0004;2025-01-31;a;\"'=1\n2\""), []byte(""))
	f.Add([]byte("\xef\xbb\xbfCommitment Unique Identifier\tCommitment Number"), []byte("on,by"), []byte("code,on,by,note,note_es\nRVB0004,31/1/2025,#REF!,M\xe1s"), []byte("kind,on,source_url"))
	f.Fuzz(func(t *testing.T, commitments, milestones, updates, assessments []byte) {
		p, problems := plan.ParseCSV(plan.Sheets{
			plan.CommitmentsCSV: commitments, plan.MilestonesCSV: milestones, plan.UpdatesCSV: updates, plan.AssessmentsCSV: assessments,
		}, head)
		problems = append(problems, plan.Check(p, today)...)
		more, told := p.WithUpdates("updates.csv", updates)
		if len(told) == 0 {
			plan.Check(more, today)
		}
		if problems.Err() != nil {
			return
		}
		if taken := plan.Extends(p, more); len(told) == 0 && len(taken) > 0 {
			t.Errorf("updates took away:\n%v", taken)
		}
		tabled, problems := plan.ParseCSV(p.CSV(), nil)
		if diff := same(p, tabled); len(problems.Errors()) > 0 || diff != "" {
			t.Fatalf("read back from %s\n%v\n%s", p.CSV(), problems, diff)
		}
		written, problems := plan.Parse("plan.yaml", p.YAML())
		if diff := same(p, written); len(problems.Errors()) > 0 || diff != "" {
			t.Fatalf("read back from\n%s\n%v\n%s", p.YAML(), problems, diff)
		}
	})
}
