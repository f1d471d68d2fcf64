package bot_test

import (
	"strings"
	"testing"
	"time"

	"plaza/store"
)

const day = 24 * time.Hour

// streets is a consultation in two languages, with a reminder and an end.
const streets = `
flow: streets
title: {en: Our streets, es: Nuestras calles}
languages: [en, es]
start: {en: [STREETS], es: [CALLES]}
remind: [1 day]
expire: 3 days
steps:
  - consent: take_part
    keep: 12 months
    required: yes
    text: {en: May we keep your answers?, es: ¿Podemos guardar sus respuestas?}
  - ask: first
    text: {en: What comes first?, es: ¿Qué va primero?}
    options:
      lamps: {en: Street lamps, es: Faroles}
      pipes: {en: Water pipes, es: Tuberías}
  - ask: why
    text: {en: Why?, es: ¿Por qué?}
    answer: text
  - say: {en: "Thank you.", es: "Gracias."}
`

const parks = `
flow: parks
title: {en: Our parks}
languages: [en]
start: {en: [PARKS]}
steps:
  - consent: take_part
    required: yes
    text: May we keep what you say about parks?
  - ask: trees
    text: How many trees?
    answer: number
  - say: Noted.
`

func TestConversation(t *testing.T) {
	w := newWorld(t, streets)
	ana := w.person("+1")
	ana.says("calles").hears("guardar sus respuestas")
	ana.says("claro que sí").hears("¿Qué va primero?")
	ana.says("tuberias").hears("¿Por qué?")
	ana.says("Hay fugas.").hears("Gracias.")
	ana.onRecord("streets/main done first=pipes why=Hay fugas.")
}

// A question that wants yes or no lists neither; their numbers are read all the same.
func TestYesAndNoAreNotListed(t *testing.T) {
	w := newWorld(t, streets)
	ana := w.person("+1")
	ana.says("STREETS")
	if got := w.net.to("+1"); len(got) != 1 || got[0] != "May we keep your answers?" {
		t.Errorf("got %q, want the question alone", got)
	}
	ana.skips().says("1").hears("What comes first?\n1 Street lamps\n2 Water pipes")
	ben := w.person("+2")
	ben.says("STREETS", "2").onRecord("streets/main declined")
}

func TestTwoPeopleDoNotMix(t *testing.T) {
	w := newWorld(t, streets)
	ana, ben := w.person("+1"), w.person("+2")
	ana.says("STREETS", "yes", "1")
	ben.says("STREETS", "yes", "2")
	ana.says("It is dark.")
	ben.says("It leaks.")
	ana.onRecord("streets/main done first=lamps why=It is dark.")
	ben.onRecord("streets/main done first=pipes why=It leaks.")
}

func TestNothingOpen(t *testing.T) {
	w := newWorld(t, streets, parks)
	w.person("+1").says("hello").hears("STREETS")
	newWorld(t).person("+1").says("hello").skips() // says something, and does not fail
}

func TestResumeAfterDays(t *testing.T) {
	w := newWorld(t, streets)
	ana := w.person("+1")
	ana.says("STREETS", "yes").skips()
	w.wait(2*day - time.Hour)
	ana.skips() // a reminder
	ana.says("street").hears("Why?")
}

func TestReminderAndExpiry(t *testing.T) {
	w := newWorld(t, streets)
	ana := w.person("+1")
	ana.says("STREETS", "yes", "street").skips()
	w.wait(day - time.Minute)
	ana.hearsNothing()
	w.wait(time.Minute)
	ana.skips() // reminded: the sentence and the question, in one message or two
	if ana.heard == 0 {
		t.Fatal("no reminder after a day")
	}
	w.wait(time.Hour)
	ana.hearsNothing()
	w.wait(3 * day)
	ana.skips().onRecord("streets/main partial first=lamps")
	w.wait(30 * day)
	ana.hearsNothing()
	ana.says("It is dark.").onRecord("streets/main partial first=lamps")
}

func TestSecondConsultationWhileOneIsOpen(t *testing.T) {
	w := newWorld(t, streets, parks)
	ana := w.person("+1")
	ana.says("STREETS", "yes").skips()
	ana.says("parks").hears("Our parks")
	t.Run("No", func(t *testing.T) {
		ana.says("no").hears("What comes first?")
	})
	t.Run("Yes", func(t *testing.T) {
		ana.says("PARKS").skips()
		ana.says("yes").hears("about parks")
		ana.says("yes", "twenty").skips()
		ana.onRecord("streets/main ", "parks/main done trees=20")
	})
	t.Run("TakenUpAgain", func(t *testing.T) {
		ana.says("STREETS").skips()
		ana.says("street", "It is dark.").skips()
		ana.onRecord("streets/main done first=lamps why=It is dark.", "parks/main done trees=20")
	})
}

func TestPutAsideExpires(t *testing.T) {
	w := newWorld(t, streets, parks)
	ana := w.person("+1").says("STREETS", "yes", "street", "PARKS", "yes", "yes", "3").skips()
	w.wait(3*day - time.Minute)
	ana.hearsNothing().onRecord("streets/main  first=lamps", "parks/main done trees=3")
	w.wait(time.Minute)
	ana.hearsNothing().onRecord("streets/main partial first=lamps", "parks/main done trees=3")
	ana.says("STREETS").hears("May we keep your answers?")
}

func TestWhoComesBackIsNotHurried(t *testing.T) {
	w := newWorld(t, streets, parks)
	ana := w.person("+1").says("STREETS", "yes", "street", "PARKS", "yes", "yes", "3").skips()
	w.wait(3*day - time.Hour)
	ana.says("STREETS").skips()
	w.wait(day - time.Minute)
	ana.hearsNothing()
	ana.says("It is dark.").onRecord("streets/main done first=lamps why=It is dark.", "parks/main done trees=3")
}

func TestAnyWordBreaksTheSilence(t *testing.T) {
	w := newWorld(t, streets)
	ana := w.person("+1").says("STREETS", "yes")
	w.wait(day - time.Minute)
	ana.says("HELP").skips()
	w.wait(time.Hour)
	ana.hearsNothing()
}

// What was said after a run started over is kept as long as what is said in any other.
func TestConversationThatCannotBeReadStartsOver(t *testing.T) {
	w := newWorld(t, streets)
	ana := w.person("+1").says("STREETS", "yes").skips()
	w.spoil(ana, func(c *store.Conversation) { c.State = []byte("?") })
	ana.says("street").hears("May we keep your answers?").says("yes", "street").skips()
	w.wait(time.Hour)
	ana.says("It is dark.").onRecord("streets/main done first=lamps why=It is dark.")
}

func TestWhoCannotBeginTheOtherStaysWhereTheyAre(t *testing.T) {
	w := newWorld(t, streets, strings.Replace(parks, "languages: [en]", "languages: [en]\nopens: 2027-01-01\nzone: UTC", 1))
	ana := w.person("+1").says("STREETS", "yes").skips()
	ana.says("PARKS").hears("Our parks").says("yes").hears("1 January 2027")
	ana.says("1").hears("Why?").says("It is dark.").onRecord("streets/main done first=lamps why=It is dark.")
}

func TestAgain(t *testing.T) {
	for name, want := range map[string][]string{
		"replace": {"once/main replaced a=1", "once/main done a=2"},
		"add":     {"once/main done a=1", "once/main done a=2"},
		"refuse":  {"once/main done a=1"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, `
flow: once
title: Once
languages: [en]
start: {en: [ONCE]}
again: `+name+`
steps:
  - consent: take_part
    required: yes
    text: May we keep it?
  - ask: a
    text: How many?
    answer: number
`)
			ana := w.person("+1").says("ONCE", "yes", "1", "ONCE", "yes", "2")
			got := ana.runs()
			for i := range want {
				want[i] = want[i][:len(want[i])-4] + "" + want[i][len(want[i])-4:]
			}
			if len(got) != len(want) {
				t.Fatalf("got %q, want %q", got, want)
			}
			ana.onRecord(want...)
		})
	}
}

func TestOneAnswerAboutEachSubject(t *testing.T) {
	w := newWorld(t, `
flow: visit
title: A visit
languages: [en]
start: {en: [VISIT]}
again: refuse
about: site
steps:
  - consent: take_part
    required: yes
    text: May we keep it?
  - ask: site
    required: yes
    text: Which site?
    answer: text
  - ask: works
    text: Does it work?
    answer: yesno
`)
	ana := w.person("+1").says("VISIT", "yes", "A1", "yes", "VISIT", "yes", "B2", "no").skips()
	ana.says("VISIT", "yes").skips()
	ana.says("A1").hears("A visit")
	ana.says("hello").skips()
	ana.onRecord("visit/main done site=A1 works=yes", "visit/main done site=B2 works=no", "visit/main refused site=A1")
}

func TestStartWordInsideItsOwnConversationAsksAgain(t *testing.T) {
	w := newWorld(t, streets)
	w.person("+1").says("STREETS", "yes").skips().says("STREETS").hears("What comes first?")
}

func TestWindow(t *testing.T) {
	window := func(late string) string {
		return `
flow: window
title: A window
languages: [en]
start: {en: [WINDOW]}
opens: 2026-03-03
closes: 2026-03-05
zone: UTC
late: ` + late + `
steps:
  - consent: take_part
    required: yes
    text: May we keep it?
  - ask: a
    text: How many?
    answer: number
  - say: Thank you.
`
	}
	t.Run("NotOpenYet", func(t *testing.T) {
		w := newWorld(t, window("refuse"))
		w.person("+1").says("WINDOW").hears("3 March 2026")
	})
	t.Run("LateRefused", func(t *testing.T) {
		w := newWorld(t, window("refuse"))
		w.clock = w.clock.Add(3 * day)
		ana := w.person("+1").says("WINDOW", "yes").skips()
		w.clock = w.clock.Add(day)
		ana.says("4").skips().onRecord("window/main partial")
		w.person("+2").says("WINDOW").skips().onRecord()
	})
	t.Run("LateAccepted", func(t *testing.T) {
		w := newWorld(t, window("accept"))
		w.clock = w.clock.Add(10 * day)
		w.person("+1").says("WINDOW", "yes", "4").skips().onRecord("window/main done a=4")
	})
}

func TestHeldRest(t *testing.T) {
	w := newWorld(t, `
flow: support
title: Support
languages: [en]
start: {en: [SUPPORT]}
steps:
  - consent: take_part
    required: yes
    text: May we keep it?
  - ask: which
    text: Which one?
    answer: number
`)
	w.person("+1").says("Support 12").hears("May we keep it?").says("ok").onRecord("support/main done which=12")
}

func TestPartsByWordAndDelay(t *testing.T) {
	w := newWorld(t, `
flow: visit
title: A visit
languages: [en]
start: {en: [VISIT]}
steps:
  - consent: take_part
    required: yes
    text: May we keep it?
  - ask: place
    text: Where?
    answer: text
  - consent: contact_again
    text: May we ask again in two months?
parts:
  changed:
    begins: 60 days after main
    when: contact_again is yes
    steps:
      - ask: better
        text: "You wrote about {place}. Is it better?"
        answer: yesno
  word:
    start: {en: [WORD]}
    steps:
      - consent: take_part
      - ask: one_word
        text: One word?
        answer: text
`)
	ana := w.person("+1").says("VISIT", "yes", "Kibra", "yes").skips()
	ben := w.person("+2").says("VISIT", "yes", "Centro", "no").skips()
	w.wait(59 * day)
	ana.hearsNothing()
	w.wait(day + time.Hour)
	ana.hears("You wrote about Kibra. Is it better?")
	ben.hearsNothing()
	ana.says("no").onRecord(
		"visit/main done place=Kibra",
		"visit/changed done better=no",
	)
	ben.says("word").hears("One word?").says("Tired").onRecord(
		"visit/main done place=Centro",
		"visit/word done one_word=Tired",
	)
}

func TestPartWaitsWhileThePersonIsBusy(t *testing.T) {
	w := newWorld(t, streets, `
flow: later
title: Later
languages: [en]
start: {en: [LATER]}
steps:
  - consent: take_part
    required: yes
    text: May we keep it?
  - consent: contact_again
    text: May we ask again?
parts:
  again:
    begins: 2 days after main
    when: contact_again is yes
    steps:
      - ask: how
        text: How is it now?
        answer: text
`)
	ana := w.person("+1").says("LATER", "yes", "yes").skips()
	w.wait(2*day - time.Hour)
	ana.says("STREETS").skips()
	w.wait(2 * time.Hour)
	ana.hearsNothing()
	ana.says("yes", "street", "It is dark.").skips()
	w.wait(2 * time.Hour)
	ana.hears("How is it now?")
}

func TestHandoff(t *testing.T) {
	w := newWorld(t, `
flow: desk
title: The desk
languages: [en]
start: {en: [DESK]}
steps:
  - consent: take_part
    required: yes
    text: May we keep it?
  - handoff: legal
    text: A person answers you here.
    wait: 2 days
  - say: Back with us.
`)
	ana := w.person("+1").says("DESK").skips()
	ana.says("yes").hears("A person answers you here.")
	ana.says("My landlord lies.").hearsNothing()
	waiting, err := w.Desk(t.Context(), "legal")
	if err != nil || len(waiting) != 1 {
		t.Fatalf("got %v %v, want one conversation", waiting, err)
	}
	if last := waiting[0].Lines[len(waiting[0].Lines)-1]; !last.In || last.Text != "My landlord lies." {
		t.Errorf("got %+v, want what the person wrote", last)
	}
	if err := w.Answer(t.Context(), waiting[0].Code, "Come on Monday."); err != nil {
		t.Fatal(err)
	}
	w.dispatch()
	ana.hears("Come on Monday.")
	if err := w.Return(t.Context(), waiting[0].Code); err != nil {
		t.Fatal(err)
	}
	w.dispatch()
	ana.hears("Back with us.")
	if err := w.Return(t.Context(), waiting[0].Code); err == nil {
		t.Error("returned twice")
	}

	ben := w.person("+2").says("DESK", "yes").skips()
	w.wait(2*day + time.Hour)
	ben.skips().onRecord("desk/main done")
	cat := w.person("+3").says("DESK", "yes").skips()
	cat.says("STOP").skips()
	if waiting, err := w.Desk(t.Context(), ""); err != nil || len(waiting) != 0 {
		t.Errorf("got %v %v, want an empty desk", waiting, err)
	}
}
