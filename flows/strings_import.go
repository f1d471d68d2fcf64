package flows

import (
	"fmt"
	"maps"
	"strings"

	"plaza/flows/source"
)

// ImportStrings takes a translator's file back and returns the folder with it:
// a copy of folder in which only LANG.po or, when the language lives inline,
// only the scalars of flow.yaml that changed are other than before. Nothing is
// changed when a problem stops it; warnings tell what was left out.
func ImportStrings(folder *Folder, lang, format string, data []byte) (*Folder, source.Problems) {
	flow, problems := Parse(folder)
	if problems.Err() != nil {
		return folder, problems.Errors()
	}
	name := lang + "." + format
	if err := translatable(flow, lang, format); err != nil {
		return folder, source.Problems{{Pos: source.Pos{File: name}, Code: "language", Message: err.Error()}}
	}
	var entries []poEntry
	if format == "csv" {
		entries, problems = parseTranslationsCSV(name, lang, data)
	} else {
		entries, problems = parsePO(name, data)
	}
	if problems.Err() != nil {
		return folder, problems
	}
	im := &importer{flow: flow, lang: lang, problems: problems}
	im.read(entries)
	im.problems.Sort()
	if im.problems.Err() != nil {
		return folder, im.problems
	}
	changed := &Folder{Name: folder.Name, Files: maps.Clone(folder.Files)}
	if im.livesInline() {
		changed.Files[FlowFile] = im.edit(folder.Files[FlowFile])
		return changed, im.problems
	}
	old, _ := parsePO(lang+".po", folder.Files[lang+".po"])
	all := distinct(units(flow))
	for i := range im.all {
		if e := im.found[i]; e != nil && e.str != "" {
			im.all[i].put(lang, e.str, e.pos, im.stale[i])
		}
	}
	if format == "po" { // what this translator noted is newer
		old = append(entries, old...)
	}
	changed.Files[lang+".po"] = exportPO(flow, all, lang, old)
	return changed, im.problems
}

// importer holds what a translator sent against the flow it is for.
type importer struct {
	flow     *Flow
	lang     string
	problems source.Problems
	all      []*unit
	found    []*poEntry
	stale    []bool
}

// read pairs the entries with the flow's texts and looks at each.
func (im *importer) read(entries []poEntry) {
	im.all = units(im.flow)
	var unwanted []*poEntry
	im.found, im.stale, unwanted = match(im.all, entries)
	told := map[*poEntry]bool{}
	for i, u := range im.all {
		e := im.found[i]
		if e == nil || e.str == "" || told[e] {
			continue
		}
		told[e] = true
		im.problems = append(im.problems, samePlaceholders(e.pos, u.source, e.str)...)
		if im.stale[i] && !e.fuzzy {
			im.problems = append(im.problems, source.Problem{Pos: e.pos, Code: "stale", Warning: true,
				Message: fmt.Sprintf("the sentence of %s changed since this was exported", u.context), Hint: "plaza strings export FOLDER " + im.lang + " shows the new one"})
		}
	}
	for _, e := range unwanted {
		im.problems = append(im.problems, source.Problem{Pos: e.pos, Code: "unused", Warning: true,
			Message: "the flow has no such text; it was left out", Hint: "context and source must stay as exported"})
	}
}

// livesInline says that the language is written in flow.yaml.
func (im *importer) livesInline() bool {
	if _, ok := im.flow.Folder.Files[im.lang+".po"]; ok {
		return false
	}
	for _, u := range im.all {
		if _, ok := u.inline(im.lang); ok {
			return true
		}
	}
	return false
}

// edit writes the translations that changed into flow.yaml. A stale one is
// left out: inline there is no place to say that it must be looked at.
func (im *importer) edit(data []byte) []byte {
	file, _ := source.ParseYAML(FlowFile, data)
	var edits []source.Edit
	for i, u := range im.all {
		e := im.found[i]
		if e == nil || e.str == "" || im.stale[i] {
			continue
		}
		if old, _ := u.translation(im.lang); old == strings.TrimRight(e.str, "\n") {
			continue
		}
		if u.words != nil {
			edits = append(edits, im.editWords(file, u.words, splitWords(e.str))...)
		} else {
			edits = append(edits, im.editText(file, u.text, e.str)...)
		}
	}
	changed := file.Apply(edits)
	if strings.HasPrefix(string(data), "\uFEFF") {
		changed = append([]byte("\uFEFF"), changed...)
	}
	return changed
}

func (im *importer) editText(file *source.File, t *Text, translation string) []source.Edit {
	if old, ok := t.In[im.lang]; ok {
		return []source.Edit{file.Set(file.At(old.Pos), translation)}
	}
	n := file.At(t.Pos)
	if n.Kind == source.Map {
		return []source.Edit{file.Add(n, im.lang, source.ScalarYAML(translation))}
	}
	first := im.flow.Languages[0].Value
	return []source.Edit{file.Replace(n, fmt.Sprintf("{%s: %s, %s: %s}", first, source.ScalarYAML(t.In[first].Text), im.lang, source.ScalarYAML(translation)))}
}

func (im *importer) editWords(file *source.File, w *Words, words []string) []source.Edit {
	for i := range words {
		words[i] = source.ScalarYAML(words[i])
	}
	list := "[" + strings.Join(words, ", ") + "]"
	n := file.At(w.Pos)
	if n.Kind != source.Map {
		return []source.Edit{file.Replace(n, fmt.Sprintf("{%s: %s, %s: %s}", im.flow.Languages[0].Value, file.Source(n), im.lang, list))}
	}
	if old := n.Value(im.lang); old != nil {
		return []source.Edit{file.Replace(old, list)}
	}
	return []source.Edit{file.Add(n, im.lang, list)}
}

// parseTranslationsCSV reads a table as exportCSV writes it. Only the columns
// context, source, the language's and fuzzy matter, in any order.
func parseTranslationsCSV(name, lang string, data []byte) ([]poEntry, source.Problems) {
	table, problems := source.ParseCSV(name, data)
	if problems.Err() != nil {
		return nil, problems
	}
	column := map[string]int{}
	for i, c := range table.Columns {
		column[c] = i
	}
	for _, c := range []string{"context", "source", lang} {
		if _, ok := column[c]; !ok {
			problems = append(problems, source.Problem{Pos: source.Pos{File: name, Line: 1, Col: 1}, Code: "table",
				Message: fmt.Sprintf("this table has no column %q", c), Hint: "it has " + strings.Join(table.Columns, ", ")})
		}
	}
	if problems.Err() != nil {
		return nil, problems
	}
	fuzzy, marked := column["fuzzy"]
	entries := make([]poEntry, len(table.Rows))
	for i, row := range table.Rows {
		entries[i] = poEntry{
			pos:     source.Pos{File: name, Line: table.Lines[i], Col: 1},
			context: row[column["context"]], id: row[column["source"]], str: row[column[lang]],
			fuzzy: marked && row[fuzzy] != "",
		}
	}
	return entries, problems
}
