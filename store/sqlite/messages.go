package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"plaza/store"
)

// Requeue returns messages to the queue.
func (t *tx) Requeue(_ context.Context, msgs []store.Message, due time.Time) (int, error) {
	return t.change(msgs, func(m *store.Message) (int64, error) {
		return t.exec("send a message once more", requeueMessage, t.shard, m.Contact, m.Key, m.State, us(due))
	})
}

// Cancel stops messages that are queued.
func (t *tx) Cancel(_ context.Context, msgs []store.Message, why string) (int, error) {
	n, err := t.change(msgs, func(m *store.Message) (int64, error) {
		return t.exec("stop a message", cancelMessage, t.shard, m.Contact, m.Key, store.Storable(why))
	})
	if err != nil {
		return 0, err
	}
	return n, t.dropSealed()
}

// CancelFlow stops messages of a flow that are queued.
func (t *tx) CancelFlow(_ context.Context, flow, why string, n int) (int, error) {
	stopped, err := t.exec("stop the messages of a flow", cancelFlow, t.shard, flow, store.Storable(why), n)
	if err != nil {
		return 0, err
	}
	return int(stopped), t.dropSealed()
}

// Unasked returns when messages that are no replies left or will leave.
func (t *tx) Unasked(_ context.Context, contacts []store.Contact, since time.Time) (map[store.Contact][]time.Time, error) {
	found := make(map[store.Contact][]time.Time, len(contacts))
	for _, c := range contacts {
		if err := t.own(c); err != nil {
			return nil, err
		}
		var sent []time.Time
		err := t.each("read what was sent unasked", selectUnasked, []any{t.shard, c, us(since)}, func(rows *sql.Rows) error {
			var at time.Time
			err := rows.Scan(when{&at})
			sent = append(sent, at)
			return err
		})
		if err != nil {
			return nil, err
		}
		found[c] = sent
	}
	return found, nil
}

// Refs returns the networks' ids of the contact's messages.
func (t *tx) Refs(_ context.Context, c store.Contact) ([]string, error) {
	if err := t.own(c); err != nil {
		return nil, err
	}
	var refs []string
	err := t.each("read the networks' ids", selectRefs, []any{t.shard, c}, func(rows *sql.Rows) error {
		var ref string
		err := rows.Scan(&ref)
		refs = append(refs, ref)
		return err
	})
	return refs, err
}

// change does something to each message and counts those it was done to.
func (t *tx) change(msgs []store.Message, do func(*store.Message) (int64, error)) (int, error) {
	var changed int64
	for i := range msgs {
		if err := t.own(msgs[i].Contact); err != nil {
			return 0, err
		}
		n, err := do(&msgs[i])
		if err != nil {
			return 0, err
		}
		changed += n
	}
	return int(changed), nil
}

// EachMessage calls fn with the messages that an operator means.
func (v *view) EachMessage(ctx context.Context, f store.MessageFilter, fn func(store.Message) error) error {
	states, err := json.Marshal(append([]store.Delivery{}, f.States...))
	if err != nil {
		return fmt.Errorf("read messages: %w", err)
	}
	limit := f.Limit
	if limit == 0 {
		limit = -1
	}
	q, args := viewAll, []any{f.Channel, string(states), f.Flow, f.Contact, us(f.Since), limit}
	if f.Contact != "" { // a citizen may be waiting for it: by the key
		q, args = viewOnes, append(args, v.db.Shard(f.Contact))
	}
	return v.each(ctx, "read messages", q, args, func(rows *sql.Rows) error {
		var m store.Message
		if err := rows.Scan(&m.Contact, &m.Key, &m.ID, &m.Channel, &m.Priority, &m.Lang, &m.Flow, &m.Run, &m.State, when{&m.DueAt},
			when{&m.Expires}, &m.Tries, &m.Ref, &m.Why, &m.Doubt, &m.Cost, when{&m.At}, &m.Last); err != nil {
			return err
		}
		return fn(m)
	})
}
