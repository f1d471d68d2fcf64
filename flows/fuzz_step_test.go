package flows_test

import (
	"fmt"
	"os"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/flows"
)

// folders hold the consultations that the engine is tried with.
var folders = []string{
	"testdata/chat/kinds", "testdata/chat/correct", "testdata/chat/tables", "testdata/chat/parts", "testdata/chat/paths",
	"library/ogp-strategy",
}

// FuzzStep gives any state and any input to the engine. It must take them,
// leave what it was given as it was, and return a state that can be stored.
func FuzzStep(f *testing.F) {
	var programs []*flows.Program
	for _, dir := range folders {
		programs = append(programs, program(f, dir))
	}
	for n := range programs {
		f.Add(n, []byte("1\npmain\nles\n@role\n=take_part\ta\tyes"), "la uno", "", uint8(flows.InText))
		f.Add(n, []byte("1\npmain\n@confirm category\nscategory\nswhat\n=category\ta\twater"), "2", "what", uint8(flows.InText))
		f.Add(n, []byte("1\npmain\n@chosen\n?rows"), "1", "", uint8(flows.InFound))
		f.Add(n, []byte("1\npnowhere\n@x\n<confirm urgent"), "\x00", "yes", uint8(flows.InBack))
		f.Add(n, []byte("1\npmain\n@handoff information desk\nW7"), "x", "", uint8(flows.InClock))
	}
	f.Fuzz(func(t *testing.T, n int, stored []byte, text, tap string, kind uint8) {
		p := programs[uint(n)%uint(len(programs))]
		s, err := flows.ParseState(stored)
		if err != nil {
			s = flows.State{Part: string(stored), At: tap}
		}
		in := flows.Input{
			Kind: flows.InputKind(kind % 12), At: noon, Text: text, Tap: tap, Place: tap, Why: text, Name: tap, Event: text,
			Rows: []flows.Row{{Key: tap, Cells: map[string]string{"name": text}}},
		}
		for range 20 {
			before := string(flows.AppendState(nil, s))
			next, out := p.Step(s, in)
			if after := string(flows.AppendState(nil, s)); after != before {
				t.Fatalf("the state given was changed:\n%s\nwas\n%s", after, before)
			}
			roundTrip(t, next)
			p.Due(next)
			need, ok := last(out).(flows.Need)
			if !ok {
				return
			}
			s = next
			in = flows.Input{Kind: flows.InFound, At: noon}
			in.Rows, in.Fit = p.Find(need.Query)
		}
		t.Fatal("the engine asks without end")
	})
}

// FuzzParseState reads any bytes: an error, or a state that is stored as the
// same state.
func FuzzParseState(f *testing.F) {
	f.Add([]byte("1\nfogp\ne2\nrabc\npmain\nb1652173200000000\n=why\ta\ttwo\\nlines\n=p\ta\tW1\n name\tKibra\nka\tk\tx\n.done"))
	f.Add([]byte("1\n=a"))
	f.Add([]byte("2\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if s, err := flows.ParseState(b); err == nil {
			roundTrip(t, s)
		}
	})
}

// roundTrip stores a state and reads it again.
func roundTrip(t *testing.T, s flows.State) {
	t.Helper()
	stored := flows.AppendState(nil, s)
	got, err := flows.ParseState(stored)
	if err != nil {
		t.Fatalf("%q: %v", stored, err)
	}
	if again := flows.AppendState(nil, got); string(again) != string(stored) {
		t.Fatalf("got %q, want %q", again, stored)
	}
}

func TestState(t *testing.T) {
	full := flows.State{
		Flow: "ogp", Edition: 2, Run: "0190", Part: "main", Lang: "es", Channel: "sms", Helper: "h\tx", Wave: 3,
		Began: noon, Can: flows.CanPhoto | flows.CanLocation, Wording: 4, At: "confirm role", Heard: noon.Add(time.Microsecond),
		Reminded: 1, Misses: 2, Confirms: 3, Returning: "confirm a", Shown: []string{"a", "b\nc"},
		Offered: []flows.Row{{Key: "k", Cells: map[string]string{"name": "Kibra", "x": "\x00\xff\\"}}, {Key: "l"}},
		Held:    "12", Pending: "rows", Cited: []string{"waits"},
		Answers: []flows.Answer{
			{Name: "why", Status: flows.Answered, Value: "two\nlines, a \\ and a\ttab"},
			{Name: "row", Status: flows.Known, Value: "k", Fields: map[string]string{"b": "2", "a": "1"}},
			{Name: "s", Status: flows.Skipped}, {Name: "n", Status: flows.Unanswered}, {Name: "u", Status: flows.Unavailable},
		},
		Known:   []flows.Answer{{Name: "take_part", Status: flows.Known, Value: "yes"}},
		Outcome: "done",
	}
	t.Run("what is stored is read as it was", func(t *testing.T) {
		got, err := flows.ParseState(flows.AppendState(nil, full))
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(full, got); d != "" {
			t.Error(d)
		}
	})
	t.Run("an empty one is one line", func(t *testing.T) {
		if got := string(flows.AppendState(nil, flows.State{})); got != "1" {
			t.Errorf("got %q, want %q", got, "1")
		}
	})
	t.Run("it is text that any database takes", func(t *testing.T) {
		for _, c := range string(flows.AppendState(nil, full)) {
			if c == 0 || c == '\uFFFD' {
				t.Fatalf("got %q in it", c)
			}
		}
	})
	for _, bad := range []string{"", "0", "2\nfx", "1\n", "1\n\nfx", "1\nzz", "1\nex", "1\nb-", "1\nn256", "1\n=a", "1\n=a\tq\tv", "1\n=a\tab\tv", "1\n x\ty", "1\nfa\\", "1\nf\\x1", "1\nf\\xzz", "1\nf\\q"} {
		t.Run(fmt.Sprintf("%q is refused", bad), func(t *testing.T) {
			if s, err := flows.ParseState([]byte(bad)); err == nil && bad != "1\n" {
				t.Errorf("got %+v, want an error", s)
			}
		})
	}
}

// FuzzCompile compiles whatever can be read without errors, and talks to it.
func FuzzCompile(f *testing.F) {
	for _, dir := range []string{"testdata/chat/correct", "testdata/chat/paths"} {
		src, err := os.ReadFile(dir + "/flow.yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(src), "1", "yes")
	}
	f.Add(small, "2", "skip")
	f.Fuzz(func(t *testing.T, src, one, two string) {
		folder, err := flows.ReadFolder(fstest.MapFS{"flow.yaml": {Data: []byte(src)}})
		if err != nil {
			return
		}
		flow, problems := flows.Parse(folder)
		if problems.Err() != nil {
			return
		}
		p, err := flows.Compile(flow, flows.Env{Lexicon: lexicon()})
		if err != nil {
			return
		}
		c := begin(t, p, flows.State{Run: "r"}, flows.Input{Text: one})
		for range 10 {
			c.says(one)
			c.says(two)
		}
		roundTrip(t, c.state)
	})
}
