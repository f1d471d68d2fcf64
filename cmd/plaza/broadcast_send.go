package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"plaza/civic/broadcast"
	"plaza/store"
)

type broadcastSendCmd struct {
	broadcastFile
	At   string `help:"Begin then, such as \"2026-03-02 10:00\" by the forum's clock (as soon as it is approved)." placeholder:"TIME"`
	Test string `help:"Send it to this phone of yours alone, as it would get it: one of those under broadcasts.test in the configuration. It must have written before." placeholder:"TO"`
	actorArg
}

// Run asks for the approval of a broadcast: it leaves when another operator
// has given it, and the time has come.
func (cmd broadcastSendCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	h, f, err := cmd.open(ctx, w, ui, file)
	if err != nil {
		return err
	}
	defer h.close(ui)
	unapproved(ui, h)
	by, err := cmd.who(w, &h.config)
	if err != nil {
		return err
	}
	if cmd.Test != "" {
		return cmd.test(ctx, w, ui, h, f)
	}
	if h.approvals() && len(h.Operators) < 2 {
		return hint(fmt.Errorf("nobody could approve it: there %s", areOperators(len(h.Operators))),
			"name two people under operators in the configuration", "or set broadcasts.approval: off, and nobody need approve it")
	}
	at, err := h.moment("--at", cmd.At, w.now())
	if err != nil {
		return err
	}
	r, problems, err := h.bot.Broadcasts().Propose(ctx, f, by, at)
	if err := ui.refused(problems, errUnfit); err != nil {
		return err
	}
	if err != nil {
		return refusal(ctx, h, f.ID.Text, err)
	}
	untagged, err := h.bot.Broadcasts().Untagged(ctx, f)
	if err != nil {
		return err
	}
	for _, tag := range untagged {
		ui.say("nobody has the tag %s", tag)
	}
	if h.approvals() {
		fmt.Fprintf(w.out, "%s is proposed by %s, to begin %s\n", r.ID, by, h.begins(r))
		ui.hint("another operator looks at it and lets it go: plaza broadcast approve %s", r.ID)
		return nil
	}
	if _, err = h.bot.Broadcasts().Approve(ctx, r.ID, by, r.Hash()); err != nil {
		return refusal(ctx, h, r.ID, err)
	}
	return letGo(ctx, w, ui, h, r, by)
}

// begins is when a broadcast that was not let go yet would begin.
func (h *house) begins(r *broadcast.Record) string {
	if r.Start.IsZero() {
		return "as soon as it is approved"
	}
	return clock(r.Start.In(h.zone()))
}

// letGo schedules an approved broadcast for the time its author wished; at
// once when that is over.
func letGo(ctx context.Context, w world, ui ui, h *house, r *broadcast.Record, by string) error {
	at := r.Start
	if at.Before(w.now()) {
		at = time.Time{}
	}
	scheduled, err := h.bot.Broadcasts().Schedule(ctx, r.ID, by, at)
	if err != nil {
		return refusal(ctx, h, r.ID, err)
	}
	fmt.Fprintf(w.out, "%s begins %s; a running serve sends it\n", r.ID, clock(scheduled.Start.In(h.zone())))
	ui.hint("plaza broadcast status %s --watch shows how far it is", r.ID)
	return nil
}

// test sends a broadcast to one contact.
func (cmd broadcastSendCmd) test(ctx context.Context, w world, ui ui, h *house, f *broadcast.File) error {
	if err := ui.refused(h.bot.Broadcasts().Check(f), errUnfit); err != nil {
		return err
	}
	to, err := h.ours(cmd.Test)
	if err != nil {
		return err
	}
	n, err := h.bot.Broadcasts().TestTo(ctx, f, to)
	if errors.Is(err, store.ErrNotFound) {
		return hint(errors.New("--test: nobody can be written to at this phone"), "write to us from it first: a test goes to somebody who wrote before and has not stopped")
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(w.out, "queued %s to them alone; a running serve sends it\n", count(n, "message"))
	return nil
}

// ours is the contact of one of the forum's own phones. A test asks for nobody's
// consent and nobody's approval, so it goes to no others.
func (h *house) ours(named string) (store.Contact, error) {
	to, err := h.contact(named)
	if err != nil {
		return "", err
	}
	for _, phone := range h.Broadcasts.Test {
		if own, err := h.contact(phone); err == nil && own == to {
			return to, nil
		}
	}
	return "", hint(errors.New("--test: this is not one of your own phones"),
		"a test goes only to those under broadcasts.test in the configuration, such as test: [sms:+15005550006]")
}

// contact is the contact that an operator names: by a channel and an address
// of it, or as the log and the outbox do.
func (h *house) contact(named string) (store.Contact, error) {
	name, address, ok := strings.Cut(named, ":")
	switch {
	case !ok && strings.HasPrefix(named, "+"):
		return "", usage(errors.New("an address needs its channel before it"), "such as sms:+15005550006")
	case !ok:
		return store.Contact(named), nil
	}
	ch := h.bot.Channels[name]
	if ch == nil {
		return "", usage(fmt.Errorf("there is no channel %s", name), offered(name, h.channelNames(), "plaza doctor shows the channels")...)
	}
	caps := ch.Capabilities()
	return h.store.Contact(caps.Name, caps.Scope, address), nil
}

type broadcastApproveCmd struct {
	ID   string `arg:"" help:"The broadcast."`
	Seen string `help:"The mark of the text you looked at, as this command without it shows." placeholder:"MARK"`
	actorArg
}

// Run shows a broadcast that waits for its approval, as people would get it,
// and with the mark of what was shown lets it go.
func (cmd broadcastApproveCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	h, err := file.open(ctx, w, ui, mustExist, true)
	if err != nil {
		return err
	}
	defer h.close(ui)
	unapproved(ui, h)
	r, f, err := h.bot.Broadcasts().Find(ctx, cmd.ID)
	if err != nil {
		return refusal(ctx, h, cmd.ID, err)
	}
	// One that is approved and was not scheduled, because something came
	// between, only begins.
	if r.State != broadcast.Proposed && r.State != broadcast.Approved {
		return refusal(ctx, h, r.ID, fmt.Errorf("approve %s: it is %s: %w", r.ID, r.State, broadcast.ErrState))
	}
	if cmd.Seen == "" {
		p, err := h.bot.Broadcasts().Preview(ctx, f, r.Start)
		if err != nil {
			return refusal(ctx, h, r.ID, err)
		}
		printPreview(w, f, p, h)
		ui.say("%s proposed it, to begin %s", r.Author, h.begins(r))
		ui.say("of these, it goes to who agreed to %s: %s", f.Purpose.Text, audienceOf(f))
		lets := "lets it go"
		if by, err := cmd.who(w, &h.config); err == nil && by == r.Author && h.approvals() {
			lets = "lets it go, with the token of another operator than " + by
		}
		ui.hint("plaza broadcast approve %s --seen %s %s", r.ID, r.Hash(), lets)
		return nil
	}
	by, err := cmd.who(w, &h.config)
	if err != nil {
		return err
	}
	if r.State != broadcast.Approved {
		if r, err = h.bot.Broadcasts().Approve(ctx, r.ID, by, cmd.Seen); err != nil {
			return refusal(ctx, h, cmd.ID, err)
		}
	}
	return letGo(ctx, w, ui, h, r, by)
}

// audienceOf is whom a broadcast is meant for, as its author wrote it.
func audienceOf(f *broadcast.File) string {
	whom := "everyone"
	if f.Audience != nil {
		whom = f.Audience.Src
	}
	if f.Without != nil {
		whom += "; without: " + f.Without.Src
	}
	return whom
}
