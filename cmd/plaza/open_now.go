package main

import (
	"slices"
	"time"

	"plaza/flows"
)

// shut says why nobody can begin a consultation now; it is empty when people can.
func shut(p *flows.Program, now time.Time) string {
	const day = "2 January 2006"
	if open, _ := p.OpenAt(now); open {
		return ""
	}
	if now.Before(p.Opens()) {
		return "nobody can take part yet: it opens on " + p.Opens().Format(day)
	}
	return "nobody can take part any more: it closed on " + p.Closes().Add(-time.Second).Format(day)
}

// startWords are the words that open a consultation, in all its languages; its
// id is one where it has no others.
func startWords(p *flows.Program) []string {
	var words []string
	for _, lang := range p.Languages() {
		for _, w := range p.Flow.Start.In[lang] {
			if !slices.Contains(words, w.Text) {
				words = append(words, w.Text)
			}
		}
	}
	if len(words) == 0 {
		return []string{p.Flow.ID.Value}
	}
	return words
}
