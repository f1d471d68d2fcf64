package bot_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"plaza/bot"
	"plaza/channels"
	"plaza/store"
)

// booth is a channel that answers and never speaks first.
type booth struct{ t testing.TB }

func (booth) Capabilities() channels.Capabilities { return channels.Capabilities{Name: "ussd"} }

func (b booth) Send(context.Context, channels.Outbound) (channels.Receipt, error) {
	b.t.Error("something was sent on a channel that never speaks first")
	return channels.Receipt{}, channels.ErrPermanent
}

func (booth) Respond(channels.Exchange) http.Handler { return http.NotFoundHandler() }

// dialler is a person who dials; each session and input has its own ref.
type dialler struct {
	*world
	number string
	at     channels.Exchange
	refs   int

	mu  sync.Mutex
	now time.Time // read by what runs meanwhile
}

// newBooth opens a world with a booth in which one node runs.
func newBooth(t *testing.T, yamls ...string) *dialler {
	t.Helper()
	w := newWorld(t, yamls...)
	w.config.Channels["booth"] = booth{t}
	w.config.Starts = map[string]string{"booth": "PARKS"}
	d := &dialler{world: w, number: "+254711000001", now: w.clock}
	w.config.Now = func() time.Time {
		d.mu.Lock()
		defer d.mu.Unlock()
		return d.now
	}
	w.Bot = d.another(t)
	d.at = w.Exchange("booth")
	return d
}

// another is one more node on the same store, which runs until the test ends.
func (d *dialler) another(t *testing.T) *bot.Bot {
	t.Helper()
	b := d.node()
	if err := b.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { b.Run(ctx); close(done) }()
	t.Cleanup(func() { stop(); <-done })
	return b
}

// later moves the clock and does what is due.
func (d *dialler) later(by time.Duration) {
	d.t.Helper()
	d.mu.Lock()
	d.now = d.now.Add(by)
	d.mu.Unlock()
	if err := d.Tick(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
}

// says hands in one input, the empty one being a dial, and holds the answer to
// contain these words, one message after another; the last is CON or END.
func (d *dialler) says(text string, want ...string) {
	d.t.Helper()
	d.refs++
	d.repeats(d.refs, text, want...)
}

// repeats hands in an input under a ref that may have been used.
func (d *dialler) repeats(ref int, text string, want ...string) {
	d.t.Helper()
	a, err := d.at.Answer(d.t.Context(), channels.Event{From: channels.Address(d.number), Ref: fmt.Sprintf("s/%d", ref), Text: text})
	if err != nil {
		d.t.Fatalf("%q: %v", text, err)
	}
	var got []string
	for _, m := range a.Say {
		got = append(got, m.Text)
	}
	got = append(got, map[bool]string{true: "CON", false: "END"}[a.Open])
	ok := len(got) == len(want)
	for i := 0; ok && i < len(got); i++ {
		ok = strings.Contains(got[i], want[i])
	}
	if !ok {
		d.t.Errorf("%q: answered\n\t%s\nwant\n\t%s", text, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
	if a.More == "" || strings.Contains(a.More, "{") {
		d.t.Errorf("got %q for turning a page, want a word", a.More)
	}
}

func (d *dialler) runs() (lines []string) {
	d.t.Helper()
	contact := d.store.Contact("ussd", "", d.number)
	err := d.store.Update(d.t.Context(), d.store.Shard(contact), func(tx store.Tx) error {
		runs, err := tx.Runs(context.Background(), contact, "")
		lines = nil
		for _, r := range runs {
			lines = append(lines, r.Flow+"/"+r.Part+" "+r.Outcome)
		}
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return lines
}

// states counts the messages of the booth in the outbox by their state.
func (d *dialler) states() map[store.Delivery]int {
	d.t.Helper()
	n := map[store.Delivery]int{}
	err := d.store.View(d.t.Context(), func(v store.View) error {
		tallies, err := v.Outbox(d.t.Context())
		for _, tally := range tallies {
			if tally.Channel == "booth" {
				n[tally.State] += tally.N
			}
		}
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return n
}

func TestExchange(t *testing.T) {
	d := newBooth(t, parks, streets)
	d.says("", "what you say about parks", "CON")
	d.says("yes", "How many trees", "CON")
	d.says("3", "Noted.", "END")
	if got := d.runs(); !slices.Equal(got, []string{"parks/main done"}) {
		t.Errorf("got the runs %q, want one under the contact of this channel", got)
	}
	if got := d.states(); got[store.Sent] != 3 || len(got) != 1 {
		t.Errorf("got the outbox %v, want three messages sent and no other", got)
	}
}

func TestARepeatedRequestIsAnsweredTheSame(t *testing.T) {
	d := newBooth(t, parks)
	d.says("", "about parks", "CON")
	d.says("yes", "How many trees", "CON")
	d.repeats(2, "yes", "How many trees", "CON")
	d.says("3", "Noted.", "END")
	d.repeats(3, "3", "Noted.", "END")
	d.repeats(1, "", "about parks", "CON") // late, and from another node:
	d.at = d.another(t).Exchange("booth")
	d.repeats(3, "3", "Noted.", "END")
}

func TestACutSessionIsTakenUpAgain(t *testing.T) {
	d := newBooth(t, parks, streets)
	d.says("STREETS", "May we keep your answers?", "CON")
	d.says("yes", "What comes first?", "CON")
	d.says("", "What comes first?", "CON") // not the start word's consultation
	d.says("2", "Why?", "CON")
}

// The process died between the commit and the answer: nobody heard it.
func TestWhatWasNotHeardIsSaidOnce(t *testing.T) {
	d := newBooth(t, parks)
	d.says("", "about parks", "CON")
	err := d.Receive(t.Context(), "booth", channels.Event{From: channels.Address(d.number), Ref: "unheard", Text: "yes"})
	if err != nil {
		t.Fatal(err)
	}
	d.says("", "How many trees", "CON")
}

func TestUniversalWordsOfAnExchange(t *testing.T) {
	d := newBooth(t, parks)
	d.says("", "about parks", "CON")
	d.says("HELP", "The forum", "about parks", "CON")
	d.says("STOP", "no more messages", "END")
	d.says("", "You had asked us to stop", "CON")
	d.says("START", "Welcome back", "END")
	d.says("", "about parks", "CON")
	d.says("yes", "How many trees", "CON")
	d.says("BACK", "", "CON")
	d.says("ERASE", "erased here", "END")
	d.repeats(9, "ERASE", "has arrived", "END") // nothing is left of what was said to it
	if got := d.states(); len(got) != 0 {
		t.Errorf("got the outbox %v after an erasure, want nothing", got)
	}
}

func TestADialWithNothingToOpen(t *testing.T) {
	d := newBooth(t, streets)
	d.says("", "To take part", "CON")
	d.says("CALLES", "respuestas", "CON")
}

// What nobody asked for is not queued where it cannot be sent, nor sent.
func TestNothingIsSaidUnasked(t *testing.T) {
	d := newBooth(t, streets)
	d.says("STREETS", "keep your answers", "CON")
	d.says("yes", "What comes first?", "CON")
	d.later(30 * time.Hour) // the reminder
	if got := d.states(); got[store.Sent] != 2 || len(got) != 1 {
		t.Errorf("got the outbox %v, want nothing queued", got)
	}
	if got := d.unsaid(); got == 0 {
		t.Error("got no count of what could not be said, want one")
	}
	d.says("", "What comes first?", "CON")
}

// What a person of the desk wrote is the first that is read at the next dial.
func TestADeskAnswersAtTheNextDial(t *testing.T) {
	d := newBooth(t, desk)
	d.says("DESK", "May we keep it?", "CON")
	d.says("yes", "A person answers you here.", "CON")
	waiting, err := d.Desk(t.Context(), "")
	if err != nil || len(waiting) != 1 {
		t.Fatalf("got %v, %v at the desk, want one", waiting, err)
	}
	if err := d.Bot.Answer(t.Context(), waiting[0].Code, "We look into it."); err != nil {
		t.Fatal(err)
	}
	d.says("", "We look into it.", "A person will answer you here", "CON")
	d.says("Thank you", "has arrived", "END")
}

func TestAnExchangeTakesOnlyMessages(t *testing.T) {
	d := newBooth(t, parks)
	for _, e := range []channels.Event{{Kind: channels.Stopped, Ref: "1"}, {Kind: channels.Status, Ref: "1"}, {Text: "no ref"}} {
		if _, err := d.at.Answer(t.Context(), e); err == nil {
			t.Errorf("got an answer to %+v, want an error", e)
		}
	}
}

func TestHeard(t *testing.T) {
	d := newBooth(t, parks)
	d.says("", "about parks", "CON")
	got, err := d.at.Heard(t.Context(), channels.Address(d.number), []string{"s/0", "s/1"})
	if err != nil || !slices.Equal(got, []bool{false, true}) {
		t.Errorf("got %v, %v, want the second", got, err)
	}
}

// unsaid is what the counter of that name stands at.
func (d *dialler) unsaid() (n float64) {
	d.t.Helper()
	registry := prometheus.NewRegistry()
	registry.MustRegister(d.Collectors()...)
	all, err := registry.Gather()
	if err != nil {
		d.t.Fatal(err)
	}
	for _, family := range all {
		if family.GetName() == "plaza_messages_unsaid_total" {
			for _, m := range family.GetMetric() {
				n += m.GetCounter().GetValue()
			}
		}
	}
	return n
}
