package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strconv"

	"github.com/pressly/goose/v3"

	"plaza/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the tables up to date. Two processes may do it at once: each
// step is one transaction, so the one that comes second fails whole and finds
// the step done when it looks again.
func migrate(ctx context.Context, db *sql.DB) error {
	steps, err := provider(db)
	if err != nil {
		return err
	}
	for before := int64(-1); ; {
		_, err := steps.Up(ctx)
		if err == nil {
			return nil
		}
		now, verr := steps.GetDBVersion(ctx)
		if verr != nil || now <= before {
			return fmt.Errorf("migrate: %w", err)
		}
		before = now
	}
}

// current returns ErrSchema when the tables are older or newer than this program.
func current(ctx context.Context, db *sql.DB) error {
	steps, err := provider(db)
	if err != nil {
		return err
	}
	sources := steps.ListSources()
	want := sources[len(sources)-1].Version
	var have int64
	var known int
	if err := db.QueryRowContext(ctx, selectVersionTable).Scan(&known); err != nil {
		return fmt.Errorf("look for tables: %w", err)
	}
	if known > 0 {
		if have, err = steps.GetDBVersion(ctx); err != nil {
			return fmt.Errorf("read the version of the tables: %w", err)
		}
	}
	switch {
	case have < want:
		return fmt.Errorf("%w: the database is at version %d and this program needs %d, hint: plaza migrate", store.ErrSchema, have, want)
	case have > want:
		return fmt.Errorf("%w: the database is at version %d, newer than this program (%d)", store.ErrSchema, have, want)
	}
	return nil
}

func provider(db *sql.DB) (*goose.Provider, error) {
	steps, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, fmt.Errorf("open the migrations: %w", err)
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, steps, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	return p, nil
}

// settle writes what is fixed when a database is created, unless that has
// been done, and returns the number of shards. A wrong key ends here.
func settle(ctx context.Context, db *sql.DB, keys *store.Keys, shards int) (int, error) {
	for name, value := range map[string]string{"shards": strconv.Itoa(shards), "key": keys.Check()} {
		if _, err := db.ExecContext(ctx, insertMeta, name, value); err != nil {
			return 0, fmt.Errorf("write %s: %w", name, err)
		}
	}
	var check, count string
	if err := db.QueryRowContext(ctx, selectMeta, "key").Scan(&check); err != nil {
		return 0, fmt.Errorf("read the check of the key: %w", err)
	}
	if err := keys.Verify(check); err != nil {
		return 0, err
	}
	if err := db.QueryRowContext(ctx, selectMeta, "shards").Scan(&count); err != nil {
		return 0, fmt.Errorf("read the number of shards: %w", err)
	}
	return strconv.Atoi(count)
}
