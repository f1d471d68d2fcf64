package sqlite

import (
	"context"
	"database/sql"
	"time"

	"plaza/store"
)

// Conversations returns the conversations of these contacts. The one writer is
// the lock.
func (t *tx) Conversations(_ context.Context, contacts []store.Contact) (map[store.Contact]*store.Conversation, error) {
	convs := make(map[store.Contact]*store.Conversation, len(contacts))
	for _, id := range contacts {
		if err := t.own(id); err != nil {
			return nil, err
		}
		c, err := t.conversation(id)
		if err != nil {
			return nil, err
		}
		if c != nil {
			convs[id] = c
		}
	}
	return convs, nil
}

// conversation is one contact's row, or nil.
func (t *tx) conversation(id store.Contact) (c *store.Conversation, err error) {
	err = t.each("read a conversation", selectConversation, []any{t.shard, id}, func(rows *sql.Rows) error {
		c, err = t.scanConversation(rows)
		return err
	})
	return c, err
}

// PutConversations writes conversations back.
func (t *tx) PutConversations(_ context.Context, convs []*store.Conversation) error {
	for _, c := range convs {
		if err := t.own(c.Contact); err != nil {
			return err
		}
		if err := t.putConversation(c); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) putConversation(c *store.Conversation) error {
	fate := t.gone[c.Contact]
	if fate == erased {
		return nil
	}
	var sealed any
	if c.Address != "" {
		sealed = t.db.keys.Seal(c.Contact, c.Address)
	}
	args := []any{t.shard, c.Contact, c.Channel, sealed, c.Lang, c.Flow, c.Edition, c.Run, blob(c.State),
		c.Aside, c.Desk, us(c.Due), us(c.Stopped), us(c.SeenAt)}
	if (!c.New || fate == written) && fate != forgotten {
		_, err := t.exec("write a conversation", updateConversation, args...)
		return err
	}
	t.note(c.Contact, written)
	_, err := t.exec("add a conversation", insertConversation, args...)
	return err
}

func (t *tx) note(c store.Contact, f fate) {
	if t.gone == nil {
		t.gone = map[store.Contact]fate{}
	}
	t.gone[c] = f
}

// DueRuns returns conversations whose time has come. A row may wake before
// its time, since waking is only ever written earlier: then it is armed again.
func (t *tx) DueRuns(_ context.Context, now time.Time, n int) ([]*store.Conversation, error) {
	for {
		var awake, due []*store.Conversation
		err := t.each("read runs that are due", selectAwake, []any{t.shard, us(now), n}, func(rows *sql.Rows) error {
			c, err := t.scanConversation(rows)
			awake = append(awake, c)
			return err
		})
		if err != nil {
			return nil, err
		}
		for _, c := range awake {
			if !c.Due.IsZero() && !c.Due.After(now) {
				due = append(due, c)
				continue
			}
			if _, err := t.exec("arm a run", armConversation, t.shard, c.Contact); err != nil {
				return nil, err
			}
		}
		if len(due) > 0 || len(awake) == 0 {
			return due, nil
		}
	}
}
