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
	t.Run("Postgres", func(t *testing.T) {
		db, err := postgres.Open(t.Context(), pgtest.New(t), postgres.Options{Keys: keys(t), Migrate: true})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		fn(t, newWorldOn(t, db, t.TempDir()))
	})
}
