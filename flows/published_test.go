package flows_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plaza/flows"
)

// published is the version that people answer while its author changes it.
const published = `flow: ward-survey
title: {en: Ward survey, es: Encuesta}
languages: [en, es]
start: {en: [WARD], es: [BARRIO]}
opens: 2026-05-01
closes: 2026-05-31
zone: UTC
remind: [1 day]
settings: {city: Durban}
tables:
  wards: {file: wards.csv, key: code}
steps:
  - say: {en: "{city} asks you.", es: "{city} le pregunta."}
  - consent: take_part
    required: yes
    keep: 12 months
    text: {en: May we keep your answers?, es: "¿Guardamos sus respuestas?"}
  - ask: theme
    text: {en: What comes first?, es: "¿Qué va primero?"}
    options:
      water: {en: Water, es: Agua}
      roads: {en: Roads, es: Caminos}
      other:
        text: {en: Other, es: Otro}
        words: {en: [else], es: [demás]}
  - when: theme is other
    ask: other_theme
    text: {en: Which one?, es: "¿Cuál?"}
    answer: text
    max: 500
  - ask: trust
    text: {en: Do you trust them?, es: "¿Confía?"}
    answer: scale
    from: 1
    to: 5
  - ask: ward
    text: {en: Your ward?, es: "¿Su barrio?"}
    answer: row
    table: wards
  - consent: contact_again
    text: {en: May we write again?, es: "¿Le escribimos?"}
  - say: {en: Thank you., es: Gracias.}
parts:
  later:
    begins: 60 days after main
    when: contact_again is yes
    steps:
      - say: {en: Hello again., es: Hola otra vez.}
`

func parsed(t *testing.T, src string) *flows.Flow {
	t.Helper()
	flow, problems := flows.Parse(&flows.Folder{Files: map[string][]byte{
		"flow.yaml": []byte(src),
		"wards.csv": []byte("code,name\nW1,Bellair\n"),
	}})
	if problems != nil {
		t.Fatalf("%v\n%s", problems, src)
	}
	return flow
}

// TestCompare changes one thing at a time. Each row is the table of section 8
// of the language: what was written, what is written now, and what it becomes.
func TestCompare(t *testing.T) {
	for _, tc := range []struct {
		name, was, is string
		want          []string // line, what, class
	}{
		{"nothing", "", "", nil},
		{"quotes", `en: What comes first?`, `en: "What comes first?"`, nil},
		{"a comment", "zone: UTC", "zone: UTC # for everyone", nil},
		{"a text", "en: Thank you.", "en: Thanks.", []string{"42: the words of a message changed [new wording]"}},
		{"a translation", "es: Gracias.", "es: Muchas gracias.", []string{"42: the words of a message changed [new wording]"}},
		{"a question's words", "en: What comes first?", "en: What matters?", []string{"19: ask theme is asked in other words; a line is drawn in its results [new wording]"}},
		{"a question's translation", `es: "¿Qué va primero?"`, `es: "¿Qué importa?"`, []string{"19: the words of ask theme changed [new wording]"}},
		{"an option's label", "en: Water", "en: Clean water", []string{"21: the words of option water of ask theme changed [new wording]"}},
		{"words understood", "en: [else]", "en: [else, rest]", []string{"23: the words understood as other of ask theme changed [new wording]"}},
		{"the order of options", "      water: {en: Water, es: Agua}\n      roads: {en: Roads, es: Caminos}\n", "      roads: {en: Roads, es: Caminos}\n      water: {en: Water, es: Agua}\n",
			[]string{"18: the options of ask theme stand in another order [new wording]"}},
		{"a reminder", "remind: [1 day]", "remind: [2 days]", []string{"1: the reminders or the expiry of main changed [new wording]"}},
		{"a date", "closes: 2026-05-31", "closes: 2026-06-30", []string{"6: closes was 2026-05-31 and is 2026-06-30 [new wording]"}},
		{"a start word", "en: [WARD]", "en: [WARD, AREA]", []string{"4: the words that open main changed [new wording]"}},
		{"a setting", "city: Durban", "city: eThekwini", []string{"9: the words of setting city changed [new wording]"}},
		{"an example", "    max: 500\n", "    max: 500\n    example: {en: the clinic, es: la clínica}\n", []string{"31: the words of the example of ask other_theme changed [new wording]"}},

		{"an option added", "      roads:", "      clinic: {en: The clinic, es: La clínica}\n      roads:", []string{"22: option clinic of ask theme was added [new edition]"}},
		{"an option taken out", "      roads: {en: Roads, es: Caminos}\n", "", []string{"18: option roads of ask theme was taken out [new edition]"}},
		{"a question added", "  - ask: trust", "  - ask: age\n    text: {en: Your age?, es: ¿Su edad?}\n    answer: number\n  - ask: trust", []string{"31: ask age was added [new edition]"}},
		{"a question taken out", "  - ask: trust\n    text: {en: Do you trust them?, es: \"¿Confía?\"}\n    answer: scale\n    from: 1\n    to: 5\n", "", []string{"26: ask trust was taken out [new edition]"}},
		{"a message added", "  - say: {en: Thank you., es: Gracias.}", "  - say: {en: One more thing., es: Algo más.}\n  - say: {en: Thank you., es: Gracias.}", []string{"42: a message was added [new edition]"}},
		{"a when", "  - when: theme is other", "  - when: theme is one of other, roads", []string{"26: the when of ask other_theme changed [new edition]"}},
		{"required", "    max: 500", "    max: 500\n    required: yes", []string{"27: required of ask other_theme changed [new edition]"}},
		{"a bound", "    to: 5", "    to: 7", []string{"35: to of ask trust was 5 and is 7 [new edition]"}},
		{"a part taken out", published[strings.Index(published, "parts:"):], "", []string{"1: part later was taken out [new edition]"}},
		{"a part's time", "60 days after main", "90 days after main", []string{"45: later began 60 days after main and begins 90 days after main [new edition]"}},
		{"a part's when", "    when: contact_again is yes", "    when: contact_again is yes and trust > 3", []string{"46: the condition of part later changed [new edition]"}},
		{"answers kept less long", "keep: 12 months", "keep: 6 months", []string{"16: take_part keeps answers less long [new edition]"}},

		{"answers kept longer", "keep: 12 months", "keep: 24 months", []string{"16: take_part keeps answers longer [new edition, consent asked again]"}},
		{"answers kept for ever", "    keep: 12 months\n", "", []string{"14: take_part keeps answers longer [new edition, consent asked again]"}},
		{"a consent that says more", "en: May we keep your answers?", "en: May we keep and print your answers?", []string{"17: consent take_part says something else [new edition, consent asked again]"}},
		{"a consent's translation", `es: "¿Guardamos sus respuestas?"`, `es: "¿Podemos guardar sus respuestas?"`, []string{"17: the words of consent take_part changed [new wording]"}},

		{"another kind", "    answer: scale\n    from: 1\n    to: 5\n", "    answer: yesno\n", []string{"31: trust was a scale in a published edition; give the new question a new name [refused]"}},
		{"one answer becomes several", "  - when: theme is other\n", "    pick: any\n  - when: theme includes other\n", []string{
			"18: theme was a choice of one in a published edition; give the new question a new name [refused]",
			"27: the when of ask other_theme changed [new edition]"}},
		{"a table's key", "key: code", "key: name", []string{"11: the key of wards was code; answers are kept under it [refused]"}},
		{"the id", "flow: ward-survey", "flow: ward", []string{"1: the id was ward-survey; it never changes once published [refused]"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if !strings.Contains(published, tc.was) {
				t.Fatalf("%q is not in the flow", tc.was)
			}
			changed := parsed(t, strings.Replace(published, tc.was, tc.is, 1))
			var got []string
			for _, c := range flows.Compare(parsed(t, published), changed) {
				got = append(got, fmt.Sprintf("%d: %s [%s]", c.Pos.Line, c.What, c.Class))
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
		})
	}
}

// A named question that moves is one change, not one gone and one new.
func TestCompareMoved(t *testing.T) {
	ask := "  - ask: ward\n    text: {en: Your ward?, es: \"¿Su barrio?\"}\n    answer: row\n    table: wards\n"
	moved := strings.Replace(strings.Replace(published, ask, "", 1), "  - ask: theme\n", ask+"  - ask: theme\n", 1)
	changes := flows.Compare(parsed(t, published), parsed(t, moved))
	if len(changes) != 1 || changes[0].What != "ask ward stands in another place" || changes[0].Class != flows.NewEdition {
		t.Errorf("got %v, want one question in another place", changes)
	}
}

func TestGravest(t *testing.T) {
	changes := flows.Compare(parsed(t, published), parsed(t, strings.NewReplacer("12 months", "24 months", "en: Thank you.", "en: Thanks.").Replace(published)))
	if got := flows.Gravest(changes); got != flows.AskAgain {
		t.Errorf("got %v, want %v", got, flows.AskAgain)
	}
	if !flows.NeedsEdition(changes) {
		t.Error("got no new edition, want one")
	}
	if got := flows.Gravest(nil); got != 0 {
		t.Errorf("got %v for no changes", got)
	}
}
