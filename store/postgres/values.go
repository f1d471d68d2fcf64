package postgres

import (
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"plaza/store"
)

// column is one field of every row, as an array that pgx writes without
// looking at each element's type.
func column[R, V any](rows []R, field func(*R) V) pgtype.FlatArray[V] {
	out := make(pgtype.FlatArray[V], len(rows))
	for i := range rows {
		out[i] = field(&rows[i])
	}
	return out
}

// sorted is the rows by contact, those of one contact in the order given:
// every node touches people in one order, so that two never wait for each other.
func sorted[R any](rows []R, contact func(*R) string) []R {
	out := slices.Clone(rows)
	slices.SortStableFunc(out, func(a, b R) int { return strings.Compare(contact(&a), contact(&b)) })
	return out
}

// latest is the rows with each key once, the last of it: a statement that
// replaces touches no row twice.
func latest[R any, K comparable](rows []R, key func(*R) K) []R {
	if len(rows) < 2 {
		return rows
	}
	seen := make(map[K]bool, len(rows))
	out := make([]R, 0, len(rows))
	for i := len(rows) - 1; i >= 0; i-- {
		if k := key(&rows[i]); !seen[k] {
			seen[k] = true
			out = append(out, rows[i])
		}
	}
	slices.Reverse(out)
	return out
}

// stamp is a time as stored: null when there is none.
func stamp(t time.Time) pgtype.Timestamptz {
	return pgtype.Timestamptz{Time: t, Valid: !t.IsZero()}
}

// when scans a stored time.
type when struct{ *time.Time }

// ScanTimestamptz implements pgtype.TimestamptzScanner.
func (w when) ScanTimestamptz(v pgtype.Timestamptz) error {
	*w.Time = time.Time{}
	if v.Valid {
		*w.Time = v.Time.UTC()
	}
	return nil
}

// origin is a text that is null when empty.
func origin(s string) pgtype.Text { return pgtype.Text{String: s, Valid: s != ""} }

func (t *tx) scanConversation(rows pgx.Rows) (*store.Conversation, error) {
	c := &store.Conversation{}
	var sealed []byte
	err := rows.Scan((*string)(&c.Contact), &c.Channel, &sealed, &c.Lang, &c.Flow, &c.Edition, &c.Run, &c.State,
		&c.Aside, &c.Desk, when{&c.Due}, when{&c.Stopped}, &c.Waiting, when{&c.SeenAt})
	if err != nil {
		return nil, err
	}
	if sealed == nil {
		t.note(c.Contact, bare)
		return c, nil
	}
	c.Address, err = t.db.keys.Open(c.Contact, sealed)
	return c, err
}

func runFields(r *store.Run) []any {
	return []any{(*string)(&r.Contact), &r.ID, &r.Flow, &r.Edition, &r.Part, &r.Subject, &r.Channel, &r.Lang, &r.Helper,
		&r.Late, when{&r.BeganAt}, when{&r.EndedAt}, &r.Outcome, &r.State, when{&r.ForgetAt}}
}

func answerFields(a *store.Answer) []any {
	return []any{(*string)(&a.Contact), &a.Run, &a.Flow, &a.Part, &a.Name, &a.Kind, &a.Status, &a.Value, &a.Raw,
		&a.Edition, &a.Wording, &a.Lang, when{&a.At}}
}
