package postgres

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strconv"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"plaza/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the tables up to date, or without up only looks whether they
// are. Nodes that start together wait for each other at a lock that ends with
// its session.
func migrate(ctx context.Context, pool *pgxpool.Pool, up bool) (err error) {
	db := stdlib.OpenDBFromPool(pool)
	defer func() { err = errors.Join(err, db.Close()) }()
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("open the migrations: %w", err)
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300)) // each second, five minutes long
	if err != nil {
		return fmt.Errorf("make the lock of the migrations: %w", err)
	}
	steps, err := goose.NewProvider(goose.DialectPostgres, db, files,
		goose.WithSessionLocker(locker), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	if up {
		if _, err := steps.Up(ctx); err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
		return nil
	}
	sources := steps.ListSources()
	return current(ctx, pool, steps, sources[len(sources)-1].Version)
}

// current returns ErrSchema when the tables are older or newer than this program.
func current(ctx context.Context, pool *pgxpool.Pool, steps *goose.Provider, want int64) error {
	var have int64
	var known bool
	if err := pool.QueryRow(ctx, selectVersionTable).Scan(&known); err != nil {
		return fmt.Errorf("look for tables: %w", err)
	}
	if known {
		var err error
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

// settle writes what is fixed when a database is created, unless that has
// been done, and returns the number of shards. A wrong key ends here.
func settle(ctx context.Context, pool *pgxpool.Pool, keys *store.Keys, shards int) (int, error) {
	if _, err := pool.Exec(ctx, insertMeta, "shards", strconv.Itoa(shards), "key", keys.Check()); err != nil {
		return 0, fmt.Errorf("write the number of shards and the check of the key: %w", err)
	}
	var check, count string
	if err := pool.QueryRow(ctx, selectMeta, "key").Scan(&check); err != nil {
		return 0, fmt.Errorf("read the check of the key: %w", err)
	}
	if err := keys.Verify(check); err != nil {
		return 0, err
	}
	if err := pool.QueryRow(ctx, selectMeta, "shards").Scan(&count); err != nil {
		return 0, fmt.Errorf("read the number of shards: %w", err)
	}
	return strconv.Atoi(count)
}
