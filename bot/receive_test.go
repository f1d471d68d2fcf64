package bot_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"plaza/channels"
	"plaza/store"
)

func TestRepeatedMessageIsHandledOnce(t *testing.T) {
	w := newWorld(t, streets)
	event := func(ref, text string) channels.Event {
		return channels.Event{Kind: channels.Message, From: "+1", Ref: ref, Text: text}
	}
	for range 3 {
		if err := w.Receive(t.Context(), "sms", event("a", "STREETS"), event("a", "STREETS"), event("b", "yes")); err != nil {
			t.Fatal(err)
		}
	}
	w.dispatch()
	w.person("+1").hears("May we keep", "What comes first?").onRecord("streets/main ")
}

func TestManyMessagesOfOnePersonInOneBatchKeepTheirOrder(t *testing.T) {
	w := newWorld(t, streets)
	var events []channels.Event
	for i, text := range []string{"STREETS", "yes", "water", "It leaks.", "STREETS", "yes", "street", "It is dark."} {
		events = append(events, channels.Event{Kind: channels.Message, From: "+1", Ref: fmt.Sprint(i), Text: text})
	}
	if err := w.Receive(t.Context(), "sms", events...); err != nil {
		t.Fatal(err)
	}
	w.dispatch()
	w.person("+1").
		hears("May we", "What comes", "Why?", "Thank you.", "May we", "What comes", "Why?", "Thank you.").
		onRecord("streets/main replaced first=pipes why=It leaks.", "streets/main done first=lamps why=It is dark.")
}

func TestPoisonedMessageWaitsAndStopsNobody(t *testing.T) {
	w := newWorld(t, streets)
	ana, ben := w.person("+1"), w.person("+2")
	w.dice.lost = true
	ana.says("STREETS").hearsNothing() // thanked for: it is stored, and waits
	w.dice.lost = false
	ben.says("STREETS").hears("May we")
	ana.says("yes").hearsNothing() // does not overtake the one that waits
	w.wait(time.Second)
	ana.hears("May we", "What comes").says("1").hears("Why?")
}

func TestMessageAfterAnErasureInOneBatch(t *testing.T) {
	w := newWorld(t, streets)
	ana := w.person("+1").says("STREETS", "yes", "1").skips()
	var events []channels.Event
	for i, text := range []string{"ERASE", "START", "STREETS"} {
		events = append(events, channels.Event{Kind: channels.Message, From: "+1", Ref: fmt.Sprint("e", i), Text: text})
	}
	if err := w.Receive(t.Context(), "sms", events...); err != nil {
		t.Fatal(err)
	}
	w.dispatch()
	got := w.net.to("+1")[ana.heard:]
	if last := got[len(got)-1]; len(got) != 3 || !strings.Contains(last, "May we keep your answers?") {
		t.Errorf("got %q, want the erasure, the return and the first question", got)
	}
	ana.onRecord("streets/main ")
}

func TestIdsThatNoDatabaseTakes(t *testing.T) {
	w := newWorld(t, streets)
	for _, ref := range []string{"nul\x00", "bad\xff"} {
		if err := w.Receive(t.Context(), "sms",
			channels.Event{Kind: channels.Message, From: "+1", Ref: ref, Text: "STREETS"},
			channels.Event{Kind: channels.Status, From: "+1", Ref: ref, ID: ref, State: channels.Read},
		); err != nil {
			t.Errorf("%q: %v", ref, err)
		}
	}
}

func TestCommitNobodyHeardOf(t *testing.T) {
	for cuts := 1; cuts <= 3; cuts++ {
		t.Run(fmt.Sprint(cuts), func(t *testing.T) {
			w := newWorld(t, streets)
			ana := w.person("+1").says("STREETS", "yes").skips()
			w.line.cuts = cuts
			e := channels.Event{Kind: channels.Message, From: "+1", Ref: "x", Text: "water pipes"}
			for w.Receive(t.Context(), "sms", e) != nil { // the network calls again until it is thanked
			}
			w.wait(time.Second)
			ana.hears("Why?").onRecord("streets/main  first=pipes")
		})
	}
}

func TestPoisonedMessageIsLeftAfterFiveTries(t *testing.T) {
	w := newWorld(t, streets)
	w.dice.lost = true
	ana := w.person("+1").says("STREETS")
	for range 10 {
		w.wait(time.Second)
	}
	w.dice.lost = false
	w.wait(time.Second)
	ana.hearsNothing()
	w.person("+2").says("STREETS").hears("May we")
}

func TestMessageThatIsLeftHoldsBackNoOther(t *testing.T) {
	w := newWorld(t, streets)
	w.dice.misses = 5
	ana := w.person("+1").says("STREETS", "STOP").hearsNothing()
	for range 6 {
		w.wait(time.Second)
	}
	ana.hears("no more messages").onRecord()
}

func TestNetworkSaysStopWhileAMessageWaits(t *testing.T) {
	w := newWorld(t, streets)
	ana := w.person("+1").says("STREETS").skips()
	w.dice.lost = true
	ana.says("yes")
	w.dice.lost = false
	if err := w.Receive(t.Context(), "sms", channels.Event{Kind: channels.Stopped, From: "+1", Ref: "x"}); err != nil {
		t.Fatal(err)
	}
	ana.onRecord("streets/main stopped")
}

func TestSendOutcomes(t *testing.T) {
	tests := []struct {
		name  string
		fail  []error
		after time.Duration
		want  int // messages that left
		state store.Delivery
	}{
		{"OK", nil, 0, 1, store.Sent},
		{"TemporaryIsTriedAgain", []error{channels.ErrTemporary, channels.ErrTemporary}, time.Minute, 1, store.Sent},
		{"TemporaryForEverFails", slicesOf(channels.ErrTemporary, 20), time.Hour, 0, store.Failed},
		{"PermanentFails", []error{channels.ErrPermanent}, time.Hour, 0, store.Failed},
		{"UnknownIsTriedOnceMore", []error{errors.New("cut off")}, time.Minute, 1, store.Sent},
		{"UnknownTwiceIsGivenUp", slicesOf(errors.New("cut off"), 5), time.Hour, 0, store.Unknown},
		{"NetworkSaysWait", []error{&channels.RetryAfter{Err: channels.ErrTemporary, For: time.Hour}}, 2 * time.Hour, 1, store.Sent},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, streets)
			w.net.fail = tt.fail
			w.person("+1").says("STREETS")
			for range 10 {
				w.wait(tt.after / 10)
			}
			if got := len(w.net.to("+1")); got != tt.want {
				t.Errorf("%d messages left, want %d", got, tt.want)
			}
			if got := w.outbox(); got[tt.state] != 1 {
				t.Errorf("got %v, want one %s", got, tt.state)
			}
		})
	}
}

func TestNetworkSaysStopped(t *testing.T) {
	w := newWorld(t, streets)
	w.net.fail = []error{channels.ErrStopped}
	ana := w.person("+1").says("STREETS").hearsNothing()
	ana.onRecord("streets/main stopped")
	w.wait(5 * day)
	ana.hearsNothing()
}

func TestTemporaryKeepsTheOrder(t *testing.T) {
	w := newWorld(t, streets)
	w.net.fail = []error{channels.ErrTemporary}
	ana := w.person("+1").says("STREETS", "yes", "street").hearsNothing()
	w.wait(time.Minute)
	ana.hears("May we", "What comes", "Why?")
}

func TestReceiptsMoveForwardOnly(t *testing.T) {
	w := newWorld(t, streets)
	w.person("+1").says("STREETS")
	id := w.net.lastID()
	status := func(d channels.Delivery) {
		t.Helper()
		if err := w.Receive(t.Context(), "sms", channels.Event{Kind: channels.Status, From: "+1", ID: id, State: d}); err != nil {
			t.Fatal(err)
		}
	}
	status(channels.Delivered)
	status(channels.Sent)
	if got := w.outbox(); got[store.Delivered] != 1 {
		t.Errorf("got %v, want delivered", got)
	}
	if err := w.Receive(t.Context(), "sms", channels.Event{Kind: channels.Status, From: "+1", ID: "nobody's", State: channels.Read}); err != nil {
		t.Errorf("a receipt of nobody's message: %v", err)
	}
}

func slicesOf(err error, n int) []error {
	errs := make([]error, n)
	for i := range errs {
		errs[i] = err
	}
	return errs
}

// outbox counts the messages by state.
func (w *world) outbox() map[store.Delivery]int {
	w.t.Helper()
	counts := make(map[store.Delivery]int)
	err := w.store.View(w.t.Context(), func(v store.View) error {
		tallies, err := v.Outbox(w.t.Context())
		for _, tally := range tallies {
			counts[tally.State] += tally.N
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return counts
}
