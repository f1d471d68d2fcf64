package flows_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"plaza/flows"
)

const waterFlow = `flow: water-now
title: {en: Water, es: Agua}
languages: [en, es]
start: [WATER]
remind: [1 day]
steps:
  - consent: take_part
    required: yes
    keep: 1 year
    text: {en: Do you agree?, es: ¿Acepta?}
  - consent: contact_again
    text: {en: May we write again?, es: ¿Podemos escribirle?}
  - ask: theme
    text: {en: Which one?, es: ¿Cuál?}
    shuffle: yes
    options:
      wells: {en: Wells, es: Pozos}
      pipes: {en: Pipes, es: Tubos}
  - ask: why
    text: {en: "Why {theme} and not the other?", es: "¿Por qué {theme} y no lo demás?"}
    answer: text
  - confirm: [theme, why]
    text: {en: "You chose {theme} because {why}. Right?", es: "Eligió {theme} porque {why}. ¿Es así?"}
parts:
  later:
    begins: 60 days after main
    when: contact_again is yes
    remind: [2 days]
    steps:
      - say: {en: "You once wrote about {theme} to us.", es: "Nos escribió sobre {theme} una vez."}
      - when: theme is wells
        say: {en: There is news about wells., es: Hay noticias de los pozos.}
      - ask: better
        text: {en: Is it better now?, es: ¿Va mejor?}
        answer: yesno
      - say: {en: Thank you., es: Gracias.}
`

// asTemplate writes a message as who gets it by its template reads it.
func asTemplate(t *testing.T, p *flows.Program, m flows.Message) (string, bool) {
	t.Helper()
	name, vars, ok := p.TemplateOf(m)
	if !ok {
		return "", false
	}
	for _, x := range p.Templates() {
		if x.Name != name || x.Lang != m.Lang {
			continue
		}
		text := lines(x.Text, x.Options, x.YesNo)
		for i, v := range vars {
			text = strings.ReplaceAll(text, "{{"+strconv.Itoa(i+1)+"}}", v)
		}
		return text, true
	}
	t.Errorf("%q has the template %s, which is in no list", m.Text, name)
	return "", false
}

func lines(text string, options []flows.Choice, yesNo bool) string {
	for i, o := range options {
		if !yesNo {
			text += "\n" + strconv.Itoa(i+1) + " " + o.Label
		}
	}
	return text
}

// TestWhatIsSaidUnaskedHasATemplate walks both conversations in both
// languages, and is reminded at every question.
func TestWhatIsSaidUnaskedHasATemplate(t *testing.T) {
	p := written(t, waterFlow)
	for _, lang := range []string{"en", "es"} {
		for _, part := range []string{"main", "later"} {
			t.Run(lang+" "+part, func(t *testing.T) {
				known := map[string]flows.Answer{"theme": {Value: "wells"}, "contact_again": {Value: "yes"}}
				if part == "main" {
					known = nil
				}
				s, out := p.Step(flows.State{Flow: "water-now", Part: part, Lang: lang, Run: "r"}, flows.Input{Kind: flows.InBegin, At: noon, Known: known})
				unasked := 0
				check := func(out []flows.Effect) {
					for _, e := range out {
						m, ok := e.(flows.Message)
						if !ok {
							continue
						}
						unasked++
						want := lines(m.Text, m.Options, m.YesNo)
						if got, _ := asTemplate(t, p, m); got != want {
							t.Errorf("got %q by its template, want %q", got, want)
						}
					}
				}
				if part == "later" {
					check(out)
				}
				for _, reply := range []string{"1", "1", "1", "it leaks", "1"} {
					if s.At == "" {
						break
					}
					_, out = p.Step(s, flows.Input{Kind: flows.InClock, At: p.Due(s)})
					check(out)
					s, _ = p.Step(s, flows.Input{Kind: flows.InText, At: noon.Add(time.Minute), Text: reply})
				}
				if want := map[string]int{"main": 10, "later": 5}[part]; unasked != want {
					t.Errorf("got %d messages that nobody asked for, want %d", unasked, want)
				}
			})
		}
	}
}

func TestTemplatesAreNamed(t *testing.T) {
	names := map[string]bool{}
	for _, x := range written(t, waterFlow).Templates() {
		if strings.Trim(x.Name, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" || names[x.Name+x.Lang] {
			t.Errorf("got the name %q, want letters, digits and underscores, once", x.Name)
		}
		names[x.Name+x.Lang] = true
	}
	other := written(t, strings.Replace(waterFlow, "Do you agree?", "Do you really agree?", 1)).Templates()
	fresh := 0
	for _, x := range other {
		if !names[x.Name+x.Lang] {
			fresh++
		}
	}
	if fresh != 1 || len(other) != len(names) {
		t.Errorf("got %d of %d names changed with one sentence, want 1 of %d", fresh, len(other), len(names))
	}
}

func TestNoTemplate(t *testing.T) {
	p := written(t, waterFlow)
	for name, m := range map[string]flows.Message{
		"another text":      {Text: "Do you agree now?", YesNo: true, Lang: "en", Options: make([]flows.Choice, 2)},
		"another language":  {Text: "Thank you.", Lang: "es"},
		"an empty place":    {Text: "You once wrote about  to us.", Lang: "en"},
		"said only in turn": {Text: "Thank you.", Lang: "en"},
	} {
		if got, _, ok := p.TemplateOf(m); ok {
			t.Errorf("%s: got %s, want none", name, got)
		}
	}
}

func TestSamplesAreReadable(t *testing.T) {
	for _, x := range written(t, waterFlow).Templates() {
		if strings.Contains(x.Name, "later_say") && strings.Contains(x.Text, "{{1}}") && x.Lang == "es" {
			if len(x.Samples) != 1 || x.Samples[0] != "Pozos" {
				t.Errorf("got the samples %q, want the first option in Spanish", x.Samples)
			}
			return
		}
	}
	t.Error("got no template with a place in the part's first message")
}
