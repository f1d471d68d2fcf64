package bot_test

import (
	"os"
	"testing"

	"plaza/store/postgres"
	"plaza/store/postgres/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// onBoth runs a test on either database: what several nodes do at once is not
// the same on both.
func onBoth(t *testing.T, fn func(*testing.T, *world)) {
	t.Run("SQLite", func(t *testing.T) { fn(t, newWorld(t)) })
	t.Run("Postgres", func(t *testing.T) { fn(t, newPostgresWorld(t, pgtest.New(t), 0)) })
}

// newPostgresWorld opens a world on a new database; of 0 shards it has as many
// as it has by itself.
func newPostgresWorld(t *testing.T, dsn string, shards int) *world {
	t.Helper()
	db, err := postgres.Open(t.Context(), dsn, postgres.Options{Keys: keys(t), Migrate: true, Shards: shards})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return newWorldOn(t, db, t.TempDir())
}
