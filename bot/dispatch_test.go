package bot_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"plaza/channels"
	"plaza/store"
)

var errCut = errors.New("cut off")

// over lets the world speak by another channel than the network in memory.
func (w *world) over(ch channels.Channel) *world {
	w.t.Helper()
	w.config.Channels = map[string]channels.Channel{"sms": ch}
	w.config.Node = w.Node
	w.Bot = w.node()
	if err := w.Reload(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	return w
}

// queue queues a message to a person who has written before, and sends nothing.
func (w *world) queue(p *someone, key string, priority store.Priority, text string) {
	w.t.Helper()
	err := w.store.Update(w.t.Context(), w.store.Shard(p.contact()), func(tx store.Tx) error {
		return tx.Enqueue(w.t.Context(), []store.Message{{
			Contact: p.contact(), Key: key, ID: "id-" + key, Channel: "sms", Priority: priority, Text: text, At: w.clock,
		}})
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// fate is the state of a person's last message, and why.
func (p *someone) fate() (store.Delivery, string) {
	p.t.Helper()
	var last store.Line
	err := p.store.View(p.t.Context(), func(v store.View) error {
		lines, err := v.Transcript(p.t.Context(), p.contact(), 1)
		if err == nil {
			last = lines[0]
		}
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return last.State, last.Why
}

func (p *someone) wantFate(state store.Delivery, why string) {
	p.t.Helper()
	if s, y := p.fate(); s != state || !strings.HasPrefix(y, why) || (why == "") != (y == "") {
		p.t.Errorf("got %s (%s), want %s (%s)", s, y, state, why)
	}
}

// asked is a network that can say what became of a message.
type asked struct {
	*network
	answers []error // of the next questions; nil tells the truth
	since   []time.Time
	others  []string // what it was told last that it is not
}

func (n *asked) Find(_ context.Context, m channels.Outbound, since time.Time, others []string) (channels.Receipt, bool, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.since, n.others = append(n.since, since), others
	if len(n.answers) > 0 {
		err := n.answers[0]
		n.answers = n.answers[1:]
		if err != nil {
			return channels.Receipt{}, false, err
		}
	}
	return channels.Receipt{Ref: "found-" + m.ID}, slices.Contains(n.sent[m.To], m.Text), nil
}

// leaves is an attempt of which nobody hears, though it left.
type leaves struct{ error }

func TestDoubtIsAskedAbout(t *testing.T) {
	left := leaves{errCut}
	for _, tt := range []struct {
		name      string
		fail      []error // of the attempts
		answers   []error // of the questions
		want      int     // copies that left
		state     store.Delivery
		why       string
		questions int
	}{
		{"ItHadLeft", []error{left}, nil, 1, store.Sent, "", 1},
		{"ItHadNotLeft", []error{errCut}, nil, 1, store.Sent, "", 1},
		{"NobodyAnswersAtFirst", []error{left}, []error{errCut, errCut}, 1, store.Sent, "", 3},
		{"NobodyAnswersEver", []error{left}, slicesOf(errCut, 20), 1, store.Unknown, "nobody knows whether it left, and the network did not say", 5},
		{"AgainAndAgain", []error{errCut, errCut, left}, nil, 1, store.Sent, "", 3},
		{"NeverHeardOf", slicesOf(errCut, 20), nil, 0, store.Unknown, "nobody knows whether it left", 5},
		{"RefusedTheSecondTime", []error{errCut, channels.ErrPermanent}, nil, 0, store.Failed, "the network refuses it", 1},
	} {
		for _, priority := range []store.Priority{store.Reply, store.Broadcast} {
			t.Run(fmt.Sprint(tt.name, priority), func(t *testing.T) {
				w := newWorld(t, parks)
				ana := w.person("+1").says("PARKS")
				n := &asked{network: w.net, answers: slices.Clone(tt.answers)}
				w.over(n).net.fail = slices.Clone(tt.fail)
				began := w.clock
				w.queue(ana, "x", priority, "the text")
				w.dispatch()
				for range 10 {
					w.wait(5 * time.Minute)
				}
				if got := len(w.net.to("+1")) - 1; got != tt.want {
					t.Errorf("%d copies left, want %d", got, tt.want)
				}
				ana.wantFate(tt.state, tt.why)
				if len(n.others) != 1 || !strings.HasPrefix(n.others[0], "r-") {
					t.Errorf("told that it is none of %q, want the reply before it", n.others)
				}
				if len(n.since) != tt.questions || !n.since[0].Equal(began) {
					t.Errorf("asked about what was sent since %v, want %d questions, the first since %v", n.since, tt.questions, began)
				}
			})
		}
	}
}

// A claim that ran out, because its node was killed, is in doubt as well.
func TestLostSendIsAskedAbout(t *testing.T) {
	for name, left := range map[string]bool{"ItHadLeft": true, "ItHadNotLeft": false} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, parks)
			ana := w.person("+1").says("PARKS")
			n := &asked{network: w.net}
			w.over(n)
			w.queue(ana, "cast", store.Broadcast, "the text")
			began := w.clock
			err := w.store.Update(t.Context(), w.store.Shard(ana.contact()), func(tx store.Tx) error {
				_, _, err := tx.Claim(t.Context(), "sms", 99, began, began.Add(time.Minute), 1)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if left {
				w.net.sent["+1"] = append(w.net.sent["+1"], "the text")
			}
			w.wait(time.Minute)
			if got := w.net.to("+1"); len(got) != 2 {
				t.Errorf("got %q, want the text once", got)
			}
			ana.wantFate(store.Sent, "")
			if len(n.since) != 1 || !n.since[0].Equal(began) {
				t.Errorf("asked since %v, want since %v", n.since, began)
			}
		})
	}
}

func TestDoubtWithoutAnswer(t *testing.T) {
	for name, tt := range map[string]struct {
		priority store.Priority
		want     int
	}{"AReplyGoesOnceMore": {store.Reply, 2}, "ABroadcastDoesNot": {store.Broadcast, 1}} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, parks)
			ana := w.person("+1").says("PARKS").skips()
			w.net.fail = slicesOf(leaves{errCut}, 9)
			w.queue(ana, "x", tt.priority, "the text")
			w.dispatch()
			for range 10 {
				w.wait(time.Minute)
			}
			if got := len(w.net.to("+1")) - 1; got != tt.want {
				t.Errorf("%d copies left, want %d", got, tt.want)
			}
			ana.wantFate(store.Unknown, "nobody knows whether it left: cut off")
		})
	}
}

func TestNetworkHoldsTheSender(t *testing.T) {
	w := newWorld(t, parks)
	var crowd []*someone
	for i := range 40 {
		crowd = append(crowd, w.person(fmt.Sprintf("+1%d", i)))
		w.receive(crowd[i], "PARKS")
	}
	// So often that each message would have failed long ago.
	for range 20 {
		w.net.fail = slicesOf(&channels.RetryAfter{Err: channels.ErrTemporary, For: time.Minute, All: true}, 64)
		w.dispatch()
		if left := len(w.net.fail); left < 64-32 {
			t.Fatalf("%d attempts were made, want no more than were under way", 64-left)
		}
		w.net.fail = nil
		w.clock = w.clock.Add(59 * time.Second)
		w.dispatch()
		for _, p := range crowd {
			p.hearsNothing()
		}
		w.clock = w.clock.Add(time.Second)
	}
	w.net.fail = slicesOf(channels.ErrTemporary, len(crowd)) // the first of the tries that count
	w.dispatch()
	w.wait(time.Minute)
	for _, p := range crowd {
		p.hears("May we keep")
	}
}

func TestOnePersonsLimitHoldsNoOther(t *testing.T) {
	w := newWorld(t, parks)
	w.net.fail = []error{&channels.RetryAfter{Err: channels.ErrTemporary, For: time.Hour}}
	ana := w.person("+1").says("PARKS").hearsNothing()
	w.person("+2").says("PARKS").hears("May we keep")
	ana.wantFate(store.Queued, "it could not be sent and is tried again")
	w.wait(2 * time.Hour)
	ana.hears("May we keep")
}

func TestNobodyIsReached(t *testing.T) {
	w := newWorld(t, streets)
	ana := w.person("+1").says("STREETS").skips()
	w.queue(ana, "cast", store.Broadcast, "the news")
	w.net.fail = []error{fmt.Errorf("send: %w", channels.ErrDead)}
	ana.says("yes").hearsNothing()
	ana.wantFate(store.Failed, "nobody is reached at this address")
	if got := w.outbox()[store.Failed]; got != 2 {
		t.Errorf("%d messages failed, want the reply and the broadcast", got)
	}
	w.wait(day) // a reminder would be due
	ana.hearsNothing()
	if got := w.outbox(); got[store.Queued] != 0 || got[store.Failed] != 2 {
		t.Errorf("got %v, want nothing more to have been queued", got)
	}
	ana.says("HELP").skips()
	w.queue(ana, "cast2", store.Broadcast, "more news")
	w.dispatch()
	ana.hears("more news")
}

func TestReceiptSaysNobodyIsReached(t *testing.T) {
	w := newWorld(t, streets)
	ana := w.person("+1").says("STREETS").skips()
	w.clock = w.clock.Add(time.Second)
	for range 2 {
		err := w.Receive(t.Context(), "sms", channels.Event{
			Kind: channels.Status, From: "+1", ID: w.net.lastID(), State: channels.Failed, Why: "no such number", Dead: true,
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	ana.wantFate(store.Failed, "no such number")
	w.wait(day)
	ana.hearsNothing()
}

// tight is a network whose sessions end after an hour.
type tight struct {
	*network
	clock func() time.Time
	early bool // it has ended earlier than anyone thought
}

func (n *tight) Capabilities() channels.Capabilities {
	return channels.Capabilities{Name: "sms", Session: time.Hour}
}

func (n *tight) Send(ctx context.Context, m channels.Outbound) (channels.Receipt, error) {
	open := n.clock().Before(m.Session.Add(time.Hour))
	switch {
	case open && !n.early:
	case open, m.Template == nil:
		return channels.Receipt{}, fmt.Errorf("send: %w", channels.ErrClosed)
	default:
		m.Text = "template " + m.Template.Lang + " " + m.Template.Name
	}
	return n.network.Send(ctx, m)
}

func TestSessions(t *testing.T) {
	w := newWorld(t, streets)
	n := &tight{network: w.net, clock: func() time.Time { return w.clock }}
	ana := w.over(n).person("+1")
	ana.says("STREETS", "yes").hears("May we keep", "What comes first?")
	w.wait(day)
	ana.hears("template en plaza_streets_main_reminder", "template en plaza_streets_main_first") // the reminder, and the question again
	ana.says("1").hears("Why?")
	n.early = true
	w.wait(day)
	ana.hears("template en plaza_streets_main_reminder", "template en plaza_streets_main_why")
	w.queue(ana, "cast", store.Broadcast, "the news")
	w.wait(time.Hour)
	ana.hearsNothing().wantFate(store.Failed, "the session has ended and the flow names no template")
}

// What expires between its claim and its turn is not sent any more.
func TestNothingLeavesTooLate(t *testing.T) {
	w := newWorld(t, parks)
	ana, ben := w.person("+1").says("PARKS").skips(), w.person("+2").says("PARKS").skips()
	began, passed := w.clock, new(atomic.Int64)
	w.config.Now = func() time.Time { return began.Add(time.Duration(passed.Load())) }
	w.config.InFlight = map[string]int{"sms": 1}
	w.over(w.net)
	w.net.before = func() { passed.Add(int64(time.Second)) }
	for i, p := range []*someone{ana, ben} {
		err := w.store.Update(t.Context(), w.store.Shard(p.contact()), func(tx store.Tx) error {
			return tx.Enqueue(t.Context(), []store.Message{{
				Contact: p.contact(), Key: "x", ID: fmt.Sprint("x", i), Channel: "sms", Text: "now or never", At: began, Expires: began.Add(time.Second),
			}})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	w.dispatch()
	if got := w.outbox(); got[store.Expired] != 1 || len(w.net.to("+1"))+len(w.net.to("+2")) != 3 {
		t.Errorf("got %v, want one of the two expired", got)
	}
}

// blocking lets sends begin and holds them until told.
type blocking struct {
	*network
	begun chan channels.Address
	free  chan struct{}
}

func (n *blocking) Send(ctx context.Context, m channels.Outbound) (channels.Receipt, error) {
	n.begun <- m.To
	<-n.free
	return n.network.Send(ctx, m)
}

// As many sends are under way as may be, one for each person; what is queued
// meanwhile is sent without waiting for the slow ones.
func TestSendsOverlap(t *testing.T) {
	w := newWorld(t, parks)
	n := &blocking{network: w.net, begun: make(chan channels.Address, 100), free: make(chan struct{})}
	w.config.InFlight = map[string]int{"sms": 4}
	w.over(n)
	for i := range 6 {
		p := w.person(fmt.Sprintf("+1%d", i))
		w.receive(p, "PARKS", "yes")
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		if sent, err := w.Dispatch(t.Context(), "sms"); sent != 13 || err != nil {
			t.Errorf("sent %d (%v), want 13", sent, err)
		}
	})
	first := map[channels.Address]bool{}
	for range 4 {
		first[<-n.begun] = true
	}
	if len(first) != 4 {
		t.Errorf("got %v under way, want four people", first)
	}
	w.receive(w.person("+2"), "PARKS")  // while all slots are taken
	for w.outbox()[store.Sending] < 6 { // until as many are claimed ahead as may be
	}
	if n := len(n.begun); n != 0 {
		t.Errorf("%d more are under way, want four", n)
	}
	var sent []channels.Address
	for range 9 {
		n.free <- struct{}{}
		sent = append(sent, <-n.begun)
	}
	close(n.free)
	wg.Wait()
	if !slices.Contains(sent, "+2") {
		t.Errorf("who wrote meanwhile was not answered among %v", sent)
	}
	for i := range 6 {
		w.person(fmt.Sprintf("+1%d", i)).hears("May we keep", "How many trees?")
	}
}

func TestWhatWasSentIsRecordedWhenTheStoreIsBack(t *testing.T) {
	w := newWorld(t, parks)
	ana := w.person("+1")
	w.receive(ana, "PARKS")
	w.net.before = func() { w.line.away.Store(true) }
	if _, err := w.Dispatch(t.Context(), "sms"); !errors.Is(err, store.ErrAway) {
		t.Errorf("got %v, want that the store is away", err)
	}
	if _, err := w.Dispatch(t.Context(), "sms"); err == nil {
		t.Error("the store is away, and nothing was said of it")
	}
	w.line.away.Store(false)
	w.net.before = nil
	w.dispatch()
	ana.wantFate(store.Sent, "")
	w.wait(time.Hour)
	ana.hears("May we keep")
}

// sulky is a store that refuses to record anything of one person.
type sulky struct {
	store.Store
	contact store.Contact
}

func (s sulky) Update(ctx context.Context, shard int, fn func(store.Tx) error) error {
	return s.Store.Update(ctx, shard, func(tx store.Tx) error { return fn(sulkyTx{tx, s.contact}) })
}

type sulkyTx struct {
	store.Tx
	contact store.Contact
}

func (tx sulkyTx) Finish(ctx context.Context, fence int64, outcomes []store.Outcome) error {
	if slices.ContainsFunc(outcomes, func(o store.Outcome) bool { return o.Contact == tx.contact }) {
		return errors.New("not this one")
	}
	return tx.Tx.Finish(ctx, fence, outcomes)
}

func TestAnOutcomeThatCannotBeRecordedStopsNoOther(t *testing.T) {
	w := newWorld(t, parks)
	var crowd []*someone
	for i := range 30 {
		crowd = append(crowd, w.person(fmt.Sprintf("+1%d", i)))
	}
	w.config.Store = sulky{w.line, crowd[0].contact()}
	w.over(w.net)
	for _, p := range crowd {
		w.receive(p, "PARKS", "yes")
	}
	for range 5 { // an error ends a pass, and nothing else
		_, _ = w.Dispatch(t.Context(), "sms")
	}
	for i, p := range crowd {
		if i > 0 {
			p.hears("May we keep", "How many trees?")
		}
	}
	if got := w.outbox(); got[store.Sent] != 58 || got[store.Sending] != 1 {
		t.Errorf("got %v, want all sent but the one of which nothing can be recorded", got)
	}
}

// fragile breaks down over a text.
type fragile struct{ *network }

func (n fragile) Send(ctx context.Context, m channels.Outbound) (channels.Receipt, error) {
	if strings.Contains(m.Text, "poison") {
		panic("of " + m.Text)
	}
	return n.network.Send(ctx, m)
}

func TestAMessageThatBreaksTheChannelStopsNoOther(t *testing.T) {
	w := newWorld(t, parks)
	ana, ben := w.person("+1").says("PARKS").skips(), w.person("+2").says("PARKS").skips()
	w.over(fragile{w.net})
	w.queue(ana, "x", store.Reply, "poison")
	w.queue(ana, "y", store.Reply, "after it")
	w.queue(ben, "z", store.Broadcast, "the news")
	w.dispatch()
	ben.hears("the news")
	for range 10 {
		w.wait(time.Minute)
	}
	ana.hears("after it")
	if got := w.outbox()[store.Unknown]; got != 1 {
		t.Errorf("got %d unknown, want the one that broke the channel", got)
	}
}

// On a slow sender a reply overtakes what was claimed of a broadcast before it.
func TestRepliesOvertakeABroadcast(t *testing.T) {
	w := newWorld(t, parks)
	var crowd []*someone
	for i := range 100 {
		crowd = append(crowd, w.person(fmt.Sprintf("+1%d", i)).says("PARKS").skips())
	}
	for i, p := range crowd {
		w.queue(p, fmt.Sprintf("cast%d", i), store.Broadcast, "the news")
	}
	w.config.InFlight, w.config.Rate = map[string]int{"sms": 16}, map[string]float64{"sms": 100}
	w.over(w.net)
	ben := w.person("+2")
	var begun, claimed, answered atomic.Int64
	w.net.before = func() {
		if begun.Add(1) != 10 {
			return
		}
		w.receive(ben, "PARKS")
		for state := store.Queued; state == store.Queued; {
			state, _ = ben.fate()
		}
		claimed.Store(begun.Load())
		for answered.Load() == 0 {
			if len(w.net.to("+2")) > 0 {
				answered.Store(begun.Load())
			}
		}
	}
	w.dispatch()
	ben.hears("May we keep")
	if between := answered.Load() - claimed.Load(); between > 8 {
		t.Errorf("%d broadcasts began after the reply was claimed, want those under way and no more", between)
	}
}

// A broadcast that ran out of time leaves more behind than one claim ends.
func TestWhatEndsTogetherHoldsUpNothing(t *testing.T) {
	w := newWorld(t, parks)
	ana := w.person("+1").says("PARKS").skips()
	err := w.store.Update(t.Context(), w.store.Shard(ana.contact()), func(tx store.Tx) error {
		var late []store.Message
		for i := range 3 * store.ClaimLooks {
			late = append(late, store.Message{Contact: ana.contact(), Key: fmt.Sprint("late", i), Channel: "sms",
				Priority: store.Broadcast, Text: "late", At: w.clock, Expires: w.clock})
		}
		return tx.Enqueue(t.Context(), late)
	})
	if err != nil {
		t.Fatal(err)
	}
	w.queue(ana, "news", store.Broadcast, "news")
	if _, err := w.Dispatch(t.Context(), "sms"); err != nil {
		t.Fatal(err)
	}
	ana.hears("news")
}
