package storetest

import (
	"context"
	"errors"
	"sync"
	"testing"

	"plaza/store"
)

// Options is what every database is opened with.
type Options struct {
	Keys    *store.Keys
	Shards  int // of a new one: its own default when it is 0
	Migrate bool
}

// Opening holds the opening of a database to the contract. Fresh returns, at
// each call, how an empty database of its own is opened, which several nodes
// may do.
func Opening(t *testing.T, fresh func(testing.TB) func(Options) (store.Store, error)) {
	opened := func(t *testing.T, open func(Options) (store.Store, error), o Options) store.Store {
		t.Helper()
		s, err := open(o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		return s
	}
	t.Run("AgainIsHarmless", func(t *testing.T) {
		open, keys := fresh(t), Key(t)
		first := opened(t, open, Options{Keys: keys, Migrate: true})
		again := opened(t, open, Options{Keys: keys, Shards: 9, Migrate: true})
		if got, want := again.Shards(), first.Shards(); got != want {
			t.Errorf("got %d shards, want the %d it was made with", got, want)
		}
	})
	t.Run("ByManyNodesAtOnce", func(t *testing.T) {
		open, keys := fresh(t), Key(t)
		var group sync.WaitGroup
		for range 12 {
			group.Go(func() {
				s, err := open(Options{Keys: keys, Migrate: true})
				if err != nil {
					t.Error(err)
					return
				}
				if err := errors.Join(s.Ping(context.Background()), s.Close()); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
	})
	t.Run("ErrWrongKey", func(t *testing.T) {
		open := fresh(t)
		opened(t, open, Options{Keys: Key(t), Migrate: true})
		if _, err := open(Options{Keys: Key(t), Migrate: true}); !errors.Is(err, store.ErrWrongKey) {
			t.Errorf("got %v, want ErrWrongKey", err)
		}
	})
	t.Run("ErrSchemaBeforeMigration", func(t *testing.T) {
		if _, err := fresh(t)(Options{Keys: Key(t)}); !errors.Is(err, store.ErrSchema) {
			t.Errorf("got %v, want ErrSchema", err)
		}
	})
	t.Run("WithoutMigrationOnceMigrated", func(t *testing.T) {
		open, keys := fresh(t), Key(t)
		opened(t, open, Options{Keys: keys, Migrate: true})
		opened(t, open, Options{Keys: keys})
	})
}
