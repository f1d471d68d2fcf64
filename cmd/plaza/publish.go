package main

import (
	"context"
	"errors"
	"fmt"

	"plaza/bot"
)

type publishCmd struct {
	folderArg
	Move bool `help:"Bring the people in the middle of a conversation over to the new edition."`
	Yes  bool `help:"Do not ask before moving people." short:"y"`
}

// Run publishes a folder: from now on the next person gets this one.
func (cmd publishCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	folder, err := cmd.open()
	if err != nil {
		return err
	}
	if cmd.Move && !cmd.Yes {
		return usage(errors.New("--move interrupts people: they are asked again where they stand"), "--yes does it")
	}
	h, err := file.open(ctx, w, ui, mayCreate, sending(cmd.Move))
	if err != nil {
		return err
	}
	defer h.close(ui)
	made, problems, err := h.bot.Publish(ctx, folder)
	for _, p := range within(folder, problems) {
		fmt.Fprintln(ui.err, p)
	}
	if errors.Is(err, bot.ErrNotPublished) {
		return errors.New("not published: mend the errors first")
	}
	if err != nil {
		return err
	}
	printChanges(ui.err, folder, made.Changes)
	number := fmt.Sprintf("edition %d.%d", made.Edition, made.Wording)
	switch {
	case made.Same:
		fmt.Fprintf(w.out, "%s is published as it is, %s\n", made.Flow, number)
	case made.Wording == 1:
		fmt.Fprintf(w.out, "published %s, %s: the next person gets it\n", made.Flow, number)
	default:
		fmt.Fprintf(w.out, "published %s, %s: everyone sees it from their next message on\n", made.Flow, number)
	}
	if p := h.bot.Library().Newest(made.Flow); p != nil {
		if shut := shut(p, w.now()); shut != "" {
			ui.say("%s", shut)
		}
	}
	if !cmd.Move {
		return nil
	}
	moved, err := h.bot.Move(ctx, made.Flow)
	if err != nil {
		return hint(fmt.Errorf("move people to %s: %w", number, err), "the same command goes on where it stopped")
	}
	ui.say("moved %d people; serve asks them again where they stand", moved)
	return nil
}
