package main

import (
	"context"
	"fmt"
	"time"

	"plaza/bot"
	"plaza/civic/broadcast"
)

type broadcastPreviewCmd struct {
	broadcastFile
	At   string `help:"As if it began then, such as \"2026-03-02 10:00\" by the forum's clock (now)." placeholder:"TIME"`
	JSON bool   `help:"Print it as JSON." name:"json"`
}

// Run says what a broadcast would do. It shows nobody: only how many they are.
func (cmd broadcastPreviewCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	h, f, err := cmd.open(ctx, w, ui, file)
	if err != nil {
		return err
	}
	defer h.close(ui)
	at, err := h.moment("--at", cmd.At, w.now())
	if err != nil {
		return err
	}
	if err := ui.refused(h.bot.Broadcasts().Check(f), errUnfit); err != nil {
		return err
	}
	p, err := h.bot.Broadcasts().Preview(ctx, f, at)
	if err != nil {
		return refusal(ctx, h, f.ID.Text, err)
	}
	if cmd.JSON {
		return previewJSON(w.out, f, p)
	}
	printPreview(w, f, p, h)
	unapproved(ui, h)
	return nil
}

// moment reads a time by the forum's clock; the zero time when none is given.
// It must be still to come.
func (h *house) moment(flag, text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	today := "by the forum's clock it is " + clock(now.In(h.zone())) + " now"
	at, err := moment(text, h.zone())
	if err != nil {
		return at, usage(fmt.Errorf("%s: %w", flag, err), today)
	}
	if at.Before(now) {
		return at, usage(fmt.Errorf("%s: %s is over", flag, clock(at)), today, "without "+flag+" it begins as soon as it may")
	}
	return at, nil
}

// zone is the forum's: that of its nights.
func (h *house) zone() *time.Location { return h.quietHours().Zone }

// clock is a moment as people read it.
func clock(at time.Time) string { return at.Format("2 January 2006 15:04 MST") }

// lasting is how long something takes, no finer than matters.
func lasting(d time.Duration) string {
	switch d = d.Round(time.Minute); {
	case d < time.Minute:
		return "less than a minute"
	case d < time.Hour:
		return count(int(d/time.Minute), "minute")
	case d < 48*time.Hour:
		h := count(int(d/time.Hour), "hour")
		if m := int(d % time.Hour / time.Minute); m > 0 {
			h += " " + count(m, "minute")
		}
		return h
	}
	days := count(int(d/(24*time.Hour)), "day")
	if h := int(d % (24 * time.Hour) / time.Hour); h > 0 {
		days += " " + count(h, "hour")
	}
	return days
}

// leftOut is why people are left out, in words.
func leftOut(why bot.LeftOut, f *broadcast.File) string {
	switch why {
	case bot.LeftStopped:
		return "stopped messages"
	case bot.LeftConsent:
		return "did not agree to " + f.Purpose.Text
	case bot.LeftDead:
		return "could not be reached when last written to"
	case bot.LeftChannel:
		return "wrote on a channel that is gone, or that only answers"
	case bot.LeftTemplate:
		return "did not write lately, and there is no template"
	case bot.LeftCap:
		return "had as many messages as the cap allows"
	case bot.LeftLate:
		return "would not have their turn before it ends"
	case bot.LeftOther:
		return "will get it on another of their channels"
	}
	return string(why)
}
