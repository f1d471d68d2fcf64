package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"plaza/store"
)

// Enqueue adds messages not added before.
func (t *tx) Enqueue(_ context.Context, msgs []store.Message) error {
	type row = store.Message
	for _, m := range msgs {
		if err := t.own(m.Contact); err != nil {
			return err
		}
	}
	added, put := parted(sorted(all(msgs), messageContact), func(m *row) bool { return m.New })
	copies := t.copies(added)
	for _, alike := range copies {
		t.write("enqueue copies", insertCopies, t.copyColumns(alike)...)
	}
	if len(copies) == 0 && len(added) > 0 {
		t.write("enqueue new messages", insertMessages, t.messageColumns(added)...)
	}
	if len(put) > 0 {
		t.write("enqueue messages", putMessages, t.messageColumns(put)...)
	}
	return nil
}

func (t *tx) messageColumns(rows []*store.Message) []any {
	type row = store.Message
	return []any{t.shard, texts(rows, messageContact),
		texts(rows, func(m *row) string { return m.Key }),
		texts(rows, func(m *row) string { return m.ID }),
		numbers(rows, func(m *row) int64 { return t.db.seq.Next(m.At) }),
		texts(rows, func(m *row) string { return m.Channel }),
		numbers(rows, func(m *row) int64 { return int64(m.Priority) }),
		texts(rows, func(m *row) string { return store.Storable(m.Text) }),
		blobs(rows, func(m *row) []byte { return m.Extras }),
		texts(rows, func(m *row) string { return m.Lang }),
		texts(rows, func(m *row) string { return m.Flow }),
		texts(rows, func(m *row) string { return m.Run }),
		times(rows, dueAt),
		times(rows, func(m *row) time.Time { return m.Expires }),
		times(rows, func(m *row) time.Time { return m.At }),
		flags(rows, func(m *row) bool { return m.Last }),
		blobs(rows, func(m *row) []byte {
			if t.fates[m.Contact] != erased || m.Address == "" {
				return nil
			}
			return t.db.keys.Seal(m.Contact, m.Address)
		}),
	}
}

func messageContact(m *store.Message) string { return string(m.Contact) }

func messageKey(m *store.Message) string { return m.Key }

// dueAt is when a message may leave: at once when nothing is said.
func dueAt(m *store.Message) time.Time {
	switch {
	case !m.DueAt.IsZero():
		return m.DueAt
	case !m.At.IsZero():
		return m.At
	}
	return time.Unix(0, 0)
}

// candidate is a message that may be claimed, with what decides about it.
type candidate struct {
	store.Message
	sealed   []byte
	standing store.Standing
}

// Claim takes due messages of a channel.
func (t *tx) Claim(ctx context.Context, channel string, fence int64, now, until time.Time, n int) (claimed []store.Message, more bool, err error) {
	for looks := 0; looks < store.ClaimLooks && n > 0 && len(claimed) == 0; looks++ {
		heads, err := t.candidates(ctx, channel, now, max(n, store.ClaimLook))
		if err != nil {
			return nil, false, err
		}
		var ended []candidate
		for _, m := range heads {
			if m.State, m.Why = m.Bar(m.standing, now); m.State == "" {
				if m.Address, err = t.db.keys.Open(m.Contact, m.sealed); err != nil {
					m.State, m.Why = store.Failed, store.WhyUnreadable
				}
			}
			if m.State != "" {
				ended = append(ended, m)
				continue
			}
			if len(claimed) == n {
				continue
			}
			m.State, m.Tries = store.Sending, m.Tries+1
			if !m.Doubt {
				m.TriedAt = now
			}
			claimed = append(claimed, m.Message)
		}
		if more = len(ended) > 0 && len(claimed) < n; len(ended) == 0 {
			break
		}
		t.end(all(ended))
		t.write("drop what is over", dropSealed, t.shard)
	}
	if len(claimed) > 0 {
		taken := all(claimed)
		t.write("claim messages", claimMessages, t.shard, texts(taken, messageContact), texts(taken, messageKey), fence, until, now)
	}
	return claimed, more, t.err
}

func (t *tx) candidates(ctx context.Context, channel string, now time.Time, n int) ([]candidate, error) {
	var heads []candidate
	t.read("read what is due", selectDueMessages, []any{t.shard, channel, now, n}, func(rows pgx.Rows) error {
		var m candidate
		var priority int16
		err := rows.Scan((*string)(&m.Contact), &m.Key, &m.ID, &m.Channel, &priority, &m.Text, &m.Extras, &m.Lang, &m.Flow,
			&m.Run, when{&m.DueAt}, when{&m.Expires}, &m.Tries, when{&m.At}, &m.Last, &m.Doubt, when{&m.TriedAt}, &m.Cost, &m.sealed,
			when{&m.standing.Stopped}, when{&m.standing.Dead}, when{&m.SeenAt})
		m.Priority, m.standing.Address = store.Priority(priority), m.sealed != nil
		heads = append(heads, m)
		return err
	})
	return heads, t.flush(ctx)
}

// end queues messages' new states.
func (t *tx) end(msgs []*candidate) {
	rows := sorted(msgs, func(m *candidate) string { return string(m.Contact) })
	t.write("end messages", endMessages, t.shard,
		texts(rows, func(m *candidate) string { return string(m.Contact) }),
		texts(rows, func(m *candidate) string { return m.Key }),
		texts(rows, func(m *candidate) string { return string(m.State) }),
		texts(rows, func(m *candidate) string { return store.Storable(m.Why) }),
		flags(rows, func(m *candidate) bool { return !m.standing.Address }))
}

// Finish records what became of claimed messages.
func (t *tx) Finish(_ context.Context, fence int64, outcomes []store.Outcome) error {
	type row = store.Outcome
	type id struct{ contact, key string }
	for _, o := range outcomes {
		if err := t.own(o.Contact); err != nil {
			return err
		}
	}
	if len(outcomes) == 0 {
		return nil
	}
	contact := func(o *row) string { return string(o.Contact) }
	rows := sorted(latest(all(outcomes), func(o *row) id { return id{contact(o), o.Key} }), contact)
	// People before messages, as everywhere: an erasure takes both.
	for _, o := range rows {
		if o.Dead {
			t.lock([]store.Contact{o.Contact})
			t.write("note a dead address", buryConversations, t.shard, []string{contact(o)}, o.At)
		}
	}
	t.write("lock messages", lockMessages, t.shard, texts(rows, contact), texts(rows, func(o *row) string { return o.Key }))
	t.write("finish messages", finishMessages, t.shard, fence, texts(rows, contact),
		texts(rows, func(o *row) string { return o.Key }),
		texts(rows, func(o *row) string { return string(o.State) }),
		texts(rows, func(o *row) string { return store.Storable(o.Why) }),
		texts(rows, func(o *row) string { return store.Storable(o.Ref) }),
		times(rows, func(o *row) time.Time {
			if o.State != store.Queued {
				return time.Time{}
			}
			return o.RetryAt
		}),
		numbers(rows, func(o *row) int64 {
			if o.Back {
				return 1
			}
			return 0
		}),
		flags(rows, func(o *row) bool { return o.Doubt }),
		numbers(rows, func(o *row) int64 { return o.Cost }))
	t.write("drop what is over", dropSealed, t.shard)
	return nil
}

// Lost deals with claims that ran out.
func (t *tx) Lost(ctx context.Context, now time.Time, asked []string) (again, unknown int, err error) {
	if asked == nil {
		asked = []string{}
	}
	t.count("return lost messages", &again, lostAgain, t.shard, now, asked)
	t.count("give lost messages up", &unknown, lostUnknown, t.shard, now, store.WhyLost)
	t.write("drop what is over", dropSealed, t.shard)
	err = t.flush(ctx)
	return again, unknown, err
}

// Status moves messages forward.
func (t *tx) Status(ctx context.Context, updates []store.StatusUpdate) error {
	type row = store.StatusUpdate
	for _, u := range updates {
		if err := t.own(u.Contact); err != nil {
			return err
		}
	}
	if len(updates) == 0 {
		return nil
	}
	contact := func(u *row) string { return string(u.Contact) }
	heard := sorted(all(updates), contact)
	type id struct{ contact, key string }
	var order []id // of what a receipt was found for
	found := map[id]*store.Message{}
	told := map[id][]*row{}
	var feared []store.Contact // whose address may be dead: people are locked before messages
	for _, u := range heard {
		if u.Dead {
			feared = append(feared, u.Contact)
		}
	}
	if len(feared) > 0 {
		t.lock(feared)
	}
	t.read("find messages", lockReceipted, []any{t.shard, texts(heard, contact),
		texts(heard, func(u *row) string { return u.ID }),
		texts(heard, func(u *row) string { return u.Ref })}, func(rows pgx.Rows) error {
		var n int
		m := &store.Message{}
		if err := rows.Scan(&n, &m.Key, (*string)(&m.State), &m.Why, &m.Cost); err != nil {
			return err
		}
		u := heard[n-1]
		m.Contact = u.Contact
		at := id{contact(u), m.Key}
		if found[at] == nil {
			found[at], order = m, append(order, at)
		}
		told[at] = append(told[at], u)
		return nil
	})
	if err := t.flush(ctx); err != nil {
		return err
	}
	var moved []*store.Message
	for _, at := range order {
		m, before := found[at], *found[at]
		for _, u := range told[at] {
			if m.Heed(*u) && u.Dead {
				t.write("note a dead address", buryConversations, t.shard, []string{at.contact}, u.At)
			}
		}
		if m.State != before.State || m.Cost != before.Cost {
			moved = append(moved, m)
		}
	}
	if len(moved) > 0 {
		t.write("move messages", moveMessages, t.shard, texts(moved, messageContact), texts(moved, messageKey),
			texts(moved, func(m *store.Message) string { return string(m.State) }),
			texts(moved, func(m *store.Message) string { return store.Storable(m.Why) }),
			numbers(moved, func(m *store.Message) int64 { return m.Cost }))
		t.write("drop what is over", dropSealed, t.shard)
	}
	return nil
}

// Halt stops everything queued for a contact.
func (t *tx) Halt(_ context.Context, c store.Contact) error {
	if err := t.own(c); err != nil {
		return err
	}
	t.write("stop what is queued", haltMessages, t.shard, string(c), store.WhyStopped)
	t.write("drop what is over", dropSealed, t.shard)
	return nil
}
