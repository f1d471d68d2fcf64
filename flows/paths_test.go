package flows_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plaza/flows"
)

// head begins a flow of one language in which everybody agrees.
const head = `flow: ward-survey
title: Ward survey
languages: [en]
steps:
  - consent: take_part
    required: yes
    text: May we keep your answers?
`

// routes writes the ways through a flow, one a line.
func routes(t *testing.T, src string) []string {
	t.Helper()
	var lines []string
	for _, r := range flows.Routes(parsed(t, src)) {
		line := r.Part + ":"
		for _, a := range r.Answers {
			if a.Status == flows.Skipped {
				a.Value = "-"
			}
			line += " " + a.Name + "=" + a.Value
		}
		lines = append(lines, strings.TrimSpace(line+" "+r.Outcome))
	}
	return lines
}

// A route leads to each end, and to each condition both ways.
func TestRoutes(t *testing.T) {
	got := routes(t, head+`  - ask: age
    text: How old are you?
    answer: number
    from: 0
    to: 120
  - when: age < 18
    end: too_young
  - ask: needs
    text: What do you need?
    options: {water: Water, light: Light, roads: Roads}
    pick: 1 to 2
  - when: needs includes water and needs includes light
    say: Both, then.
`)
	want := []string{
		"main: take_part=no declined",
		"main: take_part=yes age=0",
		"main: take_part=yes age=18",
		"main: take_part=yes age=0 too_young",
		"main: take_part=yes age=18 needs=water",
		"main: take_part=yes age=18 needs=water,light",
		"main: take_part=yes age=18 needs=water,light done",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("routes (-want +got):\n%s", diff)
	}
}

// The cases of an answer are those that the conditions tell apart, and every
// one of them can be answered: whatever comes true in a walk can come true.
func TestCasesTellApart(t *testing.T) {
	for _, tc := range []struct{ question, when, want string }{
		{"answer: yesno", "q is yes", "both"},
		{"answer: number", "q < 3", "both"},
		{"answer: number", "q > 3 and q < 4", "both"}, // 3.5
		{"answer: scale\n    from: 1\n    to: 5", "q > 3 and q < 4", "never"},
		{"answer: scale\n    from: 1\n    to: 5", "q >= 1", "both"}, // skipped
		{"answer: scale\n    from: 1\n    to: 5\n    required: yes", "q >= 1", "always"},
		{"answer: number\n    from: 3", "q < 3", "never"},
		{"answer: number\n    from: 3", "q <= 3", "both"},
		{"answer: number\n    to: 3", "q > 2.9", "both"},
		{"answer: number\n    to: 3", "q > 3", "never"},
		{"answer: number", "q is 5 and q is 6", "never"},
		{"answer: number", "q is 5 or q is 6", "both"},
		{"answer: date", "q > 2026-01-01 and q < 2026-01-02", "never"},
		{"answer: date", "q > 2026-01-01 and q < 2026-01-03", "both"},
		{"answer: date\n    from: 2026-01-01", "q < 2026-01-02", "both"},
		{"answer: text", `q is "yes"`, "both"},
		{"answer: text", `q is "a" and q is "b"`, "never"},
		{"answer: photo", "q is answered", "both"},
		{"options: {a: A, b: B}", "q is a and q is b", "never"},
		{"options: {a: A, b: B}", "q is not a", "both"},
		{"options: {a: A, b: B}\n    required: yes", "q is one of a, b", "always"},
		{"options: {a: A, b: B}", "q is one of a, b or q is not answered", "always"},
		{"options: {a: A, b: B}", "q is not a and q is not b", "never"},
		{"options: {a: A, b: B, c: C}", "q is not a and q is not b", "both"},
		{"options: {a: A, b: B, c: C}\n    pick: any", "q includes a and q includes b", "both"},
		{"options: {a: A, b: B, c: C}\n    pick: 2", "q includes a and q includes b and q includes c", "never"},
		{"options: {a: A, b: B, c: C}\n    pick: 3\n    required: yes", "q includes a", "always"},
		{"options: {a: A, b: B, c: C}\n    pick: 2\n    required: yes", "q includes a or q includes b", "always"},
	} {
		src := head + "  - ask: q\n    text: A question\n    " + tc.question + "\n  - when: " + tc.when + "\n    say: So it is.\n"
		got := "both"
		for _, p := range flows.Check(parsed(t, src), flows.Env{}) {
			switch {
			case strings.HasPrefix(p.Message, "this can never be true"):
				got = "never"
			case strings.HasPrefix(p.Message, "this is always true"):
				got = "always"
			case p.Code != "condition":
				t.Errorf("%s, %s: %v", tc.question, tc.when, p)
			}
		}
		// A bound that no answer can reach is told of the value, not the path.
		if got == "both" && tc.want == "never" && flows.Check(parsed(t, src), flows.Env{}).Err() != nil {
			got = "never"
		}
		if got != tc.want {
			t.Errorf("%s, when %s: got %s, want %s", strings.ReplaceAll(tc.question, "\n   ", ","), tc.when, got, tc.want)
		}
	}
}

// Thirty questions that nothing hangs on are one path, not 2^30.
func TestFreeQuestionsCostNothing(t *testing.T) {
	var b strings.Builder
	b.WriteString(head)
	for i := range 30 {
		fmt.Fprintf(&b, "  - ask: q%d\n    text: A question\n    answer: yesno\n  - when: q%d is yes\n    say: Yes, then.\n", i, i)
	}
	if problems := flows.Check(parsed(t, b.String()), flows.Env{}); problems != nil {
		t.Errorf("got %v, want nothing", problems)
	}
}

// The bill goes from the shortest way to the longest, each to its own end.
func TestBill(t *testing.T) {
	env := env(t)
	src := head + `  - ask: age
    text: How old are you?
    answer: number
  - when: age < 18
    then:
      - say: A word to the young.
      - say: And another.
  - when: age is answered
    end: known
  - say: Thank you.
`
	bill := flows.NewBill(parsed(t, src), env)
	if len(bill.Messages) != 5 {
		t.Errorf("got %d messages, want 5: %+v", len(bill.Messages), bill.Messages)
	}
	c := bill.Conversations[0]
	if c.Shortest.Messages != 2 || c.Longest.Messages != 4 || !c.Known {
		t.Errorf("got %+v, want 2 to 4 messages", c)
	}
	if diff := cmp.Diff([]int{4}, c.Longest.Segments); diff != "" {
		t.Errorf("segments of the longest: %s", diff)
	}
}

// Ways that come together again are one from there on, and what follows is
// added to the shorter and to the longer.
func TestBillOfWaysThatJoin(t *testing.T) {
	for _, order := range []string{"age < 18", "age >= 18"} {
		src := head + `  - ask: age
    text: How old are you?
    answer: number
    required: yes
  - when: ` + order + `
    then:
      - say: A word to some.
      - say: And another.
  - say: Thank you.
`
		c := flows.NewBill(parsed(t, src), flows.Env{}).Conversations[0]
		if c.Shortest.Messages != 3 || c.Longest.Messages != 5 {
			t.Errorf("%s: got %d to %d messages, want 3 to 5", order, c.Shortest.Messages, c.Longest.Messages)
		}
	}
}

// FuzzCheck reads and checks any bytes as a flow: whatever is wrong with them
// is told and never worse than that.
func FuzzCheck(f *testing.F) {
	for _, b := range readBroken(f) {
		f.Add(b.folder.Files["flow.yaml"])
	}
	for _, dir := range wholeFlows(f) {
		f.Add(readWhole(f, dir).Folder.Files["flow.yaml"])
	}
	env := env(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 20_000 {
			return
		}
		flow, _ := flows.Parse(&flows.Folder{Files: map[string][]byte{
			"flow.yaml": data,
			"wards.csv": []byte("code,name\nW1,Bellair\n"),
			"es.po":     []byte("msgctxt \"take_part\"\nmsgid \"x\"\nmsgstr \"y\"\n"),
		}})
		env.Published = flow
		for _, p := range flows.Check(flow, env) {
			if p.Code == "" || p.Message == "" {
				t.Errorf("a problem that says nothing: %+v", p)
			}
			if p.Code == "published" {
				t.Errorf("a flow differs from itself: %v", p)
			}
		}
		flows.NewBill(flow, env)
	})
}

func BenchmarkCheck(b *testing.B) {
	env := env(b)
	env.Taken = nil
	for _, dir := range wholeFlows(b) {
		flow := readWhole(b, dir)
		b.Run(flow.ID.Value, func(b *testing.B) {
			for b.Loop() {
				flows.Check(flow, env)
			}
		})
	}
}

// More options in conditions than can be walked in all their sets are given
// up with a warning: nothing is claimed that was not looked at.
func TestTooManySetsOfOptions(t *testing.T) {
	var options, when []string
	for i := range 9 {
		options = append(options, fmt.Sprintf("o%d: %c", i, 'A'+i))
		when = append(when, fmt.Sprintf("q includes o%d", i))
	}
	src := head + "  - ask: q\n    text: Which?\n    options: {" + strings.Join(options, ", ") + "}\n    pick: any\n" +
		"  - when: " + strings.Join(when, " and ") + "\n    say: All of them.\n"
	problems := flows.Check(parsed(t, src), flows.Env{})
	if len(problems) != 1 || problems[0].Code != "too-many-paths" {
		t.Errorf("got %v, want too-many-paths alone", problems)
	}
}
