package sqlite

import (
	"context"
	"database/sql"
	"time"

	"plaza/store"
)

// AddMedia adds attachments to be fetched.
func (t *tx) AddMedia(_ context.Context, media []store.Media) error {
	for i := range media {
		m := &media[i]
		if err := t.own(m.Contact); err != nil {
			return err
		}
		m.State = store.MediaPending
		if _, err := t.exec("add an attachment", insertMedia, t.shard, m.Contact, m.ID, t.db.keys.Ref(m.Contact, m.Ref), m.Kind,
			store.Storable(m.Type), t.db.keys.SealMedia(m), us(m.DueAt), us(m.At)); err != nil {
			return err
		}
	}
	return nil
}

// ClaimMedia takes attachments to be fetched.
func (t *tx) ClaimMedia(_ context.Context, now, until, since time.Time, n int) ([]store.Media, error) {
	var media []store.Media
	err := t.each("look for attachments to fetch", selectMediaDue, []any{t.shard, us(now), n, us(since)}, func(rows *sql.Rows) error {
		m := store.Media{State: store.MediaPending, DueAt: until}
		var sealed []byte
		err := rows.Scan(&m.Contact, &m.ID, &m.Kind, &m.Type, &sealed, &m.Tries, when{&m.At}, &m.Today)
		if err == nil {
			m.Data, err = t.db.keys.OpenMedia(&m, sealed)
		}
		media = append(media, m)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, m := range media {
		if _, err := t.exec("take an attachment", claimMedia, t.shard, m.Contact, m.ID, us(until)); err != nil {
			return nil, err
		}
	}
	return media, nil
}

// FinishMedia records what became of claimed attachments.
func (t *tx) FinishMedia(_ context.Context, media []store.Media) error {
	for i := range media {
		m := &media[i]
		if err := t.own(m.Contact); err != nil {
			return err
		}
		t.erases = true // where it was is not left in the log
		if _, err := t.exec("finish an attachment", finishMedia, t.shard, m.Contact, m.ID, m.State, store.Storable(m.Why),
			store.Storable(m.Type), t.db.keys.SealMedia(m), us(m.DueAt), m.Tries); err != nil {
			return err
		}
	}
	return nil
}

// DropMedia removes attachments.
func (t *tx) DropMedia(_ context.Context, c store.Contact, ids []string) error {
	if err := t.own(c); err != nil {
		return err
	}
	for _, id := range ids {
		t.erases = true
		if _, err := t.exec("drop an attachment", dropMedia, t.shard, c, id); err != nil {
			return err
		}
	}
	return nil
}

// DetachMedia gives attachments to an anonymous record: what was sealed for
// the contact is sealed anew for nobody.
func (t *tx) DetachMedia(_ context.Context, c store.Contact, ids []string, day time.Time) error {
	if err := t.own(c); err != nil {
		return err
	}
	for _, id := range ids {
		m := store.Media{Contact: c, ID: id}
		var sealed []byte
		err := t.each("look for an attachment", selectMedia, []any{t.shard, c, id}, func(rows *sql.Rows) error {
			err := rows.Scan(&m.Kind, &m.Type, &m.State, &sealed)
			if err == nil {
				m.Data, err = t.db.keys.OpenMedia(&m, sealed)
			}
			return err
		})
		if err != nil {
			return err
		}
		if sealed == nil {
			continue // it is gone
		}
		t.erases = true
		m.Contact = ""
		if _, err := t.exec("detach an attachment", detachMedia, t.shard, c, id, t.db.keys.SealMedia(&m), us(day)); err != nil {
			return err
		}
	}
	return nil
}
