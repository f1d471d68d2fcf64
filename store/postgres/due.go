package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"plaza/store"
)

// PutDue writes due rows.
func (t *tx) PutDue(_ context.Context, due []store.Due) error {
	type row = store.Due
	type id struct{ contact, kind, key string }
	for _, d := range due {
		if err := t.own(d.Contact); err != nil {
			return err
		}
	}
	if len(due) == 0 {
		return nil
	}
	contact := func(d *row) string { return string(d.Contact) }
	rows := sorted(latest(all(due), func(d *row) id { return id{contact(d), d.Kind, d.Key} }), contact)
	t.write("write what is due", putDue, t.shard, texts(rows, contact),
		texts(rows, func(d *row) string { return d.Kind }),
		texts(rows, func(d *row) string { return d.Key }),
		instants(rows, func(d *row) time.Time { return d.At }),
		blobs(rows, func(d *row) []byte { return d.Data }),
		numbers(rows, func(d *row) int64 { return int64(d.Tries) }),
		texts(rows, func(d *row) string { return d.Flow }),
		numbers(rows, func(d *row) int64 { return int64(d.Edition) }))
	return nil
}

// ClaimDue takes due rows and removes them. Rows that another node is taking
// are passed over.
func (t *tx) ClaimDue(ctx context.Context, now time.Time, n int) ([]store.Due, error) {
	var due []store.Due
	t.read("take what is due", claimDue, []any{t.shard, now, n}, func(rows pgx.Rows) error {
		var d store.Due
		err := rows.Scan((*string)(&d.Contact), &d.Kind, &d.Key, when{&d.At}, &d.Data, &d.Tries, &d.Flow, &d.Edition)
		due = append(due, d)
		return err
	})
	if err := t.flush(ctx); err != nil {
		return nil, err
	}
	slices.SortFunc(due, func(a, b store.Due) int { return a.At.Compare(b.At) })
	return due, nil
}

// PutHandover puts a conversation into a desk's queue.
func (t *tx) PutHandover(_ context.Context, h store.Handover) error {
	if err := t.own(h.Contact); err != nil {
		return err
	}
	t.write("hand over", putHandover, t.shard, string(h.Contact), h.Run, h.Desk, h.Flow, h.Lang, stamp(h.OpenedAt), stamp(h.Until), h.Code)
	return nil
}

// DropHandover takes a conversation out of its queue.
func (t *tx) DropHandover(_ context.Context, c store.Contact) error {
	if err := t.own(c); err != nil {
		return err
	}
	t.write("take back", dropHandover, t.shard, string(c))
	return nil
}
