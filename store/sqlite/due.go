package sqlite

import (
	"context"
	"database/sql"
	"time"

	"plaza/store"
)

// PutDue writes due rows.
func (t *tx) PutDue(_ context.Context, due []store.Due) error {
	for _, d := range due {
		if err := t.own(d.Contact); err != nil {
			return err
		}
		if _, err := t.exec("write what is due", putDue, t.shard, d.Contact, d.Kind, d.Key, d.At.UnixMicro(), blob(d.Data),
			d.Tries, d.Flow, d.Edition); err != nil {
			return err
		}
	}
	return nil
}

// ClaimDue takes due rows and removes them.
func (t *tx) ClaimDue(_ context.Context, now time.Time, n int) ([]store.Due, error) {
	var due []store.Due
	err := t.each("read what is due", selectDue, []any{t.shard, us(now), n}, func(rows *sql.Rows) error {
		var d store.Due
		err := rows.Scan(&d.Contact, &d.Kind, &d.Key, when{&d.At}, &d.Data, &d.Tries, &d.Flow, &d.Edition)
		due = append(due, d)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, d := range due {
		if _, err := t.exec("take what is due", deleteDue, t.shard, d.Contact, d.Kind, d.Key); err != nil {
			return nil, err
		}
	}
	return due, nil
}

// PutHandover puts a conversation into a desk's queue.
func (t *tx) PutHandover(_ context.Context, h store.Handover) error {
	if err := t.own(h.Contact); err != nil {
		return err
	}
	_, err := t.exec("hand over", putHandover, t.shard, h.Contact, h.Run, h.Desk, h.Flow, h.Lang, us(h.OpenedAt), us(h.Until), h.Code)
	return err
}

// DropHandover takes a conversation out of its queue.
func (t *tx) DropHandover(_ context.Context, c store.Contact) error {
	if err := t.own(c); err != nil {
		return err
	}
	_, err := t.exec("take back", dropHandover, t.shard, c)
	return err
}
