package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"plaza/store"
)

// Receive says which messages are new and returns the conversations of all.
// The messages themselves are stored with the next read, or at the commit.
func (t *tx) Receive(ctx context.Context, in []store.Inbound) ([]bool, map[store.Contact]*store.Conversation, error) {
	contacts := make([]store.Contact, len(in))
	for i, m := range in {
		if err := t.own(m.Contact); err != nil {
			return nil, nil, err
		}
		contacts[i] = m.Contact
	}
	if len(in) == 0 {
		return []bool{}, map[store.Contact]*store.Conversation{}, nil
	}
	t.storeInbound()
	fresh := make([]bool, len(in))
	for i := range fresh {
		fresh[i] = true
	}
	convs := t.lock(contacts)
	asked := all(in)
	// Asked after the lock is held: whoever held it before has committed.
	t.read("look for messages", selectKnown, []any{t.shard, texts(asked, inboundContact), t.refs(asked)}, func(rows pgx.Rows) error {
		var n int
		err := rows.Scan(&n)
		fresh[n-1] = false
		return err
	})
	if err := t.flush(ctx); err != nil {
		return nil, nil, err
	}
	seen := make(map[inboundID]bool, len(in))
	for i, m := range in {
		if seen[inboundKey(&m)] {
			fresh[i] = false
		}
		seen[inboundKey(&m)] = true
		c := convs[m.Contact]
		if c == nil {
			c = &store.Conversation{Contact: m.Contact, New: true}
			convs[m.Contact] = c
		}
		if c.Address == "" {
			c.Address = m.Address
		}
		if fresh[i] {
			t.inbound = append(t.inbound, m)
		}
	}
	return fresh, convs, nil
}

// storeInbound queues the messages received. Of two nodes that received the
// same one from somebody new, the second fails here.
func (t *tx) storeInbound() {
	if len(t.inbound) == 0 {
		return
	}
	in := sorted(all(t.inbound), inboundContact)
	t.inbound = nil
	t.write("store messages", insertInbound, t.columns(in, true)...)
}

// columns are stored messages. One that is not handled keeps the network's
// id, which the runtime's keys are made of.
func (t *tx) columns(in []*store.Inbound, handled bool) []any {
	tries := int64(0)
	if !handled {
		tries = 1
	}
	return []any{t.shard, texts(in, inboundContact), t.refs(in),
		texts(in, func(m *store.Inbound) string {
			if handled {
				return ""
			}
			return m.Ref
		}),
		numbers(in, func(m *store.Inbound) int64 { return t.db.seq.Next(m.At) }),
		texts(in, func(m *store.Inbound) string { return m.Channel }),
		times(in, func(m *store.Inbound) time.Time { return m.At }),
		texts(in, func(m *store.Inbound) string { return store.Storable(m.Text) }),
		texts(in, func(m *store.Inbound) string { return store.Storable(m.Tap) }),
		texts(in, func(m *store.Inbound) string { return store.Storable(m.Place) }),
		blobs(in, func(m *store.Inbound) []byte { return m.Media }),
		texts(in, func(m *store.Inbound) string { return store.Storable(m.Lang) }),
		texts(in, func(m *store.Inbound) string { return m.Run }),
		flags(in, func(m *store.Inbound) bool { return m.Quiet }),
		flags(in, func(*store.Inbound) bool { return handled }),
		numbers(in, func(*store.Inbound) int64 { return int64(tries) }),
	}
}

func (t *tx) refs(in []*store.Inbound) column[blob] {
	return blobs(in, func(m *store.Inbound) []byte { return t.db.keys.Ref(m.Contact, m.Ref) })
}

// inboundID is what makes a message one.
type inboundID struct {
	contact store.Contact
	ref     string
}

func inboundContact(m *store.Inbound) string { return string(m.Contact) }

func inboundKey(m *store.Inbound) inboundID { return inboundID{m.Contact, m.Ref} }

func (t *tx) ownAll(in []store.Inbound) error {
	for _, m := range in {
		if err := t.own(m.Contact); err != nil {
			return err
		}
	}
	return nil
}

// Park stores messages as not handled, or marks them so.
func (t *tx) Park(ctx context.Context, in []store.Inbound) error {
	if err := t.ownAll(in); err != nil || len(in) == 0 {
		return err
	}
	t.storeInbound()
	contacts := make([]store.Contact, len(in))
	for i, m := range in {
		contacts[i] = m.Contact
	}
	convs := t.lock(contacts)
	if err := t.flush(ctx); err != nil {
		return err
	}
	// Somebody whose very first message waits gets a row that keeps their
	// address and says so.
	var first []*store.Conversation
	for _, m := range in {
		if convs[m.Contact] == nil {
			c := &store.Conversation{Contact: m.Contact, Channel: m.Channel, Address: m.Address, SeenAt: m.At, New: true}
			convs[m.Contact], first = c, append(first, c)
		}
	}
	if err := t.PutConversations(ctx, first); err != nil {
		return err
	}
	t.write("park messages", parkInbound, t.columns(sorted(latest(all(in), inboundKey), inboundContact), false)...)
	t.countWaiting(in)
	return nil
}

// Settle marks messages handled.
func (t *tx) Settle(_ context.Context, in []store.Inbound) error {
	if err := t.ownAll(in); err != nil || len(in) == 0 {
		return err
	}
	t.storeInbound()
	rows := sorted(all(in), inboundContact)
	t.write("settle messages", settleInbound, t.shard, texts(rows, inboundContact), t.refs(rows))
	t.countWaiting(in)
	return nil
}

func (t *tx) countWaiting(in []store.Inbound) {
	contacts := texts(all(in), inboundContact)
	slices.Sort(contacts)
	t.write("count what waits", countWaiting, t.shard, slices.Compact(contacts))
}

// Tag names the run that messages were handled in. One just received is only
// going to be stored: it takes the name along.
func (t *tx) Tag(_ context.Context, in []store.Inbound) error {
	if err := t.ownAll(in); err != nil {
		return err
	}
	var stored []store.Inbound
	for _, m := range in {
		i := slices.IndexFunc(t.inbound, func(r store.Inbound) bool { return r.Contact == m.Contact && r.Ref == m.Ref })
		if i < 0 {
			stored = append(stored, m)
			continue
		}
		t.inbound[i].Run = m.Run
	}
	if len(stored) > 0 {
		rows := sorted(latest(all(stored), inboundKey), inboundContact)
		t.write("tag messages", tagInbound, t.shard, texts(rows, inboundContact), t.refs(rows),
			texts(rows, func(m *store.Inbound) string { return m.Run }))
	}
	return nil
}

// Parked returns the oldest messages of a contact that wait.
func (t *tx) Parked(ctx context.Context, c store.Contact, n int) ([]store.Inbound, error) {
	if err := t.own(c); err != nil {
		return nil, err
	}
	t.storeInbound()
	var in []store.Inbound
	t.read("read what waits", selectParked, []any{t.shard, string(c), n}, func(rows pgx.Rows) error {
		var m store.Inbound
		err := rows.Scan((*string)(&m.Contact), &m.Ref, &m.Channel, when{&m.At}, &m.Text, &m.Tap, &m.Place, &m.Media,
			&m.Lang, &m.Run, &m.Quiet, &m.Tries)
		in = append(in, m)
		return err
	})
	return in, t.flush(ctx)
}

// Waiting returns contacts with messages that wait.
func (t *tx) Waiting(ctx context.Context, tries, n int) ([]store.Contact, error) {
	t.storeInbound()
	var out []store.Contact
	t.read("read who waits", selectWaiting, []any{t.shard, tries, n}, func(rows pgx.Rows) error {
		var c string
		err := rows.Scan(&c)
		out = append(out, store.Contact(c))
		return err
	})
	return out, t.flush(ctx)
}
