package plan_test

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plaza/civic/plan"
	"plaza/civic/plan/library"
	"plaza/flows/source"
)

func TestCSV(t *testing.T) {
	t.Run("a plan is read from the tables it writes", func(t *testing.T) {
		plans := []*plan.Plan{parse(t, town)}
		for _, name := range library.Names() {
			p, err := library.Plan(name)
			if err != nil {
				t.Fatal(err)
			}
			plans = append(plans, p)
		}
		for _, p := range plans {
			sheets := p.CSV()
			got, problems := plan.ParseCSV(sheets, nil)
			if len(problems) > 0 {
				t.Fatalf("%s:\n%v", p.ID, problems)
			}
			if diff := same(p, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", p.ID, diff)
			}
			if diff := cmp.Diff(sheets, got.CSV()); diff != "" {
				t.Errorf("%s, written again (-want +got):\n%s", p.ID, diff)
			}
		}
	})
	t.Run("commitments begin with the columns of OGP", func(t *testing.T) {
		const want = "Commitment Unique Identifier,Country/Locality,Region,Theme,Year Of Submission,Action Plan Number," +
			"Commitment Number,Commitment Title,Short Title,Full Text,Lead Institution,Supporting Institution(s),URL," +
			"OGP Value Access To Information,OGP Value Civic Participation,OGP Value Public Accountability,OGP Value Technology," +
			"Specificity,Potential Impact,Completion (Progress Report),Did It Open Government (Overall),plaza_"
		got := string(parse(t, town).CSV()[plan.CommitmentsCSV])
		if !strings.HasPrefix(got, want) {
			t.Errorf("got columns\n%s\nwant\n%s", got, want)
		}
		head, _, _ := strings.Cut(got, "\n")
		for name := range strings.SplitSeq(head[len(want):], ",plaza_") {
			if name == "" || strings.Contains(name, ",") {
				t.Errorf("got %q after the columns of OGP, want only ours", name)
			}
		}
	})
	t.Run("columns stand in any order", func(t *testing.T) {
		p := parse(t, town)
		sheets := p.CSV()
		for name, table := range sheets {
			rows, err := csv.NewReader(bytes.NewReader(table)).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			var turned bytes.Buffer
			w := csv.NewWriter(&turned)
			w.Comma = ';'
			for _, row := range rows {
				slices.Reverse(row)
				_ = w.Write(row) // a buffer takes everything
			}
			w.Flush()
			sheets[name] = bytes.ReplaceAll(append([]byte("\xef\xbb\xbf"), turned.Bytes()...), []byte("\n"), []byte("\r\n"))
		}
		got, problems := plan.ParseCSV(sheets, nil)
		if diff := same(p, got); len(problems) > 0 || diff != "" {
			t.Errorf("%v (-want +got):\n%s", problems, diff)
		}
	})
	t.Run("without an address only the assessment has a source", func(t *testing.T) {
		table := strings.Replace(ogp, "https://riverbend.example/4", "", 1)
		p, problems := plan.ParseCSV(plan.Sheets{plan.CommitmentsCSV: []byte(table)}, &plan.Plan{ID: "a", Languages: []string{"en"}, Title: plan.Text{"en": "a"}, Short: plan.Text{"en": "a"}})
		if len(problems.Errors()) > 0 {
			t.Fatal(problems)
		}
		c := p.Commitments[0]
		if c.Source != (plan.Source{}) || c.Assessments[0].Source.Name != "OGP public dataset" {
			t.Errorf("got the sources %v and %v, want one for the assessment only", c.Source, c.Assessments[0].Source)
		}
		again, problems := plan.ParseCSV(p.CSV(), nil)
		if diff := same(p, again); len(problems) > 0 || diff != "" {
			t.Errorf("read back: %v\n%s", problems, diff)
		}
	})
	t.Run("codes are read as OGP writes them", func(t *testing.T) {
		for cell, want := range map[string]plan.Completion{
			"No Evidence Available": plan.NoEvidence, "no evidence": plan.NoEvidence, "Complete": plan.Complete, "SUBSTANTIAL": plan.Substantial,
		} {
			table := strings.Replace(ogp, "Not Started", cell, 1)
			got, problems := plan.ParseCSV(plan.Sheets{plan.CommitmentsCSV: []byte(table)}, &plan.Plan{ID: "a", Languages: []string{"en"}})
			if len(problems.Errors()) > 0 || got.Commitments[0].Assessments[0].Completion != want {
				t.Errorf("%s: got %v, want %s", cell, got.Commitments[0].Assessments, want)
			}
		}
	})
	t.Run("a table of OGP alone is a plan", func(t *testing.T) {
		got, problems := plan.ParseCSV(plan.Sheets{plan.CommitmentsCSV: []byte(ogp)}, &plan.Plan{ID: "riverbend-2", Languages: []string{"en"}})
		const warned = "commitments.csv:1: the column \"Starred\" is not read [column]"
		if got := told(problems); got != warned {
			t.Errorf("got problems %s, want %s", got, warned)
		}
		want := &plan.Plan{
			ID: "riverbend-2", Languages: []string{"en"}, Place: "Riverbend", Year: "2021", Number: "2",
			Commitments: []plan.Commitment{{
				Code: "RVB0004", Number: 4, Title: plan.Text{"en": "Open the wells, all"}, Short: plan.Text{"en": "Open wells"},
				Lead: "Water office", Supporting: []string{"Users", "Town hall"}, Themes: []string{"water"},
				Values: []string{"civic participation"},
				Source: plan.Source{Name: "OGP public dataset", URL: "https://riverbend.example/4"},
				Assessments: []plan.Assessment{{
					Kind: plan.IRM, Completion: plan.NotStarted, OpenedGovernment: "did not change",
					Source: plan.Source{Name: "OGP public dataset", URL: "https://riverbend.example/4"},
				}},
			}},
		}
		if diff := same(want, got); diff != "" {
			t.Errorf("plan (-want +got):\n%s", diff)
		}
	})
}

// ogp is a table as OGP might publish it: its columns, in no order of ours,
// and one that is none of those we know.
const ogp = `Commitment Unique Identifier,Commitment Number,Starred,Commitment Title,Short Title,Country/Locality,Theme,Year Of Submission,Action Plan Number,Lead Institution,Supporting Institution(s),URL,OGP Value Civic Participation,OGP Value Technology,Completion (Progress Report),Did It Open Government (Overall)
RVB0004,4,No,"Open the wells, all",Open wells,Riverbend,water,2021,2,Water office,Users;Town hall,https://riverbend.example/4,1,0,Not Started,Did Not Change
`

func TestCSVProblems(t *testing.T) {
	for _, tc := range []struct{ name, file, old, new, want string }{
		{"UnknownCode", plan.MilestonesCSV, "RVB-1,2", "RVB-2,2", `milestones.csv:3: no commitment has the code RVB-2 [code]
  hint: did you mean RVB-1?`},
		{"NoCode", plan.MilestonesCSV, "RVB-1,2", ",2", `milestones.csv:3: code is empty [key]
  hint: write the commitment that this belongs to`},
		{"UnknownColumn", plan.MilestonesCSV, "office", "ofice", `milestones.csv:1: there is no column "ofice" here [column]
  hint: did you mean office?`},
		{"NotANumber", plan.MilestonesCSV, "RVB-1,2", "RVB-1,two", `milestones.csv:3: number is a whole number, not "two" [key]
  hint: write digits only, above zero`},
		{"NotADay", plan.UpdatesCSV, "2025-05-02", "2 May 2025", `updates.csv:2: on: "2 May 2025" is not a day [key]
  hint: write year-month-day, 2023-03-31; 2023-03 when only the month is known, 2023 when only the year is`},
		{"NoDay", plan.UpdatesCSV, "RVB-1,2025-05-02", "RVB-1,", `updates.csv:2: on is empty [key]
  hint: write year-month-day, 2023-03-31; 2023-03 when only the month is known, 2023 when only the year is`},
		{"NotAStatus", plan.UpdatesCSV, "limited", "compleet", `updates.csv:2: status cannot be "compleet" [key]
  hint: did you mean complete?`},
		{"NoDayOfAnAssessment", plan.AssessmentsCSV, "RVB-1,2025-09,", "RVB-1,,", `assessments.csv:2: on is empty [key]
  hint: write year-month-day, 2023-03-31; 2023-03 when only the month is known, 2023 when only the year is; "not known" when the source gives none`},
		{"NotOurColumn", plan.CommitmentsCSV, "Full Text", "Full Txt", `commitments.csv:1: the column "Full Txt" is not read [column]
  hint: did you mean Full Text?`},
		{"NotOurOwnColumn", plan.CommitmentsCSV, "plaza_problem,", "plaza_problm,", `commitments.csv:1: there is no column "plaza_problm" here [column]
  hint: did you mean plaza_problem?`},
		{"NotANumberOfOGP", plan.CommitmentsCSV, "2025,1,1,Publish", "2025,1,one,Publish", `commitments.csv:2: Commitment Number is a whole number, not "one" [key]
  hint: write digits only, above zero`},
		{"CodesDiffer", plan.CommitmentsCSV, "Limited", "Complete", `commitments.csv:2: RVB-1: the codes here are not those of assessments.csv [column]
  hint: change them there, and empty the cells here`},
		{"NotAValue", plan.CommitmentsCSV, "Yes,No,No,Yes", "Yes,No,No,maybe", `commitments.csv:2: OGP Value Technology is yes or no, not "maybe" [column]`},
		{"NoId", plan.PlanCSV, "riverbend-1", "", `plan.csv:2: plan is empty [key]
  hint: small letters, digits and hyphens: uruguay-3`},
		{"NoLanguage", plan.PlanCSV, "en; es", "en; espanol", `plan.csv:2: languages cannot be "espanol" [key]
  hint: en for English, es for Spanish, pt-BR for the Portuguese of Brazil`},
		{"CountsNotANumber", plan.ProgressCSV, ",1,,2,0,", ",some,,2,0,", `progress.csv:2: counts_complete is a whole number, not "some" [key]
  hint: write digits only, above zero`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			sheets := parse(t, town).CSV()
			before := string(sheets[tc.file])
			if !strings.Contains(before, tc.old) {
				t.Fatalf("%q is not in\n%s", tc.old, before)
			}
			sheets[tc.file] = []byte(strings.Replace(before, tc.old, tc.new, 1))
			_, problems := plan.ParseCSV(sheets, nil)
			if diff := cmp.Diff(tc.want, told(problems)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
	t.Run("OtherTables", func(t *testing.T) {
		sheets := parse(t, town).CSV()
		sheets["milestone.csv"] = nil
		_, problems := plan.ParseCSV(sheets, nil)
		const want = "milestone.csv: no table of a plan is called milestone.csv [table]\n  hint: did you mean milestones.csv?"
		if got := told(problems); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
	t.Run("TwoPlans", func(t *testing.T) {
		two := ogp + "RVC0001,5,No,Another,Another,Elsewhere,,2021,2,,,,,,,\n"
		_, problems := plan.ParseCSV(plan.Sheets{plan.CommitmentsCSV: []byte(two)}, &plan.Plan{ID: "a", Languages: []string{"en"}})
		const want = "commitments.csv:3: Country/Locality is \"Elsewhere\" here and \"Riverbend\" above [column]\n  hint: one table is one plan: delete the rows of the others"
		if got := told(problems.Errors()); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
	t.Run("NothingSaysWhichPlan", func(t *testing.T) {
		_, problems := plan.ParseCSV(plan.Sheets{plan.CommitmentsCSV: []byte(ogp)}, nil)
		const want = "plan.csv: there is no plan.csv [table]\n  hint: it says which plan this is, and in which languages"
		if got := told(problems); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}

// TestCellsAreInert keeps what somebody wrote from being run as a formula by
// whoever opens the table, and reads it back as it was.
func TestCellsAreInert(t *testing.T) {
	for _, text := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "#REF!", "#1", "'=1", "''", "'tis", "ok"} {
		p := parse(t, edited(t, "The meters were sent back", source.Quote(text)))
		written := string(p.CSV()[plan.UpdatesCSV])
		if strings.Contains(written, ",="+text) || strings.ContainsAny(text[:1], "=+-@") && strings.Contains(written, ","+text) {
			t.Errorf("%q stands bare in\n%s", text, written)
		}
		got, problems := plan.ParseCSV(p.CSV(), nil)
		if diff := same(p, got); len(problems) > 0 || diff != "" {
			t.Errorf("%q: %v\n%s", text, problems, diff)
		}
	}
}
