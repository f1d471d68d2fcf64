package main

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"

	"plaza/flows"
)

type testCmd struct {
	folderArg
	Update bool `help:"Write what the conversation says now into the transcripts."`
}

// Run plays the transcripts of a folder and prints where the conversation went
// otherwise.
func (cmd testCmd) Run(w world, ui ui) error {
	folder, err := cmd.open()
	if err != nil {
		return err
	}
	env, err := environment()
	if err != nil {
		return err
	}
	p, err := cmd.compile(ui, folder, env, "tested")
	if err != nil {
		return err
	}
	results, err := playAll(folder, p, env)
	if err != nil {
		return err
	}
	if len(results) == 0 {
		return hint(fmt.Errorf("%s has no transcript", cmd.Folder), "plaza try "+cmd.Folder+" --record en.chat writes one")
	}
	if cmd.Update {
		return cmd.update(ui, folder, results)
	}
	wrong := 0
	for _, r := range results {
		if !r.OK() {
			fmt.Fprintln(w.out, r.Result)
			wrong++
		}
	}
	if wrong > 0 {
		ui.say("%d of %s went otherwise", wrong, count(len(results), "transcript"))
		ui.hint("plaza test %s --update takes what it says now, and keeps your ...", cmd.Folder)
		return errSaid
	}
	ui.say("%s, every conversation went as written", count(len(results), "transcript"))
	return nil
}

// update writes the transcripts as the conversation went.
func (cmd testCmd) update(ui ui, folder *flows.Folder, results []played) error {
	dir, err := cmd.dir()
	if err != nil {
		return err
	}
	unread := 0
	for _, r := range results {
		switch {
		case len(r.Problems) > 0:
			fmt.Fprintln(ui.err, r.Problems)
			unread++
		case !bytes.Equal(r.Update, folder.Files[r.file]):
			if err := replaceFile(filepath.Join(dir, r.file), r.Update); err != nil {
				return err
			}
			ui.say("wrote %s", filepath.Join(dir, r.file))
		}
	}
	if unread > 0 {
		return errors.New("what could not be read was left alone")
	}
	return nil
}
