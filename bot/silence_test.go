package bot_test

import (
	"strings"
	"testing"
	"time"

	"plaza/channels"
	"plaza/store"
)

// unnamed is streets without a name on its record. Such a run cannot end while
// the dice are lost.
var unnamed = strings.Replace(strings.Replace(streets, "steps:", "record: anonymous\nsteps:", 1), "    keep: 12 months\n", "", 1)

// Whatever goes wrong with it, who says STOP or ERASE, or tells their network,
// is written to no more.
func TestStopHoldsThoughItsTurnFails(t *testing.T) {
	for name, stops := range map[string]func(*someone){
		"Reply":   func(ana *someone) { ana.says("STOP") },
		"Erase":   func(ana *someone) { ana.says("ERASE") },
		"Network": func(ana *someone) { ana.told(channels.Stopped, "") },
		"Refused": func(ana *someone) {
			ana.net.fail = []error{channels.ErrStopped}
			ana.queue(ana, "refused", store.Reply, "hello")
			ana.dispatch()
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, unnamed)
			ana := w.person("+1").says("STREETS", "yes").skips()
			w.queue(ana, "later", store.Broadcast, "the news")
			w.dice.lost = true
			stops(ana)
			for range 10 {
				w.wait(time.Second)
			}
			w.dice.lost = false
			for range 10 {
				w.queue(ana, w.clock.String(), store.Broadcast, "the news")
				w.wait(day)
			}
			ana.hearsNothing()
			if got := w.outbox(); got[store.Queued] != 0 {
				t.Errorf("got %v, want nothing queued", got)
			}
		})
	}
}

// The word that waits behind a message which cannot be handled holds too.
func TestStopHoldsBehindAMessageThatFails(t *testing.T) {
	w := newWorld(t, unnamed)
	ana := w.person("+1").says("STREETS", "yes").skips()
	w.dice.lost = true
	ana.says("what?", "STOP")
	for range 20 {
		w.wait(time.Second)
	}
	w.dice.lost = false
	w.queue(ana, "later", store.Broadcast, "the news")
	w.wait(time.Hour)
	ana.hearsNothing()
}

// Who says it twice, and before we could answer, is answered once.
func TestStopSaidTwiceIsConfirmedOnce(t *testing.T) {
	w := newWorld(t, streets)
	ana := w.person("+1").says("STREETS").skips()
	w.queue(ana, "news", store.Broadcast, "the news")
	w.receive(ana, "STOP")
	w.receive(ana, "STOP")
	w.dispatch()
	ana.hears("no more messages")
}
