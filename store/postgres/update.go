package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"plaza/store"
)

// Update runs fn in one transaction. Writes wait for the next read, or for
// the commit, and travel with it.
func (db *DB) Update(ctx context.Context, shard int, fn func(store.Tx) error) (err error) {
	conn, err := db.pool.Acquire(ctx)
	if err != nil {
		return absent(fmt.Errorf("connect to the database: %w", err))
	}
	defer conn.Release()
	defer func() { err = absent(err) }()
	t := &tx{db: db, conn: conn, shard: shard, queue: &pgx.Batch{}}
	done := false
	defer func() {
		if t.begun && !done { // also when fn panics
			t.rollback(ctx)
		}
	}()
	if err := fn(t); err != nil {
		return err
	}
	if t.err != nil {
		return t.err
	}
	t.storeInbound()
	if !t.begun && t.queue.Len() == 0 {
		return nil
	}
	t.write("commit", "commit")
	if err := t.flush(ctx); err != nil {
		return err
	}
	done = true
	return nil
}

// tx is a transaction on one shard.
type tx struct {
	db    *DB
	conn  *pgxpool.Conn
	shard int
	begun bool
	err   error // the first fault; nothing is committed after one
	queue *pgx.Batch

	inbound []store.Inbound // received and not stored yet
	fates   map[store.Contact]fate
}

// fate is what became of a conversation in this transaction.
type fate int

const (
	kept      fate = iota
	bare           // its row is there and has no address
	written        // its row was added
	forgotten      // its row was removed: a write puts it back
	erased         // a write is passed over
)

func (t *tx) note(c store.Contact, f fate) {
	if t.fates == nil {
		t.fates = map[store.Contact]fate{}
	}
	t.fates[c] = f
}

// add queues a statement that answer reads; faults are told with what it does.
func (t *tx) add(what, statement string, args []any, answer func(pgx.BatchResults) error) {
	if !t.begun && t.queue.Len() == 0 {
		t.queue.Queue("begin isolation level read committed read write")
	}
	t.queue.Queue(statement, args...).Fn = func(results pgx.BatchResults) error {
		if err := answer(results); err != nil {
			return fmt.Errorf("%s: %w", what, fault(err))
		}
		return nil
	}
}

// write queues a statement. Its error comes from the next read or from Update.
func (t *tx) write(what, statement string, args ...any) {
	t.add(what, statement, args, func(results pgx.BatchResults) error {
		_, err := results.Exec()
		return err
	})
}

// count queues a statement that says, once it has run, how many rows it changed.
func (t *tx) count(what string, n *int, statement string, args ...any) {
	t.add(what, statement, args, func(results pgx.BatchResults) error {
		tag, err := results.Exec()
		*n = int(tag.RowsAffected())
		return err
	})
}

// read queues a query; scan is called on each row when it is flushed.
func (t *tx) read(what, statement string, args []any, scan func(pgx.Rows) error) {
	t.add(what, statement, args, func(results pgx.BatchResults) error {
		rows, err := results.Query()
		if err != nil {
			return err
		}
		return each(rows, scan)
	})
}

func each(rows pgx.Rows, scan func(pgx.Rows) error) error {
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// flush sends what is queued in one round trip and reads all answers.
func (t *tx) flush(ctx context.Context) error {
	if t.err != nil || t.queue.Len() == 0 {
		return t.err
	}
	t.begun = true
	t.err = fault(t.conn.SendBatch(ctx, t.queue).Close())
	t.queue = &pgx.Batch{}
	return t.err
}

// rollback ends the transaction. A connection that cannot is closed by the
// pool, and the server rolls back.
func (t *tx) rollback(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if _, err := t.conn.Exec(ctx, "rollback"); err != nil {
		t.err = errors.Join(t.err, err)
	}
}

// own refuses a contact of another shard: a transaction crosses none.
func (t *tx) own(c store.Contact) error {
	if c != "" && t.db.Shard(c) != t.shard && t.err == nil {
		t.err = fmt.Errorf("contact %s lives on shard %d, not %d", c, t.db.Shard(c), t.shard)
	}
	return t.err
}
