package bot_test

import (
	"errors"
	"strings"
	"testing"

	"plaza/bot"
	"plaza/flows"
)

func TestPublishMakesAWordingOrAnEdition(t *testing.T) {
	w := newWorld(t)
	steps := []struct {
		name    string
		yaml    string
		edition int
		wording int
		same    bool
	}{
		{"First", parks, 1, 1, false},
		{"Same", parks, 1, 1, true},
		{"AText", strings.Replace(parks, "Noted.", "Noted, thank you.", 1), 1, 2, false},
		{"AQuestion", parks + "  - ask: why\n    text: Why?\n    answer: text\n", 2, 1, false},
	}
	for _, s := range steps {
		made := w.publish(s.yaml)
		if made.Edition != s.edition || made.Wording != s.wording || made.Same != s.same {
			t.Errorf("%s: got edition %d wording %d same %v, want %d %d %v", s.name, made.Edition, made.Wording, made.Same, s.edition, s.wording, s.same)
		}
	}
}

// A name that was taken out is not free for another kind of question: answers
// are kept under it.
func TestPublishedNamesStayTaken(t *testing.T) {
	w := newWorld(t, parks)
	without, _, _ := strings.Cut(parks, "  - ask: trees")
	w.publish(without + "  - say: Noted.\n")
	_, problems, err := w.Publish(t.Context(), &flows.Folder{Files: map[string][]byte{
		"flow.yaml": []byte(strings.Replace(parks, "answer: number", "answer: text", 1)),
	}})
	if want := "trees was a number in a published edition"; !errors.Is(err, bot.ErrNotPublished) || !strings.Contains(problems.Error(), want) {
		t.Errorf("got %v, %v, want it refused because %s", err, problems, want)
	}
	w.publish(parks) // as it was, it may come back
}

func TestPublishRefuses(t *testing.T) {
	w := newWorld(t, parks)
	for name, tt := range map[string]struct{ yaml, want string }{
		"ErrCheck":        {strings.Replace(parks, "trees\n    text: How", "trees\n    text: \"{them}\"\n    x: How", 1), "x"},
		"ErrKindChanged":  {strings.Replace(parks, "answer: number", "answer: text", 1), "published"},
		"ErrWordTaken":    {strings.NewReplacer("flow: parks", "flow: gardens").Replace(parks), "word-taken"},
		"ErrNotBuiltYet":  {strings.Replace(parks, "languages: [en]", "languages: [en]\nwho: verified residents", 1), "later version"},
		"ErrNoFlowAtAll":  {"", ""},
		"ErrNotEvenYAML":  {"flow: [", ""},
		"ErrPanelWaiting": {strings.Replace(parks, "languages: [en]", "languages: [en]\nwho: panel neighbours", 1), "later version"},
	} {
		t.Run(name, func(t *testing.T) {
			_, problems, err := w.Publish(t.Context(), &flows.Folder{Files: map[string][]byte{"flow.yaml": []byte(tt.yaml)}})
			if !errors.Is(err, bot.ErrNotPublished) {
				t.Errorf("got %v, want it refused", err)
			}
			if !strings.Contains(problems.Error(), tt.want) {
				t.Errorf("got %v, want it to speak of %q", problems, tt.want)
			}
		})
	}
	w.person("+1").says("PARKS").hears("about parks") // what was published stays
}

func TestPeopleInTheMiddle(t *testing.T) {
	t.Run("SeeANewWordingAtTheirNextMessage", func(t *testing.T) {
		w := newWorld(t, parks)
		ana := w.person("+1").says("PARKS", "yes").skips()
		w.publish(strings.Replace(parks, "Noted.", "Noted, thank you.", 1))
		ana.says("3").hears("Noted, thank you.")
	})
	t.Run("FinishOnTheEditionTheyBegan", func(t *testing.T) {
		w := newWorld(t, parks)
		ana := w.person("+1").says("PARKS", "yes").skips()
		w.publish(parks + "  - ask: why\n    text: Why?\n    answer: text\n")
		ana.says("3").hears("Noted.").onRecord("parks/main done trees=3")
		w.person("+2").says("PARKS", "yes", "4").skips().says("Shade.").onRecord("parks/main done trees=4 why=Shade.")
	})
	t.Run("AreReadAsTheyWereAsked", func(t *testing.T) {
		w := newWorld(t, streets)
		ana := w.person("+1").says("STREETS", "yes").skips()
		turned := strings.Replace(streets, "      lamps: {en: Street lamps, es: Faroles}\n      pipes: {en: Water pipes, es: Tuberías}\n",
			"      pipes: {en: Water pipes, es: Tuberías}\n      lamps: {en: Street lamps, es: Faroles}\n", 1)
		if made := w.publish(turned); made.Wording != 2 {
			t.Fatalf("got %+v, want a new wording", made)
		}
		ana.says("1").skips().onRecord("streets/main  first=lamps")
		w.person("+2").says("STREETS", "yes", "1").skips().onRecord("streets/main  first=pipes")
	})
	t.Run("CanBeMoved", func(t *testing.T) {
		w := newWorld(t, parks)
		ana := w.person("+1").says("PARKS", "yes").skips()
		w.publish(strings.Replace(parks, "  - say: Noted.", "  - ask: why\n    text: Why?\n    answer: text\n  - say: Noted.", 1))
		if n, err := w.Move(t.Context(), "parks"); n != 1 || err != nil {
			t.Fatalf("moved %d (%v), want 1", n, err)
		}
		w.dispatch()
		ana.hears("How many trees?").says("3").hears("Why?").says("Shade.").hears("Noted.")
		ana.onRecord("parks/main done trees=3 why=Shade.")
		if n, err := w.Move(t.Context(), "parks"); n != 0 || err != nil {
			t.Errorf("moved %d (%v) the second time, want 0", n, err)
		}
	})
	t.Run("AreAskedAgainWhenMovedToWhereMoreIsKept", func(t *testing.T) {
		w := newWorld(t, parks)
		ana := w.person("+1").says("PARKS", "yes").skips()
		w.publish(strings.Replace(parks, "May we keep what", "May we keep and publish what", 1))
		if n, err := w.Move(t.Context(), "parks"); n != 1 || err != nil {
			t.Fatalf("moved %d (%v), want 1", n, err)
		}
		w.dispatch()
		ana.hears("May we keep and publish").says("yes").hears("How many trees?").says("3").hears("Noted.")
		ana.onRecord("parks/main done trees=3")
	})
	t.Run("CanBeMovedOnceMore", func(t *testing.T) {
		w := newWorld(t, parks)
		ana := w.person("+1").says("PARKS", "yes").skips()
		steps := "  - say: Noted."
		for _, name := range []string{"why", "where"} {
			steps = "  - ask: " + name + "\n    text: And " + name + "?\n    answer: text\n" + steps
			w.publish(strings.Replace(parks, "  - say: Noted.", steps, 1))
			if n, err := w.Move(t.Context(), "parks"); n != 1 || err != nil {
				t.Fatalf("moved %d (%v), want 1", n, err)
			}
			w.dispatch()
			ana.hears("How many trees?")
		}
	})
	t.Run("AreMovedToTheFirstOpenQuestion", func(t *testing.T) {
		w := newWorld(t, parks)
		ana := w.person("+1").says("PARKS", "yes").skips()
		w.publish(strings.Replace(parks, "ask: trees\n    text: How many trees?\n    answer: number", "ask: benches\n    text: Which bench?\n    answer: text", 1))
		if n, err := w.Move(t.Context(), "parks"); n != 1 || err != nil {
			t.Fatalf("moved %d (%v), want 1", n, err)
		}
		w.dispatch()
		ana.hears("Which bench?")
	})
}
