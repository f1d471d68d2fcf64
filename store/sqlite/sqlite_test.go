package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

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

func TestStatementsNameTheirShard(t *testing.T) { storetest.Statements(t, ".", "?1") }

func TestAPoisonedRowStopsNoOther(t *testing.T) {
	path := filepath.Join(t.TempDir(), "plaza.db")
	storetest.Poisoned(t, open(t, path, storetest.Key(t)), func(c store.Contact) {
		beside, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		defer beside.Close()
		if _, err := beside.Exec(`update conversations set sealed = x'00' where contact = ?`, c); err != nil {
			t.Fatal(err)
		}
	})
}

func TestTwoNodesRace(t *testing.T) {
	path, keys := filepath.Join(t.TempDir(), "plaza.db"), storetest.Key(t)
	storetest.Race(t, open(t, path, keys), open(t, path, keys))
}

func TestTwoNodesWorkOnOneJob(t *testing.T) {
	path, keys := filepath.Join(t.TempDir(), "plaza.db"), storetest.Key(t)
	storetest.JobsRace(t, open(t, path, keys), open(t, path, keys))
}

func TestTwoShardsGiveAPersonOneCopy(t *testing.T) {
	path, keys := filepath.Join(t.TempDir(), "plaza.db"), storetest.Key(t)
	storetest.CopiesRace(t, open(t, path, keys), open(t, path, keys))
}

func TestPeopleComeWhileAChunkIsRead(t *testing.T) {
	path, keys := filepath.Join(t.TempDir(), "plaza.db"), storetest.Key(t)
	storetest.ChunkRace(t, open(t, path, keys), open(t, path, keys))
}

// TestNothingIsLeftOfWhoIsErased reads the file and the log beside it as they
// lie on the disk.
func TestNothingIsLeftOfWhoIsErased(t *testing.T) {
	path := filepath.Join(t.TempDir(), "plaza.db")
	keys, key := storetest.KeyAndText(t)
	storetest.Secrecy(t, open(t, path, keys), key, func() []byte {
		var all []byte
		for _, suffix := range []string{"", "-wal", "-shm"} {
			part, err := os.ReadFile(path + suffix)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, part...)
		}
		return all
	})
}

// TestAnErasureDoesNotWaitForAReader erases while a view is open, which keeps
// the log alive; the first commit after it empties the log.
func TestAnErasureDoesNotWaitForAReader(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "plaza.db")
	db := open(t, path, storetest.Key(t))
	c := db.Contact("sms", "", "+15005550001")
	write := func(fn func(store.Tx) error) {
		t.Helper()
		if err := db.Update(ctx, db.Shard(c), fn); err != nil {
			t.Fatal(err)
		}
	}
	left := func() int64 {
		info, err := os.Stat(path + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	err := db.View(ctx, func(store.View) error {
		began := time.Now()
		write(func(tx store.Tx) error { return tx.Erase(ctx, c, began) })
		if left() == 0 {
			t.Error("the log is empty under a reader: the test proves nothing")
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("the erasure waited %v for a reader", took)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	write(func(tx store.Tx) error { return tx.Halt(ctx, c) })
	if got := left(); got != 0 {
		t.Errorf("the log still holds %d bytes", got)
	}
}

func TestOpen(t *testing.T) {
	storetest.Opening(t, func(t testing.TB) func(storetest.Options) (store.Store, error) {
		path := filepath.Join(t.TempDir(), "plaza.db")
		if err := os.WriteFile(path, nil, 0o600); err != nil { // the file is there, and nothing in it
			t.Fatal(err)
		}
		return func(o storetest.Options) (store.Store, error) {
			return sqlite.Open(context.Background(), path, sqlite.Options{Keys: o.Keys, Shards: o.Shards, Migrate: o.Migrate})
		}
	})
	t.Run("ErrNoFileAndNoMigration", func(t *testing.T) {
		_, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "plaza.db"), sqlite.Options{Keys: storetest.Key(t)})
		if !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("got %v, want no such file", err)
		}
	})
	t.Run("NobodyElseReadsTheFile", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "plaza ü?#.db")
		open(t, path, storetest.Key(t))
		for _, suffix := range []string{"", "-wal"} {
			info, err := os.Stat(path + suffix)
			if err != nil {
				t.Fatal(err)
			}
			if info.Mode().Perm() != 0o600 {
				t.Errorf("%s: got mode %v, want 0600", suffix, info.Mode())
			}
		}
	})
}
