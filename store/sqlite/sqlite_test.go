package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"

	"plaza/store"
	"plaza/store/sqlite"
	"plaza/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t testing.TB) store.Store {
		return open(t, filepath.Join(t.TempDir(), "plaza.db"), storetest.Key(t))
	})
}

func open(t testing.TB, path string, keys *store.Keys) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(context.Background(), path, sqlite.Options{Keys: keys, Migrate: true, Hurried: true})
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
