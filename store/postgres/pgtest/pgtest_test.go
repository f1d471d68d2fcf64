package pgtest_test

import (
	"context"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"

	"plaza/store/postgres/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

func TestEveryTestHasItsOwnDatabase(t *testing.T) {
	for range 2 {
		query(t, pgtest.New(t), "create table only_once ()")
	}
}

func TestWhatIsCommittedSurvivesACrash(t *testing.T) {
	ctx := context.Background()
	server, err := pgtest.Start(ctx, pgtest.Options{Settings: map[string]string{"work_mem": "5MB"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	query(t, server.DSN(""), "create table kept ()")
	for _, crash := range []bool{true, false} {
		if err := server.Restart(ctx, crash); err != nil {
			t.Fatal(err)
		}
		query(t, server.DSN(""), "select from kept")
	}
	if err := server.Pause(false); err != nil {
		t.Fatal(err)
	}
	if conn, err := pgx.Connect(ctx, server.DSN("")); err == nil {
		conn.Close(ctx)
		t.Error("a paused server answers")
	}
}

func query(t *testing.T, dsn, statement string) {
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
