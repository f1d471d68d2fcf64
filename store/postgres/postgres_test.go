package postgres_test

import (
	"context"
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
		execute(t, dsn, `truncate conversations, inbound, runs, answers, consents, facts, messages, due, handovers, editions, leases`)
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
