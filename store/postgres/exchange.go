package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"plaza/store"
)

// Heard says which messages of a contact are stored.
func (t *tx) Heard(ctx context.Context, c store.Contact, refs []string) ([]bool, error) {
	if err := t.own(c); err != nil {
		return nil, err
	}
	heard := make([]bool, len(refs))
	if len(refs) == 0 {
		return heard, nil
	}
	t.storeInbound()
	asked := make([]*store.Inbound, len(refs))
	for i, ref := range refs {
		asked[i] = &store.Inbound{Contact: c, Ref: ref}
	}
	t.read("look for messages", selectKnown, []any{t.shard, texts(asked, inboundContact), t.refs(asked)}, func(rows pgx.Rows) error {
		var n int
		err := rows.Scan(&n)
		heard[n-1] = true
		return err
	})
	return heard, t.flush(ctx)
}

// TakeReplies gives out what answers one message.
func (t *tx) TakeReplies(ctx context.Context, c store.Contact, channel, ref string, now time.Time) ([]store.Message, error) {
	if err := t.own(c); err != nil {
		return nil, err
	}
	t.write("take replies", takeReplies, t.shard, string(c), channel, ref, now)
	var taken []store.Message
	t.read("read replies", selectReplies, []any{t.shard, string(c), channel, ref}, func(rows pgx.Rows) error {
		var m store.Message
		var priority int16
		err := rows.Scan((*string)(&m.Contact), &m.Key, &m.ID, &m.Channel, &priority, &m.Text, &m.Extras, &m.Lang, &m.Flow, &m.Run,
			(*string)(&m.State), when{&m.DueAt}, when{&m.Expires}, &m.Tries, &m.Ref, when{&m.At}, &m.Last)
		m.Priority = store.Priority(priority)
		taken = append(taken, m)
		return err
	})
	t.write("drop what is over", dropSealed, t.shard)
	return taken, t.flush(ctx)
}
