package sqlite

import (
	"context"
	"database/sql"
	"time"

	"plaza/store"
)

// Heard says which messages of a contact are stored.
func (t *tx) Heard(_ context.Context, c store.Contact, refs []string) ([]bool, error) {
	if err := t.own(c); err != nil {
		return nil, err
	}
	heard := make([]bool, len(refs))
	for i, ref := range refs {
		err := t.each("look for a message", selectHeard, []any{t.shard, c, t.db.keys.Ref(c, ref)}, func(*sql.Rows) error {
			heard[i] = true
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return heard, nil
}

// TakeReplies gives out what answers one message.
func (t *tx) TakeReplies(_ context.Context, c store.Contact, channel, ref string, now time.Time) ([]store.Message, error) {
	if err := t.own(c); err != nil {
		return nil, err
	}
	if _, err := t.exec("take replies", takeReplies, t.shard, c, channel, ref, us(now)); err != nil {
		return nil, err
	}
	var taken []store.Message
	err := t.each("read replies", selectReplies, []any{t.shard, c, channel, ref}, func(rows *sql.Rows) error {
		var m store.Message
		err := rows.Scan(&m.Contact, &m.Key, &m.ID, &m.Channel, &m.Priority, &m.Text, &m.Extras, &m.Lang, &m.Flow, &m.Run,
			&m.State, when{&m.DueAt}, when{&m.Expires}, &m.Tries, &m.Ref, when{&m.At}, &m.Last)
		taken = append(taken, m)
		return err
	})
	if err != nil {
		return nil, err
	}
	return taken, t.dropSealed()
}
