package sqlite_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"plaza/store/sqlite"
	"plaza/store/storetest"
)

// BenchmarkReceiveTurn commits to the disk as in service, and as a test may.
func BenchmarkReceiveTurn(b *testing.B) {
	for _, hurried := range []bool{false, true} {
		for _, batch := range []int{1, 16, 64} {
			b.Run(fmt.Sprintf("hurried=%v/batch=%d", hurried, batch), func(b *testing.B) {
				db, err := sqlite.Open(context.Background(), filepath.Join(b.TempDir(), "plaza.db"),
					sqlite.Options{Keys: storetest.Key(b), Migrate: true, Hurried: hurried})
				if err != nil {
					b.Fatal(err)
				}
				b.Cleanup(func() { db.Close() })
				storetest.Turns(b, db, batch, nil)
			})
		}
	}
}

func BenchmarkChunkOfPeople(b *testing.B) {
	storetest.Chunks(b, open(b, filepath.Join(b.TempDir(), "plaza.db"), storetest.Key(b)))
}
