package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"plaza/store"
)

// What belongs to no person lies on no shard.
const (
	selectVersionTable = `select count(*) from sqlite_master where type = 'table' and name = 'goose_db_version'`
	insertMeta         = `insert into meta (name, value) values (?1, ?2) on conflict do nothing`
	selectMeta         = `select value from meta where name = ?1`

	insertEdition = `insert into editions (flow, edition, wording, hash, files, published_at, retired)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7)`
	selectEditions = `select flow, edition, wording, hash, files, published_at, retired from editions
		order by published_at, flow, edition, wording`

	// A renewal keeps the number; every other owner gets a greater one.
	acquireLease = `insert into leases (sender, owner, fence, until_at) values (?1, ?2, 1, ?4)
		on conflict (sender) do update set owner = excluded.owner, until_at = excluded.until_at,
		fence = fence + (owner <> excluded.owner)
		where owner = excluded.owner or until_at <= ?3
		returning fence`
)

// AddEdition keeps a published wording.
func (db *DB) AddEdition(ctx context.Context, e store.Edition) error {
	files := e.Files
	if files == nil {
		files = []byte{}
	}
	return db.alone(ctx, "add an edition", func(ctx context.Context) error {
		_, err := db.conn.ExecContext(ctx, insertEdition, e.Flow, e.Edition, e.Wording, e.Hash, files, us(e.PublishedAt), e.Retired)
		return err
	})
}

// Editions returns all published wordings.
func (db *DB) Editions(ctx context.Context) ([]store.Edition, error) {
	rows, err := db.reads.QueryContext(ctx, selectEditions)
	if err != nil {
		return nil, fmt.Errorf("read editions: %w", err)
	}
	defer rows.Close()
	var out []store.Edition
	for rows.Next() {
		var e store.Edition
		if err := rows.Scan(&e.Flow, &e.Edition, &e.Wording, &e.Hash, &e.Files, when{&e.PublishedAt}, &e.Retired); err != nil {
			return nil, fmt.Errorf("read editions: %w", err)
		}
		out = append(out, e)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read editions: %w", err)
	}
	return out, nil
}

// Acquire takes or renews the lease of a sender.
func (db *DB) Acquire(ctx context.Context, sender, owner string, now, until time.Time) (fence int64, ok bool, err error) {
	err = db.alone(ctx, "take the lease of "+sender, func(ctx context.Context) error {
		err := db.conn.QueryRowContext(ctx, acquireLease, sender, owner, us(now), us(until)).Scan(&fence)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		ok = err == nil
		return err
	})
	return fence, ok, err
}

// alone runs one statement as a transaction of its own.
func (db *DB) alone(ctx context.Context, what string, fn func(context.Context) error) error {
	return db.Update(ctx, 0, func(s store.Tx) error {
		if err := fn(s.(*tx).ctx); err != nil {
			return fmt.Errorf("%s: %w", what, fault(err))
		}
		return nil
	})
}
