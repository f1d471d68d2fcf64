package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"plaza/civic/plan"
)

type planExportCmd struct {
	ID   string `arg:"" help:"The plan."`
	CSV  string `help:"Write tables into a new folder: the columns of OGP's dataset, then our own." name:"csv" placeholder:"DIR" xor:"form"`
	YAML string `help:"Write YAML into a new file (to standard output)." name:"yaml" placeholder:"FILE" xor:"form"`
}

// Run writes a published plan so that plaza plan import reads the same.
func (cmd planExportCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	h, err := file.open(ctx, w, ui, mustExist, false)
	if err != nil {
		return err
	}
	defer h.close(ui)
	p, err := h.published(cmd.ID)
	if err != nil {
		return err
	}
	switch {
	case cmd.CSV != "":
		return cmd.tables(w, p)
	case cmd.YAML != "":
		if err := newFile(cmd.YAML, p.YAML()); err != nil {
			return err
		}
		fmt.Fprintln(w.out, cmd.YAML)
		return nil
	}
	_, err = w.out.Write(p.YAML())
	return err
}

// tables writes a plan into a new folder of CSV.
func (cmd planExportCmd) tables(w world, p *plan.Plan) error {
	if err := os.Mkdir(cmd.CSV, 0o755); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return hint(fmt.Errorf("%s is there already", cmd.CSV), "name another folder, or delete this one")
		}
		return fmt.Errorf("write the plan: %w", err)
	}
	sheets := p.CSV()
	for _, name := range slices.Sorted(maps.Keys(sheets)) {
		if err := newFile(filepath.Join(cmd.CSV, name), sheets[name]); err != nil {
			return err
		}
		fmt.Fprintln(w.out, filepath.Join(cmd.CSV, name))
	}
	return nil
}

// newFile writes a file that is not there yet.
func newFile(name string, content []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return hint(fmt.Errorf("%s is there already", name), "name another file, or delete this one")
	}
	if err == nil {
		_, err = f.Write(content)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		return fmt.Errorf("write the plan: %w", err)
	}
	return nil
}
