package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"

	"github.com/jackc/pgx/v5/pgconn"

	"plaza/store"
)

// awayCodes are the classes of what Postgres says while it can take nothing:
// its connections, its resources (a full disk), an operator's hand, its disk.
var awayCodes = []string{"08", "53", "57", "58"}

// readOnly is what a standby answers after the roles have changed.
const readOnly = "25006"

// absent adds ErrAway to an error that comes from the way to the database, or
// from a database that can take nothing now. Another time the same may succeed.
func absent(err error) error {
	if err == nil || errors.Is(err, store.ErrAway) || errors.Is(err, store.ErrConflict) {
		return err
	}
	if said, ok := errors.AsType[*pgconn.PgError](err); ok {
		if said.Code != readOnly && (len(said.Code) != 5 || !slices.Contains(awayCodes, said.Code[:2])) {
			return err
		}
	} else if !cut(err) {
		return err
	}
	return fmt.Errorf("%w: %w", store.ErrAway, err)
}

// cut says that a connection could not be made, or ended, or took too long.
func cut(err error) bool {
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	for _, end := range []error{io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, pgconn.ErrConnClosed, context.DeadlineExceeded} {
		if errors.Is(err, end) {
			return true
		}
	}
	return pgconn.Timeout(err)
}
