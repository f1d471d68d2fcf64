package postgres_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"

	"plaza/store"
	"plaza/store/postgres"
	"plaza/store/postgres/pgtest"
	"plaza/store/storetest"
)

// BenchmarkReceiveTurn runs on a server as safe as a real one, which the tests' is not.
func BenchmarkReceiveTurn(b *testing.B) {
	ctx := context.Background()
	server, err := pgtest.Start(ctx, pgtest.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := server.Stop(); err != nil {
			b.Error(err)
		}
	})
	n := 0
	for _, shards := range []int{1, 4} {
		for _, batch := range []int{1, 16, 64} {
			b.Run(fmt.Sprintf("shards=%d/batch=%d", shards, batch), func(b *testing.B) {
				n++
				measure(b, server, fmt.Sprintf("bench%d", n), shards, batch)
			})
		}
	}
}

func measure(b *testing.B, server *pgtest.Server, name string, shards, batch int) {
	ctx := context.Background()
	execute(b, server.DSN(""), "create database "+name)
	b.Cleanup(func() { execute(b, server.DSN(""), "drop database "+name+" with (force)") })
	db, err := postgres.Open(ctx, server.DSN(name), postgres.Options{Keys: storetest.Key(b), Shards: shards, Migrate: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	conn, err := pgx.Connect(ctx, server.DSN(name))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close(ctx) })
	ask := func(query string) (n int64) {
		if err := conn.QueryRow(ctx, query).Scan(&n); err != nil {
			b.Fatal(err)
		}
		return n
	}
	execute(b, server.DSN(name), "checkpoint")
	var s store.Store = db
	storetest.Turns(b, s, batch, func() int64 { return ask("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn") })
	// The statistics reach the view when the sessions are idle or end.
	db.Close()
	b.ReportMetric(float64(ask(`select coalesce(100 * n_tup_hot_upd / nullif(n_tup_upd, 0), 100)
		from pg_stat_user_tables where relname = 'conversations'`)), "%hot")
}

func BenchmarkChunkOfPeople(b *testing.B) {
	storetest.Chunks(b, open(b, pgtest.New(b), storetest.Key(b)))
}
