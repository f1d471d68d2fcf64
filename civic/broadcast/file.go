package broadcast

import (
	"maps"
	"slices"
	"strings"
	"time"

	"plaza/civic/audience"
	"plaza/flows/source"
)

// File is a broadcast as its author wrote it.
type File struct {
	Name string // of the file

	ID        Word
	Title     Text // for operators, in a language of theirs
	Purpose   Word
	Audience  *audience.Condition // nil: everybody who agreed
	Without   *audience.Condition // who is left out of them; nil: nobody
	About     Word                // the commitment whose progress is told
	Text      Text
	Setback   Text // what slipped and why, said after the text
	Template  Word // its name with the networks that want one; empty: it has none
	Settings  map[string]Text
	Fallbacks map[string]Text // what stands for a remembered answer where there is none
	Within    time.Duration   // what has not left so long after its beginning is not sent any more
	Pause     Pause

	src []byte
}

// Word is one word, and where it stands.
type Word struct {
	Pos  source.Pos
	Text string
}

// Text is a sentence by language.
type Text struct {
	Pos   source.Pos
	Langs []string // as written; the first is for whose language it has not
	In    map[string]Phrase
}

// Phrase is a sentence in one language.
type Phrase struct {
	Pos  source.Pos
	Text string
}

// Pause says when a broadcast stops by itself.
type Pause struct {
	Share float64 // of what was tried, so much failed
	Least int     // and so many were tried
}

// Languages are those the broadcast speaks, the fallback first.
func (f *File) Languages() []string { return f.Text.Langs }

// Lang is the language in which a person who speaks lang is written to.
func (f *File) Lang(lang string) string {
	if _, ok := f.Text.In[lang]; ok {
		return lang
	}
	if base, _, _ := strings.Cut(lang, "-"); f.Text.In[base].Text != "" {
		return base
	}
	if len(f.Text.Langs) > 0 {
		return f.Text.Langs[0]
	}
	return ""
}

// Source is the file to the letter, as it is kept with the record.
func (f *File) Source() []byte { return f.src }

// ConsentTo is whose ledger must grant it: the consultation (empty for none)
// and the purpose.
func (f *File) ConsentTo() (flow, purpose string) {
	if flow, purpose, ok := strings.Cut(f.Purpose.Text, "."); ok {
		return flow, purpose
	}
	return "", f.Purpose.Text
}

// Includes says whether a broadcast is meant for somebody.
func (f *File) Includes(m *audience.Member, r audience.Rules) bool {
	return f.Audience.Holds(m, r) && (f.Without == nil || !f.Without.Holds(m, r))
}

// Wants is what must be known of people: for the audience, and for the text.
func (f *File) Wants(r audience.Rules) audience.Wants {
	w := audience.Want(r, f.Audience, f.Without)
	for _, name := range f.Facts() {
		if !slices.Contains(w.Facts, name) {
			w.Facts = append(w.Facts, name)
		}
	}
	return w
}

// Facts are the remembered answers that the text says.
func (f *File) Facts() []string { return slices.Sorted(maps.Keys(f.Fallbacks)) }

// AsksAnswers says whether the audience depends on what people answered:
// then it must be large enough to hide each of them.
func (f *File) AsksAnswers() bool {
	for _, c := range []*audience.Condition{f.Audience, f.Without} {
		for t := range c.Tests {
			if t.About == audience.Answer || t.About == audience.Fact || t.About == audience.Place {
				return true
			}
		}
	}
	return false
}
