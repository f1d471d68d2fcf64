package bot_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"plaza/bot"
	"plaza/channels"
	"plaza/civic/broadcast"
	"plaza/store"
)

// news is a broadcast to whoever follows what was promised.
const news = `broadcast: news
purpose: updates
audience: everyone
text:
  en: "The well is done. {word.stop} to leave."
  es: "El pozo está listo. {word.stop} para salir."
`

// resident is what is on record of somebody before a broadcast.
type resident struct {
	lang    string // empty means en
	channel string // empty means sms
	facts   map[string]string
	said    []store.Consent // empty means that they follow something
	person  string
	stopped bool
	dead    bool
	seen    time.Duration // since they last wrote
	follows []store.Follow
}

// updates is a word about being told of what was promised.
func updates(yes bool) store.Consent {
	return store.Consent{Purpose: "updates", Yes: yes, How: "reply"}
}

// settle puts somebody on record as a resident.
func (w *world) settle(number string, r resident) *someone {
	w.t.Helper()
	p := w.person(number)
	c := p.contact()
	if r.lang == "" {
		r.lang = "en"
	}
	if r.channel == "" {
		r.channel = "sms"
	}
	if r.said == nil {
		r.said = []store.Consent{updates(true)}
	}
	conv := &store.Conversation{Contact: c, Channel: r.channel, Address: number, Lang: r.lang, SeenAt: w.clock.Add(-r.seen), New: true}
	if r.stopped {
		conv.Stopped = w.clock
	}
	err := w.store.Update(w.t.Context(), w.store.Shard(c), func(tx store.Tx) error {
		ctx := w.t.Context()
		if err := tx.PutConversations(ctx, []*store.Conversation{conv}); err != nil {
			return err
		}
		for i, said := range r.said {
			said.Contact, said.At = c, w.clock.Add(time.Duration(i-10)*time.Minute)
			if err := tx.AddConsents(ctx, []store.Consent{said}); err != nil {
				return err
			}
		}
		for name, value := range r.facts {
			if err := tx.PutFacts(ctx, []store.Fact{{Contact: c, Name: name, Value: value, At: w.clock}}); err != nil {
				return err
			}
		}
		for _, f := range r.follows {
			f.Contact, f.At = c, w.clock
			if err := tx.AddFollows(ctx, []store.Follow{f}); err != nil {
				return err
			}
		}
		if r.person != "" {
			return tx.Join(ctx, c, r.person)
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	if r.dead {
		w.bury(p)
	}
	return p
}

// bury lets a network say that nobody is reached at somebody's address.
func (w *world) bury(p *someone) {
	w.t.Helper()
	w.queue(p, "bury", store.Reply, "hello")
	w.net.fail = []error{channels.ErrDead}
	w.clock = w.clock.Add(time.Second)
	w.dispatch()
}

// says adds a word to somebody's ledger.
func (w *world) ledger(p *someone, said store.Consent) {
	w.t.Helper()
	said.Contact, said.At = p.contact(), w.clock
	err := w.store.Update(w.t.Context(), w.store.Shard(said.Contact), func(tx store.Tx) error {
		return tx.AddConsents(w.t.Context(), []store.Consent{said})
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// written reads a broadcast file.
func written(t testing.TB, src string) *broadcast.File {
	t.Helper()
	f, problems := broadcast.Parse("b.yaml", []byte(src))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return f
}

// approved proposes a broadcast and lets a second person approve it.
func (w *world) approved(src string) *broadcast.Record {
	w.t.Helper()
	ctx := w.t.Context()
	r, problems, err := w.Broadcasts().Propose(ctx, written(w.t, src), "asha", time.Time{})
	if err != nil {
		w.t.Fatalf("%v\n%v", err, problems)
	}
	if r, err = w.Broadcasts().Approve(ctx, r.ID, "ben", r.Hash()); err != nil {
		w.t.Fatal(err)
	}
	return r
}

// cast lets a broadcast begin now, and everybody be looked at; it sends nothing.
func (w *world) cast(src string) string {
	w.t.Helper()
	r := w.approved(src)
	if _, err := w.Broadcasts().Schedule(w.t.Context(), r.ID, "asha", time.Time{}); err != nil {
		w.t.Fatal(err)
	}
	w.tick()
	return r.ID
}

func (w *world) tick() {
	w.t.Helper()
	if err := w.Tick(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// status is how a broadcast stands.
func (w *world) status(id string) *bot.BroadcastStatus {
	w.t.Helper()
	s, err := w.Broadcasts().Status(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// wantState holds a broadcast to have come so far.
func (w *world) wantCast(id string, want broadcast.State) {
	w.t.Helper()
	if got := w.status(id).State; got != want {
		w.t.Errorf("the broadcast is %s, want %s", got, want)
	}
}

// copies are the messages of a broadcast by state.
func (w *world) copies(id string) map[store.Delivery]int {
	w.t.Helper()
	n := map[store.Delivery]int{}
	for _, tally := range w.status(id).Copies {
		n[tally.State] += tally.N
	}
	return n
}

// due is when a person's copy is due; zero when they have none.
func (w *world) due(id string, p *someone) (due time.Time) {
	w.t.Helper()
	err := w.store.View(w.t.Context(), func(v store.View) error {
		return v.EachMessage(context.Background(), store.MessageFilter{Flow: "broadcast/" + id, Contact: p.contact()}, func(m store.Message) error {
			due = m.DueAt
			return nil
		})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return due
}

// village settles many people who follow something. Their addresses do not
// tell where they live.
func (w *world) village(n int) []*someone {
	w.t.Helper()
	all := make([]*someone, n)
	for i := range all {
		all[i] = w.settle(fmt.Sprintf("person %d", i), resident{})
	}
	return all
}
