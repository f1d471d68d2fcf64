package bot_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"plaza/bot"
	"plaza/channels"
	"plaza/civic/broadcast"
	"plaza/store"
)

// approving is the network of this world when it carries nothing but approved
// texts to who has not written for a day.
type approving struct{ *world }

func (a *approving) Capabilities() channels.Capabilities {
	return channels.Capabilities{Name: "whatsapp", Session: day}
}

func (a *approving) Send(ctx context.Context, m channels.Outbound) (channels.Receipt, error) {
	if m.Template != nil && !a.clock.Before(m.Session.Add(day)) {
		m.Text = fmt.Sprintf("[%s %s %q]", m.Template.Name, m.Template.Lang, m.Template.Vars)
	}
	return a.net.Send(ctx, m)
}

func TestAPauseHoldsAtOnceAndLosesNothing(t *testing.T) {
	w := newWorld(t)
	w.village(20)
	w.config.InFlight = map[string]int{"sms": 1}
	there := w.node() // another node, which has not heard of the pause
	id := w.cast(news)
	if _, err := w.Broadcasts().Pause(t.Context(), id, "ben", "a mistake in the date"); err != nil {
		t.Fatal(err)
	}
	if n, err := there.Dispatch(t.Context(), "sms"); n != 0 || err != nil {
		t.Errorf("the other node claimed %d (%v) of a paused broadcast", n, err)
	}
	w.wait(time.Minute)
	if got := w.copies(id); got[store.Queued] != 20 {
		t.Errorf("got %v, want all 20 in the queue", got)
	}
	if _, err := w.Broadcasts().Resume(t.Context(), id, "ben", ""); err != nil {
		t.Fatal(err)
	}
	w.dispatch()
	if got := w.copies(id); got[store.Sent] != 20 {
		t.Errorf("got %v, want all 20 sent", got)
	}
	w.wait(time.Minute)
	w.wantCast(id, broadcast.Done)
}

func TestAPauseDuringTheExpansion(t *testing.T) {
	w := newWorld(t)
	w.village(20)
	r := w.approved(news)
	if _, err := w.Broadcasts().Schedule(t.Context(), r.ID, "asha", time.Time{}); err != nil {
		t.Fatal(err)
	}
	w.line.failing = func(shard int) bool { return shard%2 == 1 } // half of the shards are not reached
	if err := w.Tick(t.Context()); err == nil {
		t.Fatal("nothing failed")
	}
	w.line.failing = nil
	w.tick() // begins on all shards
	if _, err := w.Broadcasts().Pause(t.Context(), r.ID, "ben", ""); err != nil {
		t.Fatal(err)
	}
	w.wait(10 * time.Minute)
	if got := w.copies(r.ID)[store.Queued]; got > 20 {
		t.Errorf("%d copies of 20 people", got)
	}
	if _, err := w.Broadcasts().Resume(t.Context(), r.ID, "ben", ""); err != nil {
		t.Fatal(err)
	}
	w.wait(10 * time.Minute)
	w.wait(10 * time.Minute)
	if got := w.copies(r.ID)[store.Sent]; got != 20 {
		t.Errorf("%d copies were sent, want one to each of 20", got)
	}
}

// TestItEndsAfterTheLastStretch: what another node queues between the counting
// and the end would be sent with nobody watching, and could not be held.
func TestItEndsAfterTheLastStretch(t *testing.T) {
	w := newWorld(t)
	w.village(20)
	there := w.node()
	r := w.approved(news)
	if _, err := w.Broadcasts().Schedule(t.Context(), r.ID, "asha", time.Time{}); err != nil {
		t.Fatal(err)
	}
	var updates atomic.Int64
	w.line.failing = func(int) bool { return updates.Add(1) > int64(w.store.Shards()) } // it begins, and nobody is looked at
	if err := w.Tick(t.Context()); err == nil {
		t.Fatal("nothing failed")
	}
	w.clock = w.clock.Add(time.Minute)
	w.line.failing = func(int) bool { // the copies are counted, the jobs not yet
		w.line.failing = nil
		if err := there.Tick(t.Context()); err != nil {
			t.Error(err)
		}
		return false
	}
	w.tick()
	if got := w.copies(r.ID); got[store.Queued] != 20 {
		t.Errorf("got %v, want 20 in the queue", got)
	}
	w.wantCast(r.ID, broadcast.Running)
	w.dispatch()
	w.wait(time.Minute)
	w.wantCast(r.ID, broadcast.Done)
}

func TestWhatIsCancelledIsTakenBack(t *testing.T) {
	w := newWorld(t)
	w.village(30)
	other := strings.Replace(news, "broadcast: news", "broadcast: other", 1)
	id := w.cast(news)
	w.cast(other)
	w.net.fail = []error{nil, nil, nil, nil, nil, channels.ErrTemporary}
	ctx, stop := context.WithCancel(t.Context())
	sent := 0
	w.net.before = func() {
		if sent++; sent == 6 {
			stop()
		}
	}
	w.config.InFlight = map[string]int{"sms": 1}
	w.restart()
	if _, err := w.Dispatch(ctx, "sms"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Broadcasts().Cancel(t.Context(), id, "ben", "the date is wrong"); err != nil {
		t.Fatal(err)
	}
	left := w.copies(id)[store.Sent]
	w.dispatch()
	if got := w.copies(id)[store.Sent]; got != left {
		t.Errorf("%d more copies left after it was cancelled", got-left)
	}
	for range 10 {
		w.wait(time.Minute)
	}
	if got := w.copies(id); got[store.Queued] != 0 || got[store.Halted] != 30-left {
		t.Errorf("got %v, want %d taken back", got, 30-left)
	}
	if got := w.copies("other"); got[store.Sent] != 30 {
		t.Errorf("the other broadcast: got %v, want 30 sent", got)
	}
}

// TestItPausesItselfAndSaysWhy: and goes on when somebody says so, without
// stumbling over what had failed before.
func TestItPausesItselfAndSaysWhy(t *testing.T) {
	w := newWorld(t)
	w.village(40)
	w.config.InFlight = map[string]int{"sms": 1}
	w.restart()
	src := news + "pause when: 25% of at least 8 fail\n"
	id := w.cast(src)
	refused := fmt.Errorf("%w: 30007 carrier filtered", channels.ErrPermanent)
	w.net.fail = []error{nil, nil, nil, nil, nil, nil, refused, refused}
	ctx, stop := context.WithCancel(t.Context())
	sent := 0
	w.net.before = func() {
		if sent++; sent == 8 {
			stop()
		}
	}
	if _, err := w.Dispatch(ctx, "sms"); err != nil {
		t.Fatal(err)
	}
	w.clock = w.clock.Add(time.Minute)
	w.tick()
	s := w.status(id)
	last := s.Log[len(s.Log)-1]
	if s.State != broadcast.Paused || last.By != "plaza" || last.Why != "2 of 8 failed, most of them because the network refuses it (30007 carrier filtered)" {
		t.Errorf("got %s: %+v, want it paused by plaza, and why", s.State, last)
	}
	w.dispatch()
	if got := w.copies(id); got[store.Sent] != 6 || got[store.Queued] != 32 {
		t.Errorf("got %v while it is paused", got)
	}
	if _, err := w.Broadcasts().Resume(t.Context(), id, "ben", "the carrier was asked"); err != nil {
		t.Fatal(err)
	}
	w.wait(time.Minute)
	w.wait(time.Minute)
	if got := w.copies(id); got[store.Sent] != 38 || got[store.Failed] != 2 {
		t.Errorf("got %v, want the other 32 sent", got)
	}
	w.wantCast(id, broadcast.Done)
}

// TestWhatIsLateIsNotSent: a broadcast ends with its window, paused or not.
func TestWhatIsLateIsNotSent(t *testing.T) {
	for _, paused := range []bool{false, true} {
		w := newWorld(t)
		people := w.village(3)
		id := w.cast(news + "within: 2 hours\n")
		if paused {
			if _, err := w.Broadcasts().Pause(t.Context(), id, "ben", ""); err != nil {
				t.Fatal(err)
			}
		}
		w.clock = w.clock.Add(3 * time.Hour)
		w.wait(time.Minute)
		w.wait(time.Minute)
		for _, p := range people {
			p.hearsNothing()
		}
		w.wantCast(id, broadcast.Done)
		if got := w.copies(id); got[store.Expired] != 3 {
			t.Errorf("paused %v: got %v, want three expired", paused, got)
		}
	}
}

// TestItEndsThoughAChannelIsGone: what waits there is too late, and nobody
// comes to find that out.
func TestItEndsThoughAChannelIsGone(t *testing.T) {
	w := newWorld(t)
	ana := w.village(1)[0]
	id := w.cast(news + "within: 2 hours\n")
	w.config.Channels = map[string]channels.Channel{"other": w.net}
	w.restart()
	for _, c := range []struct {
		after time.Duration
		want  broadcast.State
	}{{2 * time.Hour, broadcast.Running}, {time.Hour, broadcast.Done}} {
		w.clock = w.clock.Add(c.after)
		w.tick()
		w.wantCast(id, c.want)
	}
	if log := w.status(id).Log; !strings.Contains(log[len(log)-1].Why, "on a channel that nobody sends on") {
		t.Errorf("got %+v, want it said why", log[len(log)-1])
	}
	ana.hearsNothing()
}

func TestNobodyIsWokenUp(t *testing.T) {
	w := newWorld(t)
	w.nightly()
	w.clock = time.Date(2026, 3, 2, 19, 0, 0, 0, time.UTC) // ten at night in Nairobi
	kenyan := w.settle("+254712345678", resident{})
	nigerian := w.settle("+2348021234567", resident{})
	p, err := w.Broadcasts().Preview(t.Context(), written(t, news), time.Time{})
	if err != nil || !p.Ends.Equal(time.Date(2026, 3, 3, 4, 0, 0, 0, time.UTC)) {
		t.Errorf("got %+v (%v), want it to end in the morning of Nairobi", p, err)
	}
	id := w.cast(news)
	w.dispatch()
	nigerian.hears("The well is done.")
	kenyan.hearsNothing()
	if got, want := w.due(id, kenyan), time.Date(2026, 3, 3, 4, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("their copy is due at %v, want %v", got, want)
	}
}

// TestATierIsKept: where a network lets us open so many conversations a day,
// the rest waits for the next days, and who would wait too long is left out.
func TestATierIsKept(t *testing.T) {
	w := newWorld(t)
	w.over(&approving{w})
	w.config.Tiers = map[string]int{"sms": 8} // two a day on each of four shards
	w.restart()
	for i := range 60 {
		w.settle(fmt.Sprintf("+1500555%04d", i), resident{seen: 2 * day})
	}
	inSession := w.settle("+15009990000", resident{})
	src := news + "template: well_done\nwithin: 3 days\n"
	p, err := w.Broadcasts().Preview(t.Context(), written(t, src), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if p.People != 25 || p.Left[bot.LeftLate] != 36 || !p.Ends.Equal(w.clock.Add(2*day)) {
		t.Errorf("preview: got %d people until %v and left %v, want 24 in three days, and who needs no template", p.People, p.Ends, p.Left)
	}
	id := w.cast(src)
	for _, want := range []int{9, 17, 25} {
		w.dispatch()
		if got := w.copies(id)[store.Sent]; got != want {
			t.Errorf("got %d copies sent, want %d", got, want)
		}
		w.wait(day)
	}
	inSession.hears("The well is done.")
}

func TestHowLongItTakes(t *testing.T) {
	w := newWorld(t)
	w.config.Rate = map[string]float64{"sms": 0.1} // six a minute
	w.nightly()
	w.clock = time.Date(2026, 3, 2, 20, 50, 0, 0, time.UTC)
	w.village(100)
	for _, c := range []struct {
		within string
		ends   time.Time
		late   int
	}{
		// Sixty leave before the night and the rest after it.
		{"2 days", time.Date(2026, 3, 3, 7, 6, 40, 0, time.UTC), 0},
		{"1 hour", time.Date(2026, 3, 2, 21, 0, 0, 0, time.UTC), 40},
	} {
		p, err := w.Broadcasts().Preview(t.Context(), written(t, news+"within: "+c.within+"\n"), time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if !p.Ends.Equal(c.ends) || p.Late != c.late || len(p.Spans) != 1 || p.Spans[0].Rate != 0.1 {
			t.Errorf("within %s: got %v, late %d, %+v, want %v and %d", c.within, p.Ends, p.Late, p.Spans, c.ends, c.late)
		}
	}
}

func TestWhatItCosts(t *testing.T) {
	w := newWorld(t)
	w.priced("broadcast/news", 1000)
	w.village(6)
	w.settle("+11", resident{lang: "es"})
	p, err := w.Broadcasts().Preview(t.Context(), written(t, news), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if want := (bot.BroadcastMoney{Currency: "USD", Cost: 700, Budget: 1000, Left: 300}); p.Money != want {
		t.Errorf("got %+v, want %+v", p.Money, want)
	}
	if len(p.Lines) != 2 || p.Lines[0].Lang != "en" || p.Lines[0].People != 6 || p.Lines[0].Cost != 600 || p.Lines[1].Text != "El pozo está listo. BAJA para salir." {
		t.Errorf("got %+v", p.Lines)
	}
	id := w.cast(news)
	w.dispatch()
	w.wantSpent("broadcast/news", 700)
	if s := w.status(id); s.Cost != 700 {
		t.Errorf("the status says %d, want 700", s.Cost)
	}
}

// TestEveryStretchCommitsOnce: the line to the store breaks at every moment of
// the expansion, before and after commits, with two nodes at it.
func TestEveryStretchCommitsOnce(t *testing.T) {
	w := newWorld(t)
	w.village(40)
	r := w.approved(news)
	if _, err := w.Broadcasts().Schedule(t.Context(), r.ID, "asha", time.Time{}); err != nil {
		t.Fatal(err)
	}
	there := w.node()
	for i := range 12 {
		w.line.cuts, w.line.fails = i%4, i%3
		_ = w.Tick(t.Context()) // it may fail: that is what is tried
		_ = there.Tick(t.Context())
		w.clock = w.clock.Add(10 * time.Minute)
	}
	w.line.cuts, w.line.fails = 0, 0
	w.wait(time.Hour)
	s := w.status(r.ID)
	if s.Seen != 40 || s.People != 40 || s.Total() != 40 || s.Expanded != 1 {
		t.Errorf("got %d looked at, %d of %d copies, want 40 of each", s.Seen, s.People, s.Total())
	}
}

// TestWhatNobodyCouldBeginIsCancelled: no node ran while its time was.
func TestWhatNobodyCouldBeginIsCancelled(t *testing.T) {
	w := newWorld(t)
	ana := w.village(1)[0]
	r := w.approved(news)
	if _, err := w.Broadcasts().Schedule(t.Context(), r.ID, "asha", w.clock.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	w.wait(4 * day)
	ana.hearsNothing()
	w.wantCast(r.ID, broadcast.Cancelled)
	w.wait(time.Minute)
	ana.hearsNothing()
}

func TestANewerNodeOvertakes(t *testing.T) {
	w := newWorld(t)
	w.village(1)
	id := w.cast(news)
	if _, err := w.Broadcasts().Cancel(t.Context(), id, "ben", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Broadcasts().Pause(t.Context(), id, "asha", ""); !errors.Is(err, broadcast.ErrState) {
		t.Errorf("got %v, want ErrState: it is cancelled", err)
	}
}
