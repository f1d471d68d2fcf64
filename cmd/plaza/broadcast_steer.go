package main

import (
	"context"
	"errors"
	"fmt"

	"plaza/bot"
	"plaza/civic/broadcast"
	"plaza/store"
)

// broadcastActing is what the verbs share that hold, go on or end a broadcast.
type broadcastActing struct {
	ID  string `arg:"" help:"The broadcast."`
	Why string `help:"The reason, which is kept with it." placeholder:"TEXT"`
	actorArg
}

type broadcastPauseCmd struct{ broadcastActing }

// Run holds what has not left; what is on its way at this moment leaves.
func (cmd broadcastPauseCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	return actBroadcast(ctx, w, ui, file, cmd.actorArg, cmd.ID, func(h *house, by string) (*broadcast.Record, error) {
		return h.bot.Broadcasts().Pause(ctx, cmd.ID, by, cmd.Why)
	})
}

type broadcastResumeCmd struct {
	broadcastActing
	Yes bool `help:"Go on also where more is due at once than the network lets you open conversations in a day."`
}

// Run lets a paused broadcast go on, whoever or whatever paused it.
func (cmd broadcastResumeCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	return actBroadcast(ctx, w, ui, file, cmd.actorArg, cmd.ID, func(h *house, by string) (*broadcast.Record, error) {
		rushes, err := h.bot.Broadcasts().Rushes(ctx, cmd.ID)
		if err != nil {
			return nil, err
		}
		if len(rushes) > 0 && !cmd.Yes {
			return nil, rushed(cmd.ID, rushes)
		}
		return h.bot.Broadcasts().Resume(ctx, cmd.ID, by, cmd.Why)
	})
}

// rushed says what would leave at once, and what can be done about it.
func rushed(id string, rushes []bot.BroadcastRush) error {
	var errs []error
	for _, r := range rushes {
		errs = append(errs, fmt.Errorf("%s has %s due at once, and a tier of %s a day", r.Channel, count(r.Due, "message"), peopled(r.Tier)))
	}
	return usage(errors.Join(errs...),
		"--yes lets them leave; what the network refuses fails, and a day later goes once more by plaza outbox retry --flow "+store.BroadcastFlow(id)+" --state failed",
		"plaza broadcast cancel "+id+" --yes ends it")
}

type broadcastCancelCmd struct {
	broadcastActing
	Yes bool `help:"Do it without asking."`
}

// Run ends a broadcast. One that was cancelled never goes on.
func (cmd broadcastCancelCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	if !cmd.Yes {
		return usage(errors.New("that ends it for good"), "--yes ends it", "plaza broadcast pause "+cmd.ID+" only holds it")
	}
	return actBroadcast(ctx, w, ui, file, cmd.actorArg, cmd.ID, func(h *house, by string) (*broadcast.Record, error) {
		return h.bot.Broadcasts().Cancel(ctx, cmd.ID, by, cmd.Why)
	})
}
