package bot_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"plaza/bot"
	"plaza/channels"
	"plaza/store"
)

// priced lets a message cost 100 and a consultation spend so much.
func (w *world) priced(flow string, budget int64) {
	w.t.Helper()
	w.config.Prices = bot.Prices{Currency: "USD", Channels: map[string]bot.Price{"sms": {Any: 100}}}
	w.config.Budgets = map[string]int64{flow: budget}
	w.restart()
}

// messages are a person's, oldest first, as an operator sees them.
func (p *someone) messages() []store.Message {
	p.t.Helper()
	var found []store.Message
	if err := p.store.View(p.t.Context(), func(v store.View) error {
		return v.EachMessage(p.t.Context(), store.MessageFilter{Contact: p.contact()}, func(m store.Message) error {
			found = append(found, m)
			return nil
		})
	}); err != nil {
		p.t.Fatal(err)
	}
	return found
}

func (w *world) wantSpent(flow string, want int64) {
	w.t.Helper()
	if err := w.store.View(w.t.Context(), func(v store.View) error {
		spent, err := v.Spent(w.t.Context())
		if spent[flow] != want {
			w.t.Errorf("%s has spent %d, want %d", flow, spent[flow], want)
		}
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
}

func TestABudgetIsNotPassed(t *testing.T) {
	w := newWorld(t, parks, streets)
	w.priced("parks", 250)
	ana := w.person("+1").says("PARKS", "yes").hears("May we keep", "How many trees?")
	w.wantSpent("parks", 200)
	ana.says("3").hearsNothing().onRecord("parks/main done trees=3") // what they answer is kept
	ana.wantFate(store.Failed, "the budget of the consultation is spent")
	w.wantSpent("parks", 200)
	ana.says("STREETS").hears("May we") // another's money
	bo := w.person("+2").says("PARKS").hearsNothing()
	bo.says("STOP").hears("") // the one confirmation, whatever it costs
	w.wantSpent("parks", 300)

	w.priced("parks", 1000)
	if n, err := w.Retry(t.Context(), ana.messages()); n != 1 || err != nil {
		t.Fatalf("retried %d (%v), want 1", n, err)
	}
	w.dispatch()
	ana.hears("Noted.")
	w.wantSpent("parks", 400)
}

func TestABudgetIsSharedByNodes(t *testing.T) {
	w := newWorld(t, parks)
	w.priced("parks", 1050)
	w.config.Node = "another"
	other := w.node()
	if err := other.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		w.receive(w.person("+1"+strings.Repeat("0", i)), "PARKS")
	}
	w.dispatch()
	w.clock = w.clock.Add(time.Hour) // the first node's lease is over
	for i := range 20 {
		w.receive(w.person("+2"+strings.Repeat("0", i)), "PARKS")
	}
	if _, err := other.Dispatch(t.Context(), "sms"); err != nil {
		t.Fatal(err)
	}
	if got := w.outbox(); got[store.Sent] != 10 || got[store.Failed] != 30 {
		t.Errorf("got %v, want 10 sent", got)
	}
	w.wantSpent("parks", 1000)
}

func TestWhatDoesNotLeaveIsGivenBack(t *testing.T) {
	w := newWorld(t, parks)
	w.priced("parks", 250)
	ana := w.person("+1")
	w.net.fail = []error{channels.ErrTemporary, channels.ErrPermanent, errors.New("time-out")}
	ana.says("PARKS")
	w.wait(time.Minute)
	w.wait(time.Second)
	w.wantSpent("parks", 0)
	ana.says("yes") // nobody knows whether it leaves: it may have cost something
	w.wait(time.Second)
	w.wantSpent("parks", 100)
	w.wait(time.Hour)
	ana.hears("How many trees?")
	w.wantSpent("parks", 200)
	if m := ana.messages(); m[0].Cost != 0 || m[1].Cost != 200 {
		t.Errorf("cost %d and %d, want 0 and 200", m[0].Cost, m[1].Cost)
	}
}

func TestTheNetworkSaysWhatItCost(t *testing.T) {
	w := newWorld(t, parks)
	w.priced("parks", 250)
	ana := w.person("+1").says("PARKS")
	for _, tt := range []struct {
		cost string
		want int64
	}{{"0.5 KES", 100}, {"0.00025 USD", 250}} {
		if err := w.Receive(t.Context(), "sms", channels.Event{
			Kind: channels.Status, From: "+1", ID: w.net.lastID(), State: channels.Delivered, Cost: tt.cost,
		}); err != nil {
			t.Fatal(err)
		}
		if got := ana.messages()[0].Cost; got != tt.want {
			t.Errorf("%s: cost %d, want %d", tt.cost, got, tt.want)
		}
	}
}

// miser is a store from which nothing can be spent until it is open.
type miser struct {
	store.Store
	open bool
}

func (s *miser) Spend(ctx context.Context, flow string, amount, limit int64) (bool, error) {
	if !s.open {
		return false, errors.New("no change")
	}
	return s.Store.Spend(ctx, flow, amount, limit)
}

func TestNothingIsSentOfAnUnknownBudget(t *testing.T) {
	w := newWorld(t, parks)
	s := &miser{Store: w.config.Store}
	w.config.Store = s
	w.priced("parks", 250)
	ana := w.person("+1")
	w.receive(ana, "PARKS")
	if _, err := w.Dispatch(t.Context(), "sms"); err == nil {
		t.Error("got no error of the store")
	}
	ana.hearsNothing()
	s.open = true
	w.dispatch()
	ana.hears("May we keep")
	if m := ana.messages()[0]; m.Tries != 1 {
		t.Errorf("got %d tries, want 1", m.Tries)
	}
}

// What was queued by day and is still there at night waits for the morning.
func TestASlowSenderSendsNothingIntoTheNight(t *testing.T) {
	w := newWorld(t, parks)
	w.nightly()
	w.clock = time.Date(2026, 3, 2, 20, 0, 0, 0, time.UTC)
	ana, bo := w.person("+1").says("PARKS").skips(), w.person("+2").says("PARKS").skips()
	w.queue(ana, "news", store.Broadcast, "the news")
	w.queue(ana, "remind", store.Reminder, "answer us")
	w.queue(bo, "remind", store.Reminder, "answer us")
	w.clock = w.clock.Add(3 * time.Hour)
	w.dispatch()
	ana.hearsNothing().says("yes").hears("How many trees?") // who writes is answered
	w.wait(8*time.Hour - time.Minute)
	ana.hearsNothing()
	w.wait(time.Minute)
	ana.hears("the news") // they have answered: nobody reminds them
	bo.hears("answer us")
	if got := w.outbox(); got[store.Expired] != 1 {
		t.Errorf("got %v, want the one reminder expired", got)
	}
}

// deaf is a store of which nobody hears that it took money back.
type deaf struct{ store.Store }

func (s deaf) Spend(ctx context.Context, flow string, amount, limit int64) (bool, error) {
	ok, err := s.Store.Spend(ctx, flow, amount, limit)
	if amount < 0 {
		return false, errors.New("the line was cut after the commit")
	}
	return ok, err
}

// What may have been given back already is not given back again: a budget may
// end early, and never late.
func TestNothingIsGivenBackTwice(t *testing.T) {
	w := newWorld(t, parks)
	w.config.Store = deaf{w.config.Store}
	w.priced("parks", 1000)
	ana, ben := w.person("+1").says("PARKS"), w.person("+2")
	w.net.fail = []error{channels.ErrPermanent}
	ana.says("yes")
	ben.says("PARKS", "yes")
	w.wantSpent("parks", 300)
}
