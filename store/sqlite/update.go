package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	"plaza/store"
)

// Update runs fn in one transaction. It waits for its turn at the one writer
// as long as ctx lets it; once begun, the transaction runs to its end, since
// nothing in it waits for anything but the disk.
func (db *DB) Update(ctx context.Context, shard int, fn func(store.Tx) error) (err error) {
	select {
	case db.turn <- struct{}{}:
		defer func() { <-db.turn }()
	case <-ctx.Done():
		return fmt.Errorf("wait for the database: %w: %w", store.ErrAway, ctx.Err())
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("wait for the database: %w: %w", store.ErrAway, err)
	}
	t := &tx{db: db, shard: shard, ctx: context.WithoutCancel(ctx)}
	if err := db.begin(t.ctx); err != nil {
		return fmt.Errorf("begin: %w", fault(err))
	}
	done := false
	defer func() {
		if !done { // also when fn panics
			if rerr := db.run(t.ctx, "rollback"); rerr != nil {
				db.drop()
			}
		}
	}()
	if err := fn(t); err != nil {
		return err
	}
	if err := errors.Join(t.err, ctx.Err()); err != nil {
		return err
	}
	if err := db.run(t.ctx, "commit"); err != nil {
		return fmt.Errorf("commit: %w", fault(err))
	}
	done = true
	if t.erases {
		db.scrub.Store(true)
	}
	if db.scrub.Load() {
		db.empty(t.ctx)
	}
	return nil
}

func (db *DB) begin(ctx context.Context) error {
	if db.conn == nil {
		conn, err := db.writes.Conn(ctx)
		if err != nil {
			return err
		}
		db.conn = conn
	}
	return db.run(ctx, "begin immediate")
}

func (db *DB) run(ctx context.Context, statement string) error {
	_, err := db.conn.ExecContext(ctx, statement)
	return err
}

// empty moves the log into the file and cuts it to nothing, so that erased
// text is not left there. It does not wait for a reader who is in the way,
// which an export can be for minutes: the next commit tries again.
func (db *DB) empty(ctx context.Context) {
	var busy, pages, moved int
	err := db.run(ctx, "pragma busy_timeout = 0")
	if err == nil {
		err = db.conn.QueryRowContext(ctx, "pragma wal_checkpoint(truncate)").Scan(&busy, &pages, &moved)
	}
	if err == nil && busy == 0 {
		db.scrub.Store(false)
	}
	if db.run(ctx, "pragma busy_timeout = "+patience) != nil {
		db.drop() // the next transaction begins on a new connection
	}
}

// drop gives the writing connection up after a fault that leaves its state unknown.
func (db *DB) drop() {
	for _, s := range db.prepared {
		_ = s.Close() // with the connection, whatever it says
	}
	clear(db.prepared)
	if db.conn != nil {
		// An error here means that the connection is gone, which is the aim.
		_ = db.conn.Raw(func(any) error { return driver.ErrBadConn })
		_ = db.conn.Close()
		db.conn = nil
	}
}

// tx is a transaction on one shard.
type tx struct {
	db     *DB
	shard  int
	ctx    context.Context // of the transaction: carries values and never ends
	err    error           // the first fault of a statement; nothing is committed after one
	gone   map[store.Contact]fate
	erases bool
}

// fate is what became of a conversation in this transaction.
type fate int

const (
	kept      fate = iota
	written        // its row was added
	forgotten      // its row was removed: a write puts it back
	erased         // a write is passed over
)

// stmt is the prepared form of a statement on the writing connection.
func (t *tx) stmt(q string) (*sql.Stmt, error) {
	if s := t.db.prepared[q]; s != nil {
		return s, nil
	}
	s, err := t.db.conn.PrepareContext(t.ctx, q)
	if err != nil {
		return nil, err
	}
	t.db.prepared[q] = s
	return s, nil
}

// exec runs a statement and returns how many rows it changed. A fault sticks
// to the transaction, as it does in Postgres.
func (t *tx) exec(what, q string, args ...any) (int64, error) {
	if t.err != nil {
		return 0, t.err
	}
	n, err := t.try(q, args)
	if err != nil {
		t.err = fmt.Errorf("%s: %w", what, fault(err))
	}
	return n, t.err
}

func (t *tx) try(q string, args []any) (int64, error) {
	s, err := t.stmt(q) //nolint:sqlclosecheck // kept for the next transaction, closed by drop
	if err != nil {
		return 0, err
	}
	done, err := s.ExecContext(t.ctx, args...)
	if err != nil {
		return 0, err
	}
	return done.RowsAffected()
}

// each calls scan on every row that a query returns.
func (t *tx) each(what, q string, args []any, scan func(*sql.Rows) error) error {
	if t.err != nil {
		return t.err
	}
	s, err := t.stmt(q)
	if err == nil {
		err = each(t.ctx, s, args, scan)
	}
	if err != nil {
		t.err = fmt.Errorf("%s: %w", what, fault(err))
	}
	return t.err
}

func each(ctx context.Context, s *sql.Stmt, args []any, scan func(*sql.Rows) error) error {
	rows, err := s.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// own refuses a contact of another shard: a transaction crosses none.
func (t *tx) own(c store.Contact) error {
	if c != "" && t.db.Shard(c) != t.shard && t.err == nil {
		t.err = fmt.Errorf("contact %s lives on shard %d, not %d", c, t.db.Shard(c), t.shard)
	}
	return t.err
}
