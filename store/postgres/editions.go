package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"plaza/store"
)

// What belongs to no person lies on no shard.
const (
	selectVersionTable = `select to_regclass('goose_db_version') is not null`
	insertMeta         = `insert into meta (name, value) values ($1, $2), ($3, $4) on conflict do nothing`
	selectMeta         = `select value from meta where name = $1`

	insertEdition = `insert into editions (flow, edition, wording, hash, files, published_at, retired)
		values ($1, $2, $3, $4, $5, $6, $7)`
	selectEditions = `select flow, edition, wording, hash, files, published_at, retired from editions
		order by published_at, flow, edition, wording`

	// A renewal keeps the number; every other owner gets a greater one.
	acquireLease = `insert into leases as l (sender, owner, fence, until_at) values ($1, $2, 1, $4)
		on conflict (sender) do update set owner = excluded.owner, until_at = excluded.until_at,
		fence = l.fence + (l.owner <> excluded.owner)::int
		where l.owner = excluded.owner or l.until_at <= $3
		returning fence`
)

// AddEdition keeps a published wording.
func (db *DB) AddEdition(ctx context.Context, e store.Edition) error {
	files := e.Files
	if files == nil {
		files = []byte{}
	}
	_, err := db.pool.Exec(ctx, insertEdition, e.Flow, e.Edition, e.Wording, e.Hash, files, stamp(e.PublishedAt), e.Retired)
	if err != nil {
		return fmt.Errorf("add an edition: %w", fault(err))
	}
	return nil
}

// Editions returns all published wordings.
func (db *DB) Editions(ctx context.Context) ([]store.Edition, error) {
	var out []store.Edition
	rows, err := db.pool.Query(ctx, selectEditions)
	if err == nil {
		err = each(rows, func(rows pgx.Rows) error {
			var e store.Edition
			err := rows.Scan(&e.Flow, &e.Edition, &e.Wording, &e.Hash, &e.Files, when{&e.PublishedAt}, &e.Retired)
			out = append(out, e)
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("read editions: %w", absent(err))
	}
	return out, nil
}

// Acquire takes or renews the lease of a sender.
func (db *DB) Acquire(ctx context.Context, sender, owner string, now, until time.Time) (fence int64, ok bool, err error) {
	err = db.pool.QueryRow(ctx, acquireLease, sender, owner, now, until).Scan(&fence)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return 0, false, nil
	case err != nil:
		return 0, false, fmt.Errorf("take the lease of %s: %w", sender, fault(err))
	}
	return fence, true, nil
}
