// Package sqlite keeps everything in one SQLite file: the embedded default,
// for one machine and no preparation.
//
// SQLite has one writer. Update holds it for as long as its function runs, so
// shards wait for each other here; they exist so that both databases keep one
// contract. Views read beside the writer on connections of their own.
//
// What is erased is overwritten in the file (secure_delete), and the log
// beside it is emptied after an erasure as soon as no reader needs it.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"sync/atomic"

	driver "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"plaza/store"
)

// Options say how to open a database.
type Options struct {
	Keys    *store.Keys // required
	Shards  int         // when the database is created; 0 means 4
	Migrate bool        // bring the tables up to date first; without it an old database is ErrSchema
	// Hurried commits without waiting for the disk: a power cut may lose the
	// last moments, a crash of the program may not. Never serve citizens so.
	Hurried bool
}

// DB is a store.Store in one file.
type DB struct {
	keys   *store.Keys
	shards int
	seq    store.Sequence

	writes *sql.DB // one connection
	reads  *sql.DB

	turn     chan struct{} // holds the writer
	conn     *sql.Conn     // the writer; nil until it is needed and after a fault
	prepared map[string]*sql.Stmt

	scrub     atomic.Bool // something was erased and the log still holds it
	closeOnce sync.Once
	closeErr  error
}

var _ store.Store = (*DB)(nil)

// Open opens the database at path, and creates it when there is none and
// Migrate is set.
func Open(ctx context.Context, path string, o Options) (*DB, error) {
	if o.Keys == nil {
		return nil, errors.New("open the database: no key")
	}
	if o.Shards == 0 {
		o.Shards = 4
	}
	db := &DB{keys: o.Keys, turn: make(chan struct{}, 1), prepared: map[string]*sql.Stmt{}}
	if err := db.open(ctx, path, o); err != nil {
		_ = db.Close() // the first fault is the one to tell
		return nil, fmt.Errorf("open the database %s: %w", path, err)
	}
	return db, nil
}

func (db *DB) open(ctx context.Context, path string, o Options) error {
	if err := private(path, o.Migrate); err != nil {
		return err
	}
	var err error
	if db.writes, err = sql.Open("sqlite", dsn(path, o.Hurried, "immediate")); err != nil {
		return err
	}
	db.writes.SetMaxOpenConns(1)
	if o.Migrate {
		err = migrate(ctx, db.writes)
	} else {
		err = current(ctx, db.writes)
	}
	if err != nil {
		return err
	}
	if db.shards, err = settle(ctx, db.writes, o.Keys, o.Shards); err != nil {
		return err
	}
	if db.reads, err = sql.Open("sqlite", dsn(path, o.Hurried, "deferred")+"&_pragma=query_only(1)"); err != nil {
		return err
	}
	db.reads.SetMaxOpenConns(4)
	return nil
}

// private creates the file so that nobody else can read it; SQLite gives the
// log the same mode.
func private(path string, create bool) error {
	if !create {
		_, err := os.Stat(path)
		return err
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return file.Close()
}

// patience is how long a process waits for another one's write, in milliseconds.
const patience = "10000"

func dsn(path string, hurried bool, begin string) string {
	sync := "full"
	if hurried {
		sync = "normal"
	}
	// Settings are made in this order; the first statement may already wait for a lock.
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?_txlock=" + begin +
		"&_pragma=busy_timeout(" + patience + ")" +
		"&_pragma=journal_mode(wal)" +
		"&_pragma=synchronous(" + sync + ")" +
		"&_pragma=foreign_keys(1)" +
		"&_pragma=secure_delete(1)" +
		"&_pragma=temp_store(memory)" +
		"&_pragma=cache_size(-16384)"
}

// Shards is the number of shards, fixed when the database was created.
func (db *DB) Shards() int { return db.shards }

// Shard is the shard a contact lives on.
func (db *DB) Shard(c store.Contact) int { return store.ShardOf(c, db.shards) }

// Contact is the id of an address.
func (db *DB) Contact(channel, scope, address string) store.Contact {
	return db.keys.Contact(channel, scope, address)
}

// Ping tells whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	var one int
	if err := db.reads.QueryRowContext(ctx, "select 1").Scan(&one); err != nil {
		return fmt.Errorf("ask the database: %w", err)
	}
	return nil
}

// Close waits for the transaction under way and closes the file.
func (db *DB) Close() error {
	db.closeOnce.Do(func() {
		db.turn <- struct{}{} // never given back: nobody writes again
		db.drop()
		for _, pool := range []*sql.DB{db.reads, db.writes} {
			if pool != nil {
				db.closeErr = errors.Join(db.closeErr, pool.Close())
			}
		}
	})
	return db.closeErr
}

// fault says in the store's terms what SQLite answered.
func fault(err error) error {
	var e *driver.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() {
	case codes.SQLITE_CONSTRAINT_UNIQUE, codes.SQLITE_CONSTRAINT_PRIMARYKEY:
		return fmt.Errorf("%w: %w", store.ErrConflict, err)
	}
	switch e.Code() & 0xff {
	case codes.SQLITE_BUSY, codes.SQLITE_LOCKED:
		return fmt.Errorf("%w: %w", store.ErrConflict, err)
	case codes.SQLITE_FULL, codes.SQLITE_IOERR, codes.SQLITE_CANTOPEN, codes.SQLITE_READONLY:
		return fmt.Errorf("%w: %w", store.ErrAway, err)
	}
	return err
}
