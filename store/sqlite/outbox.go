package sqlite

import (
	"context"
	"database/sql"
	"time"

	"plaza/store"
)

// Enqueue adds messages not added before.
func (t *tx) Enqueue(_ context.Context, msgs []store.Message) error {
	for _, m := range msgs {
		if err := t.own(m.Contact); err != nil {
			return err
		}
		var sealed any
		if t.gone[m.Contact] == erased && m.Address != "" {
			sealed = t.db.keys.Seal(m.Contact, m.Address)
		}
		due := m.DueAt
		if due.IsZero() {
			due = m.At
		}
		_, err := t.exec("enqueue a message", insertMessage, t.shard, m.Contact, m.Key, m.ID, t.db.seq.Next(m.At), m.Channel,
			m.Priority, store.Storable(m.Text), blob(m.Extras), m.Lang, m.Flow, m.Run, max(0, due.UnixMicro()), us(m.Expires),
			us(m.At), m.Last, sealed)
		if err != nil {
			return err
		}
	}
	return nil
}

// candidate is a message that may be claimed, with what decides about it.
type candidate struct {
	store.Message
	sealed  []byte
	stopped time.Time
}

// Claim takes due messages of a channel.
func (t *tx) Claim(_ context.Context, channel string, fence int64, now, until time.Time, n int) ([]store.Message, error) {
	var claimed []store.Message
	for n > 0 {
		heads, err := t.candidates(channel, now, n)
		if err != nil {
			return nil, err
		}
		ended := false
		for _, m := range heads {
			taken, err := t.claim(&m, fence, now, until)
			if err != nil {
				return nil, err
			}
			if taken {
				claimed = append(claimed, m.Message)
			} else {
				ended = true
			}
		}
		if len(claimed) > 0 || !ended {
			break
		}
	}
	return claimed, t.dropSealed()
}

func (t *tx) candidates(channel string, now time.Time, n int) ([]candidate, error) {
	var heads []candidate
	err := t.each("read what is due", selectDueMessages, []any{t.shard, channel, us(now), n}, func(rows *sql.Rows) error {
		m := candidate{Message: store.Message{State: store.Sending}}
		err := rows.Scan(&m.Contact, &m.Key, &m.ID, &m.Channel, &m.Priority, &m.Text, &m.Extras, &m.Lang, &m.Flow,
			&m.Run, when{&m.DueAt}, when{&m.Expires}, &m.Tries, when{&m.At}, &m.Last, &m.sealed, when{&m.stopped})
		heads = append(heads, m)
		return err
	})
	return heads, err
}

// claim takes one message, or ends it when it may not be sent.
func (t *tx) claim(m *candidate, fence int64, now, until time.Time) (bool, error) {
	end, why := store.Delivery(""), ""
	switch {
	case !m.stopped.IsZero() && !m.Last:
		end = store.Halted
	case !m.Expires.IsZero() && !m.Expires.After(now):
		end = store.Expired
	case m.sealed == nil:
		end, why = store.Failed, "no address"
	}
	if end != "" {
		_, err := t.exec("end a message", endMessage, t.shard, m.Contact, m.Key, end, why)
		return false, err
	}
	var err error
	if m.Address, err = t.db.keys.Open(m.Contact, m.sealed); err != nil {
		return false, err
	}
	m.Tries++
	_, err = t.exec("claim a message", claimMessage, t.shard, m.Contact, m.Key, fence, us(until))
	return true, err
}

// Finish records what became of claimed messages.
func (t *tx) Finish(_ context.Context, fence int64, outcomes []store.Outcome) error {
	for _, o := range outcomes {
		if err := t.own(o.Contact); err != nil {
			return err
		}
		var retry any
		if o.State == store.Queued {
			retry = us(o.RetryAt)
		}
		if _, err := t.exec("finish a message", finishMessage, t.shard, o.Contact, o.Key, fence, o.State,
			store.Storable(o.Why), o.Ref, retry); err != nil {
			return err
		}
	}
	return t.dropSealed()
}

// Lost deals with claims that ran out.
func (t *tx) Lost(_ context.Context, now time.Time) (again, unknown int, err error) {
	back, err := t.exec("return lost replies", lostAgain, t.shard, us(now))
	if err != nil {
		return 0, 0, err
	}
	given, err := t.exec("give lost messages up", lostUnknown, t.shard, us(now))
	if err != nil {
		return 0, 0, err
	}
	return int(back), int(given), t.dropSealed()
}

// Status moves messages forward.
func (t *tx) Status(_ context.Context, updates []store.StatusUpdate) error {
	for _, u := range updates {
		if err := t.own(u.Contact); err != nil {
			return err
		}
		key, old := "", store.Delivery("")
		err := t.each("find a message", selectReceipted, []any{t.shard, u.Contact, u.ID, u.Ref}, func(rows *sql.Rows) error {
			return rows.Scan(&key, &old)
		})
		if err != nil {
			return err
		}
		if key == "" || !u.State.After(old) {
			continue
		}
		if _, err := t.exec("move a message on", endMessage, t.shard, u.Contact, key, u.State, store.Storable(u.Why)); err != nil {
			return err
		}
	}
	return t.dropSealed()
}

// Halt stops everything queued for a contact.
func (t *tx) Halt(_ context.Context, c store.Contact) error {
	if err := t.own(c); err != nil {
		return err
	}
	if _, err := t.exec("stop what is queued", haltMessages, t.shard, c); err != nil {
		return err
	}
	return t.dropSealed()
}

// dropSealed removes the messages that carried an erased person's address and
// have nowhere to go any more.
func (t *tx) dropSealed() error {
	n, err := t.exec("drop what is over", dropSealed, t.shard)
	if n > 0 {
		t.erases = true
	}
	return err
}
