package library_test

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"testing"

	"plaza/civic/plan"
	"plaza/civic/plan/library"
)

// TestPlans holds what we ship to the rules. What is over stays as it is: the
// plans pass them on every later day, too.
func TestPlans(t *testing.T) {
	if got := len(library.Names()); got < 3 {
		t.Fatalf("got %d shipped plans, want at least three", got)
	}
	for _, name := range library.Names() {
		for _, day := range []string{"2024-01-01", "2050-01-01"} {
			today, err := plan.ParseDay(day)
			if err != nil {
				t.Fatal(err)
			}
			p := open(t, name)
			if p.ID != name {
				t.Errorf("%s holds the plan %s", name, p.ID)
			}
			if problems := plan.Check(p, today); len(problems) > 0 {
				t.Errorf("%s on %s:\n%v", name, day, problems)
			}
		}
	}
}

// TestUnknown shows what becomes of a name that is none of ours.
func TestUnknown(t *testing.T) {
	for _, name := range []string{"nobody", "", "../plan"} {
		if _, err := library.Plan(name); err == nil {
			t.Errorf("%q: got no error", name)
		}
	}
	if _, err := library.Plan("nobody"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want fs.ErrNotExist", err)
	}
}

// TestContacts keeps people out: pages of real plans print the telephone
// numbers and addresses of officials, and none of them may come here.
func TestContacts(t *testing.T) {
	contact := regexp.MustCompile(`[^\s"]+@[^\s"]+|\+?[0-9][0-9 ()./-]{9,}[0-9]`)
	for _, name := range library.Names() {
		src, err := library.Source(name)
		if err != nil {
			t.Fatal(err)
		}
		if found := contact.FindString(string(src)); found != "" {
			t.Errorf("%s holds %q, which looks like a way to reach somebody", name, found)
		}
	}
}

// Example shows the facts that we ship, all of them.
func Example() {
	for _, name := range library.Names() {
		p, err := library.Plan(name)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s: %s\n", p.ID, p.Title.In("en"))
		for _, point := range p.Progress {
			fmt.Printf("  %s by %s:", point.Label.In("en"), point.Kind)
			for c := plan.Complete; c > plan.NotSaid; c-- {
				if n, said := point.Counts[c]; said {
					fmt.Printf(" %s %d", c, n)
				}
			}
			fmt.Printf("; %d of %d\n", point.Counted(), point.Of)
		}
		for _, c := range p.Commitments {
			fmt.Printf("  %s, %s to %s: %s\n", c.Code, c.Start, c.End, c.Title.In("en"))
			for _, m := range c.Milestones {
				fmt.Printf("    milestone %d %q\n", m.Number, m.Title.In("en"))
			}
			for _, a := range c.Assessments {
				fmt.Printf("    %s, %q: completion %q, early results %q, ambition %q, verifiable %q\n",
					a.Kind, a.On, a.Completion, a.EarlyResults, a.Ambition, a.Verifiable)
				if len(a.Note) > 0 {
					fmt.Println("      " + a.Note.In("en"))
				}
			}
		}
	}
	// Output:
	// kaduna-2018: Kaduna State, Nigeria, action plan 2018 to 2020
	//   KAD0005, 2018-09 to 2020-08: Citizen feedback portal
	//     irm, "": completion "", early results "major", ambition "high", verifiable "yes"
	// kaduna: Kaduna State, Nigeria, action plan 2021 to 2023
	//   NGKD0003, 2021-10 to 2023-03: Improved technology-based citizens' feedback on all projects and programs
	//     milestone 1 ""
	//     milestone 2 ""
	//     milestone 3 ""
	//     local monitoring body, "2023-03": completion "limited", early results "", ambition "", verifiable ""
	//       1 of 3 milestones completed, 2 in progress.
	// uruguay-3: Uruguay, third action plan
	//   Mid-term by irm: complete 2 substantial 21 limited 13 not started 3; 39 of 40
	//   End of term by irm: complete 9 substantial 24 limited 4 not started 2; 39 of 40
}

func open(t *testing.T, name string) *plan.Plan {
	t.Helper()
	p, err := library.Plan(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
