package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"plaza/store"
)

type outboxCmd struct {
	List   outboxListCmd   `cmd:"" default:"withargs" help:"Count the messages by channel and state; with a filter, list them."`
	Retry  outboxRetryCmd  `cmd:"" help:"Send messages once more that failed or were lost from sight."`
	Cancel outboxCancelCmd `cmd:"" help:"Stop messages that wait to be sent."`
}

// messageFilter is how an operator says which messages.
type messageFilter struct {
	Channel string   `help:"Of this channel." placeholder:"NAME"`
	State   []string `help:"In this state, or these: ${states}." placeholder:"STATE" enum:"${states}"`
	Flow    string   `help:"Of this consultation." placeholder:"ID"`
	Contact string   `help:"To this contact, as the list and the log name people." placeholder:"HASH"`
	Since   string   `help:"Made since then: 2h, or 2026-03-01." placeholder:"TIME"`
}

// states are all states of a message, in the order they can happen.
func states() []string {
	var s []string
	for _, d := range []store.Delivery{store.Queued, store.Sending, store.Sent, store.Delivered, store.Read, store.Failed, store.Halted, store.Expired, store.Unknown} {
		s = append(s, string(d))
	}
	return s
}

// none says that nothing was asked for in particular.
func (f *messageFilter) none() bool {
	return f.Channel == "" && len(f.State) == 0 && f.Flow == "" && f.Contact == "" && f.Since == ""
}

// in is the filter as a store takes it.
func (f *messageFilter) in(now time.Time) (store.MessageFilter, error) {
	out := store.MessageFilter{Channel: f.Channel, Flow: f.Flow, Contact: store.Contact(f.Contact)}
	for _, s := range f.State {
		out.States = append(out.States, store.Delivery(s))
	}
	if f.Since == "" {
		return out, nil
	}
	if ago, err := time.ParseDuration(f.Since); err == nil {
		out.Since = now.Add(-ago)
		return out, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, f.Since, time.Local)
	if err != nil {
		return out, usage(fmt.Errorf("--since: %q is neither a time such as 2h nor a day such as 2026-03-01", f.Since), "plaza outbox --help")
	}
	out.Since = day
	return out, nil
}

type outboxListCmd struct {
	messageFilter
	Limit int  `help:"List the oldest so many (100; 0 lists all)." default:"100" placeholder:"N"`
	JSON  bool `help:"Print one JSON object a line."`
}

// Run prints how the outbox stands, or the messages that are meant. It never
// prints what a message says or where it goes.
func (cmd outboxListCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	h, err := file.open(ctx, w, ui, mustExist, false)
	if err != nil {
		return err
	}
	defer h.close(ui)
	p := printer{out: w.out, table: onTerminal(w.out), json: cmd.JSON, now: w.now()}
	if cmd.none() {
		return cmd.count(ctx, h, ui, &p)
	}
	f, err := cmd.in(w.now())
	if err != nil {
		return err
	}
	if cmd.Limit > 0 {
		f.Limit = cmd.Limit + 1
	}
	n := 0
	err = h.store.View(ctx, func(v store.View) error {
		return v.EachMessage(ctx, f, func(m store.Message) error {
			if n++; cmd.Limit > 0 && n > cmd.Limit {
				return nil
			}
			return p.message(&m)
		})
	})
	if err = errors.Join(err, p.end()); err != nil {
		return err
	}
	switch {
	case n == 0:
		ui.say("there is no such message")
	case cmd.Limit > 0 && n > cmd.Limit:
		ui.say("these are the oldest %d; there are more", cmd.Limit)
		ui.hint("--limit 0 lists all")
	}
	return nil
}

// count prints how many messages are in which state.
func (cmd outboxListCmd) count(ctx context.Context, h *house, ui ui, p *printer) error {
	var tallies []store.Tally
	var spent map[string]int64
	err := h.store.View(ctx, func(v store.View) (err error) {
		if spent, err = v.Spent(ctx); err == nil {
			tallies, err = v.Outbox(ctx)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, flow := range slices.Sorted(maps.Keys(h.Budgets)) {
		ui.say("%s has spent %s of %s %s", flow, amount(spent[flow]), amount(millionths(h.Budgets[flow])), h.Prices.Currency)
	}
	if len(tallies) == 0 {
		ui.say("nothing was ever to be sent")
	}
	for _, t := range tallies {
		if err := p.tally(t); err != nil {
			return err
		}
	}
	return p.end()
}

// chosen are messages that an operator means to change.
type chosen struct {
	Keys []string `arg:"" optional:"" name:"key" help:"The messages, by the keys that plaza outbox lists."`
	messageFilter
	Yes bool `help:"Do it without asking."`
}

// find reads the messages that are in one of these states.
func (c *chosen) find(ctx context.Context, h *house, now time.Time, in ...store.Delivery) ([]store.Message, error) {
	if c.none() && len(c.Keys) == 0 {
		return nil, usage(errors.New("say which messages"), "a key that plaza outbox --state lists, or a filter such as --channel NAME")
	}
	f, err := c.in(now)
	if err != nil {
		return nil, err
	}
	if f.States = slices.DeleteFunc(in, func(s store.Delivery) bool { return len(c.State) > 0 && !slices.Contains(c.State, string(s)) }); len(f.States) == 0 {
		return nil, nil
	}
	var found []store.Message
	err = h.store.View(ctx, func(v store.View) error {
		return v.EachMessage(ctx, f, func(m store.Message) error {
			if len(c.Keys) == 0 || slices.Contains(c.Keys, m.Key) {
				found = append(found, store.Message{Contact: m.Contact, Key: m.Key, State: m.State, Channel: m.Channel})
			}
			return nil
		})
	})
	return found, err
}

type outboxRetryCmd struct{ chosen }

// Run puts messages back into the queue; a running serve sends them.
func (cmd outboxRetryCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	return cmd.change(ctx, w, ui, file, func(h *house) (int, error) {
		msgs, err := cmd.find(ctx, h, w.now(), store.Failed, store.Unknown)
		if err != nil {
			return 0, err
		}
		doubtful := 0
		for _, m := range msgs {
			if m.State == store.Unknown {
				doubtful++
			}
		}
		if doubtful > 0 && !cmd.Yes {
			return 0, hint(fmt.Errorf("nobody knows whether %d of %d left: who got one gets it twice", doubtful, len(msgs)),
				"--yes sends them all the same", "--state failed leaves them")
		}
		return h.bot.Retry(ctx, msgs)
	}, "back in the queue")
}

type outboxCancelCmd struct {
	chosen
	Why string `help:"The reason, which is kept with them." default:"by an operator" placeholder:"TEXT"`
}

// Run stops messages that have not left.
func (cmd outboxCancelCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	return cmd.change(ctx, w, ui, file, func(h *house) (int, error) {
		msgs, err := cmd.find(ctx, h, w.now(), store.Queued)
		if err != nil {
			return 0, err
		}
		if len(msgs) > 1 && !cmd.Yes {
			return 0, hint(fmt.Errorf("that stops %d messages for good", len(msgs)), "--yes stops them")
		}
		return h.bot.Cancel(ctx, msgs, cmd.Why)
	}, "stopped")
}

// change does something to messages and says to how many.
func (c *chosen) change(ctx context.Context, w world, ui ui, file configFile, do func(*house) (int, error), done string) error {
	h, err := file.open(ctx, w, ui, mustExist, false)
	if err != nil {
		return err
	}
	defer h.close(ui)
	n, err := do(h)
	if err != nil {
		return err
	}
	if n == 0 {
		ui.say("no such message waits for that")
		ui.hint("plaza outbox --state %s lists them", strings.Join(states(), ","))
		return errSaid
	}
	fmt.Fprintf(w.out, "%d %s\n", n, done)
	return nil
}
