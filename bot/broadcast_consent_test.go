package bot_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"plaza/bot"
	"plaza/store"
)

func TestConsentRevokedAfterTheApprovalCounts(t *testing.T) {
	w := newWorld(t)
	ana, bo := w.settle("+11", resident{}), w.settle("+12", resident{})
	r := w.approved(news)
	if _, err := w.Broadcasts().Schedule(t.Context(), r.ID, "asha", w.clock.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	w.wait(59 * time.Minute)
	ana.hearsNothing()
	w.ledger(ana, updates(false))
	w.wait(time.Minute)
	ana.hearsNothing()
	bo.hears("The well is done.")
}

func TestWhoStopsWhileTheirCopyWaitsGetsNothing(t *testing.T) {
	w := newWorld(t)
	ana := w.settle("+11", resident{})
	w.cast(news)
	w.receive(ana, "STOP")
	w.dispatch()
	ana.hears("You will get no more messages")
}

// TestToComeBackIsNoConsent: STOP takes back what was agreed to before it, and
// START lets us answer again, no more.
func TestToComeBackIsNoConsent(t *testing.T) {
	w := newWorld(t)
	ana := w.settle("+11", resident{}).says("STOP", "START").skips()
	bo := w.settle("+12", resident{}).says("STOP", "START").skips()
	w.clock = w.clock.Add(time.Minute)
	w.ledger(bo, updates(true)) // who follows something again
	w.cast(news)
	w.dispatch()
	ana.hearsNothing()
	bo.hears("The well is done.")
}

// TestWhoUnfollowsWhileTheirCopyWaitsGetsNothing: what is queued is taken back
// together with the consent.
func TestWhoUnfollowsWhileTheirCopyWaitsGetsNothing(t *testing.T) {
	w := riverbend(t)
	ana, bo := w.person("+1").says("FOLLOW 4").skips(), w.person("+2").says("FOLLOW 4").skips()
	id := w.cast(news)
	w.receive(ana, "UNFOLLOW 4")
	w.dispatch()
	ana.hears("You follow nothing any more")
	bo.hears("The well is done.")
	if got := w.copies(id); got[store.Halted] != 1 || got[store.Sent] != 1 {
		t.Errorf("got %v, want one taken back", got)
	}
}

// TestWhoUnfollowsOnANodeThatHasNotHeard: every node takes back what is queued,
// also one that has not looked at broadcasts since this one began.
func TestWhoUnfollowsOnANodeThatHasNotHeard(t *testing.T) {
	w := riverbend(t)
	ana := w.person("+1").says("FOLLOW 4").skips()
	there := w.node()
	if err := there.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	id := w.cast(news)
	here := w.Bot
	w.Bot = there
	w.receive(ana, "UNFOLLOW 4")
	w.Bot = here
	w.dispatch()
	ana.hears("You follow nothing any more")
	if got := w.copies(id); got[store.Halted] != 1 {
		t.Errorf("got %v, want the one taken back", got)
	}
}

// TestAConsentThatRunsOutTakesItsCopyAlong: who agreed until tonight gets
// nothing tomorrow, however long the broadcast may take.
func TestAConsentThatRunsOutTakesItsCopyAlong(t *testing.T) {
	w := newWorld(t)
	w.nightly()
	until := func(d time.Duration) resident {
		return resident{said: []store.Consent{{Purpose: "updates", Yes: true, Until: w.clock.Add(d)}}}
	}
	held, tired, later := w.settle("+11", until(time.Hour)), w.settle("+12", until(20*time.Hour)), w.settle("+13", until(2*day))
	w.capped(1, day)
	w.queue(tired, "reminder", store.Reminder, "Remember?")
	w.dispatch()
	tired.skips()
	id := w.cast(news)
	if _, err := w.Broadcasts().Pause(t.Context(), id, "ben", ""); err != nil {
		t.Fatal(err)
	}
	w.wait(2 * time.Hour)
	if _, err := w.Broadcasts().Resume(t.Context(), id, "ben", ""); err != nil {
		t.Fatal(err)
	}
	w.wait(time.Minute)
	later.hears("The well is done.")
	w.wait(day)
	held.hearsNothing()
	tired.hearsNothing()
	s := w.status(id)
	wantLeft(t, "status", s.Left, map[bot.LeftOut]int{bot.LeftConsent: 1}) // they could have it only when it has run out
	if got := w.copies(id); got[store.Expired] != 1 || got[store.Sent] != 1 {
		t.Errorf("got %v, want one sent and one too late", got)
	}
}

func TestAConsultationsConsentIsAnotherOne(t *testing.T) {
	w := newWorld(t, again)
	ana := w.settle("+11", resident{said: []store.Consent{{Flow: "again", Purpose: "contact_again", Yes: true}}})
	bo := w.settle("+12", resident{}) // follows something, and was never asked this
	w.cast(strings.Replace(news, "purpose: updates", "purpose: again.contact_again", 1))
	w.dispatch()
	ana.hears("The well is done.")
	bo.hearsNothing()
}

// TestBroadcastsAreLockedInOneOrder, whatever is said first: two nodes that hear
// different words at once would each wait for what the other holds.
func TestBroadcastsAreLockedInOneOrder(t *testing.T) {
	w := riverbend(t, dated)
	for id, purpose := range map[string]string{"alpha": "dated.contact_again", "zebra": "updates"} {
		r := w.approved(strings.NewReplacer("broadcast: news", "broadcast: "+id, "purpose: updates", "purpose: "+purpose).Replace(news))
		if _, err := w.Broadcasts().Schedule(t.Context(), r.ID, "asha", w.clock.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	ana := w.person("+1").says("FOLLOW 4").skips()
	var locked []string
	w.line.jobs = func(key string) { locked = append(locked, key) }
	w.receive(ana, "UNFOLLOW 4", "STOP", "START")
	if !slices.Equal(locked, []string{"alpha", "zebra"}) {
		t.Errorf("locked %v, want alpha before zebra, each once", locked)
	}
}
