package bot_test

import (
	"slices"
	"testing"

	"plaza/bot"
)

// TestTemplatesAreDrawnWhole: who gets one reads the options, for a template
// cannot draw buttons that differ.
func TestTemplatesAreDrawnWhole(t *testing.T) {
	w := newWorld(t, `flow: water-now
title: {en: Water}
languages: [en]
start: [WATER]
remind: [1 day]
steps:
  - consent: take_part
    required: yes
    keep: 1 year
    text: Do you agree?
  - ask: theme
    text: Which one?
    options: {wells: Wells, pipes: Pipes}
`)
	p := w.Library().Program("water-now", 1)
	if p == nil {
		t.Fatal("got no program, want the consultation")
	}
	var bodies []string
	for _, x := range bot.Templates(p) {
		bodies = append(bodies, x.Body)
	}
	want := []string{"\"Water\" still waits for your answer. SKIP skips the question, STOP ends everything.", "Do you agree?", "Which one?\n1 Wells\n2 Pipes"}
	if !slices.Equal(bodies, want) {
		t.Errorf("got %q, want %q", bodies, want)
	}
}
