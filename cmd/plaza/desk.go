package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"plaza/bot"
)

type deskCmd struct {
	List   deskListCmd   `cmd:"" help:"List the conversations that wait for a person, the longest waiting first."`
	Answer deskAnswerCmd `cmd:"" help:"Write to the person under a code."`
	Return deskReturnCmd `cmd:"" help:"Hand a conversation back to its consultation."`
}

type deskListCmd struct {
	Desk string `arg:"" optional:"" help:"One desk; all of them without it."`
}

// Run prints the queue. It holds what people wrote, for whoever is to answer;
// it does not hold who they are.
func (cmd deskListCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	h, err := file.open(ctx, w, ui, mustExist, false)
	if err != nil {
		return err
	}
	defer h.close(ui)
	waiting, err := h.bot.Desk(ctx, cmd.Desk)
	if err != nil {
		return err
	}
	if len(waiting) == 0 {
		ui.say("nobody waits")
	}
	for i, c := range waiting {
		if i > 0 {
			fmt.Fprintln(w.out)
		}
		fmt.Fprintf(w.out, "%s  %s, %s, in %s, since %s", c.Code, c.Desk, c.Flow, c.Lang, c.OpenedAt.Local().Format("2 January 15:04"))
		if !c.Until.IsZero() {
			fmt.Fprintf(w.out, "; goes on by itself %s", c.Until.Local().Format("2 January 15:04"))
		}
		fmt.Fprintln(w.out)
		for _, l := range c.Lines {
			mark := "<"
			if l.In {
				mark = ">"
			}
			text := strings.ReplaceAll(l.Text, "\n", "\n    ")
			for _, kind := range slices.Backward(bot.Kinds(l)) {
				text = strings.TrimSpace("[" + kind + "] " + text)
			}
			fmt.Fprintf(w.out, "  %s %s\n", mark, text)
		}
	}
	return nil
}

type deskAnswerCmd struct {
	Code string   `arg:"" help:"The code that plaza desk list shows."`
	Text []string `arg:"" optional:"" help:"What to say; standard input without it."`
}

// Run queues the answer; a running serve sends it.
func (cmd deskAnswerCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	text := strings.Join(cmd.Text, " ")
	if len(cmd.Text) == 0 {
		b, err := io.ReadAll(w.in)
		if err != nil {
			return fmt.Errorf("read the answer: %w", err)
		}
		text = strings.TrimSpace(string(b))
	}
	return atDesk(ctx, w, ui, file, "queued for "+cmd.Code, func(b *bot.Bot) error { return b.Answer(ctx, cmd.Code, text) })
}

type deskReturnCmd struct {
	Code string `arg:"" help:"The code that plaza desk list shows."`
}

// Run lets the consultation go on where it stopped.
func (cmd deskReturnCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	return atDesk(ctx, w, ui, file, cmd.Code+" is back with its consultation", func(b *bot.Bot) error { return b.Return(ctx, cmd.Code) })
}

// atDesk does one thing to a waiting conversation and says that it is done.
func atDesk(ctx context.Context, w world, ui ui, file configFile, done string, do func(*bot.Bot) error) error {
	h, err := file.open(ctx, w, ui, mustExist, true)
	if err != nil {
		return err
	}
	defer h.close(ui)
	err = do(h.bot)
	if errors.Is(err, bot.ErrNoHandover) {
		return hint(err, "plaza desk list shows who waits")
	}
	if err == nil {
		ui.say("%s", done)
	}
	return err
}
