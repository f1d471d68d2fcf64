package flows

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"unicode/utf8"

	"plaza/flows/source"
)

// ExportStrings writes every text of the flow for a translator into lang, as
// "po" or "csv": with its context, the sentence people read before it, how
// long it may be, and the translation there is. Ids never appear as something
// to translate. The same flow gives the same bytes.
func ExportStrings(f *Flow, lang, format string) ([]byte, error) {
	if err := translatable(f, lang, format); err != nil {
		return nil, err
	}
	all := distinct(units(f))
	if format == "csv" {
		return exportCSV(all, lang)
	}
	var old []poEntry
	if f.Folder != nil {
		old, _ = parsePO(lang+".po", f.Folder.Files[lang+".po"])
	}
	return exportPO(f, all, lang, old), nil
}

// translatable says why the flow cannot be translated into lang, or nil.
func translatable(f *Flow, lang, format string) error {
	if format != "po" && format != "csv" {
		return fmt.Errorf("translations travel as po or csv, not %q", format)
	}
	var languages []string
	for _, l := range f.Languages {
		languages = append(languages, l.Value)
	}
	switch {
	case !slices.Contains(languages, lang):
		return fmt.Errorf("%q is not a language of this flow: add it to languages in %s first", lang, FlowFile)
	case lang == languages[0]:
		return fmt.Errorf("%s is the first language, which the others are translated from", lang)
	}
	return nil
}

// distinct leaves out a unit that another has the context and sentence of.
func distinct(all []*unit) []*unit {
	seen := map[unitKey]bool{}
	return slices.DeleteFunc(slices.Clone(all), func(u *unit) bool {
		k := keyOf(u.context, u.source)
		twice := seen[k]
		seen[k] = true
		return twice
	})
}

// exportPO writes the PO file, keeping what translators noted in the old one.
func exportPO(f *Flow, all []*unit, lang string, old []poEntry) []byte {
	before, _, _ := match(all, old)
	entries, notes := make([]poEntry, len(all)), make([][]string, len(all))
	for i, u := range all {
		text, stale := u.translation(lang)
		entries[i] = poEntry{context: u.context, id: u.source, str: text, fuzzy: stale}
		if before[i] != nil {
			entries[i].comments = before[i].comments
		}
		if u.before != "" {
			notes[i] = append(notes[i], "after: "+oneLine(u.before))
		}
		notes[i] = append(notes[i], u.note())
	}
	return writePO(lang, f.Languages[0].Value, notes, entries)
}

// columnsCSV names the columns of a CSV of translations in lang.
func columnsCSV(lang string) []string {
	return []string{"context", "before", "source", lang, "length", "fuzzy"}
}

func exportCSV(all []*unit, lang string) ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	rows := [][]string{columnsCSV(lang)}
	for _, u := range all {
		text, stale := u.translation(lang)
		fuzzy := ""
		if stale {
			fuzzy = "yes"
		}
		rows = append(rows, []string{u.context, oneLine(u.before), u.source, text, u.note(), fuzzy})
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("write the table of translations: %w", err)
	}
	return out.Bytes(), nil
}

// note tells the translator what the text is and how long it may be. A label
// must fit a button's line; a sentence should not cost more messages than its
// source does.
func (u *unit) note() string {
	switch n := utf8.RuneCountInString(u.source); {
	case u.kind == wordList:
		return "words that people write, separated by commas; not a translation but what they say in your language"
	case u.kind == optionLabel:
		return "at most 24 characters: it stands on a button"
	case n <= 160:
		return "at most 160 characters are one SMS (70 when a letter is not in its small alphabet)"
	default:
		sms := (n + 152) / 153
		return fmt.Sprintf("at most %d characters are %d SMS (%d when a letter is not in its small alphabet)", sms*153, sms, sms*67)
	}
}

// oneLine is a text without its line breaks, for a note.
func oneLine(text string) string {
	return string(bytes.Join(bytes.Fields([]byte(text)), []byte(" ")))
}

// samePlaceholders compares the {names} of a sentence and its translation.
func samePlaceholders(pos source.Pos, src, translation string) source.Problems {
	var ps source.Problems
	want, got := placeholders(src), placeholders(translation)
	for _, name := range want {
		if !slices.Contains(got, name) {
			ps = append(ps, source.Problem{Pos: pos, Code: "unknown-name", Message: "the translation lacks " + name, Hint: "names in {braces} stay as they are"})
		}
	}
	for _, name := range got {
		if !slices.Contains(want, name) {
			hint := "names in {braces} stay as they are"
			if s := source.Suggest(name, want); s != "" {
				hint = "did you mean " + s + "?"
			}
			ps = append(ps, source.Problem{Pos: pos, Code: "unknown-name", Message: name + " is not in the sentence translated", Hint: hint})
		}
	}
	return ps
}
