package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"plaza/bot"
	"plaza/civic/broadcast"
)

type broadcastCmd struct {
	Preview broadcastPreviewCmd `cmd:"" help:"Say who would get it, who is left out and why, what it costs and how long it takes."`
	Send    broadcastSendCmd    `cmd:"" help:"Ask for its approval, or send it to yourself first."`
	Approve broadcastApproveCmd `cmd:"" help:"Let go what somebody else wrote; you see it first."`
	Status  broadcastStatusCmd  `cmd:"" default:"withargs" help:"Say how far broadcasts are."`
	Pause   broadcastPauseCmd   `cmd:"" help:"Hold what has not left yet."`
	Resume  broadcastResumeCmd  `cmd:"" help:"Let a paused one go on."`
	Cancel  broadcastCancelCmd  `cmd:"" help:"End it: what has not left never does."`
}

// broadcastFile is the argument of the verbs that read a broadcast.
type broadcastFile struct {
	File string `arg:"" help:"The broadcast: a YAML file, as docs/broadcasts.md explains it."`
}

// open reads the file, and opens the forum. Where the form of the file is
// wrong, everything else that is wrong with it is told at once.
func (a broadcastFile) open(ctx context.Context, w world, ui ui, file configFile) (*house, *broadcast.File, error) {
	src, err := os.ReadFile(a.File)
	if err != nil {
		return nil, nil, hint(fmt.Errorf("read the broadcast: %w", err), "docs/broadcasts.md has one to begin with")
	}
	f, problems := broadcast.Parse(a.File, src)
	h, err := file.open(ctx, w, ui, mustExist, true)
	if problems.Err() == nil {
		return h, f, err
	}
	if err == nil {
		problems = append(problems, h.bot.Broadcasts().Check(f)...)
		h.close(ui)
	}
	return nil, nil, ui.refused(problems, errUnfit)
}

// errUnfit is the last that is said of a broadcast that was found wrong.
var errUnfit = errors.New("this broadcast cannot be sent yet: mend the errors first")

// refusal adds what to do to what the runtime refuses.
func refusal(ctx context.Context, h *house, id string, err error) error {
	switch {
	case errors.Is(err, bot.ErrNoBroadcast):
		var ids []string
		if all, e := h.bot.Broadcasts().All(ctx); e == nil {
			for _, r := range all {
				ids = append(ids, r.ID)
			}
		}
		return hint(fmt.Errorf("there is no broadcast %s", id), offered(id, ids, "plaza broadcast send FILE makes one")...)
	case errors.Is(err, bot.ErrTooFew):
		return hint(err, "take the test on an answer out, or widen the audience: of few people it can be told who answered what")
	case errors.Is(err, broadcast.ErrSamePerson):
		return hint(err, "another operator approves it, with their own token: plaza broadcast approve "+id)
	case errors.Is(err, broadcast.ErrChanged):
		return hint(err, "plaza broadcast approve "+id+" shows it as it is now")
	case errors.Is(err, broadcast.ErrState):
		return hint(err, "plaza broadcast status "+id+" says how far it is and who did what")
	}
	return err
}

// unapproved says wherever broadcasts are shown that nobody checks them.
func unapproved(ui ui, h *house) {
	if !h.approvals() {
		ui.say("broadcasts leave without a second person: broadcasts.approval is off")
	}
}

// actBroadcast does one thing to a broadcast under the name of whoever acts.
func actBroadcast(ctx context.Context, w world, ui ui, file configFile, as actorArg, id string, do func(h *house, by string) (*broadcast.Record, error)) error {
	h, err := file.open(ctx, w, ui, mustExist, true)
	if err != nil {
		return err
	}
	defer h.close(ui)
	unapproved(ui, h)
	by, err := as.who(w, &h.config)
	if err != nil {
		return err
	}
	r, err := do(h, by)
	if err != nil {
		return refusal(ctx, h, id, err)
	}
	fmt.Fprintf(w.out, "%s is %s\n", r.ID, r.State)
	return nil
}

// titled is what a broadcast is called: its id, and its title where it has one.
func titled(f *broadcast.File, langs ...string) string {
	for _, lang := range append(langs, f.Title.Langs...) {
		if p, ok := f.Title.In[lang]; ok {
			return f.ID.Text + ": " + strings.TrimSpace(p.Text)
		}
	}
	return f.ID.Text
}
