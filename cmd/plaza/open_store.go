package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"plaza/store"
	"plaza/store/postgres"
	"plaza/store/sqlite"
)

// openStore opens the configured database with its key.
func (c *config) openStore(ctx context.Context, ui ui, mode openMode) (store.Store, string, error) {
	path, isPostgres := c.database()
	if !isPostgres {
		if err := c.prepareFile(path, mode); err != nil {
			return nil, "", err
		}
	}
	keys, made, err := c.keys(path, isPostgres, mode)
	if err != nil {
		return nil, "", err
	}
	var s store.Store
	where := path
	if isPostgres {
		where = withoutPassword(path)
		s, err = postgres.Open(ctx, path, postgres.Options{Keys: keys, Migrate: mode != mustExist})
	} else {
		s, err = sqlite.Open(ctx, path, sqlite.Options{Keys: keys, Migrate: mode != mustExist})
	}
	if err != nil {
		if made != "" {
			// A key that opens nothing would only be mistaken for the right one.
			_ = os.Remove(made)
		}
		return nil, "", explain(err, c, isPostgres)
	}
	if made != "" {
		ui.say("made the key that opens the addresses: %s", made)
		ui.hint("back it up now, apart from the database: without it nobody can be written to, and nobody who stopped is recognised")
	}
	return s, where, nil
}

// explain adds what to do to the errors an operator can mend.
func explain(err error, c *config, isPostgres bool) error {
	switch {
	case errors.Is(err, store.ErrWrongKey):
		return hint(err, "restore the key this database was made with to "+c.keyFile()+", or set key_file")
	case errors.Is(err, store.ErrSchema):
		return hint(err, "plaza migrate brings the tables up to date")
	case isPostgres:
		said := unanswered(err)
		if errors.Is(err, store.ErrAway) {
			said = away{said}
		}
		return hint(said, "database in the configuration, or PLAZA_DATABASE, names the server")
	}
	return err
}

// away is an error of a database that may answer another time, in fewer words.
type away struct{ error }

// Is says that it is store.ErrAway.
func (a away) Is(target error) bool { return target == store.ErrAway }

// Unwrap returns what was said.
func (a away) Unwrap() error { return a.error }

// unanswered puts the account that the Postgres library gives of a connection,
// every address it tried on a line, into one: the server, and its reason.
func unanswered(err error) error {
	tried, ok := errors.AsType[*pgconn.ConnectError](err)
	if !ok {
		return err
	}
	at := fmt.Sprintf("Postgres, database %s on %s", tried.Config.Database, tried.Config.Host)
	if said, ok := errors.AsType[*pgconn.PgError](err); ok {
		return fmt.Errorf("%s: %s", at, said.Message)
	}
	if broke, ok := errors.AsType[*net.OpError](err); ok {
		return fmt.Errorf("%s: %w", at, broke)
	}
	return err
}

// keyValue is the form of a Postgres address that is not a URL.
var keyValue = regexp.MustCompile(`(^|\s)(host|hostaddr|service|user|dbname)\s*=`)

// database is the configured database: a path, or a Postgres address. A
// mistaken address must not become a file of that name.
func (c *config) database() (where string, isPostgres bool) {
	if c.Database == "" {
		return c.inData("plaza.db"), false
	}
	scheme, _, isURL := strings.Cut(c.Database, "://")
	return c.Database, isURL && strings.HasPrefix(scheme, "postgres") || keyValue.MatchString(c.Database)
}

// errNoDatabase is in the error of a verb that looks where nothing is.
var errNoDatabase = errors.New("no database")

// prepareFile makes the folder of a SQLite database, or says that there is none.
func (c *config) prepareFile(path string, mode openMode) error {
	if mode != mustExist {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return fmt.Errorf("make the data folder: %w", err)
		}
		return nil
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return hint(fmt.Errorf("there is %w %s yet", errNoDatabase, path), "plaza publish and plaza serve make it", "--config and PLAZA_DATA say where it is")
	}
	return nil
}

// keyFile is where the key is kept.
func (c *config) keyFile() string {
	if c.KeyFile != "" {
		return c.KeyFile
	}
	return c.inData("plaza.key")
}

// keys reads the key, and makes it where that may be. made is its file then.
func (c *config) keys(path string, isPostgres bool, mode openMode) (keys *store.Keys, made string, err error) {
	if c.Key != "" {
		keys, err = store.ParseKey(c.Key)
		return keys, "", err
	}
	file := c.keyFile()
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		_, err := os.Stat(path)
		if mode == mustExist || (!isPostgres && err == nil) {
			return nil, "", hint(fmt.Errorf("the key %s is missing, and the database is there", file), "restore it from where it was backed up, or set key_file")
		}
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			return nil, "", fmt.Errorf("make the folder of the key: %w", err)
		}
	}
	keys, created, err := store.LoadOrCreateKey(file, rand.Reader)
	if created {
		made = file
	}
	return keys, made, err
}

// withoutPassword is a Postgres address as a log may hold it: the server and
// the database.
func withoutPassword(dsn string) string {
	c, err := pgx.ParseConfig(dsn)
	if err != nil {
		return "Postgres"
	}
	return fmt.Sprintf("Postgres, database %s on %s", c.Database, c.Host)
}
