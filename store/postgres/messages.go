package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"plaza/store"
)

// Requeue returns messages to the queue.
func (t *tx) Requeue(ctx context.Context, msgs []store.Message, due time.Time) (int, error) {
	rows, err := t.theirs(msgs)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	changed := 0
	t.count("send messages once more", &changed, requeueMessages, t.shard, texts(rows, messageContact), texts(rows, messageKey),
		texts(rows, func(m *store.Message) string { return string(m.State) }), due)
	err = t.flush(ctx)
	return changed, err
}

// Cancel stops messages that are queued.
func (t *tx) Cancel(ctx context.Context, msgs []store.Message, why string) (int, error) {
	rows, err := t.theirs(msgs)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	stopped := 0
	t.count("stop messages", &stopped, cancelMessages, t.shard, texts(rows, messageContact), texts(rows, messageKey), store.Storable(why))
	t.write("drop what is over", dropSealed, t.shard)
	err = t.flush(ctx)
	return stopped, err
}

// CancelFlow stops messages of a flow that are queued.
func (t *tx) CancelFlow(ctx context.Context, flow, why string, n int) (int, error) {
	stopped := 0
	t.count("stop the messages of a flow", &stopped, cancelFlow, t.shard, flow, store.Storable(why), n)
	t.write("drop what is over", dropSealed, t.shard)
	err := t.flush(ctx)
	return stopped, err
}

// Unasked returns when messages that are no replies left or will leave.
func (t *tx) Unasked(ctx context.Context, contacts []store.Contact, since time.Time) (map[store.Contact][]time.Time, error) {
	found := make(map[store.Contact][]time.Time, len(contacts))
	names := make([]string, len(contacts))
	for i, c := range contacts {
		if err := t.own(c); err != nil {
			return nil, err
		}
		names[i] = string(c)
	}
	t.read("read what was sent unasked", selectUnasked, []any{t.shard, names, since}, func(rows pgx.Rows) error {
		var c store.Contact
		var at time.Time
		err := rows.Scan((*string)(&c), when{&at})
		found[c] = append(found[c], at)
		return err
	})
	return found, t.flush(ctx)
}

// Refs returns the networks' ids of the contact's messages.
func (t *tx) Refs(ctx context.Context, c store.Contact) ([]string, error) {
	if err := t.own(c); err != nil {
		return nil, err
	}
	var refs []string
	t.read("read the networks' ids", selectRefs, []any{t.shard, string(c)}, func(rows pgx.Rows) error {
		var ref string
		err := rows.Scan(&ref)
		refs = append(refs, ref)
		return err
	})
	return refs, t.flush(ctx)
}

// theirs is messages of this shard in the order in which every node touches them.
func (t *tx) theirs(msgs []store.Message) ([]*store.Message, error) {
	for _, m := range msgs {
		if err := t.own(m.Contact); err != nil {
			return nil, err
		}
	}
	return sorted(all(msgs), messageContact), nil
}

// EachMessage calls fn with the messages that an operator means.
func (v *view) EachMessage(ctx context.Context, f store.MessageFilter, fn func(store.Message) error) error {
	states := make([]string, len(f.States))
	for i, s := range f.States {
		states[i] = string(s)
	}
	q, args := viewAll, []any{f.Channel, states, f.Flow, string(f.Contact), stamp(f.Since), f.Limit}
	if f.Contact != "" { // a citizen may be waiting for it: by the key
		q, args = viewOnes, append(args, v.db.Shard(f.Contact))
	}
	return v.each(ctx, "read messages", q, args, func(rows pgx.Rows) error {
		var m store.Message
		var priority int16
		if err := rows.Scan((*string)(&m.Contact), &m.Key, &m.ID, &m.Channel, &priority, &m.Lang, &m.Flow, &m.Run,
			(*string)(&m.State), when{&m.DueAt}, when{&m.Expires}, &m.Tries, &m.Ref, &m.Why, &m.Doubt, &m.Cost, when{&m.At},
			&m.Last); err != nil {
			return err
		}
		m.Priority = store.Priority(priority)
		return fn(m)
	})
}
