package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"plaza/store"
)

// AddMedia adds attachments to be fetched.
func (t *tx) AddMedia(_ context.Context, media []store.Media) error {
	type row = store.Media
	for i := range media {
		if err := t.own(media[i].Contact); err != nil {
			return err
		}
		media[i].State = store.MediaPending
	}
	if len(media) == 0 {
		return nil
	}
	contact := func(m *row) string { return string(m.Contact) }
	rows := sorted(all(media), contact)
	t.write("add attachments", insertMedia, t.shard, texts(rows, contact),
		texts(rows, func(m *row) string { return m.ID }),
		blobs(rows, func(m *row) []byte { return t.db.keys.Ref(m.Contact, m.Ref) }),
		texts(rows, func(m *row) string { return m.Kind }),
		texts(rows, func(m *row) string { return store.Storable(m.Type) }),
		blobs(rows, t.db.keys.SealMedia),
		times(rows, func(m *row) time.Time { return m.DueAt }),
		times(rows, func(m *row) time.Time { return m.At }))
	return nil
}

// ClaimMedia takes attachments to be fetched. Rows that another node is taking
// are passed over.
func (t *tx) ClaimMedia(ctx context.Context, now, until, since time.Time, n int) ([]store.Media, error) {
	var media []store.Media
	t.read("take attachments to fetch", claimMedia, []any{t.shard, now, n, until, since}, func(rows pgx.Rows) error {
		m := store.Media{State: store.MediaPending, DueAt: until}
		var sealed []byte
		err := rows.Scan((*string)(&m.Contact), &m.ID, &m.Kind, &m.Type, &sealed, &m.Tries, when{&m.At}, &m.Today)
		if err == nil {
			m.Data, err = t.db.keys.OpenMedia(&m, sealed)
		}
		media = append(media, m)
		return err
	})
	if err := t.flush(ctx); err != nil {
		return nil, err
	}
	slices.SortStableFunc(media, func(a, b store.Media) int { return a.At.Compare(b.At) })
	return media, nil
}

// FinishMedia records what became of claimed attachments.
func (t *tx) FinishMedia(_ context.Context, media []store.Media) error {
	for i := range media {
		m := &media[i]
		if err := t.own(m.Contact); err != nil {
			return err
		}
		t.write("finish an attachment", finishMedia, t.shard, string(m.Contact), m.ID, string(m.State), store.Storable(m.Why),
			store.Storable(m.Type), t.db.keys.SealMedia(m), stamp(m.DueAt), m.Tries)
	}
	return nil
}

// DropMedia removes attachments.
func (t *tx) DropMedia(_ context.Context, c store.Contact, ids []string) error {
	if err := t.own(c); err != nil || len(ids) == 0 {
		return err
	}
	t.write("drop attachments", dropMedia, t.shard, string(c), ids)
	return nil
}

// DetachMedia gives attachments to an anonymous record: what was sealed for
// the contact is sealed anew for nobody.
func (t *tx) DetachMedia(ctx context.Context, c store.Contact, ids []string, day time.Time) error {
	if err := t.own(c); err != nil || len(ids) == 0 {
		return err
	}
	var media []store.Media
	t.read("look for attachments", lockMedia, []any{t.shard, string(c), ids}, func(rows pgx.Rows) error {
		m := store.Media{Contact: c}
		var sealed []byte
		err := rows.Scan(&m.ID, &m.Kind, &m.Type, (*string)(&m.State), &sealed)
		if err == nil {
			m.Data, err = t.db.keys.OpenMedia(&m, sealed)
		}
		media = append(media, m)
		return err
	})
	if err := t.flush(ctx); err != nil {
		return err
	}
	for _, m := range media {
		m.Contact = ""
		t.write("detach an attachment", detachMedia, t.shard, string(c), m.ID, t.db.keys.SealMedia(&m), stamp(day))
	}
	return nil
}
