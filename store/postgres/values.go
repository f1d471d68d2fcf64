package postgres

import (
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"plaza/store"
)

// column is one field of every row, as an array. pgx asks for one element at
// a time: by pointer, none is copied to the heap.
type column[V any] []V

// Dimensions implements pgtype.ArrayGetter.
func (c column[V]) Dimensions() []pgtype.ArrayDimension {
	return []pgtype.ArrayDimension{{Length: int32(len(c)), LowerBound: 1}}
}

// Index implements pgtype.ArrayGetter.
func (c column[V]) Index(i int) any { return &c[i] }

// IndexType implements pgtype.ArrayGetter.
func (c column[V]) IndexType() any { return new(V) }

type text string

// TextValue implements pgtype.TextValuer.
func (t *text) TextValue() (pgtype.Text, error) {
	return pgtype.Text{String: string(*t), Valid: true}, nil
}

type blob []byte

// BytesValue implements pgtype.BytesValuer; nil is null.
func (b *blob) BytesValue() ([]byte, error) { return *b, nil }

func texts[R any](rows []*R, field func(*R) string) column[text] {
	out := make(column[text], len(rows))
	for i, r := range rows {
		out[i] = text(field(r))
	}
	return out
}

func blobs[R any](rows []*R, field func(*R) []byte) column[blob] {
	out := make(column[blob], len(rows))
	for i, r := range rows {
		out[i] = field(r)
	}
	return out
}

func numbers[R any](rows []*R, field func(*R) int64) column[pgtype.Int8] {
	out := make(column[pgtype.Int8], len(rows))
	for i, r := range rows {
		out[i] = pgtype.Int8{Int64: field(r), Valid: true}
	}
	return out
}

func flags[R any](rows []*R, field func(*R) bool) column[pgtype.Bool] {
	out := make(column[pgtype.Bool], len(rows))
	for i, r := range rows {
		out[i] = pgtype.Bool{Bool: field(r), Valid: true}
	}
	return out
}

// times are null where there is none.
func times[R any](rows []*R, field func(*R) time.Time) column[pgtype.Timestamptz] {
	out := make(column[pgtype.Timestamptz], len(rows))
	for i, r := range rows {
		out[i] = stamp(field(r))
	}
	return out
}

// instants are never null: a zero time is a very early one.
func instants[R any](rows []*R, field func(*R) time.Time) column[pgtype.Timestamptz] {
	out := make(column[pgtype.Timestamptz], len(rows))
	for i, r := range rows {
		out[i] = pgtype.Timestamptz{Time: field(r), Valid: true}
	}
	return out
}

// sorted is the rows by contact, those of one contact in the order given:
// every node touches people in one order, so that two never wait for each other.
func sorted[R any](rows []*R, contact func(*R) string) []*R {
	slices.SortStableFunc(rows, func(a, b *R) int { return strings.Compare(contact(a), contact(b)) })
	return rows
}

// all is every row, to be sorted.
func all[R any](rows []R) []*R {
	out := make([]*R, len(rows))
	for i := range rows {
		out[i] = &rows[i]
	}
	return out
}

// latest is the rows with each key once, the last of it: a statement that
// replaces touches no row twice.
func latest[R any, K comparable](rows []*R, key func(*R) K) []*R {
	if len(rows) < 2 {
		return rows
	}
	seen := make(map[K]bool, len(rows))
	out := make([]*R, 0, len(rows))
	for _, r := range slices.Backward(rows) {
		if k := key(r); !seen[k] {
			seen[k] = true
			out = append(out, r)
		}
	}
	slices.Reverse(out)
	return out
}

// parted is the new rows, which are inserted plainly, and the others.
func parted[R any](rows []*R, isNew func(*R) bool) (added, put []*R) {
	for _, r := range rows {
		if isNew(r) {
			added = append(added, r)
		} else {
			put = append(put, r)
		}
	}
	return added, put
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

func (t *tx) scanConversation(rows pgx.Rows) (*store.Conversation, error) {
	c := &store.Conversation{}
	var sealed []byte
	err := rows.Scan((*string)(&c.Contact), &c.Channel, &sealed, &c.Lang, &c.Flow, &c.Edition, &c.Run, &c.State,
		&c.Aside, &c.Desk, when{&c.Due}, when{&c.Stopped}, &c.Waiting, when{&c.SeenAt}, when{&c.Dead}, &c.Person)
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
