package bot_test

import (
	"strings"
	"testing"
	"time"

	"plaza/store"
)

func TestStopInEveryLanguage(t *testing.T) {
	for _, word := range []string{"STOP", "stop.", "Alto", "BAJA", "arrêt", "ARRET", "parar", "sair", "acha", "توقف", "Unsubscribe", " stop "} {
		t.Run(word, func(t *testing.T) {
			w := newWorld(t, streets)
			ana := w.person("+1").says("STREETS", "yes").skips()
			ana.says(word)
			if got := len(w.net.to("+1")) - ana.heard; got != 1 {
				t.Errorf("got %d messages, want one confirmation", got)
			}
			ana.skips().onRecord("streets/main stopped")
			ana.says(word).hearsNothing()
			w.wait(10 * day)
			ana.hearsNothing()
		})
	}
}

func TestStopIsOnlyTheWord(t *testing.T) {
	w := newWorld(t, streets)
	ana := w.person("+1").says("STREETS", "yes", "street").skips()
	ana.says("We must STOP this bill").onRecord("streets/main done first=lamps why=We must STOP this bill")
}

func TestAsksToStop(t *testing.T) {
	w := newWorld(t, streets)
	ana := w.person("+1").says("STREETS", "yes", "street").skips()
	ana.says("please stop")
	ana.skips().onRecord("streets/main  first=lamps")
	w.wait(2 * day)
	ana.hearsNothing() // nothing else is sent until they write
	t.Run("No", func(t *testing.T) {
		ana.says("no").hears("Why?")
	})
	t.Run("Yes", func(t *testing.T) {
		ana.says("please stop").skips()
		ana.says("yes").skips().onRecord("streets/main stopped first=lamps")
	})
}

func TestStopEndsWhatWasPutAside(t *testing.T) {
	w := newWorld(t, streets, parks)
	ana := w.person("+1").says("STREETS", "yes", "street", "PARKS", "yes", "STOP").skips()
	ana.onRecord("streets/main stopped first=lamps", "parks/main stopped")
	ana.says("START", "STREETS").skips()
	ana.says("no").skips().onRecord("streets/main stopped first=lamps", "parks/main stopped", "streets/main declined")
}

// Asked whether to stop, who has stopped would answer yes: and that is how
// they start again.
func TestWhoHasStoppedIsNotAskedWhetherTo(t *testing.T) {
	w := newWorld(t, streets)
	ana := w.person("+1").says("STREETS", "STOP").skips()
	ana.says("please stop").hears("START")
	ana.says("STREETS").hears("START")
}

func TestStartAgain(t *testing.T) {
	w := newWorld(t, streets)
	ana := w.person("+1").says("STREETS", "STOP").skips()
	ana.says("STREETS").skips().onRecord("streets/main stopped")
	ana.says("yes").skips() // starts again who has opted out
	ana.says("STREETS").hears("May we keep your answers?")
}

func TestYesDoesNotStartWhoHasNotStopped(t *testing.T) {
	w := newWorld(t, streets)
	w.person("+1").says("STREETS").skips().says("YES").hears("What comes first?")
}

func TestHelpTellsWhoWeAreAndAsksAgain(t *testing.T) {
	w := newWorld(t, streets)
	ana := w.person("+1").says("STREETS", "yes").skips()
	ana.says("HELP")
	got := strings.Join(w.net.to("+1")[ana.heard:], "\n")
	for _, want := range []string{"The forum", "forum@example.org", "STOP", "What comes first?"} {
		if !strings.Contains(got, want) {
			t.Errorf("got %q, want it to say %q", got, want)
		}
	}
}

func TestLanguage(t *testing.T) {
	w := newWorld(t, streets)
	ana := w.person("+1").says("STREETS", "yes").skips()
	ana.says("language").hears("Español")
	ana.says("2")
	if got := strings.Join(w.net.to("+1")[ana.heard:], "\n"); !strings.Contains(got, "¿Qué va primero?") {
		t.Errorf("got %q, want the question in Spanish", got)
	}
	ana.skips().says("faroles").hears("¿Por qué?")
}

func TestBackAndSkip(t *testing.T) {
	w := newWorld(t, streets)
	ana := w.person("+1").says("STREETS", "yes", "street").hears("May we", "What comes", "Why?")
	ana.says("back").hears("What comes first?").onRecord("streets/main ")
	ana.says("water", "skip").skips().onRecord("streets/main done first=pipes why=skipped")
}

func TestMyDataNeverRepeatsAnAnswer(t *testing.T) {
	w := newWorld(t, streets)
	ana := w.person("+1")
	ana.says("MY DATA").skips()
	ana.says("STREETS", "yes", "street", "It is dark.").skips()
	ana.says("MY DATA")
	got := strings.Join(w.net.to("+1")[ana.heard:], "\n")
	for _, want := range []string{"Our streets", "2", "2027"} {
		if !strings.Contains(got, want) {
			t.Errorf("got %q, want it to say %q", got, want)
		}
	}
	for _, never := range []string{"dark", "Street lamps"} {
		if strings.Contains(got, never) {
			t.Errorf("got %q, which repeats %q", got, never)
		}
	}
}

func TestMyDataPromisesNoEndThatIsNone(t *testing.T) {
	w := newWorld(t, streets, parks) // parks says nothing of how long
	ana := w.person("+1").says("STREETS", "yes", "street", "It is dark.", "PARKS", "yes", "3").skips()
	ana.says("MY DATA").hears("3 answers")
	if got := w.net.to("+1")[ana.heard-1]; strings.Contains(got, "2027") {
		t.Errorf("got %q, which gives an end to answers that have none", got)
	}
}

func TestErase(t *testing.T) {
	w := newWorld(t, streets)
	ana := w.person("+1").says("STREETS", "yes", "street", "It is dark.").skips()
	ana.says("erase").hears("")
	ana.onRecord()
	w.wait(time.Hour)
	err := w.store.Update(t.Context(), w.store.Shard(ana.contact()), func(tx store.Tx) error {
		convs, err := tx.Conversations(t.Context(), []store.Contact{ana.contact()})
		if c := convs[ana.contact()]; c != nil && c.Address != "" {
			t.Errorf("the address is still there: %+v", c)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	ana.says("STREETS").onRecord() // still opted out
	ana.skips().says("START").skips().says("STREETS").hears("May we keep your answers?")
}

func TestKeepEnds(t *testing.T) {
	w := newWorld(t, streets)
	ana := w.person("+1").says("STREETS", "yes", "street", "It is dark.").skips()
	w.wait(364 * day)
	ana.onRecord("streets/main done first=lamps why=It is dark.")
	w.wait(2 * day)
	for _, line := range ana.runs() {
		if strings.Contains(line, "dark") || strings.Contains(line, "street") {
			t.Errorf("still on record: %s", line)
		}
	}
}
