package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"plaza/civic/plan"
)

// progress is what an office fills in: the columns it needs, in its order.
const progress = `code,milestone,on,status,note,note_es,slipped,why,by,source
RVB-1,1,2025-09-30,limited,14 of 24,14 de 24,,,Water office,Monthly report
rvb-1,2,2025-10-01,,,,The tender failed,not said,Water office,
RVB-1,1,2025-05-02,limited,Half done: 12 of 24,Hecha la mitad,,,Water office,
`

func TestWithUpdates(t *testing.T) {
	old := parse(t, town)
	before := string(old.YAML())
	new, problems := old.WithUpdates("october.csv", []byte(progress))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	updates := new.Commitments[0].Updates
	want := []plan.Change{
		{Commitment: "RVB-1", Milestone: 1, What: plan.Updated, Update: &updates[2], From: plan.NotStarted, To: plan.Limited},
		{Commitment: "RVB-1", Milestone: 2, What: plan.Updated, Update: &updates[3], Setback: true},
	}
	if diff := same(want, plan.Changes(old, new)); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	if u := updates[3]; u.Pos.String() != "october.csv:3" || !u.ReasonPending() {
		t.Errorf("got an update of %s, reason pending %v", u.Pos, u.ReasonPending())
	}
	if diff := cmp.Diff(before, string(old.YAML())); diff != "" {
		t.Errorf("the plan given was changed:\n%s", diff)
	}
	if problems := append(plan.Check(new, today), plan.Extends(old, new)...); len(problems) > 0 {
		t.Errorf("may not be published:\n%v", problems)
	}
	again, _ := new.WithUpdates("october.csv", []byte(progress))
	if changes := plan.Changes(new, again); len(changes) > 0 {
		t.Errorf("read twice: got %d changes, want none", len(changes))
	}
}

func TestWithUpdatesProblems(t *testing.T) {
	_, problems := parse(t, town).WithUpdates("october.csv", []byte(`code,milestone,on,status,note,note_fr,by
RVB-9,1,2025-09-30,limited,,,Water office
RVB-1,1,30/09/2025,in progress,,,
`))
	const want = `october.csv:1: there is no column "note_fr" here [column]
  hint: did you mean note_es?
october.csv:2: no commitment has the code RVB-9 [code]
  hint: did you mean RVB-1?
october.csv:3: on: "30/09/2025" is not a day [key]
  hint: did you mean 2025-09-30?
october.csv:3: status cannot be "in progress" [key]
  hint: no evidence, not started, limited, substantial, complete
october.csv:3: by is empty [key]
  hint: the office that says so`
	if diff := cmp.Diff(want, told(problems)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	new, problems := parse(t, town).WithUpdates("october.csv", []byte("code,milestone,on,status,by\nRVB-1,1,2025-08-01,no evidence,Water office\n"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	const refused = `october.csv:2: RVB-1, milestone 1: update of 2025-08-01: the status went down from not started to no evidence [slipped]
  hint: say slipped: what was not done as promised, and why: the reason; "why: not said" when the office gives none`
	if got := told(plan.Check(new, today)); got != refused {
		t.Errorf("got %s, want %s", got, refused)
	}
}

// A column that every row needs is missed once, and not in every row; and a
// file that is no such table is told in one line.
func TestWithUpdatesColumns(t *testing.T) {
	for _, tc := range []struct{ name, table, want string }{
		{"NoneForTheOffice", "code,on,note\nRVB-1,2025-09-30,a\nRVB-1,2025-10-01,b\n", `october.csv:1: there is no column for by [column]
  hint: the office that says so`},
		{"NoneForTheCommitment", "on,by,status\n2025-09-30,a,limited\n30/9/2025,b,done\n", `october.csv:1: there is no column for code [column]
  hint: 2 to 16 letters, digits and hyphens, as OGP gives it: NGKD0003
october.csv:3: on: "30/9/2025" is not a day [key]
  hint: did you mean 2025-09-30?
october.csv:3: status cannot be "done" [key]
  hint: no evidence, not started, limited, substantial, complete`},
		{"Misspelt", "Code,On,By,Note\nRVB-1,2025-09-30,a,b\n", `october.csv:1: there is no column "Code" here [column]
  hint: did you mean code?
october.csv:1: there is no column "On" here [column]
  hint: did you mean on?
october.csv:1: there is no column "By" here [column]
  hint: did you mean by?
october.csv:1: there is no column "Note" here [column]
  hint: did you mean note?`},
		{"AHeadingAboveIt", "Progress in October,,,\n,,,\ncode,on,by,note\nRVB-1,2025-09-30,a,b\n", `october.csv:1: the first line names no column of this table [table]
  hint: it has code, on, by, milestone, status, due, note, note_es, slipped, slipped_es, why, why_es, source, source_url, source_as_of`},
		{"AnotherFile", town, `october.csv:1: the first line names no column of this table [table]
  hint: it has code, on, by, milestone, status, due, note, note_es, slipped, slipped_es, why, why_es, source, source_url, source_as_of`},
		{"Nothing", "", "october.csv:1:1: this table is empty [table]\n  hint: its first line names the columns: code,name"},
		{"ShareOfWorkDone", "code,on,by,status\nRVB-1,2025-09-30,a,80%\nRVB-1,2025-09-30,a,\"0,8\"\n", `october.csv:2: status cannot be "80%" [key]
  hint: how much is done is a note; a status is one of no evidence, not started, limited, substantial, complete
october.csv:3: status cannot be "0,8" [key]
  hint: how much is done is a note; a status is one of no evidence, not started, limited, substantial, complete`},
		{"WhatASpreadsheetCouldNotWorkOut", "code,on,by,note\nRVB-1,########,a,#REF!\n", `october.csv:2: on: "########" is not a day [key]
  hint: write year-month-day, 2023-03-31; 2023-03 when only the month is known, 2023 when only the year is
october.csv:2: note holds the error #REF! of a spreadsheet [table]
  hint: mend the cell there, and save the table again`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, problems := parse(t, town).WithUpdates("october.csv", []byte(tc.table))
			if diff := cmp.Diff(tc.want, told(problems)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// A table read again with a column of translations translates what it has
// brought, and is not taken for further updates.
func TestWithUpdatesTranslates(t *testing.T) {
	table := func(note string) []byte {
		return []byte("code,milestone,on,status,note,note_es,by\nRVB-1,1,2025-09-30,limited,14 of 24," + note + ",Water office\n")
	}
	first, problems := parse(t, town).WithUpdates("october.csv", table(""))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	second, _ := first.WithUpdates("october.csv", table("14 de 24"))
	if got, want := happened(plan.Changes(first, second)), "RVB-1 1 translated 2025-09-30: note"; got != want {
		t.Errorf("got changes %s, want %s", got, want)
	}
	updates := second.Commitments[0].Updates
	if got := updates[len(updates)-1].Note.In("es"); got != "14 de 24" {
		t.Errorf("got %q, want the translation", got)
	}
	if problems := plan.Extends(first, second); len(problems) > 0 {
		t.Errorf("may not be published:\n%v", problems)
	}
}
