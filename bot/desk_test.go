package bot_test

import "testing"

const desk = `
flow: desk
title: A desk
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
`

func TestDeskLeftInTheBatchThatReachedIt(t *testing.T) {
	for _, word := range []string{"STOP", "ERASE", "SKIP"} {
		t.Run(word, func(t *testing.T) {
			w := newWorld(t, desk)
			w.person("+1").says("DESK").saysAtOnce("yes", word)
			if waiting, err := w.Desk(t.Context(), ""); err != nil || len(waiting) != 0 {
				t.Errorf("got %v %v, want an empty desk", waiting, err)
			}
		})
	}
}

func TestSkipLeavesTheDesk(t *testing.T) {
	w := newWorld(t, desk)
	ana := w.person("+1").says("DESK", "yes").skips()
	ana.says("My landlord lies.", "back").hearsNothing()
	ana.says("skip").hears("Back with us.").onRecord("desk/main done")
}
