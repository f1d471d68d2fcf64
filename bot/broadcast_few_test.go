package bot_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plaza/bot"
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
