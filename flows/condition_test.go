package flows

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plaza/flows/source"
)

func TestConditionHolds(t *testing.T) {
	vals := Cells{
		"theme": "other", "needs": "support,money", "trust": "4", "wave": "2", "born": "1990", "waited": "5.0", "fee": "-0.50",
		"before.trust": "5", "agreed": "yes", "met": "2026-03-12", "ward": "012", "said": "Más agua", "word": "high",
		"next": "2026-04-01", "long": "12345678901234567890.12",
	}
	for src, want := range map[string]bool{
		"theme is other":                       true,
		"theme is climate":                     false,
		"theme is not climate":                 true,
		"theme is not other":                   false,
		"theme is one of climate, other":       true,
		"theme is one of climate, digital":     false,
		"theme is not one of climate, digital": true,
		"theme is not one of climate, other":   false,
		"needs includes money":                 true,
		"needs includes mon":                   false,
		"needs includes space":                 false,
		"needs is support":                     false,
		"theme includes other":                 true,
		"agreed is yes":                        true,
		`said is "Más agua"`:                   true,
		`said is "más agua"`:                   false,
		"theme is answered":                    true,
		"theme is not answered":                false,
		"trust >= 4":                           true,
		"trust > 4":                            false,
		"trust < 10":                           true, // numbers, not letters
		"trust <= 4.0":                         true,
		"trust < before.trust":                 true,
		"waited is 5":                          true,
		"waited is not 5":                      false,
		"waited is one of 4, 5":                true,
		`waited is "5"`:                        false, // quotes ask for these very letters
		"fee is -0.5":                          true,
		"fee < 0":                              true,
		"fee > -1":                             true,
		"long < 12345678901234567890.13":       true,
		"long is 12345678901234567890.1":       false,
		"met < 2026-04-01":                     true,
		"met < next":                           true,
		"met >= 2026-03-13":                    false,
		"met is 2026-03-12":                    true,
		"met > 5":                              false, // no order between a day and a number
		"word > 3":                             false,
		"word <= 3":                            false,
		"ward is 12":                           false, // a code
		"ward < 200":                           false,
		"ward is 012":                          true,
		"wave > 1 and trust < before.trust":    true,
		"theme is climate or trust is 4":       true,
		"theme is other or theme is other and trust > 9": true, // and binds tighter
		"(theme is other or agreed is no) and trust > 9": false,
		// A missing answer.
		"nothing is other":            false,
		"nothing is not other":        false,
		"nothing is one of other":     false,
		"nothing is not one of other": false,
		"nothing includes other":      false,
		"nothing < 3":                 false,
		"nothing is answered":         false,
		"nothing is not answered":     true,
		"trust < nothing":             false,
		"trust >= nothing":            false,
	} {
		c, problems := ParseCondition(source.Pos{}, src)
		if problems != nil {
			t.Errorf("%s: %v", src, problems)
			continue
		}
		if got := c.Holds(vals); got != want {
			t.Errorf("%s: got %v, want %v", src, got, want)
		}
	}
}

func TestConditionHoldsForARow(t *testing.T) {
	row := Cells{"department": "Canelones", "need": "paediatrics", "days": "2", "limit": "1"}
	bound := Cells{"department": "Canelones", "need": "surgery", "limit": "3", "days": "9"}
	for src, want := range map[string]bool{
		"department is {department}":                     true,
		"department is {department} and need is {need}":  false,
		"department is Canelones and need is not {need}": true,
		"days < {limit}":                                 true,
		"days < limit":                                   false,
		"need is one of gp, {need}":                      false,
		"need is not {nobody}":                           false,
	} {
		c, problems := ParseCondition(source.Pos{}, src)
		if problems != nil {
			t.Errorf("%s: %v", src, problems)
			continue
		}
		if got := c.HoldsFor(row, bound); got != want {
			t.Errorf("%s: got %v, want %v", src, got, want)
		}
	}
}

// The condition stands at column 11 of line 47; ^ marks where the finding must point.
func TestConditionProblems(t *testing.T) {
	for _, tc := range []struct{ src, mark, want string }{
		{`theme == other`, `      ^`, `write: theme is other`},
		{`theme = other`, `      ^`, `write: theme is other`},
		{`theme != other and trust > 3`, `      ^`, `write: theme is not other`},
		{`theme is other && trust > 3`, `               ^`, `write: and`},
		{`theme is other || trust > 3`, `               ^`, `write: or`},
		{`theme is other AND trust > 3`, `               ^`, `write: and`},
		{`theme IS other`, `      ^`, `write: is`},
		{`theme isn't other`, `      ^`, `write: theme is not other`},
		{`theme in [other, climate]`, `      ^`, `write: theme is one of other, climate`},
		{`theme not in other, climate`, `      ^`, `write: theme is not one of other, climate`},
		{`theme is in other, climate`, `      ^`, `write: theme is one of other, climate`},
		{`theme is one of (other, climate)`, `                ^`, `write: theme is one of other, climate`},
		{`theme is one of other, [climate]`, `                       ^`, `write: theme is one of other, climate`},
		{`needs contains money`, `      ^`, `write: needs includes money`},
		{`theme is not empty`, `      ^`, `write: theme is answered`},
		{`theme is missing`, `      ^`, `write: theme is not answered`},
		{`trust => 3`, `      ^`, `write: trust >= 3`},
		{`trust is > 3`, `      ^`, `write: trust > 3`},
		{`said is 'más agua' or trust > 3`, `        ^`, `write "double quotes"`},
		{`said is “más agua”`, `        ^`, `write "double quotes"`},
		{`{theme} is other`, `^`, `write the first name without braces: theme`},

		{``, `^`, `a condition is missing`},
		{`not theme is other`, `^`, `there is no "not" before a test`},
		{`!theme`, `^`, `there is no "not" before a test`},
		{`3 < trust`, `^`, `a test begins with a name, not with a value`},
		{`theme`, `^`, `what about theme?`},
		{`theme is other or climate`, `                  ^`, `what about climate?`},
		{`theme is other or`, `                 ^`, `a test is missing here`},
		{`theme is`, `        ^`, `a value is missing after theme is`},
		{`theme is one of`, `               ^`, `a value is missing after theme is one of`},
		{`theme is one of other,`, `                      ^`, `a value is missing after theme is one of`},
		{`theme is other, climate`, `              ^`, `is takes one value`},
		{`needs includes money, space`, `                    ^`, `includes takes one value`},
		{`trust < 3,5`, `         ^`, `a number is written with a point`},
		{`said is más agua`, `            ^`, `the test ends before agua`},
		{`theme like other`, `      ^`, `what about theme?`},
		{`(theme is other`, `^`, `this parenthesis is not closed`},
		{`theme is other)`, `              ^`, `nothing opens this ")"`},
		{`said is "más agua`, `        ^`, `nothing closes this "`},
		{`ñandú == other`, `      ^`, `write: ñandú is other`},
	} {
		c, problems := ParseCondition(source.Pos{File: "flow.yaml", Line: 47, Col: 11}, tc.src)
		if len(problems) != 1 {
			t.Errorf("%s: got %d problems, want 1:\n%v", tc.src, len(problems), problems)
			continue
		}
		got := problems[0]
		want := source.Problem{
			Pos:  source.Pos{File: "flow.yaml", Line: 47, Col: 11 + strings.Index(tc.mark, "^")},
			Code: "condition", Message: tc.want, Hint: got.Hint,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.src, diff)
		}
		if strings.HasPrefix(tc.want, "write") != (c.Root != nil) {
			t.Errorf("%s: got root %v", tc.src, c.Root)
		}
	}
}

func TestConditionHints(t *testing.T) {
	for src, want := range map[string]string{
		`theme is other or climate`: "write: theme is one of other, climate",
		`theme is other, climate`:   "write: theme is one of other, climate",
		`theme is not a, b`:         "write: theme is not one of a, b",
		`needs includes a, b`:       "write: needs includes a or needs includes b",
		`trust < 3,5`:               "write: trust < 3.5",
		`said is más agua hoy`:      `join two tests with and, or; a value of several words needs quotes: "más agua hoy"`,
		`theme`:                     "write: theme is answered, or theme is VALUE",
	} {
		_, problems := ParseCondition(source.Pos{}, src)
		if len(problems) != 1 || problems[0].Hint != want {
			t.Errorf("%s: got %v, want the hint %q", src, problems, want)
		}
	}
}

// Every problem of a condition that can be understood is told at once.
func TestConditionProblemsAllAtOnce(t *testing.T) {
	if _, ps := ParseCondition(source.Pos{Line: 1, Col: 1}, "theme is other and and trust => 3"); len(ps) != 2 {
		t.Errorf("got %v, want the missing test and the sign behind it", ps)
	}
	c, problems := ParseCondition(source.Pos{Line: 1, Col: 1}, "theme == other && (needs contains x OR trust => 3)")
	if c.Root == nil || len(problems) != 5 {
		t.Fatalf("got root %v and %v, want five problems", c.Root, problems)
	}
	var tests []string
	for test := range c.Tests {
		tests = append(tests, test.String())
	}
	want := []string{"theme is other", "needs includes x", "trust >= 3"}
	if diff := cmp.Diff(want, tests); diff != "" {
		t.Error(diff)
	}
}

func TestConditionDoesNotAllocate(t *testing.T) {
	c, problems := ParseCondition(source.Pos{}, `(wave > 1 and trust < before.trust) or needs includes money and said is "x" or theme is one of a, b, other`)
	if problems != nil {
		t.Fatal(problems)
	}
	var vals Values = Cells{"wave": "1", "trust": "4", "before.trust": "5", "needs": "support,money", "said": "y", "theme": "other"}
	if got := testing.AllocsPerRun(100, func() { c.Holds(vals) }); got != 0 {
		t.Errorf("got %v allocations a call, want none", got)
	}
}

func BenchmarkCondition(b *testing.B) {
	c, _ := ParseCondition(source.Pos{}, "wave > 1 and trust < before.trust")
	var vals Values = Cells{"wave": "2", "trust": "4", "before.trust": "3"}
	for b.Loop() {
		c.Holds(vals)
	}
}

func FuzzCondition(f *testing.F) {
	for _, src := range []string{
		"theme is other", "theme == other", "a is not one of b, \"c\", {d}", "(a < 3 or b >= 2026-01-01) and c includes d",
		"a is", "((((", "a in [b]", "a is (b)", "not", "“", "{", "a is not empty or b is answered", "and and or",
	} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		c, problems := ParseCondition(source.Pos{Line: 1, Col: 1}, src)
		c.Holds(Cells{"a": "5"})
		if c.Root == nil && problems == nil {
			t.Error("not understood, and nothing said about it")
		}
		for test := range c.Tests {
			// What was understood and is written plainly reads the same again.
			again, problems := ParseCondition(source.Pos{}, test.String())
			if len(problems) == 0 && again.Root.Test.String() != test.String() {
				t.Errorf("got %q, want %q", again.Root.Test, test)
			}
		}
	})
}
