// Package postgres keeps everything in Postgres: the store of real deployments.
//
// A turn is one transaction of two round trips. The first begins, locks the
// conversations and asks which messages are known; what follows is decided in
// memory, and all writes travel with the commit in the second:
//
//	begin; conversations for update; which refs are known?
//	    … step each in memory …
//	update and insert conversations; insert inbound, answers, messages …; commit
//
// A conversation that exists is locked; one that does not is inserted plainly,
// so that of two nodes that meet the same new person the second fails whole.
// The messages themselves are inserted last, when it is known which run each
// belongs to, and under the same rule.
//
// Rows of one kind travel as arrays, one per column, and are joined by index
// only: the planner would otherwise choose for empty tables and keep its
// choice. A view gets the planner's freedom back.
//
// One leak is left. Postgres notes on each row which transaction wrote it, so
// whoever can read the files of the server, and not only a dump, can tell
// which anonymous answers were written together with whose conversation until
// that conversation is written again.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"plaza/store"
)

// Options say how to open a database.
type Options struct {
	Keys    *store.Keys // required
	Shards  int         // when the database is created; 0 means 4
	Migrate bool        // bring the tables up to date first; without it an old database is ErrSchema
}

// DB is a store.Store in Postgres. Any number of nodes may share one database.
type DB struct {
	keys   *store.Keys
	shards int
	seq    store.Sequence
	pool   *pgxpool.Pool
}

var _ store.Store = (*DB)(nil)

// Open connects to the database that the DSN names.
func Open(ctx context.Context, dsn string, o Options) (*DB, error) {
	if o.Keys == nil {
		return nil, errors.New("open the database: no key")
	}
	if o.Shards == 0 {
		o.Shards = 4
	}
	db, err := connect(ctx, dsn, o)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", absent(err)) // never with the DSN: it may hold a password
	}
	return db, nil
}

func connect(ctx context.Context, dsn string, o Options) (*DB, error) {
	conf, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	if !strings.Contains(dsn, "pool_max_conns") {
		conf.MaxConns = int32(max(8, 2*o.Shards+4)) // a lane, a sender a shard, and some for views
	}
	for name, value := range map[string]string{
		"application_name": "plaza",
		"timezone":         "UTC",
		// Everything hot is a look-up by key.
		"enable_seqscan":    "off",
		"enable_bitmapscan": "off",
		"enable_hashjoin":   "off",
		"enable_mergejoin":  "off",
		"jit":               "off",
		"plan_cache_mode":   "force_generic_plan", // there is one good plan, whatever the values
		// A node that hangs must not hold other people's conversations.
		"lock_timeout":                        "10s",
		"idle_in_transaction_session_timeout": "60s",
	} {
		conf.ConnConfig.RuntimeParams[name] = value
	}
	conf.PingTimeout = 5 * time.Second
	if !strings.Contains(dsn, "connect_timeout") {
		conf.ConnConfig.ConnectTimeout = 5 * time.Second // whoever waits longer keeps a network waiting
	}
	pool, err := pgxpool.NewWithConfig(ctx, conf)
	if err != nil {
		return nil, err
	}
	db := &DB{keys: o.Keys, pool: pool}
	if err := migrate(ctx, pool, o.Migrate); err != nil {
		pool.Close()
		return nil, err
	}
	if db.shards, err = settle(ctx, pool, o.Keys, o.Shards); err != nil {
		pool.Close()
		return nil, err
	}
	return db, nil
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
	if err := db.pool.Ping(ctx); err != nil {
		return fmt.Errorf("ask the database: %w", err)
	}
	return nil
}

// Close waits for the transactions under way and closes all connections.
func (db *DB) Close() error {
	db.pool.Close()
	return nil
}

// fault says in the store's terms what Postgres answered. Its message may
// quote a row, so only the code and the constraint's name go on.
func fault(err error) error {
	var e *pgconn.PgError
	if !errors.As(err, &e) || errors.Is(err, store.ErrConflict) {
		return err
	}
	answer := fmt.Errorf("postgres: %s %s", e.Code, e.ConstraintName)
	switch e.Code {
	case "23505", "40001", "40P01", "55P03": // taken, serialization, deadlock, lock not available
		return fmt.Errorf("%w: %w", store.ErrConflict, answer)
	case "23502", "23503", "23514", "22021", "22P02":
		return answer // their message quotes the row
	}
	return err
}
