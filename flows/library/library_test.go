package library_test

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"plaza/channels"
	"plaza/flows"
	"plaza/flows/flowtest"
	"plaza/flows/library"
	"plaza/flows/source"
)

func TestFolder(t *testing.T) {
	t.Run("every name opens a consultation of that id", func(t *testing.T) {
		if len(library.Names()) < 2 {
			t.Fatalf("got %v, want at least two shipped consultations", library.Names())
		}
		for _, name := range library.Names() {
			folder, flow := open(t, name)
			if flow.ID.Value != name || folder.Name != name {
				t.Errorf("got flow %q in folder %q, want %q", flow.ID.Value, folder.Name, name)
			}
		}
	})
	t.Run("an unknown name is not there", func(t *testing.T) {
		for _, name := range []string{"nobody", "../library", "", "ogp-strategy/flow.yaml"} {
			if _, err := library.Folder(name); err == nil {
				t.Errorf("%q: got no error", name)
			}
		}
		if _, err := library.Folder("nobody"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("got %v, want fs.ErrNotExist", err)
		}
	})
}

// TestCheck holds what we ship to the checker, its warnings included: these
// are the examples that people copy. One warning is a task for whoever runs
// it and no fault: what WhatsApp must approve.
func TestCheck(t *testing.T) {
	for _, name := range library.Names() {
		_, flow := open(t, name)
		problems := slices.DeleteFunc(flows.Check(flow, env(t)), func(p source.Problem) bool { return p.Code == "template" })
		if len(problems) > 0 {
			t.Errorf("%s:\n%v", name, problems)
		}
	}
}

// TestTranscripts plays every transcript. Each consultation has one in each of
// its languages, and together they put every question and choose every option.
func TestTranscripts(t *testing.T) {
	for _, name := range library.Names() {
		folder, flow := open(t, name)
		program, err := flows.Compile(flow, env(t))
		if err != nil {
			t.Fatal(err)
		}
		shelf, err := flows.NewLibrary(env(t).Lexicon, program)
		if err != nil {
			t.Fatal(err)
		}
		covered, ends := flowtest.Coverage{}, map[string]bool{}
		for _, file := range transcripts(folder) {
			t.Run(name+"/"+file, func(t *testing.T) {
				result := flowtest.Run(program, shelf, file, folder.Files[file])
				if !result.OK() {
					t.Errorf("\n%s", result)
				}
				covered.Add(result.Covered)
			})
			for line := range strings.Lines(string(folder.Files[file])) {
				if outcome, ok := strings.CutPrefix(line, ". "); ok {
					ends[strings.TrimSpace(outcome)] = true
				}
			}
		}
		for _, lang := range flow.Languages {
			if file := lang.Value + "-sms.chat"; folder.Files[file] == nil {
				t.Errorf("%s: there is no %s", name, file)
			}
		}
		for _, outcome := range []string{"done", "declined", "stopped", "partial"} {
			if !ends[outcome] {
				t.Errorf("%s: no transcript ends as %s", name, outcome)
			}
		}
		if problems := flowtest.Untested(flow, covered); len(problems) > 0 {
			t.Errorf("%s:\n%v", name, problems)
		}
	}
}

// TestCost keeps what people are sent within what we ask of others: two SMS
// for a message in the first language, three in the languages beside it.
func TestCost(t *testing.T) {
	for _, name := range library.Names() {
		_, flow := open(t, name)
		bill := flows.NewBill(flow, env(t))
		if len(bill.Messages) < 5 {
			t.Errorf("%s: got a bill of %d messages", name, len(bill.Messages))
		}
		for _, m := range bill.Messages {
			for i, n := range m.Segments {
				most := 3
				if i == 0 {
					most = 2
				}
				if n > most {
					t.Errorf("%s: %s is %d SMS in %s, want %d or fewer", m.Pos, m.Name, n, bill.Languages[i], most)
				}
			}
		}
	}
}

// TestSays holds the sentences that may not be lost when texts are reworded:
// what becomes of what people say, before they say it, and that the two
// consultations on OGP's strategy are demonstrations.
func TestSays(t *testing.T) {
	promises := map[string][]string{
		"en": {"without your name or number", "copies already published cannot be called back", "Your phone company can read SMS"},
		"es": {"sin su nombre ni su teléfono", "las copias ya publicadas no se pueden retirar", "Su operadora puede leer los SMS"},
		"fr": {"sans votre nom ni votre numéro", "on ne peut plus retirer les copies déjà publiées", "Votre opérateur peut lire les SMS"},
	}
	demonstration := map[string][]string{
		"en": {"This is a demonstration", "OGP", "does not run it"},
		"es": {"Esto es un ejemplo", "OGP", "no lo organiza"},
		"fr": {"Ceci est un exemple", "OGP", "ne l'organise pas"},
	}
	for _, name := range library.Names() {
		_, flow := open(t, name)
		for _, lang := range []string{"en", "es", "fr"} {
			first, parts := opening(flow, lang), promises[lang]
			if name != "milestone-true" {
				parts = slices.Concat(parts, demonstration[lang])
			}
			for _, part := range parts {
				if !strings.Contains(first, part) {
					t.Errorf("%s begins in %s with\n%s\nwant in it: %s", name, lang, first, part)
				}
			}
			if odd := channels.OutsideGSM(first); len(odd) > 0 {
				t.Errorf("%s begins in %s with %q, which make it cost twice", name, lang, string(odd))
			}
		}
	}
}

// opening is what a person reads before they have agreed to anything.
func opening(flow *flows.Flow, lang string) string {
	var texts []any
	for _, step := range flow.Steps {
		switch v := step.Verb.(type) {
		case *flows.Say:
			texts = append(texts, v.Text.In[lang].Text)
			continue
		case *flows.Consent:
			texts = append(texts, v.Text.In[lang].Text)
		}
		break
	}
	return fmt.Sprintln(texts...)
}

func open(t *testing.T, name string) (*flows.Folder, *flows.Flow) {
	t.Helper()
	folder, err := library.Folder(name)
	if err != nil {
		t.Fatal(err)
	}
	flow, problems := flows.Parse(folder)
	if len(problems) > 0 {
		t.Fatalf("%s:\n%v", name, problems)
	}
	return folder, flow
}

func transcripts(folder *flows.Folder) []string {
	names := slices.Sorted(maps.Keys(folder.Files))
	return slices.DeleteFunc(names, func(name string) bool { return !strings.HasSuffix(name, ".chat") })
}
