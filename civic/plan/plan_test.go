package plan_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"plaza/civic/plan"
	"plaza/flows/source"
)

// town is a whole plan that uses every key, written by hand. The town, its
// offices and everything they say are invented.
const town = `plan: riverbend-1
languages: [en, es]
title:
  en: Open Riverbend
  es: Riverbend abierta
short: {en: Open Riverbend, es: Riverbend abierta}
synthetic: yes
place: Riverbend
region: Nowhere
number: "1"
year: 2025
start: 2025-01
end: 2026-12-31
note: A demonstration.
source: {name: Town hall, url: "https://riverbend.example/plan", as_of: 2025-01-15}
names:
  water: {en: water, es: agua}
progress:
  - label: mid-term
    on: not known
    kind: irm
    by: A reviewer
    of: 4
    counts: {complete: 1, limited: 2, not started: 0}
    note: The table adds up to 3.
    source: {name: Report}
commitments:
  - code: RVB-1
    number: 1
    title: Publish what every well delivers
    short: {en: Data of wells, es: Datos de los pozos}
    description: |
      Every well is measured.
      The figures are published.
    problem: Nobody knows which wells run dry.
    lead: Water office
    supporting: [Wells, Pumps and Co., "Users: a union"]
    themes: [water]
    places: [North, South]
    values: [technology, access to information]
    start: 2025
    end: 2026-06
    outputs:
      - A table of wells, renewed each month
      - {en: A map, es: Un mapa}
    outcomes:
      - Fewer dry days
    specificity: Medium
    potential_impact: Moderate
    source: {name: Town hall}
    milestones:
      - number: 1
        title: Measure the wells of the north # as promised
        start: 2025-02-01
        due: 2025-06-30
        office: Water office
      - number: 2
        title: Publish the table of all wells of the town on its site
        short: Publish the table
        due: 2025-12
      - number: 3
    updates:
      - on: 2025-05-02
        by: Water office
        milestone: 1
        status: limited
        note: {en: "Half done: 12 of 24", es: Hecha la mitad}
      - on: 2025-07-10
        by: Water office
        milestone: 1
        status: not started
        due: 2026-02-28
        slipped: The meters were sent back
        why: not said
        source: {name: Letter, as_of: 2025-07-09}
    assessments:
      - on: 2025-09
        kind: irm
        by: A reviewer
        completion: limited
        early_results: none yet
        opened_government: did not change
        ambition: modest
        verifiable: yes
        note: One of three.
        source: {name: Report, as_of: 2025-09}
      - on: 2025-11-03
        kind: citizen panel
        milestone: 1
        people: 31
        chosen: followers
        place: North
        note: 12 of 31 see it.
        source: {name: Plaza}
`

func parse(t testing.TB, src string) *plan.Plan {
	t.Helper()
	p, problems := plan.Parse("plan.yaml", []byte(src))
	if len(problems) > 0 {
		t.Fatalf("read the plan:\n%v", problems)
	}
	return p
}

// same compares plans as plans: where a thing stands in a file is no part of it.
func same(want, got any) string {
	return cmp.Diff(want, got, cmpopts.IgnoreTypes(source.Pos{}))
}

func TestYAML(t *testing.T) {
	t.Run("a plan is read from what it writes", func(t *testing.T) {
		p := parse(t, town)
		written := p.YAML()
		if diff := same(p, parse(t, string(written))); diff != "" {
			t.Errorf("read back (-want +got):\n%s", diff)
		}
		if again := parse(t, string(written)).YAML(); string(again) != string(written) {
			t.Errorf("written twice: %s", cmp.Diff(string(written), string(again)))
		}
	})
	t.Run("every key is written", func(t *testing.T) {
		written := string(parse(t, town).YAML())
		for line := range strings.Lines(town) {
			key, _, _ := strings.Cut(strings.TrimLeft(line, " -{"), ":")
			if strings.Contains(line, ":") && !strings.Contains(written, key+":") {
				t.Errorf("%s: is not in\n%s", key, written)
			}
		}
	})
}

// TestRoundTrip writes what YAML and spreadsheets take for something else, in
// every place that holds words, and reads it back.
func TestRoundTrip(t *testing.T) {
	for _, words := range []string{
		"yes", "~", "null", "2023", "1.5", "a: b", "#x", "x #y", "- a", "-a", "[a", "{a}", `"q"`, "'q'", "'", `\`, `a\n`, "a\nb", "a\n\n  b", "a\tb",
		"é ñ ع", "🙂", "%a", "@a", "`a", "!a", "&a", "*a", "|", ">", "---", "...", "a, b", "=1+1", "'=1", "+1", "a:", "? a", "1. x", "12. x", "not known", "a\u00a0b", "a|b",
	} {
		line := strings.Join(strings.Fields(words), " ") // as a list has it
		p := parse(t, town)
		p.Note = plan.Text{"es": words}
		p.Names = map[string]plan.Text{line: {"en": words, "es": words}}
		p.Progress[0].Label = plan.Text{"en": words, "es": "x"}
		c := &p.Commitments[0]
		c.Lead, c.Themes, c.Supporting = words, []string{line, "x"}, []string{"x", line}
		c.Outputs = []plan.Text{{"en": line}, {"es": line}, {"en": "x", "es": line}}
		c.Updates[0].By, c.Updates[0].Slipped = words, plan.Text{"en": words}
		c.Assessments[0].Source.Name = words
		written := p.YAML()
		got, problems := plan.Parse("plan.yaml", written)
		if diff := same(p, got); len(problems) > 0 || diff != "" {
			t.Errorf("%q, from YAML:\n%v\n%s", words, problems, diff)
		}
		got, problems = plan.ParseCSV(p.CSV(), nil)
		if diff := same(p, got); len(problems) > 0 || diff != "" {
			t.Errorf("%q, from tables:\n%v\n%s", words, problems, diff)
		}
	}
}
