package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"plaza/flows"
	"plaza/flows/library"
	"plaza/flows/source"
)

// folderArg is the argument of the verbs that work on a consultation.
type folderArg struct {
	Folder string `arg:"" help:"A consultation's folder, or the name of one that comes with plaza."`
}

// open reads the consultation: a folder on disk before a shipped one, so that
// a copy of a shipped one can be worked on under its own name.
func (a folderArg) open() (*flows.Folder, error) {
	dir := a.Folder
	if filepath.Base(dir) == flows.FlowFile {
		dir = filepath.Dir(dir)
	}
	info, err := os.Stat(dir)
	switch {
	case err == nil && !info.IsDir():
		return nil, hint(fmt.Errorf("%s is no folder", dir), "a consultation is a folder with a file flow.yaml")
	case err == nil:
		folder, err := flows.ReadFolder(os.DirFS(dir))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", dir, err)
		}
		if _, ok := folder.Files[flows.FlowFile]; !ok {
			if name := alike(dir); name != "" {
				return nil, hint(fmt.Errorf("there is no %s in %s", flows.FlowFile, dir), "rename "+name+" to "+flows.FlowFile)
			}
		}
		folder.Name = filepath.ToSlash(filepath.Clean(dir))
		return folder, nil
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	folder, err := library.Folder(a.Folder)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		hints := []string{"plaza comes with " + strings.Join(library.Names(), ", ")}
		if s := source.DidYouMean(a.Folder, library.Names()); s != "" {
			hints = append([]string{s}, hints...)
		}
		return nil, hint(fmt.Errorf("there is no folder %s, and no consultation of that name comes with plaza", a.Folder), hints...)
	}
	return folder, err
}

// compile makes the consultation ready to run, and refuses one with errors: a
// conversation on a guess of what was meant would only mislead. done is what
// was to be done with it.
func (a folderArg) compile(ui ui, folder *flows.Folder, env flows.Env, done string) (*flows.Program, error) {
	f, problems := flows.Parse(folder)
	if problems.Err() == nil {
		problems = append(problems, flows.Check(f, env)...)
	}
	if problems.Err() != nil {
		for _, p := range within(folder, problems.Errors()) {
			fmt.Fprintln(ui.err, p)
		}
		return nil, hint(fmt.Errorf("%s cannot be %s yet", a.Folder, done), "plaza check "+a.Folder+" says everything")
	}
	return flows.Compile(f, env)
}

// dir is the folder on disk, for the verbs that write into it.
func (a folderArg) dir() (string, error) {
	dir := a.Folder
	if filepath.Base(dir) == flows.FlowFile {
		dir = filepath.Dir(dir)
	}
	if _, err := os.Stat(dir); err != nil {
		if _, shipped := library.Folder(a.Folder); shipped == nil {
			return "", hint(fmt.Errorf("%s comes with plaza and cannot be changed", a.Folder), "copy its folder, and work on the copy")
		}
		_, err := a.open() // says what there is instead
		return "", err
	}
	return dir, nil
}

// alike is a file in dir that was meant to be flow.yaml, as editors and
// phones rename it; empty when there is none.
func alike(dir string) string {
	files, err := os.ReadDir(dir)
	if err != nil {
		return ""
	}
	for _, f := range files {
		switch strings.ToLower(f.Name()) {
		case "flow.yml", "flow.yaml.txt", "flow.yml.txt", "flow.txt", "flow.yaml", "flow":
			return f.Name()
		}
	}
	return ""
}

// within puts a consultation's folder before the file of every problem, so
// that the place can be clicked in a terminal, and into the hints that name a
// command, so that they can be pasted there.
func within(folder *flows.Folder, problems source.Problems) source.Problems {
	placed := slices.Clone(problems)
	for i := range placed {
		placed[i].Pos = inFolder(folder, placed[i].Pos)
		if folder.Name != "" {
			placed[i].Hint = strings.ReplaceAll(placed[i].Hint, "FOLDER", folder.Name)
		}
	}
	return placed
}

// inFolder is a place in a file of a folder, as seen from outside.
func inFolder(folder *flows.Folder, pos source.Pos) source.Pos {
	if folder.Name != "" && pos.File != "" {
		pos.File = folder.Name + "/" + pos.File
	}
	return pos
}
