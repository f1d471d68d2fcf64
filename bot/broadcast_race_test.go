package bot_test

import (
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"plaza/store"
	"plaza/store/postgres/pgtest"
)

// TestWhoSaysNoWhileTheirCopyIsWritten: between the look at their consent and
// the commit of their copy nobody's no is lost, also of who comes back at once.
func TestWhoSaysNoWhileTheirCopyIsWritten(t *testing.T) {
	for name, test := range map[string]struct{ says, hears []string }{
		"TheyUnfollow":        {[]string{"UNFOLLOW 4"}, []string{"You follow nothing any more"}},
		"TheyStopAndComeBack": {[]string{"STOP", "START"}, []string{"You will get no more", "Welcome back"}},
		"TheyErase":           {[]string{"ERASE"}, []string{"Your answers and your number are erased"}},
	} {
		t.Run(name, func(t *testing.T) {
			dsn := pgtest.New(t)
			w := newPostgresWorld(t, dsn, 0)
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
			id := w.cast(news)
			said.Wait()
			if test.says[0] == "ERASE" {
				w.wantNothingOf(ana, id)
			}
			w.dispatch()
			ana.hears(test.hears...)
		})
	}
}

// wantNothingOf holds that there is no copy of a broadcast for somebody, also
// none that is not going to leave: it may hold their name.
func (w *world) wantNothingOf(p *someone, id string) {
	w.t.Helper()
	err := w.store.View(w.t.Context(), func(v store.View) error {
		filter := store.MessageFilter{Contact: p.contact(), Flow: store.BroadcastFlow(id)}
		return v.EachMessage(w.t.Context(), filter, func(m store.Message) error {
			w.t.Errorf("there is a copy, %s", m.State)
			return nil
		})
	})
	if err != nil {
		w.t.Fatal(err)
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
