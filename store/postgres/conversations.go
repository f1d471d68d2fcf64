package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"plaza/store"
)

// lock queues the reading of conversations under lock; the map is filled by the flush.
func (t *tx) lock(contacts []store.Contact) map[store.Contact]*store.Conversation {
	ids := make(column[text], len(contacts))
	for i, c := range contacts {
		ids[i] = text(c)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	convs := make(map[store.Contact]*store.Conversation, len(ids))
	t.read("lock conversations", lockConversations, []any{t.shard, ids}, func(rows pgx.Rows) error {
		c, err := t.scanConversation(rows)
		if err != nil {
			return err
		}
		convs[c.Contact] = c
		return nil
	})
	return convs
}

// Conversations locks and returns the conversations of these contacts.
func (t *tx) Conversations(ctx context.Context, contacts []store.Contact) (map[store.Contact]*store.Conversation, error) {
	for _, c := range contacts {
		if err := t.own(c); err != nil {
			return nil, err
		}
	}
	if len(contacts) == 0 {
		return map[store.Contact]*store.Conversation{}, t.err
	}
	convs := t.lock(contacts)
	return convs, t.flush(ctx)
}

// PutConversations writes conversations back: those that are there are locked
// already, new ones are inserted plainly.
func (t *tx) PutConversations(_ context.Context, convs []*store.Conversation) error {
	var added, changed []*store.Conversation
	for _, c := range latest(convs, func(c *store.Conversation) store.Contact { return c.Contact }) {
		if err := t.own(c.Contact); err != nil {
			return err
		}
		switch fate := t.fates[c.Contact]; {
		case fate == erased:
		case c.New && fate != written, fate == forgotten:
			t.note(c.Contact, written)
			added = append(added, c)
		default:
			changed = append(changed, c)
		}
	}
	if len(added) > 0 {
		added = sorted(added, conversationContact)
		t.write("add conversations", insertConversations, t.conversationColumns(added, true)...)
	}
	if len(changed) > 0 {
		changed = sorted(changed, conversationContact)
		t.write("write conversations", updateConversations, t.conversationColumns(changed, false)...)
	}
	return nil
}

func conversationContact(c *store.Conversation) string { return string(c.Contact) }

func (t *tx) conversationColumns(convs []*store.Conversation, added bool) []any {
	type row = store.Conversation
	return []any{t.shard, texts(convs, conversationContact),
		texts(convs, func(c *row) string { return c.Channel }),
		blobs(convs, func(c *row) []byte {
			// The address follows from the contact: it is sealed once.
			if c.Address == "" || !added && t.fates[c.Contact] != bare {
				return nil
			}
			return t.db.keys.Seal(c.Contact, c.Address)
		}),
		texts(convs, func(c *row) string { return c.Lang }),
		texts(convs, func(c *row) string { return c.Flow }),
		numbers(convs, func(c *row) int64 { return int64(c.Edition) }),
		texts(convs, func(c *row) string { return c.Run }),
		blobs(convs, func(c *row) []byte { return c.State }),
		texts(convs, func(c *row) string { return c.Aside }),
		texts(convs, func(c *row) string { return c.Desk }),
		times(convs, func(c *row) time.Time { return c.Due }),
		times(convs, func(c *row) time.Time { return c.Stopped }),
		times(convs, func(c *row) time.Time { return c.SeenAt }),
	}
}

// DueRuns locks and returns conversations whose time has come. A row may wake
// before its time, since waking is only ever written earlier: then it is
// armed again. One that another transaction holds is left for the next time.
func (t *tx) DueRuns(ctx context.Context, now time.Time, n int) ([]*store.Conversation, error) {
	for {
		var awake, due []*store.Conversation
		var early []string
		t.read("read runs that are due", selectAwake, []any{t.shard, now, n}, func(rows pgx.Rows) error {
			c, err := t.scanConversation(rows)
			awake = append(awake, c)
			return err
		})
		if err := t.flush(ctx); err != nil {
			return nil, err
		}
		for _, c := range awake {
			if !c.Due.IsZero() && !c.Due.After(now) {
				due = append(due, c)
			} else {
				early = append(early, string(c.Contact))
			}
		}
		if len(early) > 0 {
			t.write("arm runs", armConversations, t.shard, early)
		}
		if len(due) > 0 || len(awake) == 0 {
			return due, nil
		}
	}
}
