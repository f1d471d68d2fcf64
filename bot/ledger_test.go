package bot_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"plaza/channels"
	"plaza/store"
)

// ledger holds what is on record of a person's consents, each as
// "purpose yes how lang edition.wording", oldest first.
func (p *someone) ledger(want ...string) *someone {
	p.t.Helper()
	var got []string
	err := p.store.Update(p.t.Context(), p.store.Shard(p.contact()), func(tx store.Tx) error {
		consents, err := tx.Consents(p.t.Context(), p.contact())
		for _, c := range consents {
			if c.At.IsZero() {
				p.t.Errorf("%s has no time", c.Purpose)
			}
			got = append(got, fmt.Sprintf("%s %v %s %s %d.%d", c.Purpose, c.Yes, c.How, c.Lang, c.Edition, c.Wording))
		}
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	if !slices.Equal(got, want) {
		p.t.Errorf("the ledger says\n\t%q, want\n\t%q", got, want)
	}
	return p
}

// told lets the network tell something of a person.
func (p *someone) told(kind channels.Kind, text string) *someone {
	p.t.Helper()
	p.posts++
	if err := p.Receive(p.t.Context(), "sms", channels.Event{
		Kind: kind, From: channels.Address(p.number), Ref: fmt.Sprintf("m%d", p.posts), Text: text, Handled: true,
	}); err != nil {
		p.t.Fatal(err)
	}
	p.dispatch()
	return p
}

// Every way out and every way back is in the ledger, and nothing in it is ever
// replaced.
func TestEveryWayOutIsInTheLedger(t *testing.T) {
	w := newWorld(t, streets)
	ana := w.person("+1").says("CALLES", "sí")
	want := []string{"take_part true reply es 1.1"}
	for _, step := range []struct {
		does func()
		adds string
	}{
		{func() { ana.says("STOP") }, "messages false reply es 0.0"},
		{func() { ana.says("START") }, "messages true reply es 0.0"},
		{func() { ana.told(channels.Stopped, "") }, "messages false network es 0.0"},
		{func() { ana.told(channels.Started, "") }, "messages true network es 0.0"},
		{func() { ana.told(channels.Message, "STOP") }, "messages false reply es 0.0"},
		{func() { ana.told(channels.Message, "START") }, "messages true reply es 0.0"},
		{func() { w.net.fail = []error{channels.ErrStopped}; ana.says("CALLES") }, "messages false network es 0.0"},
	} {
		step.does()
		want = append(want, step.adds)
		ana.ledger(want...)
	}
	ana.says("ERASE").ledger("messages false erase  0.0")
	ana.says("START").ledger("messages false erase  0.0", "messages true reply en 0.0")
}

// Who has erased themselves is written to by nobody, whatever is still queued
// for them or is queued later.
func TestNothingReachesWhoHasErased(t *testing.T) {
	w := newWorld(t, streets, dated)
	ana := w.person("+1").says("DATED", "yes", "x", "yes").says("STREETS").skips()
	w.queue(ana, "before", store.Broadcast, "the news")
	w.receive(ana, "ERASE")
	w.dispatch()
	ana.hears("")
	w.queue(ana, "cast", store.Broadcast, "the news")
	w.queue(ana, "remind", store.Reminder, "answer us")
	w.dispatch()
	for range 10 {
		w.wait(day)
	}
	w.wait(time.Hour)
	ana.hearsNothing()
	if n, err := w.Retry(t.Context(), ana.messages()); n != 0 || err != nil {
		t.Errorf("%d went back into the queue (%v)", n, err)
	}
	w.dispatch()
	ana.hearsNothing().says("hello").skips() // they wrote first
}
