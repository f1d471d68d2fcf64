package pgtest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
)

// shared is the one server of a test process, started by the first test that
// wants it. It is the exception to "no package-level state": a server takes
// seconds to make, and the end of the process is the only end that all tests have.
var shared struct {
	sync.Mutex
	server *Server
	err    error
	asked  bool
	main   bool
}

// Main runs a package's tests and stops the server they shared. Every package
// that uses New has a TestMain of one line:
//
//	func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }
func Main(m *testing.M) int {
	shared.Lock()
	shared.main = true
	shared.Unlock()
	code := m.Run()
	shared.Lock()
	defer shared.Unlock()
	if shared.server != nil {
		if err := shared.server.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, "pgtest:", err)
			return 1
		}
	}
	return code
}

// New is the address of a new empty database, dropped when the test ends. It
// fails the test when there is no Postgres, and says how to get one.
func New(t testing.TB) string {
	t.Helper()
	admin := address(t)
	name := "plaza_test_" + strings.ToLower(rand.Text()[:12])
	execute(t, admin, "create database "+name)
	t.Cleanup(func() { execute(t, admin, "drop database "+name+" with (force)") })
	return within(admin, name)
}

// Shared is the test process's own server, for Postgres' programs; nil when
// the tests run on the server of TEST_DATABASE_URL.
func Shared(t testing.TB) *Server {
	t.Helper()
	address(t)
	shared.Lock()
	defer shared.Unlock()
	return shared.server
}

func address(t testing.TB) string {
	t.Helper()
	if dsn := os.Getenv("TEST_DATABASE_URL"); dsn != "" {
		return dsn
	}
	shared.Lock()
	defer shared.Unlock()
	if !shared.main {
		t.Fatal("pgtest.New needs a TestMain that calls pgtest.Main, to stop the server at the end")
	}
	if !shared.asked {
		shared.asked = true
		shared.server, shared.err = Start(context.Background(), Options{Fast: true})
	}
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.server.DSN("")
}

// within is the same server's address of another database.
func within(dsn, database string) string {
	if u, err := url.Parse(dsn); err == nil && u.Scheme != "" {
		u.Path = "/" + database
		return u.String()
	}
	return dsn + " dbname=" + database
}

func execute(t testing.TB, dsn, statement string) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		t.Fatalf("connect to Postgres: %v", err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
