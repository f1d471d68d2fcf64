package bot

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"plaza/store"
)

// conflictTries is how often a transaction that another node's beat is run
// again. From the second time on nothing is taken to be new.
const conflictTries = 3

// writes gathers what a batch of turns changes, so that all of it travels to
// the database in one round trip with the commit.
type writes struct {
	bot   *Bot
	shard int
	wary  bool // say of no row that it is new

	convs    []*store.Conversation
	runs     []store.Run
	replaces []store.Run // runs that take the place of earlier ones of their kind
	answers  []store.Answer
	dropped  []store.Answer // only Contact, Run and Name are set
	consents []store.Consent
	facts    []store.Fact
	follows  []following
	messages []store.Message
	due      []store.Due
	tags     []store.Inbound
	parked   []store.Inbound
	media    []store.Media
	readers  map[store.Contact]reader                // of whom news is told, read for all of them at once
	unasked  map[store.Contact][]time.Time           // what they were sent unasked, likewise
	erased   []store.Contact                         // who asked to be erased in this batch
	first    []func(context.Context, store.Tx) error // what is rare: before the rest
	then     []func(context.Context, store.Tx) error // and after it
}

// update runs fn in a transaction on one shard, writes what it gathered,
// commits, and wakes the senders of what was queued. It tries again when
// another node was first, and turns a panic into an error: one person's
// poisoned state must not stop the others.
func (b *Bot) update(ctx context.Context, shard int, fn func(store.Tx, *writes) error) error {
	var err error
	for try := range conflictTries {
		w := &writes{bot: b, shard: shard, wary: try > 0}
		err = b.Store.Update(ctx, shard, func(tx store.Tx) (err error) {
			defer func() {
				if r := recover(); r != nil {
					err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
				}
			}()
			if err := fn(tx, w); err != nil {
				return err
			}
			return w.flush(ctx, tx)
		})
		if err == nil {
			for i := range w.messages {
				b.wake(w.messages[i].Channel, shard)
			}
			return nil
		}
		if !errors.Is(err, store.ErrConflict) {
			return err
		}
		b.metrics.conflicts.Inc()
	}
	return err
}

// conv notes that a conversation changed. It is written once, as it is at the end.
func (w *writes) conv(c *store.Conversation) {
	if !slices.Contains(w.convs, c) {
		w.convs = append(w.convs, c)
	}
}

// run notes a run as it is now, in place of what was noted of it before.
func (w *writes) run(r store.Run) {
	for i := range w.runs {
		if w.runs[i].ID == r.ID {
			r.New = r.New || w.runs[i].New
			w.runs[i] = r
			return
		}
	}
	w.runs = append(w.runs, r)
}

// drop takes back an answer, also one given earlier in the same batch.
func (w *writes) drop(a store.Answer) {
	w.answers = slices.DeleteFunc(w.answers, func(b store.Answer) bool { return b.Run == a.Run && b.Name == a.Name })
	w.dropped = append(w.dropped, a)
}

// park keeps a message for later, with what came with it.
func (w *writes) park(in store.Inbound) {
	w.parked = append(w.parked, in)
	w.media = append(w.media, in.Attached...)
}

// dropMedia removes attachments.
func (w *writes) dropMedia(c store.Contact, ids []string) {
	w.then = append(w.then, func(ctx context.Context, tx store.Tx) error { return tx.DropMedia(ctx, c, ids) })
}

// add takes over what another has gathered.
func (w *writes) add(o *writes) {
	for _, c := range o.convs {
		w.conv(c)
	}
	for _, r := range o.runs {
		w.run(r)
	}
	for _, a := range o.dropped {
		w.drop(a)
	}
	w.replaces = append(w.replaces, o.replaces...)
	w.answers = append(w.answers, o.answers...)
	w.consents = append(w.consents, o.consents...)
	w.facts = append(w.facts, o.facts...)
	w.follows = append(w.follows, o.follows...)
	w.messages = append(w.messages, o.messages...)
	w.due = append(w.due, o.due...)
	w.tags = append(w.tags, o.tags...)
	w.parked = append(w.parked, o.parked...)
	w.media = append(w.media, o.media...)
	w.erased = append(w.erased, o.erased...)
	w.first = append(w.first, o.first...)
	w.then = append(w.then, o.then...)
}

// forget takes back everything noted about a contact in this batch: they
// asked to be erased.
func (w *writes) forget(c store.Contact) {
	w.erased = append(w.erased, c)
	w.convs = slices.DeleteFunc(w.convs, func(v *store.Conversation) bool { return v.Contact == c })
	w.runs = slices.DeleteFunc(w.runs, func(r store.Run) bool { return r.Contact == c })
	w.replaces = slices.DeleteFunc(w.replaces, func(r store.Run) bool { return r.Contact == c })
	w.answers = slices.DeleteFunc(w.answers, func(a store.Answer) bool { return a.Contact == c })
	w.dropped = slices.DeleteFunc(w.dropped, func(a store.Answer) bool { return a.Contact == c })
	w.consents = slices.DeleteFunc(w.consents, func(s store.Consent) bool { return s.Contact == c })
	w.facts = slices.DeleteFunc(w.facts, func(f store.Fact) bool { return f.Contact == c })
	w.follows = slices.DeleteFunc(w.follows, func(f following) bool { return f.Contact == c })
	w.messages = slices.DeleteFunc(w.messages, func(m store.Message) bool { return m.Contact == c })
	w.due = slices.DeleteFunc(w.due, func(d store.Due) bool { return d.Contact == c })
	w.tags = slices.DeleteFunc(w.tags, func(in store.Inbound) bool { return in.Contact == c })
	w.media = slices.DeleteFunc(w.media, func(m store.Media) bool { return m.Contact == c })
}

// flush hands everything to the transaction.
func (w *writes) flush(ctx context.Context, tx store.Tx) error {
	if w.wary {
		w.doubt()
	}
	if err := tx.AddMedia(ctx, w.media); err != nil { // what is rare may move it on
		return err
	}
	for _, fn := range w.first {
		if err := fn(ctx, tx); err != nil {
			return err
		}
	}
	for _, a := range w.dropped {
		if err := tx.DropAnswers(ctx, a.Contact, a.Run, []string{a.Name}); err != nil {
			return err
		}
	}
	for _, write := range []func() error{
		func() error { return tx.PutConversations(ctx, w.convs) },
		func() error { return tx.PutRuns(ctx, w.runs) },
		func() error { return tx.Supersede(ctx, w.replaces, unfinished) },
		func() error { return tx.PutAnswers(ctx, w.answers) },
		func() error { return tx.AddConsents(ctx, w.consents) },
		func() error { return w.bot.revoke(ctx, tx, w.consents) },
		func() error { return tx.PutFacts(ctx, w.facts) },
		func() error { return w.writeFollows(ctx, tx) },
		func() error { return tx.Enqueue(ctx, w.messages) },
		func() error { return tx.PutDue(ctx, w.due) },
		func() error { return tx.Tag(ctx, w.tags) },
		func() error { return tx.Park(ctx, w.parked) },
	} {
		if err := write(); err != nil {
			return err
		}
	}
	for _, fn := range w.then {
		if err := fn(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// doubt takes back that anything is new.
func (w *writes) doubt() {
	for i := range w.runs {
		w.runs[i].New = false
	}
	for i := range w.answers {
		w.answers[i].New = false
	}
	for i := range w.messages {
		w.messages[i].New = false
	}
}
