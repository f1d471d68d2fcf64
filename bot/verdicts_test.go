package bot_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"plaza/civic/verdict"
)

// say lets so many people answer about the first milestone, who live in a ward.
func (w *world) say(ward, holds string, n int) {
	w.t.Helper()
	for range n {
		w.posts++
		p := w.person(fmt.Sprintf("+9%d", w.posts)).says("MILESTONE", "yes", "1", ward, "no", holds)
		if holds == "2" || holds == "3" {
			p.says("skip")
		}
		p.says("skip", "no")
	}
}

// shown is what PLAN says of citizens, and MORE behind it.
func (w *world) shown() string {
	w.t.Helper()
	w.posts++
	p := w.person(fmt.Sprintf("+8%d", w.posts)).says("PLAN 1")
	for range 5 {
		p.says("MORE")
	}
	var lines []string
	for _, text := range w.net.to(p.number) {
		for line := range strings.Lines(text) {
			if strings.HasPrefix(line, "Citizens") || strings.HasPrefix(line, "When") || strings.Contains(line, "people: true") || strings.Contains(line, "too few people") {
				lines = append(lines, strings.TrimSpace(line))
			}
		}
	}
	return strings.Join(lines, "\n")
}

func TestVerdicts(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.verifier()
		w.wait(0)
		const (
			ten    = "Citizens on milestone 1, 10 people (who wrote to us, no sample): true 9, in part 0, not true 1."
			twenty = "Citizens on milestone 1, 20 people (who wrote to us, no sample): true 9, in part 10, not true 1."
		)
		for _, c := range []struct {
			ward, holds string
			n           int
			want        string
		}{
			{"riverside", "1", 9, "Citizens: too few have answered yet."},
			{"riverside", "3", 1, ten + "\n" + ten + "\nRiverside (synthetic), 10 people: true 9, in part 0, not true 1."},
			{"northside", "2", 9, ten + "\n" + ten + "\nRiverside (synthetic), 10 people: true 9, in part 0, not true 1."},
			{"market hill", "2", 1, twenty + "\n" + twenty + "\nRiverside (synthetic), 10 people: true 9, in part 0, not true 1.\n" +
				"2 places have too few people to be shown."},
		} {
			w.say(c.ward, c.holds, c.n)
			w.Verdicts("RVB0001") // somebody asks
			w.wait(10 * time.Minute)
			if got := w.shown(); got != c.want {
				t.Errorf("after %d of %s: got\n%s\nwant\n%s", c.n, c.ward, got, c.want)
			}
		}
	})
}

func TestVerdictsOfThoseWeAsked(t *testing.T) {
	w := newWorld(t)
	w.verifier()
	for i := range 10 {
		w.person(fmt.Sprintf("+%d", i+1)).says("FOLLOW RVB0001")
	}
	w.verify()
	for i := range 10 {
		w.person(fmt.Sprintf("+%d", i+1)).says("yes", "riverside", "no", "1", "skip", "no")
	}
	if err := w.CountVerdicts(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := w.Verdicts("RVB0001")
	if len(got) != 1 || got[0].Milestone != 1 || got[0].N != 10 || got[0].Chosen() != verdict.Asked {
		t.Fatalf("got %+v, want ten people whom we asked", got)
	}
	if name := got[0].PlaceName(got[0].Places[0].Place, "en"); name != "Riverside (synthetic)" {
		t.Errorf("got place %q", name)
	}
	t.Run("the newest answer of a person counts, and who erased theirs does not", func(t *testing.T) {
		w.wait(time.Minute)
		w.person("+1").says("MILESTONE", "yes", "1", "no", "3", "skip", "skip", "no")
		w.person("+11").says("MILESTONE", "yes", "1", "riverside", "no", "1", "skip", "no")
		w.person("+2").says("ERASE")
		if err := w.CountVerdicts(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := w.Verdicts("RVB0001")
		if len(got) != 1 || got[0].N != 10 || got[0].Says[verdict.Untrue] != 1 || got[0].Chosen() != verdict.Various {
			t.Errorf("got %+v, want ten people, one of whom changed their mind", got)
		}
	})
	t.Run("under the k that is configured nothing is told", func(t *testing.T) {
		w.config.Fewest = 11
		w.restart()
		if err := w.CountVerdicts(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := w.Verdicts("RVB0001"); len(got) != 1 || got[0].N != 0 || got[0].Places != nil {
			t.Errorf("got %+v", got)
		}
	})
}

// What people said of a word that was taken back is told as that, and is never
// counted with what they say of the next.
func TestVerdictsAreOfWhatWasSaidThen(t *testing.T) {
	w := newWorld(t)
	w.verifier()
	w.wait(0)
	w.say("riverside", "3", 10)
	w.wait(time.Minute)
	w.promise(parsePlan(t, "riverbend.yaml", fell...))
	w.Verdicts("RVB0001") // somebody asks
	w.wait(time.Second)
	const then = "When it was complete: Citizens on milestone 1, 10 people (who wrote to us, no sample): true 0, in part 0, not true 10."
	if got, want := w.shown(), "Citizens: too few have answered yet.\n"+then; !strings.HasPrefix(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	w.say("riverside", "1", 9)
	w.person("+91").says("MILESTONE", "yes", "1", "no", "1", "skip", "no") // who had said it is not true
	w.wait(10 * time.Minute)
	const now = "Citizens on milestone 1, 10 people (who wrote to us, no sample): true 10, in part 0, not true 0."
	if got := w.shown(); !strings.HasPrefix(got, now+"\n"+now+"\n") || !strings.Contains(got, then) {
		t.Errorf("got\n%s\nwant\n%s\n%s", got, now, then)
	}
}

// Who answers again and passes over the question has said nothing that stands.
func TestVerdictsForgetWhoPassesOverTheQuestion(t *testing.T) {
	w := newWorld(t)
	w.verifier("  - ask: holds\n    required: yes\n", "  - ask: holds\n")
	first := w.person("+11").says("MILESTONE", "yes", "1", "riverside", "no", "3", "skip", "skip", "no")
	w.say("riverside", "1", 9)
	n := func() int {
		t.Helper()
		w.wait(time.Minute)
		if err := w.CountVerdicts(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := w.Verdicts("RVB0001")
		if len(got) != 1 {
			t.Fatalf("got %+v, want one verdict", got)
		}
		return got[0].N
	}
	if got := n(); got != 10 {
		t.Errorf("got %d people, want ten", got)
	}
	first.says("MILESTONE", "yes", "1", "no", "skip", "skip", "skip", "no")
	if got := n(); got != 0 {
		t.Errorf("got %d people when one of ten took it back, want too few to tell", got)
	}
}

// However many ask, they are counted once in a while, and not at all when
// nobody asks.
func TestVerdictsAreCountedSeldom(t *testing.T) {
	w := newWorld(t)
	w.verifier()
	views := 0
	w.line.viewed = func() { views++ }
	counted := func(want int, when string) {
		t.Helper()
		if views != want {
			t.Errorf("%s: counted %d times, want %d", when, views, want)
		}
	}
	w.wait(0)
	counted(1, "at first")
	for range 3 {
		w.Verdicts("RVB0001")
		w.wait(time.Minute)
	}
	counted(1, "within ten minutes")
	w.wait(10 * time.Minute)
	counted(2, "after ten minutes in which somebody asked")
	w.wait(time.Hour)
	counted(2, "after an hour in which nobody did")
	w.person("+1").says("PLAN 1")
	counted(2, "while they wait for it")
	w.wait(time.Second)
	counted(3, "when they had asked")
}
