package docs_test

import (
	"strings"
	"testing"

	"plaza/civic/plan"
	"plaza/flows/source"
)

// TestPlans reads every plan and every table of updates of the pages, on the
// day that the block says, and holds what is said of a broken one to the page.
func TestPlans(t *testing.T) {
	read, tables, told := 0, 0, 0
	for page, text := range pages(t) {
		var newest *plan.Plan
		var today plan.Day
		var problems source.Problems
		for _, b := range blocks(page, text) {
			switch {
			case b.is("yaml plan"):
				read++
				p, day, found := planOf(t, b)
				problems = found
				if b.args[1] == "broken" {
					continue
				}
				newest, today = p, day
				if len(found) > 0 {
					t.Errorf("%s:%d:\n%v", page, b.line, found)
				}
			case b.is("csv updates"):
				tables++
				for _, lang := range newest.Languages[1:] {
					if !strings.Contains(b.text, "_"+lang+",") {
						t.Errorf("%s:%d: the table has no column in %s", page, b.line, lang)
					}
				}
				next, problems := newest.WithUpdates("september.csv", []byte(b.text))
				problems = append(problems, plan.Check(next, today)...)
				if len(problems) > 0 || len(plan.Changes(newest, next)) == 0 {
					t.Errorf("%s:%d: got %d changes and\n%v", page, b.line, len(plan.Changes(newest, next)), problems)
				}
			case b.is("text plan"):
				told++
				if got := problems.Error() + "\n"; got != b.text {
					t.Errorf("%s:%d: got\n%s\nwant\n%s", page, b.line, got, b.text)
				}
			}
		}
	}
	if read < 3 || tables == 0 || told == 0 {
		t.Errorf("got %d plans, %d tables and %d findings, want some of each", read, tables, told)
	}
}

// planOf reads the plan of a block, and checks it on the day that is its last word.
func planOf(t *testing.T, b block) (*plan.Plan, plan.Day, source.Problems) {
	t.Helper()
	today, err := plan.ParseDay(b.args[len(b.args)-1])
	if err != nil {
		t.Fatalf("%s:%d: say on which day this plan is checked: %v", b.page, b.line, err)
	}
	p, problems := plan.Parse("riverbend.yaml", []byte(b.text))
	problems = append(problems, plan.Check(p, today)...)
	problems.Sort()
	return p, today, problems
}

// TestPlanTables holds the tables of keys and codes to the code.
func TestPlanTables(t *testing.T) {
	page := pages(t)["action-plans.md"]
	_, keys, _ := strings.Cut(page, "## Every key")
	p, problems := plan.Parse("x", []byte("xyzzy: 1\nlanguages: [en]\ncommitments: [{xyzzy: 1, milestones: [{xyzzy: 1}], updates: [{xyzzy: 1}], assessments: [{xyzzy: 1}]}]\nprogress: [{xyzzy: 1}]\n"))
	if p == nil {
		t.Fatal(problems)
	}
	seen := 0
	for _, problem := range problems {
		for key := range strings.SplitSeq(strings.TrimPrefix(problem.Hint, "it has "), ", ") {
			if strings.HasPrefix(problem.Hint, "it has ") {
				seen++
				if !strings.Contains(keys, "`"+key+"`") {
					t.Errorf("action-plans.md does not say what %s is", key)
				}
			}
		}
	}
	if seen < 50 {
		t.Errorf("got %d keys, want those of everything in a plan", seen)
	}
	_, codes, _ := strings.Cut(page, "## Codes")
	var all []string
	for c := plan.NoEvidence; c <= plan.Complete; c++ {
		all = append(all, c.String())
	}
	for k := plan.Government; k <= plan.CitizenPanel; k++ {
		all = append(all, k.String())
	}
	for _, scale := range [][]string{plan.Results(), plan.Openings(), plan.Ambitions(), plan.Chosen(), plan.Values()} {
		all = append(all, scale...)
	}
	for _, code := range all {
		if !strings.Contains(codes, "`"+code+"`") {
			t.Errorf("action-plans.md does not list the code %s", code)
		}
	}
}
