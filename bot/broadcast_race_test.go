package bot_test

import (
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"plaza/store/postgres"
	"plaza/store/postgres/pgtest"
)

// TestWhoUnfollowsWhileTheirCopyIsWritten: between the look at their consent
// and the commit of their copy nobody's no is lost.
func TestWhoUnfollowsWhileTheirCopyIsWritten(t *testing.T) {
	dsn := pgtest.New(t)
	db, err := postgres.Open(t.Context(), dsn, postgres.Options{Keys: keys(t), Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	w := newWorldOn(t, db, t.TempDir())
	w.promise(parsePlan(t, "riverbend.yaml"))
	ana := w.person("+1").says("FOLLOW 4").skips()
	var said sync.WaitGroup
	unfollows := sync.OnceFunc(func() {
		done := make(chan struct{})
		said.Go(func() {
			defer close(done)
			w.receive(ana, "UNFOLLOW 4")
		})
		heardOrWaits(t, dsn, done)
	})
	w.line.read = func(shard int) {
		if shard == w.store.Shard(ana.contact()) {
			unfollows()
		}
	}
	w.cast(news)
	said.Wait()
	w.dispatch()
	ana.hears("You follow nothing any more")
}

// heardOrWaits returns when done is closed, or when somebody waits for a lock.
func heardOrWaits(t *testing.T, dsn string, done chan struct{}) {
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Error(err)
		return
	}
	defer conn.Close(t.Context())
	for waits := false; !waits; {
		select {
		case <-done:
			return
		default:
		}
		err := conn.QueryRow(t.Context(), `select exists (select 1 from pg_stat_activity
			where datname = current_database() and wait_event_type = 'Lock')`).Scan(&waits)
		if err != nil {
			t.Error(err)
			return
		}
	}
}
