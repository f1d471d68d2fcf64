package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"plaza/flows"
	"plaza/flows/flowtest"
)

// free sees, before anybody talks, that a transcript can be written: a
// conversation is not held twice, and a transcript of somebody's is not lost.
func free(file string) error {
	if _, err := os.Stat(file); err == nil {
		return hint(fmt.Errorf("%s is there already", file), "name another file, or delete this one")
	}
	if _, err := os.Stat(filepath.Dir(file)); err != nil {
		return fmt.Errorf("record the conversation: %w", err)
	}
	return nil
}

// record writes the conversation as a transcript: what the citizen did, said
// once more to the engine alone, which tells its sentences by key and not by
// how a channel draws them.
func (s *stage) record(file string, ui ui) error {
	env, err := environment()
	if err != nil {
		return err
	}
	lib, err := flows.NewLibrary(env.Lexicon, s.program)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	rec := flowtest.NewRecorder(&b, s.carries.Name, s.lang, s.began)
	world := flowtest.NewWorld(s.program, lib, flowtest.Scene{
		Channel: s.carries.Name, Language: s.lang, At: s.began.Format("2006-01-02 15:04"),
	})
	world.Seen = rec.Seen
	for _, did := range s.heard {
		if when, moved := strings.CutPrefix(did, "@ "); moved {
			if err := world.Move(when); err != nil {
				return fmt.Errorf("record the conversation: %w", err)
			}
			rec.Moved(world.Now)
			continue
		}
		text := strings.TrimPrefix(did, "> ")
		rec.Wrote(text, "")
		world.Write(text)
	}
	if err := rec.Err(); err != nil {
		return fmt.Errorf("record the conversation: %w", err)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("record the conversation: %w", err)
	}
	ui.say("wrote the transcript %s", file)
	if filepath.Ext(file) != ".chat" || filepath.ToSlash(filepath.Dir(file)) != s.folder.Name {
		ui.hint("plaza test plays what lies in the consultation's folder and ends in .chat")
	}
	return nil
}
