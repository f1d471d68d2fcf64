package postgres_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"

	"plaza/store"
	"plaza/store/postgres"
	"plaza/store/postgres/pgtest"
	"plaza/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// TestStore empties one database between the cases, which is quicker than to
// make seventy.
func TestStore(t *testing.T) {
	dsn := pgtest.New(t)
	db := open(t, dsn, storetest.Key(t))
	storetest.Run(t, func(t testing.TB) store.Store {
		execute(t, dsn, `truncate conversations, inbound, runs, answers, consents, facts, messages, due, handovers, media, editions, leases, codes, budgets, follows, jobs, plans, broadcasts, broadcast_people`)
		return db
	})
}

func open(t testing.TB, dsn string, keys *store.Keys) *postgres.DB {
	t.Helper()
	db, err := postgres.Open(context.Background(), dsn, postgres.Options{Keys: keys, Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func execute(t testing.TB, dsn, statement string) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatal(err)
	}
}

func TestStatementsNameTheirShard(t *testing.T) { storetest.Statements(t, ".", "$1") }

func TestAPoisonedRowStopsNoOther(t *testing.T) {
	dsn := pgtest.New(t)
	storetest.Poisoned(t, open(t, dsn, storetest.Key(t)), func(c store.Contact) {
		execute(t, dsn, `update conversations set sealed = '\x00' where contact = '`+string(c)+`'`)
	})
}

func TestTwoNodesRace(t *testing.T) {
	dsn, keys := pgtest.New(t), storetest.Key(t)
	a, b := open(t, dsn, keys), open(t, dsn, keys)
	storetest.Race(t, a, b)
	// Every node touches people in one order: nobody ever waits in a circle.
	if err := errors.Join(a.Close(), b.Close()); err != nil { // sessions tell their statistics when they end
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	var deadlocks int
	err = conn.QueryRow(t.Context(), "select deadlocks from pg_stat_database where datname = current_database()").Scan(&deadlocks)
	if err != nil || deadlocks != 0 {
		t.Errorf("got %d deadlocks, %v, want none", deadlocks, err)
	}
}

func TestTwoNodesWorkOnOneJob(t *testing.T) {
	dsn, keys := pgtest.New(t), storetest.Key(t)
	storetest.JobsRace(t, open(t, dsn, keys), open(t, dsn, keys))
}

func TestTwoShardsGiveAPersonOneCopy(t *testing.T) {
	dsn, keys := pgtest.New(t), storetest.Key(t)
	storetest.CopiesRace(t, open(t, dsn, keys), open(t, dsn, keys))
}

func TestPeopleComeWhileAChunkIsRead(t *testing.T) {
	dsn, keys := pgtest.New(t), storetest.Key(t)
	storetest.ChunkRace(t, open(t, dsn, keys), open(t, dsn, keys))
}

// TestNothingIsLeftOfWhoIsErased reads every table, and a dump as an
// operator's backup makes it where its program is at hand.
func TestNothingIsLeftOfWhoIsErased(t *testing.T) {
	dsn := pgtest.New(t)
	keys, key := storetest.KeyAndText(t)
	storetest.Secrecy(t, open(t, dsn, keys), key, func() []byte { return append(tables(t, dsn), backup(t, dsn)...) })
}

// tables is the content of every table there is.
func tables(t *testing.T, dsn string) []byte {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, "select quote_ident(tablename) from pg_tables where schemaname = 'public'")
	if err != nil {
		t.Fatal(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(names) < 12 {
		t.Fatalf("got tables %v, %v", names, err)
	}
	var all bytes.Buffer
	for _, name := range names {
		if _, err := conn.PgConn().CopyTo(ctx, &all, "copy "+name+" to stdout"); err != nil {
			t.Fatal(err)
		}
	}
	return all.Bytes()
}

func backup(t *testing.T, dsn string) []byte {
	t.Helper()
	server := pgtest.Shared(t)
	if server == nil {
		return nil // on somebody's own server the tables must do: its version may not fit our pg_dump
	}
	out, err := server.Command(context.Background(), "pg_dump", "--dbname", dsn).Output()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestOpen(t *testing.T) {
	storetest.Opening(t, func(t testing.TB) func(storetest.Options) (store.Store, error) {
		dsn := pgtest.New(t)
		return func(o storetest.Options) (store.Store, error) {
			return postgres.Open(context.Background(), dsn, postgres.Options{Keys: o.Keys, Shards: o.Shards, Migrate: o.Migrate})
		}
	})
}
