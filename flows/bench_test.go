package flows_test

import (
	"testing"
	"time"

	"plaza/flows"
)

// theTranscript is what a citizen writes in the whole of ogp-strategy: a typo,
// a reply that fits nothing, a number word, free text and a list among it.
var theTranscript = []string{
	"yes, I do",
	"citzen",
	"football",
	"two",
	"Permits take months. Online I could see where mine is, and who has it.",
	"1 and 3",
	"four",
	"no thanks",
}

// BenchmarkTurn measures one turn of the engine as the runtime makes it: the
// stored conversation is read, stepped and written. One op is one turn,
// averaged over the whole transcript.
func BenchmarkTurn(b *testing.B) {
	p := program(b, "library/ogp-strategy")
	at := time.Date(2022, 5, 10, 9, 0, 0, 0, time.UTC)
	begun, _ := p.Step(flows.State{
		Flow: "ogp-strategy", Edition: 1, Run: "0190a7c4e5f67890", Part: flows.MainPart, Lang: "en", Channel: "sms", Began: at,
	}, flows.Input{Kind: flows.InBegin, At: at})
	first := flows.AppendState(nil, begun)
	stored, next := append(make([]byte, 0, 4096), first...), make([]byte, 0, 4096)

	b.ReportAllocs()
	turn := 0
	for b.Loop() {
		if turn == len(theTranscript) {
			turn = 0
			stored = append(stored[:0], first...)
		}
		s, err := flows.ParseState(stored)
		if err != nil {
			b.Fatal(err)
		}
		s, _ = p.Step(s, flows.Input{Kind: flows.InText, At: at, Text: theTranscript[turn]})
		next = flows.AppendState(next[:0], s)
		stored, next = next, stored
		turn++
	}
}

// The transcript of the benchmark ends the conversation as it should, so that
// what is measured is the work and not its refusal.
func TestTheTranscriptOfTheBenchmark(t *testing.T) {
	p := program(t, "library/ogp-strategy")
	at := time.Date(2022, 5, 10, 9, 0, 0, 0, time.UTC)
	s, _ := p.Step(flows.State{Run: "r", Part: flows.MainPart, Lang: "en"}, flows.Input{Kind: flows.InBegin, At: at})
	for _, text := range theTranscript {
		s, _ = p.Step(s, flows.Input{Kind: flows.InText, At: at, Text: text})
	}
	got := map[string]string{"outcome": s.Outcome}
	for _, a := range s.Answers {
		got[a.Name] = a.Value
	}
	for name, want := range map[string]string{
		"outcome": "done", "take_part": "yes", "role": "citizen", "theme": "digital", "conditions": "support,money",
		"trust": "4", "contact_again": "no", "why": theTranscript[4],
	} {
		if got[name] != want {
			t.Errorf("%s: got %q, want %q", name, got[name], want)
		}
	}
}
