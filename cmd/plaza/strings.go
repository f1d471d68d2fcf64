package main

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"plaza/flows"
)

type stringsCmd struct {
	Export stringsExportCmd `cmd:"" help:"Print every text with its place, for a translator."`
	Import stringsImportCmd `cmd:"" help:"Take a translator's file back into the folder."`
}

type stringsExportCmd struct {
	folderArg
	Language string `arg:"" help:"The language to translate into, such as fr."`
	To       string `help:"The form: po for translation programs, csv for a spreadsheet." enum:"po,csv" default:"po"`
}

// Run prints the texts. What is there already in the language stands in it.
func (cmd stringsExportCmd) Run(w world) error {
	folder, err := cmd.open()
	if err != nil {
		return err
	}
	f, problems := flows.Parse(folder)
	if err := within(folder, problems).Err(); err != nil {
		return hint(err, "plaza check "+cmd.Folder)
	}
	b, err := flows.ExportStrings(f, cmd.Language, cmd.To)
	if err != nil {
		return err
	}
	_, err = w.out.Write(b)
	return err
}

type stringsImportCmd struct {
	folderArg
	Language string `arg:"" help:"The language of the translation."`
	File     string `arg:"" help:"The translator's file, .po or .csv; - for standard input." default:"-"`
	From     string `help:"The form, when the file's name does not tell." enum:"po,csv," default:"" placeholder:"po|csv"`
}

// Run writes the translation where the language lives: into its .po, or into
// the sentences of flow.yaml that changed and nothing else.
func (cmd stringsImportCmd) Run(w world, ui ui) error {
	dir, err := cmd.dir()
	if err != nil {
		return err
	}
	folder, err := cmd.open()
	if err != nil {
		return err
	}
	var data []byte
	if cmd.File == "-" {
		data, err = io.ReadAll(w.in)
	} else {
		data, err = os.ReadFile(cmd.File)
	}
	if err != nil {
		return fmt.Errorf("read the translation: %w", err)
	}
	form := cmd.From
	if form == "" {
		form = "po"
		if strings.EqualFold(filepath.Ext(cmd.File), ".csv") {
			form = "csv"
		}
	}
	changed, problems := flows.ImportStrings(folder, cmd.Language, form, data)
	for _, p := range problems {
		if cmd.File != "-" && p.Pos.File == cmd.Language+"."+form {
			p.Pos.File = cmd.File // the file as it was handed over, not as it will be called
		}
		fmt.Fprintln(ui.err, p)
	}
	if problems.Err() != nil {
		return fmt.Errorf("nothing was changed")
	}
	n := 0
	for _, name := range slices.Sorted(maps.Keys(changed.Files)) {
		if bytes.Equal(changed.Files[name], folder.Files[name]) {
			continue
		}
		if err := replaceFile(filepath.Join(dir, name), changed.Files[name]); err != nil {
			return err
		}
		ui.say("wrote %s", filepath.Join(dir, name))
		n++
	}
	if n == 0 {
		ui.say("everything was there already")
	}
	return nil
}

// replaceFile writes a file beside its place and moves it there, so that an
// author's work is never half there.
func replaceFile(name string, data []byte) error {
	mode := os.FileMode(0o644)
	if info, err := os.Stat(name); err == nil {
		mode = info.Mode().Perm()
	}
	temp, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(data)
	if err == nil {
		err = temp.Chmod(mode)
	}
	if e := temp.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(temp.Name(), name)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
