package bot_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/bot"
	"plaza/civic/broadcast"
	"plaza/store"
)

// TestAConditionOnAnswersNeedsEnoughPeople: a broadcast to nine of whom
// something is known would say it of each of them.
func TestAConditionOnAnswersNeedsEnoughPeople(t *testing.T) {
	w := newWorld(t, again)
	src := strings.Replace(news, "audience: everyone", "audience: ward is K1", 1)
	people := w.village(12)
	for i, p := range people[:10] {
		if i == 9 {
			for _, try := range []func() error{
				func() error { _, err := w.Broadcasts().Preview(t.Context(), written(t, src), time.Time{}); return err },
				func() error {
					_, _, err := w.Broadcasts().Propose(t.Context(), written(t, src), "asha", time.Time{})
					return err
				},
			} {
				if err := try(); !errors.Is(err, bot.ErrTooFew) {
					t.Errorf("of nine people: got %v, want ErrTooFew", err)
				}
			}
		}
		w.remember(p, "ward", "K1")
	}
	id := w.cast(src)
	w.dispatch()
	people[0].hears("The well is done.")
	people[11].hearsNothing()
	if s := w.status(id); s.People != 10 {
		t.Errorf("%d people got it, want 10", s.People)
	}
}

// TestOnePersonMakesNoDifference: who leaves one person out, whom a tag names,
// does not learn what they answered; nor who looks at a language that only
// they speak.
func TestOnePersonMakesNoDifference(t *testing.T) {
	w := newWorld(t, again)
	people := w.village(25)
	for _, p := range people {
		w.remember(p, "ward", "K1")
	}
	w.remember(w.settle("+11", resident{lang: "es"}), "ward", "K1")
	w.remember(w.settle("+12", resident{stopped: true}), "ward", "K1")
	w.remember(people[3], "tag:her", "yes")
	w.config.Rate = map[string]float64{"sms": 1}
	hers := people[3].number
	w.config.Prices = bot.Prices{Currency: "USD", Channels: map[string]bot.Price{"sms": {Per: bot.PerSegment, Any: 50_000, To: map[string]int64{hers: 60_000}}}}
	w.restart()
	src := strings.Replace(news, "audience: everyone", "audience: ward is K1", 1)
	var previews []*bot.BroadcastPreview
	for _, src := range []string{src, src + "without: tag is her\n"} {
		p, err := w.Broadcasts().Preview(t.Context(), written(t, src), time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		previews = append(previews, p)
	}
	if diff := cmp.Diff(previews[0], previews[1]); diff != "" {
		t.Errorf("with her and without (-with +without):\n%s", diff)
	}
	p := previews[0]
	if p.Meant != 20 || p.People != 20 || p.Left[bot.LeftStopped] != 0 || len(p.Lines) != 1 || p.Lines[0].People != 20 {
		t.Errorf("got %+v, want 20 of 20 and nothing about fewer than ten", p)
	}
	if p.Money.Cost != 1_200_000 {
		t.Errorf("got a cost of %d, want 20 SMS to the nearest 10 of the dearest", p.Money.Cost)
	}
	if len(p.Rest) != 1 || p.Rest[0].Lang != "es" {
		t.Errorf("the other languages are %v, want the Spanish text", p.Rest)
	}
}

// TestAPreviewShowsEveryText: a second person approves all of the file, also
// what nobody would get today.
func TestAPreviewShowsEveryText(t *testing.T) {
	w := newWorld(t)
	w.settle("+11", resident{lang: "es"})
	p, err := w.Broadcasts().Preview(t.Context(), written(t, news), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	want := []bot.BroadcastText{{Lang: "en", Text: "The well is done. STOP to leave."}}
	if diff := cmp.Diff(want, p.Rest); diff != "" {
		t.Errorf("the other languages (-want +got):\n%s", diff)
	}
}

// TestEnoughPeopleAreNotEnoughChannels: five people with two channels each are five.
func TestEnoughPeopleAreNotEnoughChannels(t *testing.T) {
	w := newWorld(t, again)
	for i := range 10 {
		w.settle(fmt.Sprintf("person %d", i), resident{person: fmt.Sprint("joined ", i/2), facts: map[string]string{"ward": "K1"}})
	}
	f := written(t, strings.Replace(news, "audience: everyone", "audience: ward is K1", 1))
	if _, err := w.Broadcasts().Preview(t.Context(), f, time.Time{}); !errors.Is(err, bot.ErrTooFew) {
		t.Errorf("got %v, want ErrTooFew", err)
	}
}

// TestEnoughPeopleWhenItBegins: between the approval and the day it is for,
// people may have taken their answers back. Then it waits, and says why.
func TestEnoughPeopleWhenItBegins(t *testing.T) {
	w := newWorld(t, again)
	people := w.village(10)
	for _, p := range people {
		w.remember(p, "ward", "K1")
	}
	r := w.approved(strings.Replace(news, "audience: everyone", "audience: ward is K1", 1))
	if _, err := w.Broadcasts().Schedule(t.Context(), r.ID, "asha", w.clock.Add(day)); err != nil {
		t.Fatal(err)
	}
	w.remember(people[9], "ward", "K2")
	w.wait(day)
	s := w.status(r.ID)
	last := s.Log[len(s.Log)-1]
	if s.State != broadcast.Paused || last.By != "plaza" || !strings.Contains(last.Why, "fewer than 10") || s.Total() != 0 {
		t.Fatalf("got %s with %d copies: %+v, want it paused by plaza, and why", s.State, s.Total(), last)
	}
	if _, err := w.Broadcasts().Resume(t.Context(), r.ID, "ben", ""); !errors.Is(err, bot.ErrTooFew) {
		t.Errorf("resumed: got %v, want ErrTooFew", err)
	}
	w.remember(people[9], "ward", "K1")
	if _, err := w.Broadcasts().Resume(t.Context(), r.ID, "ben", "she is back"); err != nil {
		t.Fatal(err)
	}
	w.wait(time.Minute)
	people[9].hears("The well is done.")
	if got := w.copies(r.ID); got[store.Sent] != 10 {
		t.Errorf("got %v, want ten sent", got)
	}
}

// TestWhatWasPausedBeforeItsTime: it begins when it is let go, and not before
// its time; and after that it is over.
func TestWhatWasPausedBeforeItsTime(t *testing.T) {
	w := newWorld(t)
	ana := w.settle("+11", resident{})
	for _, id := range []string{"news", "other"} {
		r := w.approved(strings.Replace(news, "broadcast: news", "broadcast: "+id, 1))
		if _, err := w.Broadcasts().Schedule(t.Context(), r.ID, "asha", w.clock.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Broadcasts().Pause(t.Context(), r.ID, "ben", "a mistake"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Broadcasts().Resume(t.Context(), "news", "ben", ""); err != nil {
		t.Fatal(err)
	}
	w.wait(time.Minute)
	ana.hearsNothing()
	w.wait(time.Hour)
	ana.hears("The well is done.")
	w.wait(4 * day)
	ana.hearsNothing()
	w.wantCast("other", broadcast.Cancelled)
}

// TestASetbackBeforeItBegins: the promise slipped after the text was approved,
// which says nothing of it.
func TestASetbackBeforeItBegins(t *testing.T) {
	w := riverbend(t)
	ana := w.settle("+11", resident{})
	r := w.approved(news + "about: RVB0001\n")
	if _, err := w.Broadcasts().Schedule(t.Context(), r.ID, "asha", w.clock.Add(day)); err != nil {
		t.Fatal(err)
	}
	w.promise(parsePlan(t, "riverbend.yaml", slipped()...))
	w.wait(day)
	ana.hearsNothing()
	s := w.status(r.ID)
	if last := s.Log[len(s.Log)-1]; s.State != broadcast.Paused || !strings.Contains(last.Why, "the status of RVB0001 went down") {
		t.Errorf("got %s: %+v, want it paused, and why", s.State, last)
	}
}

// TestARememberedAnswerIsCheckedAsItsQuestion: to leave out who chose water by
// "is not" would write to everybody who chose water and roads.
func TestARememberedAnswerIsCheckedAsItsQuestion(t *testing.T) {
	w := newWorld(t, again+`  - ask: needs
    text: What do you need?
    options: {water: Water, roads: Roads}
    pick: 1 to 2
    remember: yes
`)
	for cond, want := range map[string]string{
		"needs includes water":  "",
		"needs is not water":    "needs may hold several answers",
		"needs includes watter": `needs has no option "watter"`,
		"ward is K1":            "",
	} {
		problems := w.Broadcasts().Check(written(t, strings.Replace(news, "audience: everyone", "audience: "+cond, 1)))
		got := ""
		if len(problems) > 0 {
			got = problems[0].Message
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", cond, got, want)
		}
	}
}
