package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"plaza/store"
)

type tagCmd struct {
	Tag      string   `arg:"" help:"The tag: small letters, digits and hyphens."`
	Contacts []string `arg:"" optional:"" name:"contact" help:"The people: contacts as the log and the outbox name them, or CHANNEL:ADDRESS; the lines of standard input without any."`
	Off      bool     `help:"Take it away again."`
}

// Run puts a tag on people, for the audience of a broadcast to name. All of
// them are gone through, whoever is not known.
func (cmd tagCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	if !channelName.MatchString(cmd.Tag) {
		return usage(fmt.Errorf("%q cannot be a tag", cmd.Tag), "small letters, digits and hyphens, such as observers")
	}
	h, err := file.open(ctx, w, ui, mustExist, true)
	if err != nil {
		return err
	}
	defer h.close(ui)
	if len(cmd.Contacts) == 0 {
		lines := bufio.NewScanner(w.in)
		for lines.Scan() {
			if line := strings.TrimSpace(lines.Text()); line != "" {
				cmd.Contacts = append(cmd.Contacts, line)
			}
		}
		if err := lines.Err(); err != nil {
			return fmt.Errorf("read whom to tag: %w", err)
		}
	}
	done, missed := 0, 0
	for _, named := range cmd.Contacts {
		c, err := h.contact(named)
		if err != nil {
			return err
		}
		switch err := h.bot.Tag(ctx, c, cmd.Tag, !cmd.Off); {
		case errors.Is(err, store.ErrNotFound):
			missed++
		case err != nil:
			return err
		default:
			done++
		}
	}
	did := "tagged"
	if cmd.Off {
		did = "took the tag from"
	}
	fmt.Fprintf(w.out, "%s: %s %s\n", cmd.Tag, did, peopled(done))
	if missed > 0 {
		return hint(fmt.Errorf("%d of %d never wrote, or were erased", missed, len(cmd.Contacts)), "a person writes first; then they can be tagged")
	}
	return nil
}
