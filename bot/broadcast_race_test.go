package bot_test

import (
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"plaza/store/postgres"
	"plaza/store/postgres/pgtest"
)

// TestWhoSaysNoWhileTheirCopyIsWritten: between the look at their consent and
// the commit of their copy nobody's no is lost, also of who comes back at once.
func TestWhoSaysNoWhileTheirCopyIsWritten(t *testing.T) {
	for name, test := range map[string]struct{ says, hears []string }{
		"TheyUnfollow":        {[]string{"UNFOLLOW 4"}, []string{"You follow nothing any more"}},
		"TheyStopAndComeBack": {[]string{"STOP", "START"}, []string{"You will get no more", "Welcome back"}},
	} {
		t.Run(name, func(t *testing.T) {
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
			says := sync.OnceFunc(func() {
				done := make(chan struct{})
				said.Go(func() {
					defer close(done)
					for _, text := range test.says {
						w.receive(ana, text)
					}
				})
				heardOrWaits(t, dsn, done)
			})
			w.line.read = func(shard int) {
				if shard == w.store.Shard(ana.contact()) {
					says()
				}
			}
			w.cast(news)
			said.Wait()
			w.dispatch()
			ana.hears(test.hears...)
		})
	}
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
