package bot_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"plaza/bot"
	"plaza/flows"
	"plaza/flows/library"
	"plaza/store"
)

// verifier publishes the plan of the invented town, and the consultation that
// ships, about that plan: its wards lie in the plan's north.
func (w *world) verifier(edits ...string) {
	w.t.Helper()
	w.promise(parsePlan(w.t, "riverbend.yaml"))
	shipped, err := library.Folder("milestone-true")
	if err != nil {
		w.t.Fatal(err)
	}
	files := map[string][]byte{}
	for name, data := range shipped.Files {
		data = bytes.ReplaceAll(data, []byte("plan: kaduna"), []byte("plan: riverbend-1"))
		data = bytes.ReplaceAll(data, []byte(",Kaduna\n"), []byte(",North Bank\n"))
		files[name] = []byte(strings.NewReplacer(edits...).Replace(string(data)))
	}
	if _, problems, err := w.Publish(w.t.Context(), &flows.Folder{Files: files}); err != nil {
		w.t.Fatalf("publish: %v\n%v", err, problems)
	}
}

// verify asks about the milestone that is complete, and lets it go round.
func (w *world) verify() {
	w.t.Helper()
	if fresh, err := w.AskVerification(w.t.Context(), "riverbend-1", "rvb0001", 1, "milestone-true", "Ana"); err != nil || !fresh {
		w.t.Fatalf("ask: got %v, %v", fresh, err)
	}
	w.wait(0)
	w.wait(0)
}

const opening = "We compare what is reported"

func TestAskVerification(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.verifier()
		w.publish(streets)
		w.publish(dated) // with a consent to be written to again
		number := 0
		says := func(texts ...string) *someone {
			number++
			return w.person(fmt.Sprintf("+%d", number)).says(texts...).skips()
		}
		lives := func(p *someone, place string) *someone {
			p.change(func(ctx context.Context, tx store.Tx) error {
				return tx.PutFacts(ctx, []store.Fact{{Contact: p.contact(), Name: "place", Value: place, At: w.clock}})
			})
			return p
		}
		follower, ofTheme, ofThePlan := says("FOLLOW RVB0001"), says("FOLLOW water"), says("FOLLOW riverbend-1")
		neighbour := lives(says("DATED", "yes", "x", "yes"), "S2")
		elsewhere := []*someone{
			says("FOLLOW RVB0002"), says("HELP"), says("FOLLOW RVB0001", "STOP"), lives(says("DATED", "yes", "x", "yes", "STOP", "START"), "S2"), says("FOLLOW RVB0001", "UNFOLLOW"),
			says("HELP").wants("commitment", "RVB0001"), // and the ledger knows nothing of it
			lives(says("HELP"), "S2"), lives(says("DATED", "yes", "x", "no"), "S2"), lives(says("DATED", "yes", "x", "yes"), "S9"),
			says("MILESTONE", "yes", "1", "riverside", "no", "1", "skip", "yes"), // has said it, and follows since
		}
		busy := says("FOLLOW RVB0001", "STREETS")
		one, two := says("FOLLOW RVB0001"), says("FOLLOW RVB0001")
		two.says("LINK " + one.code("LINK"))
		one.skips()
		two.skips()

		began := w.clock
		w.verify()
		for _, p := range []*someone{follower, ofTheme, ofThePlan, neighbour} {
			p.hears(opening)
		}
		for _, p := range append(elsewhere, busy) {
			p.hearsNothing()
		}
		if n := len(w.net.to(one.number)[one.heard:]) + len(w.net.to(two.number)[two.heard:]); n != 1 {
			t.Errorf("a person with two channels was asked %d times, want once", n)
		}
		follower.says("yes").hears("Where do you live?").says("riverside").
			hears("Data of wells. Promised: Measure the wells. Official status: complete (Water office, 20 June 2025).").
			says("no", "1", "skip", "no").skips()
		if sent := w.net.to(follower.number); !strings.Contains(sent[len(sent)-1], "PLAN RVB0001 shows what they say") || !strings.Contains(sent[len(sent)-1], "Your receipt: ") {
			t.Errorf("got %q, want a receipt, and what is done with the answers", sent[len(sent)-1])
		}
		busy.says("no").skips()
		w.wait(2 * time.Hour)
		busy.hears(opening)
		t.Run("once", func(t *testing.T) {
			if fresh, err := w.AskVerification(t.Context(), "riverbend-1", "RVB0001", 1, "milestone-true", "Joe"); err != nil || fresh {
				t.Errorf("got %v, %v, want it asked already", fresh, err)
			}
			w.wait(0)
			w.wait(0)
			ofTheme.hearsNothing()
		})
		t.Run("and who had them asked is written down", func(t *testing.T) {
			got, err := w.Asked(t.Context(), "rvb-0001")
			if want := []bot.Asking{{Milestone: 1, Flow: "milestone-true", By: "Ana", At: began}}; err != nil || !slices.Equal(got, want) {
				t.Errorf("got %v, %v, want %v", got, err, want)
			}
		})
	})
}

// Two nodes do the jobs at once, and one of them dies in between: everybody is
// asked, and nobody twice.
func TestAskVerificationOnSeveralNodes(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.verifier()
		var people []*someone
		for i := range 60 {
			people = append(people, w.person(fmt.Sprintf("+%d", i+1)).says("FOLLOW RVB0001").skips())
		}
		if _, err := w.AskVerification(t.Context(), "riverbend-1", "RVB0001", 1, "milestone-true", "Ana"); err != nil {
			t.Fatal(err)
		}
		w.line.cuts = 3 // what was committed is not heard of: it is done again
		other := w.config
		other.Store = w.store
		nodes := []*bot.Bot{w.Bot}
		for range 2 {
			b, err := bot.New(other)
			if err == nil {
				err = b.Reload(t.Context())
			}
			if err != nil {
				t.Fatal(err)
			}
			nodes = append(nodes, b)
		}
		for range 4 {
			var wg sync.WaitGroup
			for _, b := range nodes {
				wg.Go(func() { _ = b.Tick(t.Context()) }) // a line that was cut is an error
			}
			wg.Wait()
		}
		w.wait(2 * time.Minute)
		w.wait(2 * time.Minute)
		for _, p := range people {
			p.hears(opening)
		}
	})
}

func TestVerificationWaitsAndMayBeTakenBack(t *testing.T) {
	atNight := func(t *testing.T) (*world, *someone) {
		w := newWorld(t)
		w.verifier()
		ana := w.person("+1").says("FOLLOW RVB0001").skips()
		w.config.Quiet.From, w.config.Quiet.To = 8*time.Hour, 18*time.Hour
		w.restart()
		w.verify()
		ana.hearsNothing()
		return w, ana
	}
	t.Run("until the morning", func(t *testing.T) {
		w, ana := atNight(t)
		w.wait(10 * time.Hour)
		ana.hears(opening)
	})
	t.Run("not when it was taken back meanwhile", func(t *testing.T) {
		w, ana := atNight(t)
		w.promise(parsePlan(t, "riverbend.yaml", fell...))
		ana.says("UPDATES monthly").skips() // the news of it comes later
		w.wait(10 * time.Hour)
		ana.hearsNothing()
	})
	t.Run("not when they want no more news meanwhile", func(t *testing.T) {
		w, ana := atNight(t)
		ana.says("UNFOLLOW").skips()
		w.wait(10 * time.Hour)
		ana.hearsNothing()
	})
	t.Run("not when they answered meanwhile", func(t *testing.T) {
		w, ana := atNight(t)
		ana.says("MILESTONE", "yes", "1", "riverside", "no", "1", "skip", "no").skips()
		w.wait(10 * time.Hour)
		ana.hearsNothing()
	})
	t.Run("within the cap", func(t *testing.T) {
		w := newWorld(t)
		w.verifier()
		ana := w.person("+1").says("FOLLOW RVB0001").skips()
		w.promise(parsePlan(t, "riverbend.yaml", later...))
		w.wait(0)
		ana.hears("The table is there.")
		w.capped(1, 3*day)
		w.verify()
		ana.hearsNothing()
		w.wait(3 * day)
		ana.hears(opening)
	})
}

// What was taken back and is reported complete again is another thing to ask
// about, also of those who have said what they saw then.
func TestVerificationOfWhatIsCompleteAgain(t *testing.T) {
	w := newWorld(t)
	w.verifier()
	ana, ben := w.person("+1").says("FOLLOW RVB0001", "UPDATES monthly").skips(), w.person("+2").says("FOLLOW RVB0001", "UPDATES monthly").skips()
	w.verify()
	ana.hears(opening).says("yes", "riverside", "no", "3", "skip", "skip", "no").skips()
	ben.hears(opening).says("no").skips()
	w.wait(day)
	w.promise(parsePlan(t, "riverbend.yaml", fell...))
	w.wait(0)
	ask := func(want bool) {
		t.Helper()
		if fresh, err := w.AskVerification(t.Context(), "riverbend-1", "RVB0001", 1, "milestone-true", "amina"); err != nil || fresh != want {
			t.Errorf("got %v, %v, want %v", fresh, err, want)
		}
		w.wait(0)
		w.wait(0)
	}
	w.promise(parsePlan(t, "riverbend.yaml", fell[0], fell[1]+"      - {on: 2026-03-02, by: Water office, milestone: 1, status: complete, note: {en: Rain came.}}\n"))
	w.wait(0)
	ana.hearsNothing()
	ask(true)
	ana.hears(opening)
	ben.hears(opening)
	ask(false)
	ben.hearsNothing()
	asked, err := w.Asked(t.Context(), "RVB0001")
	if err != nil || len(asked) != 2 {
		t.Errorf("got %+v, %v, want that they were asked twice", asked, err)
	}
}

func TestAskVerificationRefuses(t *testing.T) {
	w := newWorld(t)
	w.verifier()
	w.publish(streets)
	for name, c := range map[string]struct {
		plan, code string
		n          int
		flow       string
		want       error
	}{
		"NotComplete":   {"riverbend-1", "RVB0001", 2, "milestone-true", bot.ErrNotComplete},
		"NoMilestone":   {"riverbend-1", "RVB0001", 7, "milestone-true", bot.ErrNoSuchPromise},
		"NoCommitment":  {"riverbend-1", "RVB0009", 1, "milestone-true", bot.ErrNoSuchPromise},
		"OfAnotherPlan": {"kaduna", "RVB0001", 1, "milestone-true", bot.ErrNoSuchPromise},
		"NotAboutIt":    {"riverbend-1", "RVB0001", 1, "streets", bot.ErrNoVerifier},
		"NotPublished":  {"riverbend-1", "RVB0001", 1, "nothing", bot.ErrNoVerifier},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := w.AskVerification(t.Context(), c.plan, c.code, c.n, c.flow, "Ana"); !errors.Is(err, c.want) || !strings.HasPrefix(err.Error(), "ask about ") {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}
