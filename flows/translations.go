package flows

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"plaza/flows/source"
)

// readTranslations adds the texts of every LANG.po beside the flow. A text
// whose source sentence changed keeps its old translation, marked stale.
func readTranslations(flow *Flow) source.Problems {
	var problems source.Problems
	for _, name := range slices.Sorted(maps.Keys(flow.Folder.Files)) {
		lang, ok := strings.CutSuffix(name, ".po")
		if !ok || len(flow.Languages) == 0 || len(flow.Folder.Files[name]) > sizeLimit(name) {
			continue
		}
		first := flow.Languages[0].Value
		switch known := slices.ContainsFunc(flow.Languages, func(l Name) bool { return l.Value == lang }); {
		case !known:
			problems = append(problems, source.Problem{Pos: source.Pos{File: name}, Code: "language",
				Message: fmt.Sprintf("%q is not a language of this flow", lang), Hint: fmt.Sprintf("add it to languages, line %d, or delete the file", flow.Languages[0].Pos.Line)})
			continue
		case lang == first:
			problems = append(problems, source.Problem{Pos: source.Pos{File: name}, Code: "language-twice",
				Message: first + " is the first language and lives in flow.yaml", Hint: "delete the file"})
			continue
		}
		entries, ps := parsePO(path.Base(name), flow.Folder.Files[name])
		problems = append(problems, ps...)
		problems = append(problems, mergeTranslations(flow, lang, entries)...)
	}
	return problems
}

// unitKey is what a translation is found by.
type unitKey struct{ context, source string }

// keyOf leaves out spaces around the sentence, which tables drop.
func keyOf(context, sentence string) unitKey {
	return unitKey{context, strings.TrimSpace(sentence)}
}

// match pairs entries with units: by context and sentence; what is left over,
// by context alone and in order, as stale. It returns the entry of each unit,
// whether it is stale, and the entries nobody wanted.
func match(all []*unit, entries []poEntry) (found []*poEntry, stale []bool, unwanted []*poEntry) {
	found, stale = make([]*poEntry, len(all)), make([]bool, len(all))
	exact := map[unitKey]*poEntry{}
	for i := range entries {
		exact[keyOf(entries[i].context, entries[i].id)] = &entries[i]
	}
	wanted := map[*poEntry]bool{}
	for i, u := range all {
		if e := exact[keyOf(u.context, u.source)]; e != nil {
			found[i], stale[i], wanted[e] = e, e.fuzzy, true
		}
	}
	left := map[string][]*poEntry{}
	for i := range entries {
		if e := &entries[i]; !wanted[e] && exact[keyOf(e.context, e.id)] == e {
			left[e.context] = append(left[e.context], e)
		}
	}
	for i, u := range all {
		if rest := left[u.context]; found[i] == nil && len(rest) > 0 {
			found[i], stale[i] = rest[0], true
			left[u.context] = rest[1:]
		}
	}
	for i := range entries {
		if slices.Contains(left[entries[i].context], &entries[i]) {
			unwanted = append(unwanted, &entries[i])
		}
	}
	return found, stale, unwanted
}

// mergeTranslations puts the entries of a PO file into the flow's texts.
func mergeTranslations(flow *Flow, lang string, entries []poEntry) source.Problems {
	var problems source.Problems
	all := units(flow)
	found, stale, unwanted := match(all, entries)
	for i, u := range all {
		if found[i] == nil || found[i].str == "" {
			continue
		}
		if here, ok := u.inline(lang); ok {
			problems = append(problems, source.Problem{Pos: here, Code: "language-twice",
				Message: fmt.Sprintf("%s is both here and in %s.po", lang, lang), Hint: "keep one"})
			continue
		}
		u.put(lang, found[i].str, found[i].pos, stale[i])
	}
	for _, e := range unwanted {
		problems = append(problems, source.Problem{Pos: e.pos, Code: "unused", Warning: true,
			Message: "this text is no longer in the flow", Hint: fmt.Sprintf("plaza strings export FOLDER %s writes the file without it", lang)})
	}
	return problems
}

// inline returns where the unit has the language already.
func (u *unit) inline(lang string) (source.Pos, bool) {
	if u.text != nil {
		p, ok := u.text.In[lang]
		return p.Pos, ok
	}
	p, ok := u.words.In[lang]
	if len(p) == 0 {
		return u.words.Pos, ok
	}
	return p[0].Pos, ok
}

// put sets the unit's translation. Every copy of a Text shares its map, so
// this reaches a setting's, too.
func (u *unit) put(lang, text string, pos source.Pos, stale bool) {
	if u.words != nil {
		var phrases []Phrase
		for _, w := range splitWords(text) {
			phrases = append(phrases, Phrase{Pos: pos, Text: w, Stale: stale})
		}
		u.words.In[lang] = phrases
		return
	}
	u.text.In[lang] = Phrase{Pos: pos, Text: text, Stale: stale}
}
