package main

import "context"

type migrateCmd struct{}

// Run brings the tables up to date, and makes them where there are none. It is
// safe to repeat, and safe on two machines at once.
func (migrateCmd) Run(ctx context.Context, w world, ui ui, file configFile) error {
	h, err := file.open(ctx, w, ui, mayCreate, false)
	if err != nil {
		return err
	}
	defer h.close(ui)
	ui.say("the tables in %s are up to date", h.where)
	return nil
}
