package flows

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// folderOf makes a folder of names and contents in turn.
func folderOf(parts ...string) *Folder {
	f := &Folder{Files: map[string][]byte{}}
	for i := 0; i+1 < len(parts); i += 2 {
		f.Files[parts[i]] = []byte(parts[i+1])
	}
	return f
}

const inlineFlow = `# Our consultation
flow: water
title: {en: Water, es: Agua}   # shown to people
languages: [en, es]
start: {en: [WATER, TAP], es: [AGUA]}

steps:
  - consent: take_part   # first of all
    text:
      en: "We keep it: do you agree?"
      es: 'Lo guardamos: ¿acepta?'
  - ask: theme
    text: Which one?
    options:
      lamp:
        text: {en: Electricity, es: Electricidad}
        words:
          en: [lamp]   # and more
      other: {en: Other}
  - say:
      en: |
        Thank you.
        Bye, {theme}.
      es: |
        Gracias.
        Adiós, {theme}.
`

func TestExportPO(t *testing.T) {
	flow, ps := Parse(folderOf(FlowFile, inlineFlow))
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	got, err := ExportStrings(flow, "es", "po")
	if err != nil {
		t.Fatal(err)
	}
	want := `msgid ""
msgstr ""
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Language: es\n"
"X-Source-Language: en\n"

#. at most 160 characters are one SMS (70 when a letter is not in its small alphabet)
msgctxt "title"
msgid "Water"
msgstr "Agua"

#. words that people write, separated by commas; not a translation but what they say in your language
msgctxt "main.start"
msgid "WATER, TAP"
msgstr "AGUA"

#. at most 160 characters are one SMS (70 when a letter is not in its small alphabet)
msgctxt "take_part"
msgid "We keep it: do you agree?"
msgstr "Lo guardamos: ¿acepta?"

#. after: We keep it: do you agree?
#. at most 160 characters are one SMS (70 when a letter is not in its small alphabet)
msgctxt "theme"
msgid "Which one?"
msgstr ""

#. after: Which one?
#. at most 24 characters: it stands on a button
msgctxt "theme.lamp"
msgid "Electricity"
msgstr "Electricidad"

#. after: Which one?
#. words that people write, separated by commas; not a translation but what they say in your language
msgctxt "theme.lamp.words"
msgid "lamp"
msgstr ""

#. after: Which one?
#. at most 24 characters: it stands on a button
msgctxt "theme.other"
msgid "Other"
msgstr ""

#. after: Which one?
#. at most 160 characters are one SMS (70 when a letter is not in its small alphabet)
msgctxt "main"
msgid ""
"Thank you.\n"
"Bye, {theme}."
msgstr ""
"Gracias.\n"
"Adiós, {theme}."
`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("export (-want +got):\n%s", diff)
	}
}

// TestImportInline changes a text in each manner of writing, and no other byte.
func TestImportInline(t *testing.T) {
	csv := `context,source,es
title,Water,"Agua, siempre"
main.start,"WATER, TAP","AGUA, CAÑO"
take_part,We keep it: do you agree?,L'agua: ¿acepta?
theme,Which one?,¿Cuál?
theme.lamp,Electricity,Electricidad
theme.lamp.words,lamp,"luz, farol"
theme.other,Other,Otra: no sé
main,"Thank you.
Bye, {theme}.","Muchas gracias.
Adiós, {theme}."
`
	want := strings.NewReplacer(
		"es: Agua}", `es: "Agua, siempre"}`,
		"[AGUA]", "[AGUA, CAÑO]",
		"'Lo guardamos: ¿acepta?'", "'L''agua: ¿acepta?'",
		"text: Which one?", "text: {en: Which one?, es: ¿Cuál?}",
		"[lamp]   # and more\n", "[lamp]   # and more\n          es: [luz, farol]\n",
		"{en: Other}", `{en: Other, es: "Otra: no sé"}`,
		"Gracias.", "Muchas gracias.",
	).Replace(inlineFlow)
	for _, lineBreak := range []string{"\n", "\r\n"} {
		folder := folderOf(FlowFile, strings.ReplaceAll(inlineFlow, "\n", lineBreak))
		got, ps := ImportStrings(folder, "es", "csv", []byte(csv))
		if len(ps) > 0 {
			t.Fatal(ps)
		}
		if diff := cmp.Diff(strings.ReplaceAll(want, "\n", lineBreak), string(got.Files[FlowFile])); diff != "" {
			t.Errorf("line break %q: flow.yaml (-want +got):\n%s", lineBreak, diff)
		}
		if _, ok := got.Files["es.po"]; ok {
			t.Error("got an es.po; es lives inline")
		}
		if _, ps := Parse(got); len(ps) > 0 {
			t.Errorf("what was written has problems: %v", ps)
		}
	}
}

// TestImportWhatWasExported changes nothing.
func TestImportWhatWasExported(t *testing.T) {
	folder := folderOf(FlowFile, inlineFlow)
	flow, _ := Parse(folder)
	for _, format := range []string{"po", "csv"} {
		data, err := ExportStrings(flow, "es", format)
		if err != nil {
			t.Fatal(err)
		}
		got, ps := ImportStrings(folder, "es", format, data)
		if len(ps) > 0 {
			t.Fatal(ps)
		}
		if diff := cmp.Diff(inlineFlow, string(got.Files[FlowFile])); diff != "" {
			t.Errorf("%s (-want +got):\n%s", format, diff)
		}
	}
}

// TestImportLeavesOutWhatChangedMeanwhile: inline there is no mark for a
// translation of a sentence that is no longer the one in the flow.
func TestImportLeavesOutWhatChangedMeanwhile(t *testing.T) {
	folder := folderOf(FlowFile, "\uFEFF"+inlineFlow)
	got, ps := ImportStrings(folder, "es", "csv", []byte("context,source,es\ntake_part,We sell it,Lo vendemos\ntitle,Water,El agua\n"))
	if len(ps) != 1 || ps[0].Code != "stale" || !ps[0].Warning {
		t.Errorf("got %v, want one warning", ps)
	}
	want := "\uFEFF" + strings.Replace(inlineFlow, "es: Agua}", "es: El agua}", 1)
	if diff := cmp.Diff(want, string(got.Files[FlowFile])); diff != "" {
		t.Errorf("flow.yaml (-want +got):\n%s", diff)
	}
}

const poFlow = "flow: water\ntitle: Water\nlanguages: [en, fr]\nsteps:\n  - consent: take_part\n    text: Do you agree?\n  - say: Hello {title}\n  - say: Bye\n"

func TestTranslationRoundTrip(t *testing.T) {
	folder := folderOf(FlowFile, poFlow)
	flow, _ := Parse(folder)
	po, err := ExportStrings(flow, "fr", "po")
	if err != nil {
		t.Fatal(err)
	}
	done := strings.NewReplacer(
		"msgid \"Water\"\nmsgstr \"\"", "msgid \"Water\"\nmsgstr \"Eau\"",
		"msgid \"Do you agree?\"\nmsgstr \"\"", "msgid \"Do you agree?\"\nmsgstr \"Acceptez-vous ?\"",
		"msgid \"Hello {title}\"\nmsgstr \"\"", "msgid \"Hello {title}\"\nmsgstr \"Bonjour {title}\"",
		"#. after: Hello", "# soft, as at a door\n#. after: Hello",
	).Replace(string(po))
	folder, ps := ImportStrings(folder, "fr", "po", []byte(done))
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	if got := string(folder.Files["fr.po"]); got != done {
		t.Errorf("fr.po (-want +got):\n%s", cmp.Diff(done, got))
	}
	flow, ps = Parse(folder)
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	hello := flow.Steps[1].Verb.(*Say).Text.In["fr"]
	if hello.Text != "Bonjour {title}" || hello.Pos.File != "fr.po" || hello.Stale {
		t.Errorf("got %+v, want Bonjour {title} from fr.po", hello)
	}
	if _, ok := flow.Steps[2].Verb.(*Say).Text.In["fr"]; ok {
		t.Error("an empty msgstr became a text")
	}

	t.Run("ChangedSourceIsStale", func(t *testing.T) {
		changed := folderOf(FlowFile, strings.Replace(poFlow, "Do you agree?", "Do you agree to all?", 1), "fr.po", done)
		flow, ps := Parse(changed)
		if len(ps) > 0 {
			t.Fatal(ps)
		}
		got := flow.Steps[0].Verb.(*Consent).Text.In["fr"]
		if got.Text != "Acceptez-vous ?" || !got.Stale {
			t.Errorf("got %+v, want the old translation, stale", got)
		}
		if flow.Steps[1].Verb.(*Say).Text.In["fr"].Stale {
			t.Error("a sentence that did not change is stale")
		}
		po, err := ExportStrings(flow, "fr", "po")
		if err != nil {
			t.Fatal(err)
		}
		if want := "#, fuzzy\nmsgctxt \"take_part\"\nmsgid \"Do you agree to all?\"\nmsgstr \"Acceptez-vous ?\"\n"; !strings.Contains(string(po), want) {
			t.Errorf("got\n%s\nwant in it\n%s", po, want)
		}
	})
	t.Run("FuzzyIsStale", func(t *testing.T) {
		fuzzy := strings.Replace(done, "msgctxt \"take_part\"", "#, no-wrap, fuzzy\nmsgctxt \"take_part\"", 1)
		flow, _ := Parse(folderOf(FlowFile, poFlow, "fr.po", fuzzy))
		if !flow.Steps[0].Verb.(*Consent).Text.In["fr"].Stale || flow.Title.In["fr"].Stale {
			t.Error("the mark fuzzy went to another text, or to none")
		}
	})
	t.Run("ErrTwoPlaces", func(t *testing.T) {
		twice := folderOf(FlowFile, strings.Replace(poFlow, "title: Water", "title: {en: Water, fr: Eau}", 1), "fr.po", done)
		_, ps := Parse(twice)
		if len(ps) != 1 || ps[0].String() != "flow.yaml:2:24: fr is both here and in fr.po [language-twice]\n  hint: keep one" {
			t.Errorf("got %v, want language-twice at 2:24", ps)
		}
	})
	t.Run("ErrPlaceholder", func(t *testing.T) {
		got, ps := ImportStrings(folder, "fr", "po", []byte(strings.Replace(done, "Bonjour {title}", "Bonjour {titre}", 1)))
		if len(ps) != 2 || ps.Err() == nil || ps[1].Hint != "did you mean {title}?" {
			t.Errorf("got %v, want two problems, one offering {title}", ps)
		}
		if got != folder {
			t.Error("the folder was changed in spite of errors")
		}
	})
	t.Run("ErrUnknownLanguage", func(t *testing.T) {
		if _, ps := Parse(folderOf(FlowFile, poFlow, "pt.po", done)); len(ps) != 1 || ps[0].Code != "language" {
			t.Errorf("got %v, want one problem about pt", ps)
		}
	})
	t.Run("ErrNoTable", func(t *testing.T) {
		if _, ps := ImportStrings(folder, "fr", "csv", []byte("context,sentence,fr\n")); ps.Err() == nil {
			t.Error("got no problem, want one: there is no column source")
		}
	})
	t.Run("GoneTextIsTold", func(t *testing.T) {
		_, ps := Parse(folderOf(FlowFile, strings.Replace(poFlow, "title: Water", "title: \"7\"", 1), "fr.po", strings.Replace(done, `"title"`, `"headline"`, 1)))
		if len(ps) != 1 || !ps[0].Warning || ps[0].Code != "unused" {
			t.Errorf("got %v, want one warning", ps)
		}
	})
}

func TestBrokenPO(t *testing.T) {
	src := "msgid \"a\"\nmsgstr \"b\n\nmsgid \"c\"\nmsgid_plural \"d\"\nmsgstr[0] \"e\"\n\nhello\n\"x\"\n"
	_, ps := parsePO("fr.po", []byte(src))
	var got []string
	for _, p := range ps {
		got = append(got, p.Pos.String()+" "+p.Message)
	}
	want := []string{
		`fr.po:2:8 a text in "double quotes" is expected here`,
		"fr.po:5:1 plural forms are not used here",
		"fr.po:6:1 plural forms are not used here",
		"fr.po:8:1 this is no line of a translation file",
		"fr.po:9:1 this text belongs to no msgid and no msgstr",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}
