package flows_test

import (
	"testing"

	"plaza/flows"
)

// TestRegion reads a number written as people of a country write it.
func TestRegion(t *testing.T) {
	f, problems := flows.Parse(&flows.Folder{Files: map[string][]byte{"flow.yaml": []byte(`
flow: callback
title: A call back
languages: [en]
record: anonymous
steps:
  - ask: reach
    text: Which number?
    answer: phone
`)}})
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	for region, want := range map[string]string{"ZA": "+27821234567", "GB": "", "": ""} {
		p, err := flows.Compile(f, flows.Env{Lexicon: lexicon(), Region: region})
		if err != nil {
			t.Fatal(err)
		}
		s, _ := p.Step(flows.State{Flow: "callback", Part: flows.MainPart, Lang: "en", Began: noon}, flows.Input{Kind: flows.InBegin, At: noon})
		s, _ = p.Step(s, flows.Input{Kind: flows.InText, At: noon, Text: "082 123 4567"})
		got := ""
		for _, a := range s.Answers {
			got = a.Value
		}
		if got != want {
			t.Errorf("region %q: got %q, want %q", region, got, want)
		}
	}
}
