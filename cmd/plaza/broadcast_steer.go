package main

import (
	"context"
	"errors"

	"plaza/civic/broadcast"
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

type broadcastResumeCmd struct{ broadcastActing }

// Run lets a paused broadcast go on, whoever or whatever paused it.
func (cmd broadcastResumeCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	return actBroadcast(ctx, w, ui, file, cmd.actorArg, cmd.ID, func(h *house, by string) (*broadcast.Record, error) {
		return h.bot.Broadcasts().Resume(ctx, cmd.ID, by, cmd.Why)
	})
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
