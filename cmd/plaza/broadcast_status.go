package main

import (
	"context"
	"os/signal"
	"syscall"
	"time"

	"plaza/bot"
)

// watchedEvery is how often a broadcast that somebody watches is looked at, at
// most: its copies are counted each time, and where that takes long it is done
// more rarely, so that whoever watches never takes more than a twentieth of the
// database's time.
const watchedEvery = 2 * time.Second

// rest is how long to look away after a look that took so long.
func rest(took time.Duration) time.Duration { return max(watchedEvery, 20*took) }

type broadcastStatusCmd struct {
	ID    string `arg:"" optional:"" help:"One broadcast; all of them without it."`
	Watch bool   `help:"Go on until it is over."`
	JSON  bool   `help:"Print one JSON object a line." name:"json"`
}

// Run says how far broadcasts are. A terminal gets a drawing; a pipe gets plain
// lines with tabs between the fields.
func (cmd broadcastStatusCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	h, err := file.open(ctx, w, ui, mustExist, false)
	if err != nil {
		return err
	}
	defer h.close(ui)
	unapproved(ui, h)
	if cmd.ID != "" {
		return cmd.one(ctx, w, h)
	}
	all, err := h.bot.Broadcasts().Statuses(ctx)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		ui.say("there is no broadcast")
		ui.hint("plaza broadcast send FILE makes one; docs/broadcasts.md shows how")
	}
	p := printer{out: w.out, table: onTerminal(w.out), json: cmd.JSON, now: w.now()}
	for _, s := range all {
		if err := cmd.line(&p, s, h); err != nil {
			return err
		}
	}
	return p.end()
}

// one shows one broadcast, again and again when it is watched.
func (cmd broadcastStatusCmd) one(ctx context.Context, w world, h *house) error {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	screen := live{out: w.out, table: onTerminal(w.out) && !cmd.JSON}
	for {
		began := w.now()
		s, err := h.bot.Broadcasts().Status(ctx, cmd.ID)
		if ctx.Err() != nil {
			return nil // who watches has seen enough
		}
		if err != nil {
			return refusal(ctx, h, cmd.ID, err)
		}
		on := pageOf(w.out)
		if !cmd.Watch {
			on.rows = 0 // what does not fit is scrolled back to
		}
		if err := screen.show(cmd.shown(s, h, screen.table, on, w.now()), on); err != nil {
			return err
		}
		if !cmd.Watch || s.State.Over() && s.Waiting() == 0 {
			return nil
		}
		select {
		case <-time.After(rest(w.now().Sub(began))):
		case <-ctx.Done():
			return nil
		}
	}
}

// shown is how one broadcast stands: a drawing for a person, a line for a pipe.
func (cmd broadcastStatusCmd) shown(s *bot.BroadcastStatus, h *house, person bool, on page, now time.Time) string {
	if person && !cmd.JSON {
		return drawStatus(s, h, on, now)
	}
	return statusLine(s, h, cmd.JSON)
}
