package bot_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"plaza/bot"
	"plaza/channels"
	"plaza/flows"
	"plaza/locales"
	"plaza/store"
	"plaza/store/sqlite"
)

// A world is a bot on a store of its own, a network that loses nothing, and a
// clock that moves only when told.
type world struct {
	*bot.Bot
	t      testing.TB
	config bot.Config
	store  store.Store
	net    *network
	clock  time.Time
	dice   *dice
	line   *line // between the bot and its store
	posts  int

	storeDir, spoolDir string
}

// newWorld opens a world in which the given consultations are published.
func newWorld(t testing.TB, yamls ...string) *world {
	t.Helper()
	dir := t.TempDir()
	db, err := sqlite.Open(t.Context(), filepath.Join(dir, "plaza.db"), sqlite.Options{Keys: keys(t), Migrate: true, Hurried: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return newWorldOn(t, db, dir, yamls...)
}

// keys are the same in every run: which people share a shard is no matter of luck.
func keys(tb testing.TB) *store.Keys {
	tb.Helper()
	text, err := store.NewKey(strings.NewReader("the master key of all our worlds"))
	if err != nil {
		tb.Fatal(err)
	}
	k, err := store.ParseKey(text)
	if err != nil {
		tb.Fatal(err)
	}
	return k
}

// newWorldOn opens a world on a store that is there.
func newWorldOn(t testing.TB, db store.Store, dir string, yamls ...string) *world {
	t.Helper()
	w := &world{t: t, store: db, net: newNetwork(), dice: &dice{}, clock: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), storeDir: dir}
	bundle, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	w.line = &line{Store: db}
	w.config = bot.Config{
		Store: w.line, Channels: map[string]channels.Channel{"sms": w.net}, Locales: bundle, Now: func() time.Time { return w.clock },
		Rand: w.dice, Forum: "The forum", Contact: "forum@example.org",
	}
	w.Bot = w.node()
	for _, y := range yamls {
		w.publish(y)
	}
	return w
}

// node is one more bot on the same store.
func (w *world) node() *bot.Bot {
	w.t.Helper()
	b, err := bot.New(w.config)
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

// publish publishes a folder that is one flow.yaml.
func (w *world) publish(yaml string) bot.Published {
	w.t.Helper()
	made, problems, err := w.Publish(w.t.Context(), &flows.Folder{Files: map[string][]byte{"flow.yaml": []byte(yaml)}})
	if err != nil {
		w.t.Fatalf("publish: %v\n%v", err, problems)
	}
	return made
}

// wait moves the clock and does what is due meanwhile.
func (w *world) wait(d time.Duration) {
	w.t.Helper()
	w.clock = w.clock.Add(d)
	if err := w.Tick(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	w.dispatch()
}

// dispatch sends everything that may be sent now.
func (w *world) dispatch() {
	w.t.Helper()
	for {
		n, err := w.Dispatch(w.t.Context(), "sms")
		if err != nil {
			w.t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

// someone is a person with a phone in this world.
type someone struct {
	*world
	number string
	heard  int // messages of ours they have looked at
}

func (w *world) person(number string) *someone { return &someone{world: w, number: number} }

// says lets the person write, one message after another.
func (p *someone) says(texts ...string) *someone {
	p.t.Helper()
	for _, text := range texts {
		p.posts++
		err := p.Receive(p.t.Context(), "sms", channels.Event{
			Kind: channels.Message, From: channels.Address(p.number), Ref: fmt.Sprintf("m%d", p.posts), Text: text,
		})
		if err != nil {
			p.t.Fatalf("%q: %v", text, err)
		}
		p.dispatch()
	}
	return p
}

// saysAtOnce lets messages arrive together, as one batch.
func (p *someone) saysAtOnce(texts ...string) *someone {
	p.t.Helper()
	p.receive(p, texts...)
	p.dispatch()
	return p
}

// receive takes messages of one person in, together, and sends nothing.
func (w *world) receive(p *someone, texts ...string) {
	w.t.Helper()
	events := make([]channels.Event, len(texts))
	for i, text := range texts {
		p.posts++
		events[i] = channels.Event{
			Kind: channels.Message, From: channels.Address(p.number), Ref: fmt.Sprintf("m%d", p.posts), Text: text,
		}
	}
	if err := w.Receive(w.t.Context(), "sms", events...); err != nil {
		w.t.Fatalf("%q: %v", texts, err)
	}
}

// hears holds the messages that have come since last time to contain these
// words, one message after another, and no more messages.
func (p *someone) hears(want ...string) *someone {
	p.t.Helper()
	got := p.net.to(p.number)[p.heard:]
	p.heard += len(got)
	ok := len(got) == len(want)
	for i := 0; ok && i < len(got); i++ {
		ok = strings.Contains(got[i], want[i])
	}
	if !ok {
		p.t.Errorf("%s heard:\n\t%s\nwant:\n\t%s", p.number, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
	return p
}

// hearsNothing holds that nothing has come since last time.
func (p *someone) hearsNothing() *someone { p.t.Helper(); return p.hears() }

// skips passes over what has come.
func (p *someone) skips() *someone {
	p.heard = len(p.net.to(p.number))
	return p
}

// contact is the person's id in the store.
func (p *someone) contact() store.Contact { return p.store.Contact("sms", "", p.number) }

// runs returns the person's runs of all consultations, each as
// "flow/part outcome name=value …".
func (p *someone) runs() []string {
	p.t.Helper()
	var lines []string
	err := p.store.Update(p.t.Context(), p.store.Shard(p.contact()), func(tx store.Tx) error {
		ctx := context.Background()
		runs, err := tx.Runs(ctx, p.contact(), "")
		if err != nil {
			return err
		}
		for _, r := range runs {
			line := r.Flow + "/" + r.Part + " " + r.Outcome
			answers, err := tx.Answers(ctx, p.contact(), r.ID)
			if err != nil {
				return err
			}
			for _, a := range answers {
				value := a.Value
				if a.Status != "answered" {
					value = a.Status
				}
				line += " " + a.Name + "=" + value
			}
			lines = append(lines, line)
		}
		return nil
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return lines
}

// onRecord holds the person's runs to be these.
func (p *someone) onRecord(want ...string) *someone {
	p.t.Helper()
	if got := p.runs(); !slices.Equal(got, want) {
		p.t.Errorf("on record:\n\t%s\nwant:\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
	return p
}

// network is a network in memory: it keeps what it is given, and fails when told to.
type network struct {
	mu   sync.Mutex
	sent map[channels.Address][]string
	fail []error // the next sends' errors; nil sends
	last string  // the id of the last message sent

	before func() // called before each send
}

func newNetwork() *network { return &network{sent: make(map[channels.Address][]string)} }

func (n *network) Capabilities() channels.Capabilities { return channels.Capabilities{Name: "sms"} }

func (n *network) Send(_ context.Context, m channels.Outbound) (channels.Receipt, error) {
	if n.before != nil {
		n.before()
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.fail) > 0 {
		err := n.fail[0]
		n.fail = n.fail[1:]
		if left := (leaves{}); errors.As(err, &left) {
			n.sent[m.To] = append(n.sent[m.To], m.Text)
		}
		if err != nil {
			return channels.Receipt{}, err
		}
	}
	n.sent[m.To], n.last = append(n.sent[m.To], m.Text), m.ID
	return channels.Receipt{Ref: "r-" + m.ID}, nil
}

func (n *network) to(number string) []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.sent[channels.Address(number)])
}

func (n *network) lastID() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.last
}

// dice are random until they are lost: then whatever needs them panics, as a
// fault in the program would.
type dice struct {
	mu     sync.Mutex // several nodes may throw them at once
	lost   bool
	misses int // so often they fall off the table
}

func (d *dice) Read(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.misses--
	if d.lost || d.misses >= 0 {
		return 0, errors.New("no dice")
	}
	return rand.Read(p)
}
