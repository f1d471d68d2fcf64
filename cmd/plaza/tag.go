package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/mattn/go-isatty"

	"plaza/store"
)

type tagCmd struct {
	Tag      string   `arg:"" help:"The tag: small letters, digits and hyphens."`
	Contacts []string `arg:"" optional:"" name:"contact" help:"The people: contacts as the log and the outbox name them, or CHANNEL:ADDRESS; the lines of standard input without any."`
	Off      bool     `help:"Take it away again." xor:"does"`
	List     bool     `help:"Print who has it, a contact a line." xor:"does"`
}

// Run puts a tag on people, for the audience of a broadcast to name, takes it
// away, or says who has it. All of them are gone through, whoever is not known.
func (cmd tagCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	if !channelName.MatchString(cmd.Tag) {
		return usage(fmt.Errorf("%q cannot be a tag", cmd.Tag), "small letters, digits and hyphens, such as observers")
	}
	if cmd.List && len(cmd.Contacts) > 0 {
		return usage(errors.New("--list prints all who have the tag"), "leave the contacts out")
	}
	h, err := file.open(ctx, w, ui, mustExist, sending(!cmd.List))
	if err != nil {
		return err
	}
	defer h.close(ui)
	if cmd.List {
		return cmd.list(ctx, w, ui, h)
	}
	if len(cmd.Contacts) == 0 {
		if file, ok := w.in.(*os.File); ok && isatty.IsTerminal(file.Fd()) {
			ui.say("whom, one a line? Ctrl-D ends")
		}
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

// list prints who has the tag, so that it can be handed to plaza tag again.
func (cmd tagCmd) list(ctx context.Context, w world, ui ui, h *house) error {
	n := 0
	err := h.bot.Tagged(ctx, cmd.Tag, func(c store.Contact) error {
		n++
		_, err := fmt.Fprintln(w.out, c)
		return err
	})
	if err == nil && n == 0 {
		ui.say("nobody has the tag %s", cmd.Tag)
	}
	return err
}
