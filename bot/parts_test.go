package bot_test

import (
	"testing"
	"time"
)

// dated is a consultation with a part that comes on a day.
const dated = `
flow: dated
title: Dated
languages: [en]
start: {en: [DATED]}
zone: UTC
steps:
  - consent: take_part
    required: yes
    keep: 12 months
    text: May we keep it?
  - ask: a
    text: What?
    answer: text
  - consent: contact_again
    keep: 1 month
    text: May we ask again?
parts:
  again:
    begins: 2026-03-10 10:00
    when: contact_again is yes
    steps:
      - ask: how
        text: How is it now?
        answer: text
`

func TestPartByDate(t *testing.T) {
	w := newWorld(t, dated)
	ana := w.person("+1").says("DATED", "yes", "x", "yes").skips()
	w.wait(8*day + 59*time.Minute)
	ana.hearsNothing()
	w.wait(time.Minute)
	ana.hears("How is it now?").says("Well.").onRecord("dated/main done a=x", "dated/again done how=Well.")
}

func TestPartComesOnceToWhoAnsweredTwice(t *testing.T) {
	w := newWorld(t, dated)
	ana := w.person("+1").says("DATED", "yes", "x", "yes", "DATED", "yes", "y", "yes").skips()
	w.wait(8*day + time.Hour)
	ana.hears("How is it now?").says("Well.").skips()
	w.wait(2 * time.Hour)
	ana.hearsNothing()
}

func TestPartDoesNotWaitForAMenu(t *testing.T) {
	w := newWorld(t, dated)
	ana := w.person("+1").says("DATED", "yes", "x", "yes", "LANGUAGE").skips()
	w.wait(8*day + time.Hour)
	ana.hears("How is it now?").says("English").onRecord("dated/main done a=x", "dated/again done how=English")
}

func TestPartDoesNotComeToWhoIsAskedWhetherToStop(t *testing.T) {
	w := newWorld(t, dated)
	ana := w.person("+1").says("DATED", "yes", "x", "yes", "please stop").skips()
	w.wait(8*day + time.Hour)
	ana.hearsNothing()
	ana.says("no")
	w.wait(2 * time.Hour)
	ana.skips().says("Well.").onRecord("dated/main done a=x", "dated/again done how=Well.")
}

func TestReminderTakesTheQuestionBetweenAway(t *testing.T) {
	w := newWorld(t, streets, parks)
	ana := w.person("+1").says("STREETS", "PARKS").skips()
	w.wait(day)
	ana.skips()
	ana.says("yes").hears("What comes first?") // not: leave for the parks
}
