package sqlite

import (
	"context"
	"database/sql"

	"plaza/store"
)

// Receive stores the messages not stored before and returns the conversations of all.
func (t *tx) Receive(_ context.Context, in []store.Inbound) ([]bool, map[store.Contact]*store.Conversation, error) {
	fresh := make([]bool, len(in))
	convs := make(map[store.Contact]*store.Conversation, len(in))
	for i, m := range in {
		added, err := t.insertInbound(m, true)
		if err != nil {
			return nil, nil, err
		}
		fresh[i] = added
		if convs[m.Contact] != nil {
			continue
		}
		c, err := t.conversation(m.Contact)
		if err != nil {
			return nil, nil, err
		}
		if c == nil {
			c = &store.Conversation{Contact: m.Contact, New: true}
		}
		if c.Address == "" {
			c.Address = m.Address
		}
		convs[m.Contact] = c
	}
	return fresh, convs, nil
}

// insertInbound stores one message and says whether it was new. One that is
// not handled keeps the network's id, which the runtime's keys are made of.
func (t *tx) insertInbound(m store.Inbound, handled bool) (bool, error) {
	if err := t.own(m.Contact); err != nil {
		return false, err
	}
	origin, tries := any(nil), 0
	if !handled {
		origin, tries = m.Ref, 1
	}
	n, err := t.exec("store a message", insertInbound, t.shard, m.Contact, t.db.keys.Ref(m.Contact, m.Ref), origin,
		t.db.seq.Next(m.At), m.Channel, us(m.At), store.Storable(m.Text), store.Storable(m.Tap), store.Storable(m.Place),
		blob(m.Media), store.Storable(m.Lang), m.Run, m.Quiet, handled, tries)
	return n == 1, err
}

// Park stores messages as not handled, or marks them so.
func (t *tx) Park(_ context.Context, in []store.Inbound) error {
	for _, m := range in {
		added, err := t.insertInbound(m, false)
		if err != nil {
			return err
		}
		if !added {
			if _, err := t.exec("park a message", parkInbound, t.shard, m.Contact, t.db.keys.Ref(m.Contact, m.Ref), m.Ref); err != nil {
				return err
			}
		}
		if err := t.keepConversation(m); err != nil {
			return err
		}
	}
	return t.countWaiting(in)
}

// keepConversation gives somebody whose very first message waits a row that
// keeps their address and says so.
func (t *tx) keepConversation(m store.Inbound) error {
	c, err := t.conversation(m.Contact)
	if err != nil || c != nil {
		return err
	}
	return t.PutConversations(t.ctx, []*store.Conversation{{
		Contact: m.Contact, Channel: m.Channel, Address: m.Address, SeenAt: m.At, New: true,
	}})
}

// Settle marks messages handled.
func (t *tx) Settle(_ context.Context, in []store.Inbound) error {
	for _, m := range in {
		if err := t.own(m.Contact); err != nil {
			return err
		}
		if _, err := t.exec("settle a message", settleInbound, t.shard, m.Contact, t.db.keys.Ref(m.Contact, m.Ref)); err != nil {
			return err
		}
	}
	return t.countWaiting(in)
}

func (t *tx) countWaiting(in []store.Inbound) error {
	for _, m := range in {
		if _, err := t.exec("count what waits", countWaiting, t.shard, m.Contact); err != nil {
			return err
		}
	}
	return nil
}

// Tag names the run that messages were handled in.
func (t *tx) Tag(_ context.Context, in []store.Inbound) error {
	for _, m := range in {
		if err := t.own(m.Contact); err != nil {
			return err
		}
		if _, err := t.exec("tag a message", tagInbound, t.shard, m.Contact, t.db.keys.Ref(m.Contact, m.Ref), m.Run); err != nil {
			return err
		}
	}
	return nil
}

// Parked returns the oldest messages of a contact that wait.
func (t *tx) Parked(_ context.Context, c store.Contact, n int) ([]store.Inbound, error) {
	if err := t.own(c); err != nil {
		return nil, err
	}
	var in []store.Inbound
	err := t.each("read what waits", selectParked, []any{t.shard, c, n}, func(rows *sql.Rows) error {
		var m store.Inbound
		err := rows.Scan(&m.Contact, &m.Ref, &m.Channel, when{&m.At}, &m.Text, &m.Tap, &m.Place, &m.Media,
			&m.Lang, &m.Run, &m.Quiet, &m.Tries)
		in = append(in, m)
		return err
	})
	return in, err
}

// Waiting returns contacts with messages that wait.
func (t *tx) Waiting(_ context.Context, tries, n int) ([]store.Contact, error) {
	var out []store.Contact
	err := t.each("read who waits", selectWaiting, []any{t.shard, tries, n}, func(rows *sql.Rows) error {
		var c store.Contact
		err := rows.Scan(&c)
		out = append(out, c)
		return err
	})
	return out, err
}
