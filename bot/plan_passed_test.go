package bot_test

import (
	"strings"
	"testing"

	"plaza/channels"
	"plaza/flows"
)

const rides = `
flow: rides
title: Rides
languages: [en]
start: {en: [RIDES]}
tables:
  lines: {file: lines.csv, key: code, search: [name]}
steps:
  - consent: take_part
    required: yes
    text: May we keep your answers?
  - ask: bus
    text: Do you take the bus?
    answer: yesno
  - ask: line
    text: Which line?
    answer: row
    table: lines
  - ask: often
    text: How often a week?
    answer: number
    from: 1
    to: 7
  - confirm: [bus, often]
    text: Is that right?
  - ask: why
    text: Why?
    answer: text
    max: 40
  - say: Noted.
`

const greeting = `
flow: greeting
title: {en: A greeting, es: Un saludo, fr: Un salut, pt: Um aceno, sw: Salamu, ar: تحية}
languages: [en, es, fr, pt, sw, ar]
start: {en: [GREET]}
record: anonymous
steps:
  - ask: well
    text: {en: Are you well?, es: Todo bien?, fr: Tout va bien ?, pt: Tudo bem?, sw: U mzima?, ar: هل أنت بخير؟}
    answer: yesno
  - say: {en: Good., es: Bien., fr: Bien., pt: Bem., sw: Vizuri., ar: جيد.}
`

// What a question makes nothing of and begins with a plan word is told what
// there is, and is no miss; an open question takes it.
func TestAPlanWordThatNoQuestionTakes(t *testing.T) {
	w := riverbend(t)
	folder := &flows.Folder{Files: map[string][]byte{"flow.yaml": []byte(rides), "lines.csv": []byte("code,name\n12,Harbour\n14,Hill\n")}}
	if _, problems, err := w.Publish(t.Context(), folder); err != nil {
		t.Fatalf("publish: %v\n%v", err, problems)
	}
	ana := w.person("+1").says("RIDES", "yes").skips()
	const unknown = "I did not find that. Send PLAN or FOLLOW and one of these:\nwater\ntrust\nwaste"
	for range 4 { // three misses would have ended the question
		ana.says("follow climate").hears(unknown, "Do you take the bus?")
	}
	ana.says("MORE").hears("That was all.", "Do you take the bus?")
	ana.says("seguir clima").hears(unknown, "Do you take the bus?") // whatever they speak
	ana.says("follow wather").hears("You follow water.", "Do you take the bus?").onFollow("riverbend-1/theme/water")
	ana.says("unfollow the moon").hears("You do not follow that. You follow: water.", "Do you take the bus?")
	ana.says("updates never").hears("comes as it happens. To change it", "Do you take the bus?")
	ana.says("plainly").hears("Please answer yes or no.", "Do you take the bus?")
	ana.says("yes").hears("Which line?")
	ana.says("plan 14").hears("I did not find that. Send PLAN", "Which line?")
	ana.says("plan foo").hears(unknown, "Which line?")
	ana.says("foo").hears("I did not find that. Try another spelling", "Which line?")
	ana.says("hill", "3").skips()
	ana.says("plan foo").hears(unknown, "Is that right?")
	ana.says("yes").hears("Why?")
	ana.says("plan the streets better, for people and not for cars").hears("That is too long. 40 characters at most, please.", "Why?")
	ana.says("follow the river").hears("Noted.")
	ana.onRecord("rides/main done bus=yes line=14 often=3 why=follow the river").onFollow("riverbend-1/theme/water")
}

// The list of what there is pages, and within what is paid for, in every
// language, before a question and without one.
func TestWhatThereIsInSixLanguages(t *testing.T) {
	w := riverbend(t, greeting)
	w.ships()
	for _, lang := range w.config.Locales.Languages() {
		ana := w.person("+"+lang).says("LANGUAGE", w.config.Locales.Name(lang)).skips()
		words := w.config.Locales.Words(lang)
		ana.says(words.Follow[0]+" zzzz", words.More[0])
		alone := w.net.to(ana.number)[ana.heard:]
		if pages := strings.Join(alone, "\n"); !strings.Contains(pages, "RVB0004") || !strings.Contains(pages, "NGKD0003") || len(alone) != 2 {
			t.Errorf("%s: got %q, want every promise in two pages", lang, alone)
		}
		ana.says("GREET", "LANGUAGE", w.config.Locales.Name(lang)).skips()
		ana.says(words.Plan[0] + " zzzz")
		asked := w.net.to(ana.number)[ana.heard:]
		if len(asked) != 2 || asked[0] != alone[0] || !strings.HasSuffix(asked[1], "?") && !strings.HasSuffix(asked[1], "؟") {
			t.Errorf("%s: got %q, want %q and the question again", lang, asked, alone[0])
		}
		for _, text := range append(alone, asked...) {
			if n, large := channels.Segments(text); n > 2 && !large || n > 4 {
				t.Errorf("%s: got %d SMS, want two or four: %s", lang, n, text)
			}
		}
	}
}
